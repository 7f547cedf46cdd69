/** Layer 1, authentication: for whom is this call? The agent is a proxy, never the principal. */
@NullMarked
package dev.toolrun.authn;

import org.jspecify.annotations.NullMarked;
