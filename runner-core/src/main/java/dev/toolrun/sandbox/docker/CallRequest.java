package dev.toolrun.sandbox.docker;

import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import dev.toolrun.validation.Invocation;
import dev.toolrun.validation.ValidatedCall;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One call in the form that a sandbox's first process takes it. */
final class CallRequest {
    private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final byte[] CANCEL = bytes(List.of(Frame.of('K', "")));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private CallRequest() {}

    /**
     * Without what a program that was started early knows already.
     *
     * @param container that it is for
     */
    static byte[] of(ValidatedCall call, ReadyContainer container) {
        CallRequest request = new CallRequest();
        request.configure(call.limits(), container.conversation().proof());
        Invocation invocation = call.invocation();
        List<String> started = container.started();
        invocation.argv().subList(started.size(), invocation.argv().size()).forEach(request::argument);
        Map<String, String> environment = started.isEmpty()
                ? constants(call.tool(), container.spec().image().environment())
                : new LinkedHashMap<>();
        environment.putAll(verified(call));
        environment.forEach(request::variable);
        new TreeMap<>(invocation.files()).forEach((name, contents) -> {
            request.add(Frame.of('F', name));
            request.chunks('f', contents);
        });
        request.chunks('I', invocation.stdin());
        container.spec().network().frames().forEach(request::add);
        request.add(Frame.of('G', ""));
        return request.out.toByteArray();
    }

    /** A program of our own, with nothing but arguments. */
    static byte[] of(Limits limits, List<String> argv, String proof) {
        CallRequest request = new CallRequest();
        request.configure(limits, proof);
        argv.forEach(request::argument);
        request.add(Frame.of('G', ""));
        return request.out.toByteArray();
    }

    /**
     * Starts a program before its call, to wait for it. The call's own request follows, without what was in this one.
     *
     * @param argv the command, as far as it is the same for every call: what the request has beside it comes at its end
     * @param environment likewise; what an interpreter reads of it at its own start must be here
     */
    static byte[] early(List<String> argv, Map<String, String> environment) {
        CallRequest request = new CallRequest();
        argv.forEach(request::argument);
        environment.forEach(request::variable);
        request.add(Frame.of('P', ""));
        return request.out.toByteArray();
    }

    /** Ends a running call; the sandbox still sends what it has, and its trailer. */
    static byte[] cancel() {
        return CANCEL.clone();
    }

    /**
     * The environment of every call of a tool. The later wins: defaults, the image's, the tool's.
     *
     * @param image the image's own, {@code NAME=value} each
     */
    static Map<String, String> constants(ToolDefinition tool, List<String> image) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", DEFAULT_PATH);
        env.put("LANG", "C.UTF-8");
        for (String entry : image) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                env.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        env.put("HOME", ContainerSpec.WORKSPACE);
        env.put("TMPDIR", "/tmp");
        env.putAll(tool.env());
        return env;
    }

    /** What we vouch for; it wins over all others. */
    private static Map<String, String> verified(ValidatedCall call) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("TOOLRUN_CALL_ID", call.decoded().callId());
        env.put("TOOLRUN_USER", call.principal().subject());
        env.put("TOOLRUN_ACTOR", orEmpty(call.principal().actor()));
        env.put("TOOLRUN_SESSION", orEmpty(call.session()));
        env.put("TOOLRUN_ROLE", orEmpty(call.principal().role()));
        return env;
    }

    private void argument(String argument) {
        add(Frame.of('A', argument));
    }

    private void variable(String name, String value) {
        add(Frame.of('E', name + "=" + value));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private void configure(Limits limits, String proof) {
        add(Frame.of(
                'C',
                "wall_ms=" + limits.wallTime().toMillis() + "\ncpu_ms="
                        + limits.cpuTime().toMillis() + "\noutput_bytes=" + limits.outputBytes()
                        + "\nartifact_bytes=" + limits.artifactBytes() + "\nartifact_files=" + limits.artifactFiles()
                        + "\nproof=" + proof + "\n"));
    }

    private void chunks(char type, byte[] contents) {
        for (int from = 0; from < contents.length; from += Frame.MAX_PAYLOAD) {
            int to = Math.min(contents.length, from + Frame.MAX_PAYLOAD);
            add(new Frame(type, Arrays.copyOfRange(contents, from, to)));
        }
    }

    private void add(Frame frame) {
        frame.writeTo(out);
    }

    private static byte[] bytes(List<Frame> frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frames.forEach(frame -> frame.writeTo(out));
        return out.toByteArray();
    }
}
