package dev.toolrun.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds files by a pattern: {@code *}, {@code ?} and the like in each part of a path, never over several parts. */
final class Globs {
    private Globs() {}

    /** The files that match, sorted; empty as well for a pattern that can't match. */
    static List<Path> expand(Path folder, String pattern) {
        try {
            Path path = folder.getFileSystem().getPath(pattern);
            List<Path> found = List.of(path.isAbsolute() ? path.getRoot() : folder);
            for (Path step : path) {
                List<Path> next = new ArrayList<>();
                for (Path directory : found) {
                    next.addAll(step(directory, step.toString()));
                }
                found = next;
            }
            return found.stream()
                    .filter(file -> !Files.isDirectory(file))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException | InvalidPathException | PatternSyntaxException e) {
            return List.of();
        }
    }

    private static List<Path> step(Path directory, String step) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        if (step.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0)) {
            Path named = directory.resolve(step).normalize();
            return Files.exists(named) ? List.of(named) : List.of();
        }
        List<Path> matches = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, step)) {
            stream.forEach(match -> {
                if (!match.getFileName().toString().startsWith(".")) {
                    matches.add(match);
                }
            });
        }
        return matches;
    }
}
