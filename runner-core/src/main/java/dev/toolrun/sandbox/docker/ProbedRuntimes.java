package dev.toolrun.sandbox.docker;

import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import dev.toolrun.json.Json;
import dev.toolrun.sandbox.HostLimit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was found out about runtimes, for an hour: in the file {@code runtimes.json} of the state directory, by engine,
 * engine version, kernel, seccomp profile, and runtime with its arguments. Thread-safe.
 */
final class ProbedRuntimes {
    private static final Logger LOG = LoggerFactory.getLogger(ProbedRuntimes.class);
    private static final Duration GOOD_FOR = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final Path file;
    private final ProcessLock writers;
    private final InstantSource clock;
    private final ReentrantLock probing = new ReentrantLock();

    ProbedRuntimes(Path stateDirectory, InstantSource clock) {
        directory = stateDirectory;
        file = stateDirectory.resolve("runtimes.json");
        writers = new ProcessLock(stateDirectory.resolve("runtimes.json.guard"), PATIENCE);
        this.clock = clock;
    }

    /**
     * The limits that a runtime does not enforce; tries it where that is not known.
     *
     * @param like a sandbox of that runtime
     * @throws dev.toolrun.call.RunnerException if it can't be tried
     * @throws CancellationException if the thread is interrupted
     */
    Set<HostLimit> missing(Engine engine, ContainerSpec like) {
        String key = key(engine.readRaw("describe itself", "/info"), like);
        lock();
        try {
            Set<HostLimit> known = known(key);
            return known == null ? probe(engine, like, key) : known;
        } finally {
            probing.unlock();
        }
    }

    private Set<HostLimit> probe(Engine engine, ContainerSpec like, String key) {
        Set<HostLimit> missing = new RuntimeProbe(engine, like).missing();
        try {
            keep(key, missing);
        } catch (IOException e) {
            LOG.warn("what runtime {} enforces could not be kept and will be tried again: {}", like.runtime(), e);
        }
        return missing;
    }

    private void lock() {
        try {
            probing.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a runtime to be tried");
        }
    }

    private static String key(Map<String, @Nullable Object> info, ContainerSpec like) {
        Object runtime = info.get("Runtimes") instanceof Map<?, ?> runtimes ? runtimes.get(like.runtime()) : null;
        return Json.write(Arrays.asList(
                info.get("ID"),
                info.get("ServerVersion"),
                info.get("KernelVersion"),
                like.runtime(),
                runtime,
                like.seccomp().digest()));
    }

    private @Nullable Set<HostLimit> known(String key) {
        if (read().get(key) instanceof Map<?, ?> entry
                && entry.get("at") instanceof Number at
                && isFresh(Instant.ofEpochMilli(at.longValue()))
                && entry.get("missing") instanceof List<?> names) {
            Set<HostLimit> missing = EnumSet.noneOf(HostLimit.class);
            names.forEach(name -> missing.add(HostLimit.of(String.valueOf(name))));
            return missing;
        }
        return null;
    }

    private boolean isFresh(Instant probedAt) {
        Instant now = clock.instant();
        return !probedAt.isAfter(now) && probedAt.plus(GOOD_FOR).isAfter(now);
    }

    /** A file that can't be read says nothing; what is needed is tried again. */
    private Map<String, @Nullable Object> read() {
        try {
            return PrivateFiles.exists(file) ? Json.parseObject(Files.readString(file)) : Map.of();
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} can't be used: {}", file, e.getMessage());
            return Map.of();
        }
    }

    private void keep(String key, Set<HostLimit> missing) throws IOException {
        PrivateFiles.createDirectory(directory);
        writers.hold(() -> {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>(read());
            entries.values()
                    .removeIf(entry -> !(entry instanceof Map<?, ?> fields
                            && fields.get("at") instanceof Number at
                            && isFresh(Instant.ofEpochMilli(at.longValue()))));
            entries.put(
                    key,
                    Json.object(
                            "at",
                            clock.instant().toEpochMilli(),
                            "missing",
                            missing.stream().map(HostLimit::key).toList()));
            PrivateFiles.replace(file, Json.write(entries).getBytes(StandardCharsets.UTF_8));
            return missing;
        });
    }
}
