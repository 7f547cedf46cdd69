package dev.toolrun.sandbox.docker;

import dev.toolrun.call.RunnerException;
import dev.toolrun.image.PinnedImage;
import dev.toolrun.sandbox.Reservation;
import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.WarmTool;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps containers ready for calls that are to come. Each is made like one for a call, before anybody's name, arguments or
 * files are known, and has one call. Thread-safe.
 */
final class WarmPool implements AutoCloseable {
    /** Nobody gets a container that has waited longer. */
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(WarmPool.class);
    private static final String NAME_PREFIX = ContainerSpec.NAME_PREFIX + "warm-";
    /** A first process that waits in vain ends by itself, also where nobody tells it to. */
    private static final Duration LIFETIME = MAX_AGE.plusMinutes(1);
    /** Beyond its lifetime and its call's time: for its output and its removal. */
    private static final Duration END_GRACE = Duration.ofMinutes(2);

    private static final Duration TENDING_PAUSE = Duration.ofSeconds(1);
    /** Making a container takes what the call could use: one that ends within this time has it for itself. */
    private static final Duration REFILL_DELAY = Duration.ofMillis(50);

    private static final int MOST_FILLING = 4;
    private static final int MOST_FILLING_BESIDE_CALLS = 1;
    private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(20);

    private final ContainerMaker maker;
    private final SandboxPlans plans;
    private final EarlyStart earlyStart = new EarlyStart();
    private final Map<String, WarmShelf> shelves = new LinkedHashMap<>();
    private final ScheduledThreadPoolExecutor tender = new ScheduledThreadPoolExecutor(1, daemons("toolrun-warm"));
    private final ExecutorService fillers = Executors.newCachedThreadPool(daemons("toolrun-fill"));
    private int filling;
    private boolean closed;

    private WarmPool(List<WarmTool> wanted, ContainerMaker maker, SandboxPlans plans) {
        this.maker = maker;
        this.plans = plans;
        wanted.forEach(tool -> shelves.put(tool.tool().name(), new WarmShelf(tool, System.nanoTime())));
    }

    /** A pool that begins to fill, if anything is wanted. */
    static WarmPool open(List<WarmTool> wanted, ContainerMaker maker, SandboxPlans plans) {
        WarmPool pool = new WarmPool(wanted, maker, plans);
        if (!wanted.isEmpty()) {
            pool.tender.scheduleWithFixedDelay(pool::tend, 0, TENDING_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return pool;
    }

    /**
     * Takes a ready container for a call.
     *
     * @param plan what the call is to run in
     * @param release run when the container is gone
     * @return null if there is none, and the call takes the way of all others
     * @throws RunnerException with {@code image_missing} if the tool's image is not pinned any more; nothing is taken then
     */
    @Nullable
    Reservation claim(ValidatedCall call, SandboxPlan plan, Runnable release) {
        WarmShelf shelf = shelves.get(call.tool().name());
        if (shelf == null || shelf.tool() != call.tool()) {
            return null;
        }
        PinnedImage pinned = plans.pinned(call.tool().image());
        WarmMember member = shelf.claim(call.limits(), plan, System.nanoTime());
        if (member == null) {
            return null;
        }
        member.gone().thenRun(release);
        tendAfter(REFILL_DELAY);
        return new WarmReservation(member.container(), call, plan, pinned, () -> tendAfter(Duration.ZERO));
    }

    /** How many containers are ready. */
    int size() {
        return shelves.values().stream().mapToInt(WarmShelf::size).sum();
    }

    /** Makes no more, and begins to remove all that are ready. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        shelves.values().forEach(shelf -> discard(shelf.close()));
        tender.shutdownNow();
        fillers.shutdownNow();
        boolean interrupted = Thread.interrupted();
        try {
            if (!fillers.awaitTermination(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("a container is still being made; 'toolrun reap' removes it later");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void tendAfter(Duration delay) {
        try {
            tender.schedule(this::tend, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.trace("the pool is closed", e);
        }
    }

    /** Whatever goes wrong, it is tried again. */
    private void tend() {
        try {
            shelves.values().forEach(this::sortOut);
            for (WarmShelf shelf = next(); shelf != null; shelf = next()) {
                WarmShelf lacking = shelf;
                fillers.execute(() -> fill(lacking));
            }
        } catch (RejectedExecutionException e) {
            LOG.trace("the pool is closed", e);
        } catch (RuntimeException e) {
            LOG.error("ready sandboxes could not be looked after", e);
        }
    }

    private void sortOut(WarmShelf shelf) {
        try {
            discard(shelf.sortOut(plan(shelf.tool(), ""), System.nanoTime()));
        } catch (RunnerException e) {
            discard(shelf.takeAll());
        }
    }

    /** Containers for calls that wait for one come first. */
    private synchronized @Nullable WarmShelf next() {
        boolean callsWait = maker.making() > filling;
        if (closed || filling >= (callsWait ? MOST_FILLING_BESIDE_CALLS : MOST_FILLING)) {
            return null;
        }
        long now = System.nanoTime();
        WarmShelf neediest = null;
        for (WarmShelf shelf : shelves.values()) {
            if (shelf.lack(now) > (neediest == null ? 0 : neediest.lack(now))) {
                neediest = shelf;
            }
        }
        if (neediest != null) {
            filling++;
            neediest.beginFilling();
        }
        return neediest;
    }

    private void fill(WarmShelf shelf) {
        try {
            WarmMember made = make(shelf.tool());
            if (!shelf.add(made)) {
                discard(List.of(made));
            }
        } catch (RuntimeException e) {
            if (shelf.failed(System.nanoTime())) {
                LOG.warn("tool {} has no ready sandbox: {}", shelf.tool().name(), reason(e));
            }
        } finally {
            shelf.endFilling();
            synchronized (this) {
                filling--;
            }
            tendAfter(Duration.ZERO);
        }
    }

    private WarmMember make(ToolDefinition tool) {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        SandboxPlan plan = plan(tool, NAME_PREFIX + UUID.randomUUID());
        Instant deadline =
                Instant.now().plus(LIFETIME).plus(tool.limits().wallTime()).plus(END_GRACE);
        ContainerOrder order = new ContainerOrder(
                plan.container(),
                tool,
                tool.limits(),
                plan.report().runtime(),
                SandboxNetwork.NONE,
                LIFETIME,
                user -> ContainerLabels.of(tool, ProcessIdentity.current(), deadline, user));
        ReadyContainer container = maker.make(order, () -> gone.complete(null));
        try {
            return new WarmMember(earlyStart.in(container, tool), System.nanoTime(), gone);
        } catch (RunnerException | CancellationException e) {
            container.discard();
            throw e;
        }
    }

    private SandboxPlan plan(ToolDefinition tool, String name) {
        return plans.plan(name, tool, tool.limits(), null);
    }

    private static String reason(RuntimeException e) {
        return e instanceof RunnerException failure ? failure.hint() : e.toString();
    }

    private static void discard(List<WarmMember> members) {
        members.forEach(member -> member.container().discard());
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
