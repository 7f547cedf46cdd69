/** The sandbox as a Docker container. The only place that knows docker-java. */
@NullMarked
package dev.toolrun.sandbox.docker;

import org.jspecify.annotations.NullMarked;
