/** A page for people about an audit log: figures over all of it, the verdict on it, and its newest records to search. */
@NullMarked
package dev.toolrun.report;

import org.jspecify.annotations.NullMarked;
