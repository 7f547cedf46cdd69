package dev.toolrun.sandbox;

import java.util.List;
import java.util.Map;

/**
 * The files that a tool left to be handed out.
 *
 * @param leftOut how many were not taken, for each reason for which there were any
 */
public record CapturedFiles(List<CapturedFile> files, Map<LeftOut, Long> leftOut) {
    public static final CapturedFiles NONE = new CapturedFiles(List.of(), Map.of());

    public CapturedFiles {
        files = List.copyOf(files);
        leftOut = Map.copyOf(leftOut);
    }

    /** Why something below the directory of artifacts was not taken. */
    public enum LeftOut {
        /** Symbolic links. */
        LINK,
        /** Devices, FIFOs, sockets. */
        SPECIAL,
        /** Directories beyond the depth that is looked at. */
        TOO_DEEP,
        /** Could not be read, or not to its end. */
        UNREADABLE,
        /** Files beyond the bytes that all may have together. */
        OVER_BYTES,
        /** Files beyond the number of files. */
        OVER_FILES,
        /** Not everything was looked at: there was no time, or there was too much of it. Counts 1. */
        CUT
    }
}
