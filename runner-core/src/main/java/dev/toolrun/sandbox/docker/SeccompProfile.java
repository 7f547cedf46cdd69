package dev.toolrun.sandbox.docker;

import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A seccomp profile in the engine's format.
 *
 * @param json the profile in one line, as it is sent
 * @param digest {@code sha256:} and the digest of that line
 */
record SeccompProfile(String json, String digest) {
    private static final String FOLDER = "/dev/toolrun/seccomp/";

    /** The profile for sandboxes that have no network. */
    static SeccompProfile noNetwork() {
        return load("no-network.json");
    }

    private static SeccompProfile load(String name) {
        try (InputStream in = SeccompProfile.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the seccomp profile " + name + " is not in the class path");
            }
            String json = Json.write(Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8));
            return new SeccompProfile(json, "sha256:" + HexFormat.of().formatHex(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
