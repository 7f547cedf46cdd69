package dev.toolrun.sandbox.docker;

import dev.toolrun.sandbox.Finding;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which versions of runc have known container escapes: CVE-2024-21626 until 1.1.12; CVE-2025-31133, CVE-2025-52565 and
 * CVE-2025-52881 until 1.2.8, and in 1.3 until 1.3.3 (runc's own security advisories).
 */
final class RuncVersion {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    private RuncVersion() {}

    static Optional<Finding> weakness(String version) {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            return Optional.of(finding(version, "is not a version that can be read", "its known escapes"));
        }
        int number = number(matcher, 1) * 1_000_000 + number(matcher, 2) * 1_000 + number(matcher, 3);
        if (number < 1_001_012) {
            return Optional.of(finding(version, "is older than 1.1.12", "CVE-2024-21626 and the escapes of 2025"));
        }
        boolean fixed = number >= 1_003_003 || (number >= 1_002_008 && number < 1_003_000);
        return fixed
                ? Optional.empty()
                : Optional.of(finding(
                        version, "is older than 1.2.8 or 1.3.3", "CVE-2025-31133, CVE-2025-52565 and CVE-2025-52881"));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static Finding finding(String version, String what, String escapes) {
        return Finding.weak(
                "runc",
                "runc " + version + " " + what + ": by its version it has " + escapes + ".",
                "Update runc; a distribution may have mended it under the old number: see its security tracker.");
    }
}
