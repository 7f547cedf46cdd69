package dev.toolrun.image;

/**
 * An image that the engine has.
 *
 * @param id the engine's id
 * @param sizeBytes its size as the engine shows it
 */
public record ImageDetails(String id, long sizeBytes) {}
