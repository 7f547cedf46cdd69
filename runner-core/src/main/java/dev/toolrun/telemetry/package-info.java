/** What operators are told about calls while they run: figures and traces. Nothing here decides anything. */
@NullMarked
package dev.toolrun.telemetry;

import org.jspecify.annotations.NullMarked;
