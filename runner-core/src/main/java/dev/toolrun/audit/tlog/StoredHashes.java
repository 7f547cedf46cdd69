package dev.toolrun.audit.tlog;

import java.io.IOException;

/**
 * The hashes of all perfect subtrees of a growing tree, in the order in which they come into being: a leaf, then the subtrees
 * that it completes, from the smallest. What is stored never moves.
 */
@FunctionalInterface
public interface StoredHashes {
    /** The hash at a position. */
    Hash at(long position) throws IOException;

    /** The root of the {@code n}-th perfect subtree with 2^{@code level} leaves, counting from 0. */
    default Hash node(int level, long n) throws IOException {
        return at(position(level, n));
    }

    /** Where the root of the {@code n}-th perfect subtree with 2^{@code level} leaves is stored. */
    static long position(int level, long n) {
        long lastLeaf = ((n + 1) << level) - 1;
        return count(lastLeaf) + level;
    }

    /** How many hashes are stored for this many leaves: n + ⌊n/2⌋ + ⌊n/4⌋ + … */
    static long count(long leaves) {
        return 2 * leaves - Long.bitCount(leaves);
    }
}
