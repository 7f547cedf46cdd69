/** The embedded API: {@link dev.toolrun.ToolRunner} takes a call through the seven layers, in order. */
@NullMarked
package dev.toolrun;

import org.jspecify.annotations.NullMarked;
