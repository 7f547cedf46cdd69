/** A request decoded once: the one value that every later layer looks at, and that the tool gets. */
@NullMarked
package dev.toolrun.request;

import org.jspecify.annotations.NullMarked;
