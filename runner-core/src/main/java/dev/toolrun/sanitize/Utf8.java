package dev.toolrun.sanitize;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of a tool as text. */
final class Utf8 {
    private Utf8() {}

    /** The text of parts that belong together; what is no UTF-8 becomes U+FFFD. */
    static String decode(byte[]... parts) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(ByteBuffer.wrap(concat(parts)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("a decoder that replaces does not fail", e);
        }
    }

    /** The text, or null if any of it is no UTF-8. */
    static @Nullable String decodeStrictly(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    static int length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** How many of the bytes are whole characters, up to one that breaks off at the end. */
    static int wholeCharacters(byte[] bytes) {
        int lead = bytes.length - 1;
        while (lead >= 0 && bytes.length - lead <= 4 && isContinuation(bytes[lead])) {
            lead--;
        }
        boolean complete = lead < 0 || bytes.length - lead >= sequenceLength(bytes[lead]);
        return complete ? bytes.length : lead;
    }

    /** Where the first character begins that does not begin before the bytes. */
    static int firstCharacter(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && start < 3 && isContinuation(bytes[start])) {
            start++;
        }
        return start;
    }

    private static boolean isContinuation(byte b) {
        return (b & 0xc0) == 0x80;
    }

    private static int sequenceLength(byte lead) {
        int b = lead & 0xff;
        if (b >= 0xf0) {
            return 4;
        }
        return b >= 0xe0 ? 3 : b >= 0xc0 ? 2 : 1;
    }
}
