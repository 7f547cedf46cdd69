package dev.toolrun.tool;

import java.nio.file.Path;

/**
 * A file or folder of the host that a tool can read, never write.
 *
 * @param source its real path when the tool file was read; a link that is there later is refused
 * @param target where the tool finds it: an absolute path without {@code .} and {@code ..}
 */
public record Mount(Path source, String target) {}
