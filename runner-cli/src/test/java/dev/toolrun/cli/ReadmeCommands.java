package dev.toolrun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a part of a README tells its reader to write and to run. */
final class ReadmeCommands {
    private static final Pattern FILE = Pattern.compile("```yaml\n# (\\S+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FENCED = Pattern.compile("```.*?```", Pattern.DOTALL);
    private static final int REFUSED = 3;

    private final String text;

    /** The part of a README of the checkout between two lines. */
    ReadmeCommands(String readme, String from, String to) throws IOException {
        String all = "\n" + Files.readString(Path.of(System.getProperty("toolrun.checkout"), readme));
        assertThat(all).contains("\n" + from + "\n").contains("\n" + to + "\n");
        int start = all.indexOf("\n" + from + "\n");
        text = all.substring(start, all.indexOf("\n" + to + "\n", start));
    }

    /** The lines to type. */
    List<String> lines() {
        List<String> lines = FENCED.matcher(text)
                .replaceAll("")
                .lines()
                .filter(line -> line.startsWith("    "))
                .map(String::strip)
                .toList();
        assertThat(lines).isNotEmpty();
        return lines;
    }

    void writeFiles(Path folder) throws IOException {
        Matcher file = FILE.matcher(text);
        while (file.find()) {
            Path path = folder.resolve(file.group(1));
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.group(2));
        }
    }

    /**
     * Types lines. Every call that is only checked is one that is refused, and all else succeeds.
     *
     * @return what was printed, errors included, a string for each line
     */
    static List<String> type(List<String> lines, ToolrunScript script, Path folder)
            throws IOException, InterruptedException {
        List<String> printed = new ArrayList<>();
        for (String line : lines) {
            var ended = script.run(folder, "bash", "-o", "pipefail", "-c", line);
            boolean checks = line.matches("(\\./)?toolrun check .*");
            assertThat(ended.exit()).as(line + "\n" + ended.stderr()).isEqualTo(checks ? REFUSED : 0);
            printed.add(ended.stdout() + ended.stderr());
        }
        return printed;
    }
}
