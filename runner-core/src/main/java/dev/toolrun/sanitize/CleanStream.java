package dev.toolrun.sanitize;

import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.sandbox.CapturedStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A captured stream as safe text: invalid UTF-8 replaced (U+FFFD), control characters visible, a marker where something was
 * left out, cuts on character boundaries.
 *
 * @param escaped how many characters were made visible
 */
record CleanStream(CapturedText captured, long escaped) {

    /**
     * @param maxLength most characters, counted before the marker
     */
    static CleanStream of(CapturedStream raw, int maxLength) {
        if (raw.omittedBytes() == 0) {
            return shortened(decode(raw.head(), raw.tail()), raw.totalBytes(), maxLength);
        }
        byte[] head = withoutPartialEnd(raw.head());
        byte[] tail = withoutPartialStart(raw.tail());
        VisibleText first = VisibleText.of(decode(head));
        VisibleText last = VisibleText.of(decode(tail));
        long omitted = raw.totalBytes() - head.length - tail.length;
        if (first.text().length() + last.text().length() > maxLength) {
            return cut(first.text(), last.text(), raw.totalBytes(), maxLength, first.escaped() + last.escaped());
        }
        return new CleanStream(
                new CapturedText(first.text() + marker(omitted) + last.text(), raw.totalBytes(), true, omitted),
                first.escaped() + last.escaped());
    }

    static String decode(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .decode(all.flip());
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("a decoder that replaces does not fail", e);
        }
    }

    private static CleanStream shortened(String raw, long totalBytes, int maxLength) {
        VisibleText visible = VisibleText.of(raw);
        String text = visible.text();
        if (text.length() <= maxLength) {
            return new CleanStream(new CapturedText(text, totalBytes, false, 0), visible.escaped());
        }
        return cut(text, text, totalBytes, maxLength, visible.escaped());
    }

    /** Keeps three quarters of the length from the start of one text and the rest from the end of another. */
    private static CleanStream cut(String start, String end, long totalBytes, int maxLength, long escaped) {
        int headLength = Math.min(start.length(), maxLength - maxLength / 4);
        int tailLength = Math.min(end.length(), maxLength / 4);
        String head = start.substring(0, onBoundary(start, headLength));
        String tail = end.substring(onBoundary(end, end.length() - tailLength));
        long kept = (long) utf8Length(head) + utf8Length(tail);
        long omitted = Math.max(1, totalBytes - kept);
        return new CleanStream(new CapturedText(head + marker(omitted) + tail, totalBytes, true, omitted), escaped);
    }

    private static int onBoundary(String text, int index) {
        boolean insidePair = index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return insidePair ? index - 1 : index;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String marker(long omittedBytes) {
        return "\n[... " + omittedBytes + " bytes omitted ...]\n";
    }

    private static byte[] withoutPartialEnd(byte[] bytes) {
        int lead = bytes.length - 1;
        while (lead >= 0 && bytes.length - lead <= 4 && isContinuation(bytes[lead])) {
            lead--;
        }
        boolean complete = lead < 0 || bytes.length - lead >= sequenceLength(bytes[lead]);
        return complete ? bytes : Arrays.copyOf(bytes, lead);
    }

    private static byte[] withoutPartialStart(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && start < 3 && isContinuation(bytes[start])) {
            start++;
        }
        return Arrays.copyOfRange(bytes, start, bytes.length);
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
