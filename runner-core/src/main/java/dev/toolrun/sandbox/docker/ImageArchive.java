package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.call.Sha256;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * A root file system as an archive that engines load (the Docker Image Specification 1.2). Nothing in it depends on the time
 * or the place of the build, and so the image's id doesn't either.
 */
final class ImageArchive {
    private static final String CREATED = "1970-01-01T00:00:00Z";

    private ImageArchive() {}

    /**
     * @return a temporary file that the caller deletes
     */
    static Path write(String name, Path layer) {
        try {
            Path archive = Files.createTempFile("toolrun-archive", ".tar");
            archive.toFile().deleteOnExit(); // for an end by a signal
            try {
                writeTo(archive, name, layer);
                return archive;
            } catch (IOException | RuntimeException e) {
                delete(archive);
                throw e;
            }
        } catch (IOException e) {
            throw RunnerException.beforeStart(
                    Reason.IMAGE_MISSING,
                    "The image could not be made.",
                    "A temporary file can't be written: is there room in " + System.getProperty("java.io.tmpdir") + "?",
                    e);
        }
    }

    static void delete(Path archive) {
        try {
            Files.deleteIfExists(archive);
        } catch (IOException e) {
            archive.toFile().deleteOnExit();
        }
    }

    private static void writeTo(Path archive, String name, Path layer) throws IOException {
        String layerDigest = digest(layer);
        byte[] config = bytes(config(layerDigest));
        String configName = Sha256.hex(config) + ".json";
        String layerName = layerDigest + "/layer.tar";
        byte[] manifest = bytes(List.of(Json.object(
                "Config", configName, "RepoTags", List.of(name + ":latest"), "Layers", List.of(layerName))));
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(archive))) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            add(tar, configName, config);
            add(tar, "manifest.json", manifest);
            tar.putArchiveEntry(entry(layerName, Files.size(layer)));
            Files.copy(layer, tar);
            tar.closeArchiveEntry();
        }
    }

    private static Map<String, Object> config(String layerDigest) {
        Map<String, Object> run = Json.object(
                "User",
                SandboxUsers.FIRST + ":" + ContainerSpec.GROUP,
                "Entrypoint",
                List.of(ContainerSpec.INIT),
                "WorkingDir",
                ContainerSpec.WORKSPACE);
        return Json.object(
                "architecture",
                architecture(),
                "os",
                "linux",
                "created",
                CREATED,
                "config",
                run,
                "rootfs",
                Json.object("type", "layers", "diff_ids", List.of("sha256:" + layerDigest)),
                "history",
                List.of(Json.object("created", CREATED)));
    }

    /** The root file system was made for this machine; images name architectures as Go does. */
    private static String architecture() {
        String java = System.getProperty("os.arch");
        return java.equals("aarch64") ? "arm64" : java;
    }

    private static byte[] bytes(Object json) {
        return Json.write(json).getBytes(StandardCharsets.UTF_8);
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] contents) throws IOException {
        tar.putArchiveEntry(entry(name, contents.length));
        tar.write(contents);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry entry(String name, long size) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0L);
        return entry;
    }

    private static String digest(Path file) throws IOException {
        MessageDigest sha256 = Sha256.digest();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
