package dev.toolrun.validation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Estimates, before a pattern is compiled, how many instructions it compiles to: each counted repetition copies what it repeats,
 * so that nested ones multiply, and each character of a text is held against all of them. Never far below the truth for a
 * pattern that compiles. Used once.
 */
final class PatternSize {
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?}");
    private static final int GROUP = 2;
    private static final long MOST = Integer.MAX_VALUE;

    private final String regex;
    private final Deque<Part> open = new ArrayDeque<>();
    private Part part = new Part();

    /** What is between two parentheses, so far. */
    private static final class Part {
        private long before;
        private long last;

        void add(long size) {
            before = Math.min(MOST, before + last);
            last = size;
        }

        void repeat(long times) {
            last = Math.min(MOST, (last + 1) * Math.max(1, times));
        }

        long size() {
            return Math.min(MOST, before + last);
        }
    }

    private PatternSize(String regex) {
        this.regex = regex;
    }

    static long estimate(String regex) {
        return new PatternSize(regex).estimate();
    }

    private long estimate() {
        int at = 0;
        while (at < regex.length()) {
            at = take(at);
        }
        while (!open.isEmpty()) {
            close();
        }
        return part.size();
    }

    /** Takes what begins at a place, and returns where the next begins. */
    private int take(int at) {
        switch (regex.charAt(at)) {
            case '\\' -> {
                return escape(at);
            }
            case '[' -> {
                part.add(1);
                return afterClass(at);
            }
            case '(' -> {
                open.push(part);
                part = new Part();
            }
            case ')' -> close();
            case '*', '+', '?' -> part.repeat(1);
            case '{' -> {
                return count(at);
            }
            default -> part.add(1);
        }
        return at + 1;
    }

    private void close() {
        long size = part.size();
        part = open.isEmpty() ? part : open.pop();
        part.add(size + GROUP);
    }

    private int count(int at) {
        Matcher count = COUNT.matcher(regex).region(at, regex.length());
        if (!count.lookingAt()) {
            part.add(1);
            return at + 1;
        }
        String most = count.group(3);
        part.repeat(Long.parseLong(most == null || most.isEmpty() ? count.group(1) : most));
        return count.end();
    }

    private int escape(int at) {
        if (regex.startsWith("\\Q", at)) {
            int end = regex.indexOf("\\E", at);
            int last = end < 0 ? regex.length() : end;
            for (int i = at + 2; i < last; i++) {
                part.add(1);
            }
            return end < 0 ? last : end + 2;
        }
        part.add(1);
        boolean named = at + 2 < regex.length() && "pPx".indexOf(regex.charAt(at + 1)) >= 0;
        int end = named && regex.charAt(at + 2) == '{' ? regex.indexOf('}', at) : -1;
        return end < 0 ? at + 2 : end + 1;
    }

    private int afterClass(int start) {
        int at = start + 1;
        if (regex.startsWith("^", at)) {
            at++;
        }
        if (regex.startsWith("]", at)) {
            at++;
        }
        while (at < regex.length() && regex.charAt(at) != ']') {
            int end = regex.startsWith("[:", at) ? regex.indexOf(":]", at) : -1;
            at = end >= 0 ? end + 2 : regex.charAt(at) == '\\' ? at + 2 : at + 1;
        }
        return at + 1;
    }
}
