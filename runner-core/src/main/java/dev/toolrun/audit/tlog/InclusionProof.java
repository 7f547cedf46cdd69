package dev.toolrun.audit.tlog;

import java.util.List;

/**
 * Shows that a leaf is in a tree (RFC 6962, section 2.1.1).
 *
 * @param index of the leaf, counting from 0
 * @param size of the tree, in leaves
 * @param path hashes from the leaf to the root
 */
public record InclusionProof(long index, long size, List<Hash> path) {

    public InclusionProof {
        path = List.copyOf(path);
    }

    /** Whether a tree with this root has that leaf at the index (RFC 9162, section 2.1.3.2). */
    public boolean proves(Hash leaf, Hash root) {
        if (index < 0 || index >= size) {
            return false;
        }
        long at = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : path) {
            if (last == 0) {
                return false;
            }
            if ((at & 1) == 1 || at == last) {
                hash = Hash.ofNode(sibling, hash);
                int up = (at & 1) == 1 ? 0 : Long.numberOfTrailingZeros(at);
                at >>>= up;
                last >>>= up;
            } else {
                hash = Hash.ofNode(hash, sibling);
            }
            at >>>= 1;
            last >>>= 1;
        }
        return last == 0 && hash.equals(root);
    }
}
