/** Layer 2, authorization: default deny. */
@NullMarked
package dev.toolrun.authz;

import org.jspecify.annotations.NullMarked;
