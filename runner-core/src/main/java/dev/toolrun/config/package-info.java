/** Configuration and tool files: read once, all problems reported together, then assembled into the layers' own values. */
@NullMarked
package dev.toolrun.config;

import org.jspecify.annotations.NullMarked;
