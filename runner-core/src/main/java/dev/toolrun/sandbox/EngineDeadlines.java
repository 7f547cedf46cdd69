package dev.toolrun.sandbox;

import java.time.Duration;

/**
 * How long the engine may take for what it is asked. None of them is part of a tool's own time.
 *
 * @param answer for a question, a create, a removal
 * @param attach to connect to a sandbox's streams
 * @param start to start a sandbox
 * @param ready for a started sandbox's first process to speak
 */
public record EngineDeadlines(Duration answer, Duration attach, Duration start, Duration ready) {
    public static final EngineDeadlines DEFAULT = new EngineDeadlines(
            Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(20));
}
