package dev.toolrun.config;

import java.nio.file.Path;

/**
 * The key {@code authentication.apiKeys}.
 *
 * @param file where the keys' hashes are; made by {@code toolrun keys create}
 */
public record ApiKeySettings(Path file) {}
