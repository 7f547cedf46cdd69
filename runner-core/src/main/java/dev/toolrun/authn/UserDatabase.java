package dev.toolrun.authn;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What {@code id} says of users; it asks whatever this host has as its user database. */
final class UserDatabase {
    private static final long TIMEOUT_SECONDS = 10;
    private static final String ID = "/usr/bin/id";

    private UserDatabase() {}

    /** How a user without a name is called. */
    static String unnamed(Object uid) {
        return "uid:" + uid;
    }

    /** The names of the groups that this process has. */
    static Set<String> groups() throws IOException {
        return Set.of(answer("-Gnz").split("\0"));
    }

    /** The names of a user's groups. */
    static Set<String> groups(String user) throws IOException {
        return Set.of(answer("-Gnz", "--", user).split("\0"));
    }

    /** Whether there is a user of that name. */
    static boolean hasUser(String name) throws IOException {
        Process id = start("-u", "--", name);
        try {
            id.getInputStream().transferTo(OutputStream.nullOutputStream());
            return exitCode(id) == 0;
        } finally {
            id.destroyForcibly();
        }
    }

    private static String answer(String... arguments) throws IOException {
        Process id = start(arguments);
        try {
            String answer = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (exitCode(id) != 0) {
                throw new IOException("the groups of the OS user can't be found out");
            }
            return answer;
        } finally {
            id.destroyForcibly();
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ID));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static int exitCode(Process id) throws IOException {
        try {
            if (id.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                return id.exitValue();
            }
            throw new IOException("the user database does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while looking up a user", e);
        }
    }
}
