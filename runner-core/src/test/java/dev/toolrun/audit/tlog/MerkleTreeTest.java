package dev.toolrun.audit.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Against the published vectors of the Certificate Transparency project's Merkle tree tests (Apache-2.0), and against the
 * definitions in RFC 6962, section 2.1, written down a second time as they stand there.
 */
class MerkleTreeTest {
    private static final List<String> LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    private final List<Hash> leaves = new ArrayList<>();
    private final List<Hash> stored = new ArrayList<>();
    private final CompactRange range = new CompactRange();
    private final Prover prover = new Prover(position -> stored.get((int) position));

    private void append(byte[] content) {
        Hash leaf = Hash.ofLeaf(content);
        leaves.add(leaf);
        stored.addAll(range.append(leaf));
    }

    @Test
    void rootsArePublishedOnes() {
        for (int i = 0; i < ROOTS.size(); i++) {
            assertThat(range.root().hex()).isEqualTo(ROOTS.get(i));
            if (i < LEAVES.size()) {
                append(HexFormat.of().parseHex(LEAVES.get(i)));
            }
        }
    }

    @Test
    void proofsArePublishedOnes() throws IOException {
        LEAVES.forEach(leaf -> append(HexFormat.of().parseHex(leaf)));
        assertThat(hex(prover.inclusion(5, 8).path()))
                .containsExactly(
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(hex(prover.consistency(6, 8).path()))
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
        assertThat(hex(prover.consistency(2, 5).path()))
                .containsExactly(
                        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b");
        assertThat(prover.consistency(1, 1).path()).isEmpty();
        assertThat(prover.consistency(0, 8).path()).isEmpty();
    }

    @Test
    void everyProofInEverySmallTreeHoldsAndEveryAlteredOneDoesNot() throws IOException {
        Random random = new Random(1);
        for (int size = 1; size <= 70; size++) {
            append(("leaf " + size).getBytes(StandardCharsets.UTF_8));
            assertThat(range.root()).isEqualTo(definition(leaves));
            assertThat(stored).hasSize((int) StoredHashes.count(size));
            assertThat(prover.range(size).roots()).isEqualTo(range.roots());
            for (int index = 0; index < size; index++) {
                assertInclusion(index, size, random);
            }
            for (int from = 0; from <= size; from++) {
                assertConsistency(from, size, random);
            }
        }
    }

    private void assertInclusion(int index, int size, Random random) throws IOException {
        InclusionProof proof = prover.inclusion(index, size);
        Hash leaf = leaves.get(index);
        Hash root = range.root();
        assertThat(proof.proves(leaf, root)).as("%d in %d", index, size).isTrue();
        assertThat(proof.proves(Hash.ofLeaf(new byte[] {9}), root)).isFalse();
        assertThat(proof.proves(leaf, Hash.OF_NOTHING)).isFalse();
        for (List<Hash> altered : alterations(proof.path(), random)) {
            assertThat(new InclusionProof(index, size, altered).proves(leaf, root))
                    .isFalse();
        }
        if (size > 1) {
            int other = (index + 1 + random.nextInt(size - 1)) % size;
            assertThat(new InclusionProof(other, size, proof.path()).proves(leaf, root))
                    .as("%d as %d in %d", index, other, size)
                    .isFalse();
        }
        assertThat(new InclusionProof(-1, size, proof.path()).proves(leaf, root))
                .isFalse();
        assertThat(new InclusionProof(size, size, proof.path()).proves(leaf, root))
                .isFalse();
    }

    private void assertConsistency(int from, int to, Random random) throws IOException {
        ConsistencyProof proof = prover.consistency(from, to);
        Hash older = prover.range(from).root();
        Hash newer = range.root();
        assertThat(proof.proves(older, newer)).as("%d to %d", from, to).isTrue();
        if (from > 0) {
            assertThat(proof.proves(Hash.ofLeaf(new byte[] {9}), newer)).isFalse();
            assertThat(proof.proves(older, Hash.ofLeaf(new byte[] {9}))).isFalse();
        }
        for (List<Hash> altered : alterations(proof.path(), random)) {
            assertThat(new ConsistencyProof(from, to, altered).proves(older, newer))
                    .as("%d to %d", from, to)
                    .isFalse();
        }
        assertThat(new ConsistencyProof(to + 1, to, proof.path()).proves(older, newer))
                .isFalse();
    }

    private static List<List<Hash>> alterations(List<Hash> path, Random random) {
        List<List<Hash>> altered = new ArrayList<>();
        List<Hash> longer = new ArrayList<>(path);
        longer.add(random.nextInt(path.size() + 1), Hash.ofLeaf(new byte[] {7}));
        altered.add(longer);
        if (!path.isEmpty()) {
            int at = random.nextInt(path.size());
            List<Hash> shorter = new ArrayList<>(path);
            shorter.remove(at);
            altered.add(shorter);
            List<Hash> other = new ArrayList<>(path);
            other.set(at, Hash.ofLeaf(new byte[] {7}));
            altered.add(other);
        }
        return altered;
    }

    /** MTH of RFC 6962, section 2.1. */
    private static Hash definition(List<Hash> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int k = 1;
        while (2 * k < leaves.size()) {
            k *= 2;
        }
        return Hash.ofNode(definition(leaves.subList(0, k)), definition(leaves.subList(k, leaves.size())));
    }

    private static List<String> hex(List<Hash> hashes) {
        return hashes.stream().map(Hash::hex).toList();
    }
}
