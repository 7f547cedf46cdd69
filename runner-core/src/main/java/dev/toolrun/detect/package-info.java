/** Finds secrets and personal data in text. Knows texts alone: nothing of calls, tools, results and records. */
@NullMarked
package dev.toolrun.detect;

import org.jspecify.annotations.NullMarked;
