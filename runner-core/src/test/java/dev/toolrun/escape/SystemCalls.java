package dev.toolrun.escape;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The system calls of x86-64, and the program that makes them. */
final class SystemCalls {
    private SystemCalls() {}

    /** Name to number, of all that Linux 6.18 has. */
    static Map<String, Integer> numbers() {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (String line : resource("syscalls-x86_64.txt").lines().toList()) {
            if (!line.startsWith("#")) {
                int space = line.indexOf(' ');
                numbers.put(line.substring(space + 1), Integer.valueOf(line.substring(0, space)));
            }
        }
        return numbers;
    }

    /** A Python program; its own words say what it does. */
    static String probe() {
        return resource("seccomp_probe.py");
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(SystemCalls.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
