package dev.toolrun.audit.tlog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes proofs about a tree from its stored hashes; each takes a number of hashes that grows with the logarithm of its size. */
public final class Prover {
    private final StoredHashes stored;

    public Prover(StoredHashes stored) {
        this.stored = stored;
    }

    /** The range of the first leaves. */
    public CompactRange range(long size) throws IOException {
        List<Hash> roots = new ArrayList<>();
        long begin = 0;
        for (long rest = size; rest > 0; rest -= Long.highestOneBit(rest)) {
            int level = Long.numberOfTrailingZeros(Long.highestOneBit(rest));
            roots.add(stored.node(level, begin >> level));
            begin += 1L << level;
        }
        return new CompactRange(size, roots);
    }

    /**
     * RFC 6962, section 2.1.1.
     *
     * @param index of the leaf, counting from 0
     * @param size of the tree
     */
    public InclusionProof inclusion(long index, long size) throws IOException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("there is no leaf " + index + " in a tree of " + size);
        }
        List<Hash> path = new ArrayList<>();
        long begin = 0;
        long end = size;
        while (end - begin > 1) {
            long middle = begin + split(end - begin);
            if (index < middle) {
                path.add(0, root(middle, end));
                end = middle;
            } else {
                path.add(0, root(begin, middle));
                begin = middle;
            }
        }
        return new InclusionProof(index, size, path);
    }

    /** RFC 6962, section 2.1.2. */
    public ConsistencyProof consistency(long from, long to) throws IOException {
        if (from < 0 || from > to) {
            throw new IllegalArgumentException("a tree of " + from + " can't have grown to " + to);
        }
        List<Hash> path = new ArrayList<>();
        long begin = 0;
        long end = to;
        boolean whole = true;
        while (from > 0 && from < end) {
            long middle = begin + split(end - begin);
            if (from <= middle) {
                path.add(0, root(middle, end));
                end = middle;
            } else {
                path.add(0, root(begin, middle));
                begin = middle;
                whole = false;
            }
        }
        if (from > 0 && !whole) {
            path.add(0, root(begin, end));
        }
        return new ConsistencyProof(from, to, path);
    }

    /** The root of the leaves from one to before another, where a subtree begins at the first. */
    private Hash root(long begin, long end) throws IOException {
        long size = end - begin;
        if (Long.bitCount(size) == 1) {
            int level = Long.numberOfTrailingZeros(size);
            return stored.node(level, begin >> level);
        }
        long middle = begin + split(size);
        return Hash.ofNode(root(begin, middle), root(middle, end));
    }

    /** The largest power of two that is smaller. */
    private static long split(long size) {
        return Long.highestOneBit(size - 1);
    }
}
