package dev.toolrun.sandbox;

import org.jspecify.annotations.Nullable;

/**
 * One thing that was found out about this host.
 *
 * @param level how good or bad it is
 * @param subject what was looked at, in a word or two
 * @param sentence what was found
 * @param fix what to do about it, or null
 */
public record Finding(
        Level level,
        String subject,
        String sentence,
        @Nullable String fix) {

    /** How good or bad a finding is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** Works, but is weaker than it could be; nothing that is promised is missing. */
        WEAK,
        /** Less than what is promised: calls are refused or fail. */
        FAILED
    }

    public static Finding ok(String subject, String sentence) {
        return new Finding(Level.OK, subject, sentence, null);
    }

    public static Finding weak(String subject, String sentence, String fix) {
        return new Finding(Level.WEAK, subject, sentence, fix);
    }

    public static Finding failed(String subject, String sentence, String fix) {
        return new Finding(Level.FAILED, subject, sentence, fix);
    }
}
