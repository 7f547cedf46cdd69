package dev.toolrun.authn;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The OS user who runs this process, as the kernel and the user database know it, never as an environment says. */
public interface OsUser {

    /** The user's name, or {@code uid:} and the number where the user database has no name. */
    String name();

    /**
     * The names of all the user's groups.
     *
     * @throws IOException if they can't be found out
     */
    Set<String> groups() throws IOException;

    /** The user of the running process. */
    static OsUser current() {
        return new ProcessUser();
    }

    /** Reads the name through {@code getpwuid_r} and the groups with {@code id}, which asks the same user database. */
    final class ProcessUser implements OsUser {
        private static final long GROUPS_TIMEOUT_SECONDS = 10;

        @Override
        public String name() {
            UnixSystem system = new UnixSystem();
            String name = system.getUsername();
            return name == null || name.isEmpty() ? "uid:" + system.getUid() : name;
        }

        @Override
        public Set<String> groups() throws IOException {
            Process id = new ProcessBuilder("/usr/bin/id", "-Gnz")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                String names = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!id.waitFor(GROUPS_TIMEOUT_SECONDS, TimeUnit.SECONDS) || id.exitValue() != 0) {
                    throw new IOException("the groups of the OS user can't be found out");
                }
                return Set.of(names.split("\0"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while looking up groups", e);
            } finally {
                id.destroyForcibly();
            }
        }
    }
}
