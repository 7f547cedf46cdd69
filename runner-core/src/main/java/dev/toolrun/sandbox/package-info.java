/** Layer 5, the sandbox: what it is asked to be, and how an execution ended. */
@NullMarked
package dev.toolrun.sandbox;

import org.jspecify.annotations.NullMarked;
