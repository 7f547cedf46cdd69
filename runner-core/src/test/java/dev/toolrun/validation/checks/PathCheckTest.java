package dev.toolrun.validation.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.tool.ArgumentCheck;
import dev.toolrun.tool.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathCheckTest {
    @TempDir
    private Path folder;

    private List<Mount> mounts;

    @BeforeEach
    void makeFiles() throws IOException {
        Path source = Files.createDirectories(folder.toRealPath().resolve("shared"));
        Files.createDirectories(source.resolve("reports/old"));
        Files.createDirectories(source.resolve("private"));
        Files.writeString(source.resolve("reports/a.txt"), "a");
        Files.writeString(source.resolve("private/key"), "k");
        Files.writeString(folder.resolve("secret"), "s");
        link(source, "reports/same", "a.txt");
        link(source, "reports/up", "../reports/old");
        link(source, "reports/chain", "same");
        link(source, "reports/other", "../private/key");
        link(source, "reports/otherfolder", "../private");
        link(source, "reports/out", "../../secret");
        link(source, "reports/outfolder", "../..");
        link(source, "reports/absolute", folder.resolve("secret").toString());
        link(source, "reports/inside", source.resolve("reports/a.txt").toString());
        link(source, "reports/dangling", "nothing");
        link(source, "reports/danglingout", "../../nothing");
        link(source, "reports/loop", "loop");
        mounts = List.of(
                new Mount(source, "/data"), new Mount(folder.toRealPath().resolve("secret"), "/etc/app/secret"));
    }

    private static void link(Path source, String name, String target) throws IOException {
        Files.createSymbolicLink(source.resolve(name), Path.of(target));
    }

    @ParameterizedTest
    @CsvSource({
        "/data/reports/a.txt, /data/reports/a.txt",
        "/data/reports, /data/reports",
        "/data/reports/, /data/reports",
        "/data//reports/./a.txt, /data/reports/a.txt",
        "/data/reports/old/../a.txt, /data/reports/a.txt",
        "/data/private/../reports/a.txt, /data/reports/a.txt",
        "//data/reports, /data/reports",
        "../data/reports/a.txt, /data/reports/a.txt",
        "/data/reports/same, /data/reports/same",
        "/data/reports/chain, /data/reports/chain",
        "/data/reports/up, /data/reports/up",
        "/data/reports/new.txt, /data/reports/new.txt",
        "/data/reports/new/deep.txt, /data/reports/new/deep.txt",
        "/data/reports/dangling, /data/reports/dangling",
        "/data/reports/..., /data/reports/...",
        "/data/reports/ü, /data/reports/ü",
    })
    void writesCanonicalForms(String path, String canonical) throws UnfitValue {
        assertThat(PathCheck.canonical(within("/data/reports"), mounts, path)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/data",
                "/data/",
                "/data/reports/..",
                "/data/reports/../private/key",
                "/data/reportsx",
                "/data/reports/../../etc/passwd",
                "/../../data/reports",
                "/etc/passwd",
                "/data/reports/a\u0000.txt",
                "/data/reports/a\n.txt",
                "/data/reports/\u001b[31m",
                "/data/reports/\u0085",
                "reports/a.txt",
                "data/reports/a.txt",
                "/data/reports/other",
                "/data/reports/otherfolder",
                "/data/reports/otherfolder/key",
                "/data/reports/out",
                "/data/reports/outfolder",
                "/data/reports/outfolder/shared/reports/a.txt",
                "/data/reports/absolute",
                "/data/reports/inside",
                "/data/reports/danglingout",
                "/data/reports/loop",
                "/data/reports/loop/x",
                "/DATA/reports",
                "\\data\\reports",
                "~/data",
                "file:///data/reports"
            })
    void refusesWhatLeadsElsewhere(String path) {
        assertThatThrownBy(() -> PathCheck.canonical(within("/data/reports"), mounts, path))
                .isInstanceOf(UnfitValue.class);
    }

    @Test
    void withoutAMountThePathItselfCounts() throws UnfitValue {
        assertThat(PathCheck.canonical(within("/workspace"), List.of(), "a/./b"))
                .isEqualTo("/workspace/a/b");
        assertThat(PathCheck.canonical(within("/"), List.of(), "/")).isEqualTo("/");
        assertThatThrownBy(() -> PathCheck.canonical(within("/workspace"), List.of(), "../x"))
                .hasMessage("must lie within /workspace");
    }

    @Test
    void longPathsAndOtherTypesAreRefused() {
        for (Object value : List.of("/" + "a".repeat(5_000), 5, List.of("/data/reports"))) {
            assertThatThrownBy(() -> PathCheck.canonical(within("/"), mounts, value))
                    .isInstanceOf(UnfitValue.class);
        }
    }

    @Test
    void theRealPathIsTheOneBehindTheLinks() {
        assertThat(PathCheck.real(mounts, "/data/reports/chain")).contains("/data/reports/a.txt");
        assertThat(PathCheck.real(mounts, "/data/reports/otherfolder/key")).contains("/data/private/key");
        assertThat(PathCheck.real(mounts, "/data/reports/up/../a.txt")).isEmpty();
        assertThat(PathCheck.real(mounts, "/etc/app/secret")).contains("/etc/app/secret");
        assertThat(PathCheck.real(mounts, "x/y")).contains("/workspace/x/y");
        assertThat(PathCheck.real(mounts, "/data/reports/out")).isEmpty();
        assertThat(PathCheck.real(mounts, "/etc/passwd"))
                .as("what links an image has is not known")
                .isEmpty();
        assertThat(PathCheck.real(mounts, 5)).isEmpty();
    }

    private static ArgumentCheck.Path within(String directory) {
        return new ArgumentCheck.Path("file", directory);
    }
}
