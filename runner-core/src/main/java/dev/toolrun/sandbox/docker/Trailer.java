package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolResult.Usage;
import dev.toolrun.sandbox.CapturedFiles.LeftOut;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a sandbox's first process says of itself (ready) or of the call (trailer): lines of {@code key=value}. */
record Trailer(Map<String, String> values) {
    private static final List<String> SIGNAL_NAMES = List.of(
            "",
            "SIGHUP",
            "SIGINT",
            "SIGQUIT",
            "SIGILL",
            "SIGTRAP",
            "SIGABRT",
            "SIGBUS",
            "SIGFPE",
            "SIGKILL",
            "SIGUSR1",
            "SIGSEGV",
            "SIGUSR2",
            "SIGPIPE",
            "SIGALRM",
            "SIGTERM",
            "SIGSTKFLT",
            "SIGCHLD",
            "SIGCONT",
            "SIGSTOP",
            "SIGTSTP",
            "SIGTTIN",
            "SIGTTOU",
            "SIGURG",
            "SIGXCPU",
            "SIGXFSZ",
            "SIGVTALRM",
            "SIGPROF",
            "SIGWINCH",
            "SIGIO",
            "SIGPWR",
            "SIGSYS");

    static Trailer parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            if (equals > 0) {
                values.put(line.substring(0, equals), line.substring(equals + 1));
            }
        });
        return new Trailer(Map.copyOf(values));
    }

    @Nullable
    String get(String key) {
        return values.get(key);
    }

    /** How the call ended. */
    Outcome outcome() {
        String startError = get("start_error");
        if (startError != null) {
            return new Outcome.Failed(
                    Reason.SANDBOX_ERROR,
                    "The tool's program could not be started.",
                    "Starting the tool's command failed with " + startError + ": check 'command' and the image.",
                    false);
        }
        Integer exitCode = integer("exit");
        String signal = signalName();
        String stopped = get("stopped");
        if (stopped != null) {
            return new Outcome.Stopped(stopReason(stopped), exitCode, signal, true);
        }
        if (signal != null) {
            return new Outcome.Completed(Reason.SIGNAL, null, signal);
        }
        if (exitCode == null) {
            return new Outcome.Failed(
                    Reason.UNKNOWN, "How the tool ended is not known.", "The trailer names no exit code.", true);
        }
        return new Outcome.Completed(exitCode == 0 ? Reason.OK : Reason.NONZERO_EXIT, exitCode, null);
    }

    /**
     * How the call ended, after it was asked to.
     *
     * @param reason why it was asked: that stands, unless it was for its deadline and had ended before, by itself or at
     *     another limit
     */
    Outcome outcomeWhenAskedToEnd(Reason reason) {
        boolean known = get("exit") != null || get("signal") != null;
        if (reason == Reason.TIMEOUT && known && !"cancelled".equals(get("stopped"))) {
            return outcome();
        }
        return new Outcome.Stopped(reason, null, null, true);
    }

    Usage usage() {
        return new Usage(millis("wall_us"), millis("cpu_us"), number("peak_memory_bytes"));
    }

    /** Limits that the tool reached: their refusals were counted, or they were seen used up. */
    List<String> limitsHit() {
        List<String> hit = new ArrayList<>();
        Long pids = number("pids_hits");
        if (pids != null && pids > 0) {
            hit.add("pids");
        }
        addIf(hit, "open_files_full", "openFiles");
        addIf(hit, "scratch_full", "scratch");
        addIf(hit, "inodes_full", "scratchFiles");
        addIf(hit, "file_size_full", "fileSize");
        Map<LeftOut, Long> leftOut = artifactsLeftOut();
        if (leftOut.containsKey(LeftOut.OVER_BYTES)) {
            hit.add("artifacts");
        }
        if (leftOut.containsKey(LeftOut.OVER_FILES)) {
            hit.add("artifactFiles");
        }
        return hit;
    }

    private void addIf(List<String> hit, String key, String limit) {
        if (get(key) != null) {
            hit.add(limit);
        }
    }

    /** How many files were left out, for each reason for which there were any. */
    Map<LeftOut, Long> artifactsLeftOut() {
        Map<LeftOut, Long> leftOut = new EnumMap<>(LeftOut.class);
        for (LeftOut reason : LeftOut.values()) {
            Long count = number(keyOf(reason));
            if (count != null && count > 0) {
                leftOut.put(reason, count);
            }
        }
        return leftOut;
    }

    private static String keyOf(LeftOut reason) {
        return switch (reason) {
            case LINK -> "artifact_links";
            case SPECIAL -> "artifact_special";
            case TOO_DEEP -> "artifact_deep";
            case UNREADABLE -> "artifact_unreadable";
            case OVER_BYTES -> "artifact_over_bytes";
            case OVER_FILES -> "artifact_over_files";
            case CUT -> "artifact_cut";
        };
    }

    private static Reason stopReason(String stopped) {
        return switch (stopped) {
            case "timeout" -> Reason.TIMEOUT;
            case "cpu_limit" -> Reason.CPU_LIMIT;
            case "output_limit" -> Reason.OUTPUT_LIMIT;
            case "out_of_memory" -> Reason.OUT_OF_MEMORY;
            case "cancelled" -> Reason.CANCELLED;
            default -> throw new FrameDecoder.ProtocolException("an unknown stop: " + stopped);
        };
    }

    private @Nullable String signalName() {
        Integer signal = integer("signal");
        if (signal == null) {
            return null;
        }
        return signal > 0 && signal < SIGNAL_NAMES.size() ? SIGNAL_NAMES.get(signal) : "SIG" + signal;
    }

    private @Nullable Long millis(String key) {
        Long micros = number(key);
        return micros == null ? null : Math.round(micros / 1000.0);
    }

    private @Nullable Integer integer(String key) {
        Long value = number(key);
        return value == null ? null : value.intValue();
    }

    /** A number, or null where it is not reported. */
    @Nullable
    Long number(String key) {
        String value = get(key);
        try {
            return value == null ? null : Long.valueOf(value);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
