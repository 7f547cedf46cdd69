/** The way out of a sandbox: what a tool may reach, through sockets of its own, with every address checked. */
@NullMarked
package dev.toolrun.egress;

import org.jspecify.annotations.NullMarked;
