package dev.toolrun.config;

import jakarta.validation.Valid;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code audit.sinks}: where every record goes as well. There is one kind.
 *
 * @param syslog a syslog receiver
 */
public record SinkEntry(@Valid @Nullable SyslogSettings syslog) {}
