package dev.toolrun.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountPolicyTest {
    @TempDir
    private Path folder;

    private Path root;
    private Path source;
    private MountPolicy policy;

    @BeforeEach
    void prepare() throws IOException {
        folder = folder.toRealPath();
        root = Files.createDirectory(folder.resolve("root"));
        source = Files.createDirectory(root.resolve("data"));
        Files.writeString(source.resolve("file"), "x");
        policy = new MountPolicy(List.of(root), List.of(folder.resolve("state")));
    }

    @Test
    void whatLiesInARootMayBeMounted() {
        assertThat(policy.refusal(source)).isNull();
        assertThat(policy.refusal(source.resolve("file"))).isNull();
        assertThat(policy.refusal(root)).isNull();
    }

    @Test
    void withoutRootsNothingMay() {
        assertThat(MountPolicy.NONE.refusal(source)).contains("no sandbox.mountRoots");
    }

    @Test
    void whatLiesElsewhereMayNot() throws IOException {
        Path sibling = Files.createDirectory(folder.resolve("root2"));
        assertThat(policy.refusal(sibling)).contains("does not lie in one of");
        assertThat(policy.refusal(folder)).contains("does not lie in one of");
        assertThat(policy.refusal(root.resolve("missing"))).contains("does not exist");
        assertThat(policy.refusal(source.resolve("../../root2"))).contains("not a real path");
    }

    @Test
    void aLinkMayNotWhereverItLeads() throws IOException {
        Path link = Files.createSymbolicLink(root.resolve("link"), source);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path outside = Files.createSymbolicLink(root.resolve("outside"), elsewhere);
        assertThat(policy.refusal(link)).contains("symbolic link");
        assertThat(policy.refusal(outside)).contains("symbolic link");
        assertThat(policy.refusal(link.resolve("file"))).contains("symbolic link");
    }

    @Test
    void aRootMayBeReachedOverALink() throws IOException {
        Path linkedRoot = Files.createSymbolicLink(folder.resolve("linked"), root);
        assertThat(new MountPolicy(List.of(linkedRoot), List.of()).refusal(source))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/proc", "/proc/self", "/sys", "/dev", "/dev/null", "/run", "/var"})
    void systemPlacesNeverMay(String place) throws IOException {
        MountPolicy everything = new MountPolicy(List.of(Path.of("/")), List.of());
        assertThat(everything.refusal(Path.of(place).toRealPath())).contains("never mounted");
    }

    @Test
    void ourOwnRecordsNeverMay() throws IOException {
        Path state = Files.createDirectory(folder.resolve("state"));
        Path inside = Files.createDirectory(state.resolve("audit"));
        MountPolicy wide = new MountPolicy(List.of(folder), List.of(state));
        assertThat(wide.refusal(state)).contains("never mounted");
        assertThat(wide.refusal(inside)).contains("never mounted");
        assertThat(wide.refusal(folder)).contains("never mounted");
        assertThat(wide.refusal(root)).isNull();
        assertThat(wide.without(List.of(root)).refusal(source)).contains("never mounted");
    }

    @Test
    void socketsAndFifosNeverMayHoweverDeep() throws Exception {
        Path deep = Files.createDirectories(source.resolve("a/b/c"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(deep.resolve("s")));
            assertThat(policy.refusal(source)).contains("socket");
            assertThat(policy.refusal(deep.resolve("s"))).contains("socket");
            Files.delete(deep.resolve("s"));
        }
        assertThat(policy.refusal(source)).isNull();
        new ProcessBuilder("mkfifo", deep.resolve("f").toString()).start().waitFor();
        assertThat(policy.refusal(source)).contains("FIFO");
    }

    @Test
    void linksInsideAreNotFollowed() throws IOException {
        Files.createSymbolicLink(source.resolve("up"), folder);
        assertThat(policy.refusal(source)).isNull();
    }

    @Test
    void tooMuchToLookThroughMayNot() throws IOException {
        for (int i = 0; i < 9; i++) {
            Files.createDirectory(source.resolve(String.valueOf(i)));
        }
        assertThat(MountContents.refusal(source, 11)).isNull();
        assertThat(MountContents.refusal(source, 10)).contains("too many");
    }
}
