/** Audit records sent to a syslog receiver. */
@NullMarked
package dev.toolrun.audit.syslog;

import org.jspecify.annotations.NullMarked;
