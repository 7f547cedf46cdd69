/** Layer 3, rate limiting: token buckets, and a ceiling of calls for each session. */
@NullMarked
package dev.toolrun.ratelimit;

import org.jspecify.annotations.NullMarked;
