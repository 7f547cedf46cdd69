package dev.toolrun.report;

import dev.toolrun.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A browser without a window, with a profile of its own. */
final class Chromium {
    private final Path folder;
    private final String program;

    /** Skips the test, or fails it, where there is none. */
    Chromium(Path folder) {
        this.folder = folder;
        this.program = TestHost.program("chromium");
        TestHost.require(!program.isEmpty(), "needs a browser: apt-get install chromium");
    }

    /** The page's elements when its scripts have run. */
    String dump(Path page, String fragment) throws IOException, InterruptedException {
        return run("--virtual-time-budget=5000", "--dump-dom", page.toUri() + "#" + fragment);
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program,
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--user-data-dir=" + folder.resolve("profile")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(folder.resolve("chromium.log").toFile()));
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        Thread watchdog = new Thread(() -> {
            try {
                if (!process.waitFor(90, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        try (InputStream out = process.getInputStream()) {
            String dump = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError("the browser ended with " + process.exitValue());
            }
            return dump;
        }
    }
}
