package dev.toolrun.image;

import java.util.regex.Pattern;

/** What an image may be called: {@code [HOST/]NAME[:TAG][@sha256:DIGEST]}, as Docker defines it, or an id. */
public final class ImageReference {
    private static final int MAX_LENGTH = 512;
    private static final String WORD = "[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?";
    private static final String HOST =
            "(?:(?:localhost|" + WORD + "(?:\\." + WORD + ")+|\\[[0-9a-fA-F:]+])(?::[0-9]+)?|" + WORD + ":[0-9]+)";
    private static final String NAME = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";

    /** An id needs nothing of its own: with its {@code sha256:} it is written like a name and a tag, else like a name. */
    private static final Pattern REFERENCE = Pattern.compile("(?:" + HOST + "/)?" + NAME + "(?:/" + NAME
            + ")*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@sha256:[0-9a-f]{64})?");

    private ImageReference() {}

    public static boolean isValid(String text) {
        return text.length() <= MAX_LENGTH && REFERENCE.matcher(text).matches();
    }
}
