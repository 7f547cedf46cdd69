/** Layer 1, tokens: what their claims must be, and opaque ones, verified by asking who issued them. */
@NullMarked
package dev.toolrun.authn.token;

import org.jspecify.annotations.NullMarked;
