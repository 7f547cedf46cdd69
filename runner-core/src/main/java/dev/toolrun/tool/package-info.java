/** Which tools exist and what they ask for. */
@NullMarked
package dev.toolrun.tool;

import org.jspecify.annotations.NullMarked;
