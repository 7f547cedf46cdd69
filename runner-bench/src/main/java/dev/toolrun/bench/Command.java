package dev.toolrun.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that is started and waited for, as a shell does.
 *
 * @param environment beside that of this process
 */
record Command(List<String> words, Map<String, String> environment) implements Samples.Work {
    static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    Command and(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(Arrays.asList(more));
        return new Command(all, environment);
    }

    Command with(String name, Path value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value.toString());
        return new Command(words, all);
    }

    /** Fails unless the program succeeds and prints {@code 42}. */
    @Override
    public void run() throws IOException, InterruptedException {
        Process process = start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0 || !output.equals("42\n")) {
            throw new IOException(words + " ends with " + process.exitValue() + " after '" + output + "'");
        }
    }

    /** What the program prints, which must succeed. */
    String output() throws IOException, InterruptedException {
        Process process = start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(words + " ends with " + process.exitValue());
        }
        return output.strip();
    }

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(Redirect.INHERIT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
