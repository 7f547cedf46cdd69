/** Pinned images: which image id each image name stands for. */
@NullMarked
package dev.toolrun.image;

import org.jspecify.annotations.NullMarked;
