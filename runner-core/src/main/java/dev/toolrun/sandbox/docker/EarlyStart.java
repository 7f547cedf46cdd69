package dev.toolrun.sandbox.docker;

import dev.toolrun.call.Reason;
import dev.toolrun.call.RunnerException;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Has interpreters started in ready containers, where their image lets them wait for their call. What is started is the part
 * of a tool's command that is the same for every call, and only if that names a file that comes with the call: nothing of a
 * tool runs before. Thread-safe.
 */
final class EarlyStart {
    /** More than the first process gives a program. */
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    /** How a parameter begins in a command. */
    private static final String PARAMETER = "{{";

    private final Set<String> unfit = ConcurrentHashMap.newKeySet();

    /**
     * @return the container with what was started in it, which may be nothing
     * @throws RunnerException with {@code sandbox_error} if the container is spoilt; the next one of the tool is not tried
     * @throws CancellationException if the thread is interrupted
     */
    ReadyContainer in(ReadyContainer container, ToolDefinition tool) {
        List<String> command = commonPart(tool);
        if (!isPossible(container, tool, command)) {
            return container;
        }
        Conversation conversation = container.conversation();
        conversation
                .requests()
                .send(CallRequest.early(
                        command,
                        CallRequest.constants(tool, container.spec().image().environment())));
        Trailer answer = answer(conversation);
        if (answer.get("ran") != null) {
            unfit.add(tool.name());
            throw spoilt("A program of tool '" + tool.name() + "' ran instead of waiting.", null);
        }
        return "1".equals(answer.get("waiting")) ? container.withStarted(command) : container;
    }

    /** On another kernel than the host's a tool may read what its first process hears. */
    private boolean isPossible(ReadyContainer container, ToolDefinition tool, List<String> command) {
        String waits = container.ready().get("waits");
        return waits != null
                && !command.isEmpty()
                && List.of(waits.split(" ", -1)).contains(command.get(0))
                && command.stream().anyMatch(tool.files()::containsKey)
                && container.engine().kernel().equals(container.ready().get("kernel"))
                && !unfit.contains(tool.name());
    }

    private static List<String> commonPart(ToolDefinition tool) {
        List<String> command = tool.command();
        int end = 0;
        while (end < command.size() && !command.get(end).contains(PARAMETER)) {
            end++;
        }
        return command.subList(0, end);
    }

    private static Trailer answer(Conversation conversation) {
        try {
            return conversation.awaitWaiting(PATIENCE);
        } catch (InterruptedException e) {
            throw new CancellationException("interrupted while a program was started");
        } catch (TimeoutException | Conversation.EndedException e) {
            throw spoilt("Its first process does not say if a program waits.", e);
        }
    }

    private static RunnerException spoilt(String hint, @Nullable Throwable cause) {
        return RunnerException.beforeStart(Reason.SANDBOX_ERROR, "The sandbox could not be made ready.", hint, cause);
    }
}
