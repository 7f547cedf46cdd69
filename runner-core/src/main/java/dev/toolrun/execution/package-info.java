/** Execution keys: at most one run for one key, whoever retries. */
@NullMarked
package dev.toolrun.execution;

import org.jspecify.annotations.NullMarked;
