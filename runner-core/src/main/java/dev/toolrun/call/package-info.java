/** The words that every layer and every caller shares: the call, its ending, its result. Imports nothing else of toolrun. */
@NullMarked
package dev.toolrun.call;

import org.jspecify.annotations.NullMarked;
