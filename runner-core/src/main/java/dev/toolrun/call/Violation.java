package dev.toolrun.call;

/**
 * One thing that is wrong with the arguments of a call.
 *
 * @param pointer RFC 6901 JSON pointer to the value; empty for the arguments as a whole
 * @param keyword the rule that was broken, mostly a JSON Schema keyword such as {@code maxLength}
 * @param message one sentence that a model can act on
 */
public record Violation(String pointer, String keyword, String message) {}
