/** The resident runner's socket: who serves calls there, who asks for them, and what they say to each other. */
@NullMarked
package dev.toolrun.cli.resident;

import org.jspecify.annotations.NullMarked;
