package dev.toolrun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A third party's program, which has a receipt and a public key, and nothing of ours: written from README, RFC 6962 and C2SP's
 * signed-note and tlog-checkpoint, with the JDK and a JSON library.
 */
final class ReceiptVerifier {
    private static final HexFormat HEX = HexFormat.of();
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReceiptVerifier() {}

    /** The record that the receipt is about; throws whatever it likes if that is not proved. */
    static JsonNode record(String receipt, String publicKey) throws IOException, GeneralSecurityException {
        JsonNode json = JSON.readTree(receipt);
        String[] key = publicKey.strip().split("\\+", 3);
        String[] checkpoint =
                signedText(json.get("checkpoint").textValue(), key).split("\n", -1);
        require(checkpoint[0].equals(key[0]), "it is another log's");
        long size = Long.parseLong(checkpoint[1]);
        List<byte[]> path = new ArrayList<>();
        json.get("inclusionProof").forEach(hash -> path.add(Base64.getDecoder().decode(hash.textValue())));
        byte[] line = json.get("record").textValue().getBytes(StandardCharsets.UTF_8);
        long sequence = JSON.readTree(line).get("sequence").longValue();
        require(json.get("sequence").longValue() == sequence, "it is another record");
        require(sequence >= 1 && sequence <= size, "the tree is too small");
        byte[] root = root(sequence - 1, size, path, hash(0, line));
        require(Arrays.equals(root, Base64.getDecoder().decode(checkpoint[2])), "the tree has another root");
        return JSON.readTree(line);
    }

    /** RFC 6962, section 2.1.1, read from the root down to the leaf. */
    private static byte[] root(long index, long size, List<byte[]> path, byte[] leaf) throws GeneralSecurityException {
        if (size == 1) {
            require(path.isEmpty(), "the path is too long");
            return leaf;
        }
        long left = Long.highestOneBit(size - 1);
        byte[] sibling = path.get(path.size() - 1);
        List<byte[]> rest = path.subList(0, path.size() - 1);
        return index < left
                ? hash(1, root(index, left, rest, leaf), sibling)
                : hash(1, sibling, root(index - left, size - left, rest, leaf));
    }

    private static String signedText(String note, String[] key) throws GeneralSecurityException {
        int end = note.lastIndexOf("\n\n") + 1;
        String text = note.substring(0, end);
        byte[] typedKey = Base64.getDecoder().decode(key[2]);
        require(typedKey.length == 33 && typedKey[0] == 1, "it is no Ed25519 key");
        var x509 = new X509EncodedKeySpec(HEX.parseHex("302a300506032b6570032100" + HEX.formatHex(typedKey, 1, 33)));
        for (String line : note.substring(end + 1).split("\n")) {
            String[] words = line.split(" ", -1);
            byte[] idAndSignature = Base64.getDecoder().decode(words[2]);
            if (words[0].equals("—")
                    && words[1].equals(key[0])
                    && HEX.formatHex(idAndSignature, 0, 4).equals(key[1])) {
                Signature signature = Signature.getInstance("Ed25519");
                signature.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(x509));
                signature.update(text.getBytes(StandardCharsets.UTF_8));
                require(signature.verify(idAndSignature, 4, idAndSignature.length - 4), "the signature is wrong");
                return text;
            }
        }
        throw new GeneralSecurityException("the key has not signed it");
    }

    private static byte[] hash(int prefix, byte[]... parts) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update((byte) prefix);
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static void require(boolean holds, String otherwise) throws GeneralSecurityException {
        if (!holds) {
            throw new GeneralSecurityException(otherwise);
        }
    }
}
