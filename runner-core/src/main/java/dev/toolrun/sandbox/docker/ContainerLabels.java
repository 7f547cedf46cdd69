package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Sha256;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.ValidatedCall;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The labels of a sandbox's container: enough to find the owner of one that was left behind, and nothing secret. */
final class ContainerLabels {
    static final String MANAGED = "dev.toolrun.managed";
    static final String OWNER = "dev.toolrun.owner";
    static final String DEADLINE = "dev.toolrun.deadline";
    static final String USER = "dev.toolrun.user";
    static final String CALL = "dev.toolrun.call";
    private static final String TOOL = "dev.toolrun.tool";
    private static final String PRINCIPAL = "dev.toolrun.principal";

    private ContainerLabels() {}

    /**
     * @param deadline after which nobody needs the container any more, in milliseconds since 1970 in the label
     * @param user the sandbox's own user id
     */
    static Map<String, String> of(ValidatedCall call, ProcessIdentity owner, Instant deadline, int user) {
        return Map.of(
                MANAGED, "true",
                OWNER, owner.toString(),
                DEADLINE, Long.toString(deadline.toEpochMilli()),
                USER, Integer.toString(user),
                CALL, call.decoded().callId(),
                TOOL, call.tool().name(),
                PRINCIPAL, "sha256:" + Sha256.ofUtf8(call.principal().id()));
    }

    /** For a sandbox that waits for a call; it keeps them when it gets one. */
    static Map<String, String> of(ToolDefinition tool, ProcessIdentity owner, Instant deadline, int user) {
        Map<String, String> labels = new HashMap<>(of(owner, deadline, user));
        labels.put(TOOL, tool.name());
        return labels;
    }

    /** For a sandbox that no call has: a host is examined with it. */
    static Map<String, String> of(ProcessIdentity owner, Instant deadline, int user) {
        return Map.of(
                MANAGED, "true",
                OWNER, owner.toString(),
                DEADLINE, Long.toString(deadline.toEpochMilli()),
                USER, Integer.toString(user));
    }

    /** For a container that is never started: images are made from it. */
    static Map<String, String> of(ProcessIdentity owner, Instant deadline) {
        return Map.of(MANAGED, "true", OWNER, owner.toString(), DEADLINE, Long.toString(deadline.toEpochMilli()));
    }

    /** For an image made from such a container: containers that others make from it are not ours. */
    static Map<String, String> ofImage() {
        return Map.of(MANAGED, "false", OWNER, "", DEADLINE, "");
    }
}
