package dev.toolrun.sandbox;

/**
 * A file that a tool made, as the tool named it: hostile until it is cleaned. The arrays are not copied: nobody changes
 * them.
 *
 * @param path relative, with {@code /} between its components; any bytes
 */
public record CapturedFile(byte[] path, byte[] content) {}
