package dev.toolrun.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** What must hold of the audit log's signing key: a file that others can read or exchange signs for nobody. */
final class AuditChecks {
    private static final Place KEY = Place.ROOT.then("audit").then("signingKey");
    private static final Set<PosixFilePermission> OWNERS =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private AuditChecks() {}

    static void check(RunnerConfig config, Problems problems) {
        Path key = config.audit().signingKey();
        if (key == null || problems.concern(KEY)) {
            return;
        }
        try {
            if (Files.exists(key, LinkOption.NOFOLLOW_LINKS)) {
                TrustedFile.text(key);
                if (!OWNERS.containsAll(Files.getPosixFilePermissions(key))) {
                    problems.add(KEY, "is a file that others than its owner can read");
                }
            } else if (Files.exists(key.resolveSibling(""))) {
                TrustedFile.folder(key.resolveSibling(""));
            }
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        } catch (IOException e) {
            problems.add(KEY, "can't be looked at (" + e.getClass().getSimpleName() + ")");
        }
    }
}
