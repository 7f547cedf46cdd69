/** SQL statements, read by a real parser and held against a list of what may be in them. The only place that knows that parser. */
@NullMarked
package dev.toolrun.validation.sql;

import org.jspecify.annotations.NullMarked;
