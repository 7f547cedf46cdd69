/** The checks that a JSON Schema can't express, each of one value, and the canonical forms that they compare. */
@NullMarked
package dev.toolrun.validation.checks;

import org.jspecify.annotations.NullMarked;
