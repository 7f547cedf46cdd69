package dev.toolrun.audit.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * What must be kept of a tree's leaves to append more of them and to know its root: the roots of the largest perfect subtrees
 * that they make up, from the left; as many as the number of leaves has one bits. Not thread-safe.
 */
public final class CompactRange {
    private final List<Hash> roots = new ArrayList<>();
    private long size;

    /** The range of no leaves. */
    public CompactRange() {}

    /**
     * The range of the first {@code size} leaves.
     *
     * @param roots of its perfect subtrees, from the left
     * @throws IllegalArgumentException if there are not as many as there must be
     */
    public CompactRange(long size, List<Hash> roots) {
        if (size < 0 || roots.size() != Long.bitCount(size)) {
            throw new IllegalArgumentException("a range of " + size + " leaves has not " + roots.size() + " roots");
        }
        this.size = size;
        this.roots.addAll(roots);
    }

    /** The number of leaves. */
    public long size() {
        return size;
    }

    /** The roots of the perfect subtrees, from the left. */
    public List<Hash> roots() {
        return List.copyOf(roots);
    }

    /** Another range of the same leaves. */
    public CompactRange copy() {
        return new CompactRange(size, roots);
    }

    /**
     * Appends a leaf.
     *
     * @return its hash, and those of the perfect subtrees that it completes, from the smallest
     */
    public List<Hash> append(Hash leaf) {
        List<Hash> added = new ArrayList<>();
        added.add(leaf);
        Hash node = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>>= 1) {
            node = Hash.ofNode(roots.remove(roots.size() - 1), node);
            added.add(node);
        }
        roots.add(node);
        size++;
        return added;
    }

    /** The root of the tree of these leaves. */
    public Hash root() {
        if (roots.isEmpty()) {
            return Hash.OF_NOTHING;
        }
        Hash root = roots.get(roots.size() - 1);
        for (int i = roots.size() - 2; i >= 0; i--) {
            root = Hash.ofNode(roots.get(i), root);
        }
        return root;
    }
}
