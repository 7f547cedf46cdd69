/** Layer 4, input validation: the model is an untrusted source. The only place that knows the JSON Schema library. */
@NullMarked
package dev.toolrun.validation;

import org.jspecify.annotations.NullMarked;
