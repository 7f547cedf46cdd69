package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Text that a command line names: read as UTF-8, and never much more of it than can be used. */
final class BoundedInput {
    private final int maxBytes;

    BoundedInput(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * The text of a file. Of one that is too long, a beginning that is too long as well, for others to refuse.
     *
     * @throws RunnerException with {@code invalid_usage} if there is no such text
     */
    String read(String option, String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return read(option, file, in);
        } catch (NoSuchFileException e) {
            throw unreadable(option, file, "There is no such file.");
        } catch (IOException | InvalidPathException e) {
            throw unreadable(option, file, "It can't be read.");
        }
    }

    /** Like {@link #read(String, String)}, from a stream that is left open. */
    String read(String option, String name, InputStream in) {
        try {
            byte[] bytes = in.readNBytes(maxBytes + 1);
            return bytes.length > maxBytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
        } catch (CharacterCodingException e) {
            throw unreadable(option, name, "It is not UTF-8 text.");
        } catch (IOException e) {
            throw unreadable(option, name, "It can't be read.");
        }
    }

    private static RunnerException unreadable(String option, String name, String why) {
        return WrongUsage.of("A file that the command line names can't be used.", option + " " + name + ": " + why);
    }
}
