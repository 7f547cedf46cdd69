/** Traces of calls, by OpenTelemetry. */
@NullMarked
package dev.toolrun.telemetry.tracing;

import org.jspecify.annotations.NullMarked;
