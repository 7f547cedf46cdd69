package dev.toolrun.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.toolrun.authn.StoredApiKey;
import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The file that {@code authentication.apiKeys.file} names: API keys by their hashes, as YAML that people can read. It is
 * trusted only as {@link TrustedFile} says, is replaced as a whole, and is this user's alone (0600). Thread-safe, also between
 * processes.
 */
public final class ApiKeyFile {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String HEADER =
            "# API keys. Written by 'toolrun keys', which keeps no comments; the keys themselves are nowhere.\n";

    private final Path file;

    /** What was read last. */
    private volatile @Nullable Parsed last;

    /** The keys that a text stands for. */
    private record Parsed(String text, Map<String, StoredApiKey> keys) {}

    public ApiKeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /**
     * All keys by id, in the order in which they were made; none if there is no file. The file is read each time, and what has
     * not changed by a single byte is not parsed again.
     *
     * @throws ConfigException if the file can't be read, could have been written by somebody else, or is damaged
     */
    public Map<String, StoredApiKey> read() {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Map.of();
        }
        String text = TrustedFile.read(file).text();
        Parsed known = last;
        if (known != null && known.text().equals(text)) {
            return known.keys();
        }
        Map<String, StoredApiKey> keys = parse(text);
        last = new Parsed(text, keys);
        return keys;
    }

    /**
     * Adds a key, durably.
     *
     * @return false if there is already one with its id, and nothing was written
     * @throws ConfigException as {@link #read} does
     * @throws RunnerException if the file can't be written
     */
    public boolean add(StoredApiKey key) {
        return key.equals(change(keys -> keys.putIfAbsent(key.id(), key)).get(key.id()));
    }

    /**
     * Revokes a key, durably. One that is revoked already stays revoked since when it was.
     *
     * @return the key, or null if there is none with this id
     * @throws ConfigException as {@link #read} does
     * @throws RunnerException if the file can't be written
     */
    public @Nullable StoredApiKey revoke(String id, Instant time) {
        return change(keys -> keys.computeIfPresent(id, (any, key) -> key.revokedAt(time)))
                .get(id);
    }

    /** The keys as they are after the change. */
    private Map<String, StoredApiKey> change(Consumer<Map<String, StoredApiKey>> change) {
        try {
            Path folder = folder();
            Path real = folder.resolve(String.valueOf(file.getFileName()));
            return new ProcessLock(folder.resolve(real.getFileName() + ".lock"), PATIENCE).hold(() -> {
                PrivateFiles.exists(real);
                Map<String, StoredApiKey> before = read();
                Map<String, StoredApiKey> keys = new LinkedHashMap<>(before);
                change.accept(keys);
                if (!keys.equals(before)) {
                    PrivateFiles.replace(real, encode(keys));
                    PrivateFiles.syncDirectory(folder);
                }
                return keys;
            });
        } catch (IOException e) {
            throw unwritable(String.valueOf(e.getMessage()), e);
        }
    }

    /** The folder that the file is in, behind all links; made where it is missing. */
    private Path folder() throws IOException {
        Path named = file.resolveSibling("");
        if (Files.notExists(named)) {
            PrivateFiles.createDirectory(named);
        }
        Path folder = TrustedFile.folder(named);
        PrivateFiles.requireDirectory(folder);
        return folder;
    }

    /** What is written is read again first: a file that refuses everybody must not replace one that is fine. */
    private byte[] encode(Map<String, StoredApiKey> keys) throws JsonProcessingException {
        String text = HEADER + yaml(keys.values());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > TrustedFile.MAX_BYTES) {
            throw unwritable(
                    "it would be longer than " + TrustedFile.MAX_BYTES / 1024
                            + " KiB; remove keys from it that are revoked or have expired",
                    null);
        }
        if (!parse(text).equals(keys)) {
            throw unwritable("what would be written can't be read again", null);
        }
        return bytes;
    }

    private static String yaml(Collection<StoredApiKey> keys) throws JsonProcessingException {
        YAMLFactory format = YAMLFactory.builder()
                .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                .disable(YAMLGenerator.Feature.SPLIT_LINES)
                .build();
        return new ObjectMapper(format)
                .writeValueAsString(
                        Map.of("keys", keys.stream().map(ApiKeyEntry::written).toList()));
    }

    private Map<String, StoredApiKey> parse(String text) {
        Problems problems = new Problems(file.toString());
        Node root = YamlReader.read(text, problems);
        problems.throwIfAny();
        if (root == null) {
            return Map.of();
        }
        problems.locateIn(root);
        ApiKeyEntry.Keys written =
                new RecordBinder(problems, file.resolveSibling("")).bind(ApiKeyEntry.Keys.class, root, Place.ROOT);
        Map<String, StoredApiKey> keys = new LinkedHashMap<>();
        for (int i = 0; i < written.keys().size(); i++) {
            Place place = Place.ROOT.then("keys").then(i);
            StoredApiKey key = written.keys().get(i).stored(place, problems);
            if (keys.putIfAbsent(key.id(), key) != null && !problems.concern(place.then("id"))) {
                problems.add(place.then("id"), "there is already a key with this id");
            }
        }
        problems.throwIfAny();
        return Collections.unmodifiableMap(keys);
    }

    private RunnerException unwritable(String why, @Nullable Throwable cause) {
        return RunnerException.beforeStart(
                Reason.UNKNOWN,
                "The API keys can't be changed.",
                "The file of API keys, " + file + ", can't be written: " + why + ".",
                cause);
    }
}
