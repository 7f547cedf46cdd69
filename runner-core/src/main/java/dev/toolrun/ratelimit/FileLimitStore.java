package dev.toolrun.ratelimit;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.files.PrivateFiles;
import dev.toolrun.files.ProcessLock;
import dev.toolrun.ratelimit.LimitStateFile.Loaded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps limits in files below {@code limits/} in the state directory, for all processes of this host together: what all calls
 * share in {@code limits.json}, sessions in {@code sessions/00.json} to {@code ff.json}. A file is replaced as a whole: a process
 * killed at any moment leaves the state before its take or after it, or has counted the call for its session alone. What can't
 * be read or written lets nobody through.
 */
public final class FileLimitStore implements LimitStore {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final AtomicBoolean REHEARSED = new AtomicBoolean();

    private final InstantSource clock;
    private final int mostOfOneHolder;
    private final Path directory;
    private final Path sessions;
    private final LimitStateFile shared;
    private final ProcessLock lock;

    /** The states that a call's demands are about, and their files. Used once. */
    private final class Call {
        private final SplitDemands demands;
        private final Instant now = clock.instant();
        private final Loaded sharedState;
        private final @Nullable LimitStateFile session;
        private final @Nullable Loaded sessionState;

        Call(SplitDemands demands) throws IOException {
            this.demands = demands;
            sharedState = shared.load();
            session = demands.shard() < 0
                    ? null
                    : new LimitStateFile(sessions.resolve(String.format("%02x.json", demands.shard())));
            sessionState = session == null ? null : session.load();
        }

        Verdict verdict() {
            Verdict verdict = sharedState.state().peek(demands.shared(), now, mostOfOneHolder);
            return sessionState == null
                    ? verdict
                    : sessionState
                            .state()
                            .peek(demands.session(), now, mostOfOneHolder)
                            .and(verdict);
        }

        void take() {
            sharedState.state().take(demands.shared());
            if (sessionState != null) {
                sessionState.state().take(demands.session());
            }
        }

        /** First the session: whoever is killed in between has counted too much, not too little. */
        void write(boolean taken) throws IOException {
            if (session != null && sessionState != null) {
                LimitState state = sessionState.state();
                if (taken || state.reconfigured()) {
                    PrivateFiles.createDirectory(sessions);
                    session.write(state);
                }
            }
            LimitState state = sharedState.state();
            shared.keep(taken || state.reconfigured() ? shared.write(state) : sharedState);
        }

        void requireWritable() throws IOException {
            if (session != null && sessionState != null) {
                PrivateFiles.createDirectory(sessions);
                session.requireWritable(sessionState.state());
            }
            shared.requireWritable(sharedState.state());
        }
    }

    /**
     * @param stateDirectory where {@code limits/} is, or is made at first use
     */
    public FileLimitStore(Path stateDirectory, InstantSource clock) {
        this(stateDirectory, clock, PATIENCE, SplitDemands.MOST_OF_ONE_HOLDER);
    }

    FileLimitStore(Path stateDirectory, InstantSource clock, Duration patience, int mostOfOneHolder) {
        this.clock = clock;
        this.mostOfOneHolder = mostOfOneHolder;
        this.directory = stateDirectory.resolve("limits");
        this.sessions = directory.resolve("sessions");
        this.shared = new LimitStateFile(directory.resolve("limits.json"));
        this.lock = new ProcessLock(directory.resolve("limits.lock"), patience);
    }

    @Override
    public Verdict take(List<Demand> demands) {
        SplitDemands split = SplitDemands.of(demands);
        try {
            PrivateFiles.createDirectory(directory);
            rehearse(split);
            return lock.hold(() -> {
                Call call = new Call(split);
                Verdict verdict = call.verdict();
                if (verdict.admitted()) {
                    call.take();
                }
                call.write(verdict.admitted());
                return verdict;
            });
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /** Writes what {@link #take} would, for a trial, and throws it away; but for that, makes nothing where nothing is yet. */
    @Override
    public Verdict peek(List<Demand> demands) {
        SplitDemands split = SplitDemands.of(demands);
        try {
            if (PrivateFiles.canCreateDirectory(directory)) {
                PrivateFiles.requireSpace(directory);
                return new Call(split).verdict();
            }
            return lock.hold(() -> {
                Call call = new Call(split);
                call.requireWritable();
                return call.verdict();
            });
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /**
     * Does once, without the lock, what a call does while it holds it: a process that has just started loads classes for that, for
     * half a second on a busy host, in which all others would wait.
     */
    private void rehearse(SplitDemands demands) throws IOException {
        if (!REHEARSED.compareAndSet(false, true)) {
            return;
        }
        for (List<Demand> some : List.of(demands.shared(), demands.session())) {
            LimitState state = new LimitState();
            state.peek(some, Instant.EPOCH, mostOfOneHolder);
            state.take(some);
            LimitFile.decode(LimitFile.encode(state)).peek(some, Instant.EPOCH, mostOfOneHolder);
        }
    }

    private RunnerException unavailable(IOException e) {
        return RunnerException.beforeStart(
                Reason.LIMIT_STORE_UNAVAILABLE,
                "The rate limits can't be checked at the moment.",
                "The limits are kept in " + directory + ": " + e.getMessage()
                        + ". It must be readable and writable for this user alone; if a file there is damaged, remove it,"
                        + " and its limits start anew.",
                e);
    }
}
