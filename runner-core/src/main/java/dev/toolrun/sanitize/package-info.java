/** Layer 6, output sanitization: a tool's output is hostile input to models, terminals and callers. */
@NullMarked
package dev.toolrun.sanitize;

import org.jspecify.annotations.NullMarked;
