/** Layer 7, the audit log: append-only, tamper-evident, durable before anything runs and before anyone is answered. */
@NullMarked
package dev.toolrun.audit;

import org.jspecify.annotations.NullMarked;
