package dev.toolrun.detect;

import java.util.List;

/** Tokens that stand right behind another one, known by how they begin. */
final class NextToken {
    private static final List<String> PREFIXES = List.of(
            "AKIA",
            "ASIA",
            "AIza",
            "ghp_",
            "gho_",
            "ghu_",
            "ghs_",
            "ghr_",
            "github_pat_",
            "glpat-",
            "xoxb-",
            "xoxp-",
            "xapp-",
            "sk_live_",
            "rk_live_",
            "sk-proj-",
            "sk-ant-",
            "eyJ",
            "npm_",
            "hf_");
    private static final int LONGEST =
            PREFIXES.stream().mapToInt(String::length).max().orElse(0);

    private NextToken() {}

    /** Whether one begins at an index. */
    static boolean isAt(CharSequence text, int index) {
        return PREFIXES.stream().anyMatch(prefix -> isAt(text, index, prefix));
    }

    /**
     * Where one begins whose first characters could belong to the token before it, but not all of its beginning; or -1.
     *
     * @param start where the token begins
     * @param end where it ends
     */
    static int within(CharSequence text, int start, int end) {
        if (end >= text.length() || "_-".indexOf(text.charAt(end)) < 0) {
            return -1;
        }
        for (int at = Math.max(start + 1, end - LONGEST); at < end; at++) {
            for (String prefix : PREFIXES) {
                if (at + prefix.length() > end && isAt(text, at, prefix)) {
                    return at;
                }
            }
        }
        return -1;
    }

    private static boolean isAt(CharSequence text, int index, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (index + i >= text.length() || text.charAt(index + i) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
