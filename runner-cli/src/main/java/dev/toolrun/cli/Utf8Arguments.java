package dev.toolrun.cli;

import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Arguments as their caller wrote them. Java decodes them by the locale, and puts U+FFFD in the place of what it does not
 * understand, without a word: a tool would run with something else than it was given.
 */
final class Utf8Arguments {
    private Utf8Arguments() {}

    /**
     * @param commandLine a process's command line as the kernel shows it; where it can't be read, Java is believed
     * @param decoded the arguments at its end, as Java decoded them
     * @throws RunnerException with {@code invalid_usage} if one of them is not UTF-8
     */
    static String[] of(Path commandLine, String... decoded) {
        if (Arrays.stream(decoded).allMatch(Utf8Arguments::isAscii)) {
            return decoded;
        }
        List<byte[]> words = words(commandLine);
        int before = words.size() - decoded.length;
        String[] exact = new String[decoded.length];
        for (int i = 0; i < decoded.length; i++) {
            if (before < 0 || (isAscii(decoded[i]) && !isSame(decoded[i], words.get(before + i)))) {
                return decoded; // not the command line that these arguments come from
            }
            exact[i] = isAscii(decoded[i]) ? decoded[i] : decode(i + 1, words.get(before + i));
        }
        return exact;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    private static boolean isSame(String text, byte[] word) {
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), word);
    }

    /** What is between the NULs, each of which ends a word. */
    private static List<byte[]> words(Path commandLine) {
        List<byte[]> words = new ArrayList<>();
        try {
            byte[] bytes = Files.readAllBytes(commandLine);
            int begin = 0;
            for (int i = 0; i < bytes.length; i++) {
                if (bytes[i] == 0) {
                    words.add(Arrays.copyOfRange(bytes, begin, i));
                    begin = i + 1;
                }
            }
        } catch (IOException e) {
            words.clear();
        }
        return words;
    }

    private static String decode(int position, byte[] word) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(word))
                    .toString();
        } catch (CharacterCodingException e) {
            throw WrongUsage.of("An argument is not UTF-8 text.", "It is argument " + position + ".");
        }
    }
}
