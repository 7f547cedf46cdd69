/** Strict JSON in, plain JDK values out, and back. The one place that configures the JSON parser. */
@NullMarked
package dev.toolrun.json;

import org.jspecify.annotations.NullMarked;
