package dev.toolrun.call;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a caller learns about one call. Its JSON form is written by {@code dev.toolrun.json.ResultJson}.
 *
 * @param callId unique and sortable by time (ULID)
 * @param traceId 32 hexadecimal digits (W3C trace context)
 * @param outcome how the call ended
 * @param limitsHit limits that the tool reached and that end no call, by name; README says how each is known
 * @param structured the tool's sanitized JSON output as JDK values; null for tools with text output
 * @param artifacts the files that the tool made, by name
 * @param redactions what sanitizing changed, and what was left out of the artifacts and why
 * @param usage what the tool used, as far as it could be read
 * @param sandbox what the tool ran in; null if no sandbox was asked for
 * @param principal for whom the call was; null if that could not be verified
 * @param auditSequence the sequence number of the audit record of this ending; null if there is none
 */
public record ToolResult(
        String callId,
        String traceId,
        String tool,
        Outcome outcome,
        List<String> limitsHit,
        CapturedText stdout,
        CapturedText stderr,
        @Nullable Object structured,
        List<Artifact> artifacts,
        List<Redaction> redactions,
        boolean replayed,
        Usage usage,
        @Nullable SandboxReport sandbox,
        @Nullable Principal principal,
        @Nullable Long auditSequence) {

    public ToolResult {
        limitsHit = List.copyOf(limitsHit);
        artifacts = List.copyOf(artifacts);
        redactions = List.copyOf(redactions);
    }

    public Reason reason() {
        return outcome.reason();
    }

    public Status status() {
        return reason().status();
    }

    /** Whether the tool was started: true, false, or null where nobody knows. */
    public @Nullable Boolean started() {
        if (outcome instanceof Outcome.Failed failed) {
            return failed.started();
        }
        if (outcome instanceof Outcome.Stopped stopped) {
            return stopped.started();
        }
        return outcome instanceof Outcome.Completed;
    }

    /** One sentence that is safe to show to a model; null unless the call was refused or failed. */
    public @Nullable String message() {
        if (outcome instanceof Outcome.Refused refused) {
            return refused.rejection().message();
        }
        return outcome instanceof Outcome.Failed failed ? failed.message() : null;
    }

    /** The same result with the sequence number of its audit record. */
    public ToolResult withAuditSequence(long sequence) {
        return new ToolResult(
                callId,
                traceId,
                tool,
                outcome,
                limitsHit,
                stdout,
                stderr,
                structured,
                artifacts,
                redactions,
                replayed,
                usage,
                sandbox,
                principal,
                sequence);
    }

    /**
     * The result of a call whose files don't all get to their caller.
     *
     * @param outcome what the caller is told of how the call ended
     * @param delivered the files that do
     */
    public ToolResult undelivered(Outcome outcome, List<Artifact> delivered) {
        return new ToolResult(
                callId,
                traceId,
                tool,
                outcome,
                limitsHit,
                stdout,
                stderr,
                structured,
                delivered,
                redactions,
                replayed,
                usage,
                sandbox,
                principal,
                auditSequence);
    }

    /**
     * A stream of the tool's output after sanitizing.
     *
     * @param text what is kept of it
     * @param bytes how many bytes the tool really wrote
     * @param truncated whether something was left out
     * @param omittedBytes how many of the tool's bytes were left out
     * @param sha256 in a replay, the digest of the text that the first call returned, 64 hexadecimal digits; null otherwise
     */
    public record CapturedText(
            String text,
            long bytes,
            boolean truncated,
            long omittedBytes,
            @Nullable String sha256) {
        public static final CapturedText EMPTY = new CapturedText("", 0, false, 0);

        public CapturedText(String text, long bytes, boolean truncated, long omittedBytes) {
            this(text, bytes, truncated, omittedBytes, null);
        }

        /** Output of which only size and digest are known. */
        public static CapturedText notKept(long bytes, String sha256) {
            return new CapturedText("", bytes, bytes > 0, bytes, sha256);
        }

        /** What is remembered of this output. */
        public CapturedText withoutText() {
            return notKept(bytes, Sha256.ofUtf8(text));
        }
    }

    /**
     * A file that the tool made.
     *
     * @param name a relative path that is safe to create below a directory, and as a name different from all others, also
     *     where upper and lower case are the same
     * @param mediaType as the name's extension says, not the contents
     * @param bytes its size
     * @param sha256 of its contents, 64 hexadecimal digits
     * @param content what the tool wrote, without secrets if it is text; null in a replay, for which it was not kept
     */
    public record Artifact(
            String name,
            String mediaType,
            long bytes,
            String sha256,
            @Nullable Content content) {
        public static Artifact of(String name, String mediaType, byte[] content) {
            return new Artifact(name, mediaType, content.length, Sha256.hex(content), new Content(content));
        }

        /** What is remembered of this file. */
        public Artifact withoutContent() {
            return new Artifact(name, mediaType, bytes, sha256, null);
        }
    }

    /** The contents of a file, held in memory. Immutable. */
    public static final class Content {
        private final byte[] bytes;

        private Content(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        /** Reads the contents from their beginning; there is nothing to close. */
        public InputStream open() {
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Content content && Arrays.equals(bytes, content.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }

        @Override
        public String toString() {
            return bytes.length + " bytes";
        }
    }

    /** How often a sanitizing rule changed the output. */
    public record Redaction(String rule, long count) {}

    /** Milliseconds and bytes; null where a figure could not be read. */
    public record Usage(
            @Nullable Long wallMs,
            @Nullable Long cpuMs,
            @Nullable Long peakMemoryBytes) {
        public static final Usage NONE = new Usage(null, null, null);
    }

    /**
     * What the tool ran in.
     *
     * @param image the image's name
     * @param imageId the engine's id of the image, the one that counts
     * @param runtime the OCI runtime, for example {@code runc}
     * @param seccomp {@code sha256:} and the digest of the seccomp profile
     * @param network what could be reached; empty: no network at all
     * @param limits the limits that were asked for, by name
     * @param unenforced those of them that are not in force on this host
     * @param warm whether the sandbox was ready before the call
     */
    public record SandboxReport(
            String image,
            String imageId,
            String runtime,
            String seccomp,
            List<String> network,
            Map<String, Object> limits,
            List<String> unenforced,
            boolean warm) {

        public SandboxReport withUnenforced(List<String> limits) {
            return new SandboxReport(image, imageId, runtime, seccomp, network, this.limits, List.copyOf(limits), warm);
        }

        /** The same, ready before the call. */
        public SandboxReport asWarm() {
            return new SandboxReport(image, imageId, runtime, seccomp, network, limits, unenforced, true);
        }
    }
}
