package dev.toolrun.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes everything on to several others, and keeps what they throw from the calls. Thread-safe. */
public final class SafeTelemetry implements Telemetry {
    private static final Logger LOG = LoggerFactory.getLogger(SafeTelemetry.class);

    private final List<Telemetry> all;
    private final AtomicBoolean complained = new AtomicBoolean();

    private SafeTelemetry(List<Telemetry> all) {
        this.all = List.copyOf(all);
    }

    public static Telemetry of(List<Telemetry> all) {
        return all.isEmpty() ? NONE : new SafeTelemetry(all);
    }

    @Override
    public Observation callBegins(CallBegin begin) {
        List<Observation> observations =
                all.stream().map(telemetry -> begun(telemetry, begin)).toList();
        return new Together(observations);
    }

    @Override
    public void auditAppended(Duration took, boolean durable) {
        each(telemetry -> telemetry.auditAppended(took, durable));
    }

    @Override
    public void watch(Level level, IntSupplier now) {
        each(telemetry -> telemetry.watch(level, now));
    }

    @Override
    public void close() {
        each(Telemetry::close);
    }

    private Observation begun(Telemetry telemetry, CallBegin begin) {
        try {
            return Objects.requireNonNull(telemetry.callBegins(begin));
        } catch (RuntimeException | LinkageError e) {
            complain(e);
            return Observation.NONE;
        }
    }

    private void each(Consumer<Telemetry> event) {
        for (Telemetry telemetry : all) {
            quietly(() -> event.accept(telemetry));
        }
    }

    private void quietly(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | LinkageError e) {
            complain(e);
        }
    }

    /** Once: what is broken is broken for every call. */
    private void complain(Throwable e) {
        if (complained.compareAndSet(false, true)) {
            LOG.warn("metrics or traces are incomplete", e);
        }
    }

    private final class Together implements Observation {
        private final List<Observation> observations;

        Together(List<Observation> observations) {
            this.observations = observations;
        }

        /** The first that there is. */
        @Override
        public @Nullable String traceId() {
            for (Observation observation : observations) {
                try {
                    String traceId = observation.traceId();
                    if (traceId != null) {
                        return traceId;
                    }
                } catch (RuntimeException | LinkageError e) {
                    complain(e);
                }
            }
            return null;
        }

        @Override
        public void ended(CallEnd end) {
            observations.forEach(observation -> quietly(() -> observation.ended(end)));
        }
    }
}
