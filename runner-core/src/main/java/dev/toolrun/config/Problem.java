package dev.toolrun.config;

/**
 * Something wrong with the configuration.
 *
 * @param file the file it is in, or a name for a configuration that was made in code
 * @param line the line it is in, from 1; 0 where there is none
 * @param path the place, for example {@code permissions[0].roles}; empty for the file as a whole
 * @param message what is wrong, without a full stop
 */
public record Problem(String file, int line, String path, String message) {

    /** For example {@code toolrun.yaml:3: audit.directory: must be a string}. */
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
