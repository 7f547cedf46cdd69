/** Files that several processes share and only their owner may touch. Imports nothing else of toolrun. */
@NullMarked
package dev.toolrun.files;

import org.jspecify.annotations.NullMarked;
