package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLocationTest {
    private static final String ANY = "stateDirectory: /var/lib/toolrun\n";

    private ConfigFolder folder;
    private Path system;
    private Path option;
    private final Map<String, String> env = new HashMap<>();

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        folder = ConfigFolder.in(path);
        system = folder.path().resolve("etc/toolrun/toolrun.yaml");
        option = folder.write("option.yaml", ANY);
        env.put("HOME", folder.path().resolve("home").toString());
    }

    @Test
    void withoutAnyFileTheBuiltInDefaultHolds() {
        assertThat(find(null)).isNull();
        assertThat(location().load(null, env).stateDirectory())
                .isEqualTo(folder.path().resolve("home/.local/state/toolrun"));
    }

    @Test
    void theOptionComesBeforeTheEnvironmentAndTheHome() {
        Path home = folder.write("home/.config/toolrun/toolrun.yaml", ANY);
        assertThat(find(null)).isEqualTo(home);

        env.put("TOOLRUN_CONFIG", "");
        assertThat(find(null)).isEqualTo(home);

        env.put("TOOLRUN_CONFIG", "/from/env.yaml");
        assertThat(find(null)).isEqualTo(Path.of("/from/env.yaml"));

        assertThat(find(option)).isEqualTo(option);
    }

    @Test
    void theHomeFollowsXdg() {
        folder.write("home/.config/toolrun/toolrun.yaml", ANY);
        Path xdg = folder.write("xdg/toolrun/toolrun.yaml", ANY);

        env.put("XDG_CONFIG_HOME", folder.path().resolve("xdg").toString());
        assertThat(find(null)).isEqualTo(xdg);

        env.put("XDG_CONFIG_HOME", folder.path().resolve("empty").toString());
        assertThat(find(null)).isNull();
    }

    @Test
    void aFileThatIsAskedForMustExist() {
        Path none = folder.path().resolve("none.yaml");

        assertThatThrownBy(() -> location().load(none, env))
                .isInstanceOf(ConfigException.class)
                .hasMessage(none + ": there is no such file");
    }

    @Test
    void theSystemsFileIsTheOne() {
        folder.write("etc/toolrun/toolrun.yaml", ANY);

        assertThat(find(null)).isEqualTo(system);
        refused(option, option);
        env.put("TOOLRUN_CONFIG", "/from/env.yaml");
        refused(null, Path.of("/from/env.yaml"));
        env.remove("TOOLRUN_CONFIG");
        refused(null, folder.write("home/.config/toolrun/toolrun.yaml", ANY));
    }

    @Test
    void theSystemsFileMayAllowOthers() {
        folder.write("etc/toolrun/toolrun.yaml", ANY + "allowUserConfig: true\n");

        assertThat(find(null)).isEqualTo(system);
        assertThat(find(option)).isEqualTo(option);
    }

    @Test
    void aBrokenSystemFileAllowsNothing() {
        folder.write("etc/toolrun/toolrun.yaml", "allowUserConfig: yes\n");

        assertThatThrownBy(() -> find(option))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(system + ":1: allowUserConfig: must be written as true or false");
    }

    @Test
    void anUntrustworthySystemFileAllowsNothing() throws Exception {
        folder.write("etc/toolrun/toolrun.yaml", ANY + "allowUserConfig: true\n");
        Files.setPosixFilePermissions(system, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThatThrownBy(() -> find(option)).isInstanceOf(ConfigException.class);
    }

    @Test
    void aSystemFileThatCannotBeLookedAtAllowsNothing() throws Exception {
        folder.write("etc/toolrun", "no directory");
        unknown(null, system);
        unknown(option, system);
        Files.delete(folder.path().resolve("etc/toolrun"));
        assertThat(find(option)).isEqualTo(option);
    }

    @Test
    void aSystemFileInAClosedDirectoryAllowsNothing() throws Exception {
        assumeTrue(new UnixSystem().getUid() != 0, "no directory is closed to root");
        folder.write("etc/toolrun/toolrun.yaml", ANY);
        Files.setPosixFilePermissions(system.getParent(), PosixFilePermissions.fromString("---------"));
        try {
            unknown(option, system);
        } finally {
            Files.setPosixFilePermissions(system.getParent(), PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void anOwnFileThatCannotBeLookedAtIsNotTakenForNone() {
        folder.write("home/.config/toolrun", "no directory");
        unknown(null, folder.path().resolve("home/.config/toolrun/toolrun.yaml"));
        assertThat(find(option)).isEqualTo(option);
    }

    private void unknown(@Nullable Path asked, Path named) {
        assertThatThrownBy(() -> find(asked))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(named + ": it can't be told whether there is such a file (");
    }

    private void refused(@Nullable Path asked, Path named) {
        assertThatThrownBy(() -> find(asked))
                .isInstanceOf(ConfigException.class)
                .hasMessage(named + ": is refused: " + system
                        + " is the configuration of this host, and it does not say 'allowUserConfig: true'");
    }

    private @Nullable Path find(@Nullable Path asked) {
        return location().find(asked, env);
    }

    private ConfigLocation location() {
        return ConfigLocation.withSystemFile(system);
    }
}
