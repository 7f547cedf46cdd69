package dev.toolrun.audit;

import dev.toolrun.audit.tlog.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this host calls itself, asked of nobody else. */
final class HostName {
    private HostName() {}

    /** A log's name where nobody has given it another. */
    static String get() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip() + "/toolrun";
            return VerifierKey.isName(name) ? name : "localhost/toolrun";
        } catch (IOException e) {
            return "localhost/toolrun";
        }
    }
}
