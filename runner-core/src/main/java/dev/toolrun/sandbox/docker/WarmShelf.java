package dev.toolrun.sandbox.docker;

import dev.toolrun.sandbox.SandboxPlan;
import dev.toolrun.sandbox.WarmTool;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ready containers of one tool, the oldest first. Thread-safe; times are as of {@link System#nanoTime}. */
final class WarmShelf {
    /** After this long without a call, one ready container is enough. */
    static final Duration IDLE = Duration.ofMinutes(10);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int MOST_DOUBLINGS = 6;

    private final WarmTool wanted;
    private final Deque<WarmMember> members = new ArrayDeque<>();
    private int filling;
    private long lastCallNanos;
    private int failures;
    private long notBeforeNanos;
    private boolean closed;

    WarmShelf(WarmTool wanted, long nowNanos) {
        this.wanted = wanted;
        lastCallNanos = nowNanos;
        notBeforeNanos = nowNanos;
    }

    ToolDefinition tool() {
        return wanted.tool();
    }

    synchronized int size() {
        return members.size();
    }

    /**
     * Takes a container that is what a call was planned to run in.
     *
     * @param limits of the call
     * @return null if there is none
     */
    synchronized @Nullable WarmMember claim(Limits limits, SandboxPlan plan, long nowNanos) {
        lastCallNanos = nowNanos;
        if (!areFixedOnes(limits)) {
            return null;
        }
        for (Iterator<WarmMember> all = members.iterator(); all.hasNext(); ) {
            WarmMember member = all.next();
            if (member.isFit(nowNanos) && isAsPlanned(member.container().spec(), plan)) {
                all.remove();
                return member;
            }
        }
        return null;
    }

    /** Takes out what nobody may claim any more, and what is more than enough; somebody has to discard it. */
    synchronized List<WarmMember> sortOut(SandboxPlan plan, long nowNanos) {
        List<WarmMember> out = new ArrayList<>();
        for (WarmMember member : members) {
            if (!member.isFit(nowNanos) || !isAsPlanned(member.container().spec(), plan)) {
                out.add(member);
            }
        }
        members.removeAll(out);
        while (members.size() > enough(nowNanos)) {
            out.add(members.remove());
        }
        return out;
    }

    synchronized List<WarmMember> takeAll() {
        List<WarmMember> all = new ArrayList<>(members);
        members.clear();
        return all;
    }

    /** How many are to be made now; after a failure, for a while none. */
    synchronized int lack(long nowNanos) {
        return nowNanos - notBeforeNanos < 0 ? 0 : enough(nowNanos) - members.size() - filling;
    }

    synchronized void beginFilling() {
        filling++;
    }

    synchronized void endFilling() {
        filling--;
    }

    /**
     * Puts a container there that was just made.
     *
     * @return false if nobody may claim it any more; somebody has to discard it
     */
    synchronized boolean add(WarmMember member) {
        failures = 0;
        return !closed && members.add(member);
    }

    /**
     * No container could be made.
     *
     * @return whether that is news: the first time in a row, and while anybody wants one
     */
    synchronized boolean failed(long nowNanos) {
        notBeforeNanos = nowNanos + (FIRST_PAUSE.toNanos() << Math.min(failures, MOST_DOUBLINGS));
        return failures++ == 0 && !closed;
    }

    /** Takes out all that are there; there will be no others. */
    synchronized List<WarmMember> close() {
        closed = true;
        return takeAll();
    }

    private int enough(long nowNanos) {
        return nowNanos - lastCallNanos < IDLE.toNanos() ? wanted.count() : Math.min(1, wanted.count());
    }

    /** The first process is told a call's time; everything else is fixed with the container. */
    private boolean areFixedOnes(Limits limits) {
        return wanted.tool().limits().withWallTimeAtMost(limits.wallTime()).equals(limits);
    }

    private static boolean isAsPlanned(ContainerSpec spec, SandboxPlan plan) {
        return spec.imageId().equals(plan.report().imageId())
                && spec.runtime().equals(plan.report().runtime())
                && spec.seccomp().digest().equals(plan.report().seccomp());
    }
}
