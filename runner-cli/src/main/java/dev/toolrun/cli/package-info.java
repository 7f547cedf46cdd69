/** The command line: one command a class. */
@NullMarked
package dev.toolrun.cli;

import org.jspecify.annotations.NullMarked;
