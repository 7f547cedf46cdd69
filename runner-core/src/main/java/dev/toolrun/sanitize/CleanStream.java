package dev.toolrun.sanitize;

import dev.toolrun.call.ToolResult.CapturedText;
import dev.toolrun.detect.HiddenCharacters;
import dev.toolrun.sandbox.CapturedStream;
import java.util.Arrays;

/**
 * A captured stream as safe text: invalid UTF-8 replaced (U+FFFD), secrets gone, control characters visible, a marker where
 * something was left out, cuts on character boundaries. What is a secret is found in all that there is to be looked at,
 * before anything is cut.
 */
final class CleanStream {
    /** A run of characters of which tokens are made, and which goes on in the gap, could be one. */
    private static final int MAX_RUN = 16 * 1024;

    /** Below it, there is no room for the marker beside some text. */
    private static final int LEAST_WITH_MARKER = 64;

    private final CapturedStream raw;
    private final TextCleaner cleaner;
    private final int maxLength;

    private CleanStream(CapturedStream raw, int maxLength, TextCleaner cleaner) {
        this.raw = raw;
        this.cleaner = cleaner;
        this.maxLength = maxLength;
    }

    /**
     * @param maxLength most characters, the marker included
     */
    static CapturedText of(CapturedStream raw, int maxLength, TextCleaner cleaner) {
        CleanStream stream = new CleanStream(raw, maxLength, cleaner);
        return raw.omittedBytes() == 0 ? stream.whole() : stream.withGap();
    }

    private CapturedText whole() {
        String text = cleaner.clean(Utf8.decode(raw.head(), raw.tail()));
        return text.length() <= maxLength ? new CapturedText(text, raw.totalBytes(), false, 0) : cut(text, text);
    }

    private CapturedText withGap() {
        int headBytes = Utf8.wholeCharacters(raw.head());
        int tailStart = Utf8.firstCharacter(raw.tail());
        String head = Utf8.decode(Arrays.copyOf(raw.head(), headBytes));
        String tail = Utf8.decode(Arrays.copyOfRange(raw.tail(), tailStart, raw.tail().length));
        byte[] after = Utf8.concat(Arrays.copyOfRange(raw.head(), headBytes, raw.head().length), raw.afterHead());
        byte[] before = Utf8.concat(raw.beforeTail(), Arrays.copyOf(raw.tail(), tailStart));
        boolean seenWhole = raw.unseenBytes() == 0 || (raw.afterHead().length == 0 && raw.beforeTail().length == 0);
        return seenWhole
                ? around(head, Utf8.decode(after, before), tail)
                : apart(head, Utf8.decode(after), Utf8.decode(before), tail);
    }

    /** All between head and tail is there to be looked at. */
    private CapturedText around(String head, String between, String tail) {
        String all = head + between + tail;
        String first = cleaner.clean(all, 0, head.length());
        String last = cleaner.clean(all, head.length() + between.length(), all.length());
        return joined(first, last, raw.totalBytes() - Utf8.length(head) - Utf8.length(tail));
    }

    private CapturedText apart(String head, String after, String before, String tail) {
        int headEnd = head.length() - (isRun(after) ? runBefore(head) : 0);
        int tailStart = isRun(before) ? runAtStart(tail) : 0;
        String first = cleaner.clean(head + after, 0, headEnd);
        String last = cleaner.clean(before + tail, before.length() + tailStart, before.length() + tail.length());
        long kept = (long) Utf8.length(head.substring(0, headEnd)) + Utf8.length(tail.substring(tailStart));
        return joined(first, last, raw.totalBytes() - kept);
    }

    private CapturedText joined(String first, String last, long omitted) {
        String text = first + marker(omitted) + last;
        return text.length() <= maxLength ? new CapturedText(text, raw.totalBytes(), true, omitted) : cut(first, last);
    }

    /** Keeps three quarters of the length from the start of one text and the rest from the end of another. */
    private CapturedText cut(String start, String end) {
        long totalBytes = raw.totalBytes();
        int room = maxLength
                - (maxLength < LEAST_WITH_MARKER ? 0 : marker(totalBytes).length());
        int headLength = Math.min(start.length(), maxLength < LEAST_WITH_MARKER ? room : room - room / 4);
        int tailLength = Math.min(end.length(), room - headLength);
        String head = withoutLooseEnd(start.substring(0, onBoundary(start, headLength)));
        int tailStart = end.length() - tailLength;
        boolean inPair = onBoundary(end, tailStart) != tailStart;
        String tail = withoutLooseStart(end.substring(inPair ? tailStart + 1 : tailStart));
        long kept = (long) Utf8.length(head) + Utf8.length(tail);
        long omitted = Math.max(1, totalBytes - kept);
        String between = maxLength < LEAST_WITH_MARKER ? "" : marker(omitted);
        return new CapturedText(head + between + tail, totalBytes, true, omitted);
    }

    /** Joiners and selectors are there for what they stand beside. */
    private static String withoutLooseEnd(String text) {
        int end = text.length();
        while (end > 0 && HiddenCharacters.isIgnorable(text.codePointBefore(end))) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }

    private static String withoutLooseStart(String text) {
        int start = 0;
        while (start < text.length() && HiddenCharacters.isIgnorable(text.codePointAt(start))) {
            start = text.offsetByCodePoints(start, 1);
        }
        return text.substring(start);
    }

    /** The index, or the one before it if it is in the middle of a character. */
    static int onBoundary(String text, int index) {
        boolean insidePair = index > 0
                && index < text.length()
                && Character.isLowSurrogate(text.charAt(index))
                && Character.isHighSurrogate(text.charAt(index - 1));
        return insidePair ? index - 1 : index;
    }

    private static boolean isRun(String text) {
        return !text.isEmpty() && text.chars().allMatch(CleanStream::isOfRun);
    }

    private static int runBefore(String text) {
        int start = text.length();
        while (start > 0 && text.length() - start < MAX_RUN && isOfRun(text.charAt(start - 1))) {
            start--;
        }
        return text.length() - start;
    }

    private static int runAtStart(String text) {
        int end = 0;
        while (end < text.length() && end < MAX_RUN && isOfRun(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isOfRun(int c) {
        return c < 0x80 && (Character.isLetterOrDigit(c) || "+/=_-.%~".indexOf(c) >= 0);
    }

    private static String marker(long omittedBytes) {
        return "\n[... " + omittedBytes + " bytes omitted ...]\n";
    }
}
