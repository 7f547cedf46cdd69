package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Takes a created container to the point where its first process waits for a call, hardened as asked. */
final class ContainerStart {
    private static final String PROTOCOL = "3";

    private final Engine engine;
    private final Containers containers;
    private final Conversation conversation;
    private final int user;

    /**
     * @param user whom the first process has to be
     */
    ContainerStart(Engine engine, Containers containers, Conversation conversation, int user) {
        this.user = user;
        this.engine = engine;
        this.containers = containers;
        this.conversation = conversation;
    }

    /**
     * @return what the first process says of itself
     * @throws RunnerException if it does not get ready, or is somebody else or may do more than asked
     * @throws CancellationException if the thread is interrupted
     */
    Trailer start(String id) {
        attach(id);
        containers.start(id);
        Trailer ready = awaitReady(id);
        requireProtocol(ready);
        requireHardened(ready);
        return ready;
    }

    private void attach(String id) {
        if (engine.address().isUnix()) {
            AttachedSocket.attach(engine, id, conversation);
        } else {
            attachThroughClient(id);
        }
        try {
            conversation.awaitAttached(engine.deadlines().attach());
        } catch (InterruptedException e) {
            throw cancelled();
        } catch (TimeoutException e) {
            throw failed(Reason.START_TIMEOUT, "The sandbox did not answer in time.", "Attaching took too long.", e);
        } catch (Conversation.EndedException e) {
            throw failed(
                    Reason.SANDBOX_ERROR,
                    "The sandbox can't be talked to.",
                    "Attaching to it failed: " + e.getMessage(),
                    e);
        }
    }

    private void attachThroughClient(String id) {
        RequestStream requests = new RequestStream();
        conversation.attachedBy(requests);
        engine.docker()
                .attachContainerCmd(id)
                .withStdIn(requests)
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(conversation);
    }

    private Trailer awaitReady(String id) {
        try {
            return conversation.awaitReady(engine.deadlines().ready());
        } catch (InterruptedException e) {
            throw cancelled();
        } catch (TimeoutException e) {
            throw failed(
                    Reason.START_TIMEOUT,
                    "The sandbox did not get ready in time.",
                    "Its first process said nothing: is " + ContainerSpec.INIT + " in the image?",
                    e);
        } catch (Conversation.EndedException e) {
            throw failed(
                    Reason.SANDBOX_ERROR,
                    "The sandbox ended before the tool was started.",
                    containers.stateSentence(id) + " (" + e.getMessage() + ")",
                    e);
        }
    }

    private static void requireProtocol(Trailer ready) {
        if (!PROTOCOL.equals(ready.get("version"))) {
            throw failed(
                    Reason.IMAGE_MISSING,
                    "The tool's image is not one of this version.",
                    "Its first process speaks version " + ready.get("version") + ", this is " + PROTOCOL
                            + ": build or pin the image again.",
                    null);
        }
    }

    /** What the kernel says of the first process holds for everything it starts. */
    private void requireHardened(Trailer ready) {
        boolean asAsked = Integer.toString(user).equals(ready.get("uid"))
                && Integer.toString(ContainerSpec.GROUP).equals(ready.get("gid"))
                && "0".equals(ready.get("groups"))
                && "1".equals(ready.get("no_new_privs"))
                && isZeroMask(ready, "cap_eff")
                && isZeroMask(ready, "cap_bnd");
        if (!asAsked) {
            throw failed(
                    Reason.LIMIT_NOT_ENFORCED,
                    "The sandbox is not locked down as asked.",
                    "Its first process reports " + ready.values() + ".",
                    null);
        }
    }

    private static boolean isZeroMask(Trailer ready, String key) {
        String value = ready.get(key);
        return value != null && value.matches("0+");
    }

    private static CancellationException cancelled() {
        return new CancellationException("interrupted before the tool was started");
    }

    private static RunnerException failed(Reason reason, String message, String hint, @Nullable Throwable cause) {
        return RunnerException.beforeStart(reason, message, hint, cause);
    }
}
