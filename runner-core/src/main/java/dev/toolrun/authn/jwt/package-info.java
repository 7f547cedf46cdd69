/** Layer 1, signed tokens: JSON Web Tokens (RFC 7519, 9068), verified with pinned keys. */
@NullMarked
package dev.toolrun.authn.jwt;

import org.jspecify.annotations.NullMarked;
