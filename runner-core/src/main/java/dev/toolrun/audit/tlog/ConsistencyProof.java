package dev.toolrun.audit.tlog;

import java.util.ArrayList;
import java.util.List;

/**
 * Shows that a tree has grown out of a smaller one without a change to the leaves (RFC 6962, section 2.1.2).
 *
 * @param from the size of the smaller tree, in leaves
 * @param to the size of the larger one
 */
public record ConsistencyProof(long from, long to, List<Hash> path) {

    public ConsistencyProof {
        path = List.copyOf(path);
    }

    /** Whether the tree with one root begins with the tree with the other (RFC 9162, section 2.1.4.2). */
    public boolean proves(Hash fromRoot, Hash toRoot) {
        if (from < 0 || from > to) {
            return false;
        }
        if (from == to) {
            return path.isEmpty() && fromRoot.equals(toRoot);
        }
        if (from == 0) {
            return path.isEmpty() && fromRoot.equals(Hash.OF_NOTHING);
        }
        List<Hash> hashes = new ArrayList<>(path);
        if (Long.bitCount(from) == 1) {
            hashes.add(0, fromRoot);
        }
        return !hashes.isEmpty() && walk(hashes, fromRoot, toRoot);
    }

    private boolean walk(List<Hash> hashes, Hash fromRoot, Hash toRoot) {
        long at = from - 1;
        long last = to - 1;
        int up = Long.numberOfTrailingZeros(~at);
        at >>>= up;
        last >>>= up;
        Hash smaller = hashes.get(0);
        Hash larger = smaller;
        for (Hash hash : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                smaller = Hash.ofNode(hash, smaller);
                larger = Hash.ofNode(hash, larger);
                int further = (at & 1) == 1 || at == 0 ? 0 : Long.numberOfTrailingZeros(at);
                at >>>= further;
                last >>>= further;
            } else {
                larger = Hash.ofNode(larger, hash);
            }
            at >>>= 1;
            last >>>= 1;
        }
        return last == 0 && smaller.equals(fromRoot) && larger.equals(toRoot);
    }
}
