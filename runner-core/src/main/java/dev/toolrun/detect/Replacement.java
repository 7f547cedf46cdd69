package dev.toolrun.detect;

/**
 * A part of a text that is to go.
 *
 * @param start index of its first character
 * @param end index after its last
 * @param rule the detector's or the mask's name
 * @param text what stands in its place
 */
public record Replacement(int start, int end, String rule, String text) {}
