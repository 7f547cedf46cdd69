/** Figures about calls, by Micrometer. */
@NullMarked
package dev.toolrun.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
