/** Merkle trees, signed notes and checkpoints of a transparency log. Knows nothing of records and files. */
@NullMarked
package dev.toolrun.audit.tlog;

import org.jspecify.annotations.NullMarked;
