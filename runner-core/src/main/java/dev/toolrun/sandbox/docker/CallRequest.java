package dev.toolrun.sandbox.docker;

import dev.toolrun.tool.Limits;
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
     * @param imageEnvironment the image's own environment, {@code NAME=value} each
     * @param proof what the trailer must repeat
     */
    static byte[] of(ValidatedCall call, List<String> imageEnvironment, SandboxNetwork network, String proof) {
        CallRequest request = new CallRequest();
        request.configure(call.limits(), proof);
        Invocation invocation = call.invocation();
        invocation.argv().forEach(argument -> request.add(Frame.of('A', argument)));
        environment(call, imageEnvironment).forEach((name, value) -> request.add(Frame.of('E', name + "=" + value)));
        new TreeMap<>(invocation.files()).forEach((name, contents) -> {
            request.add(Frame.of('F', name));
            request.chunks('f', contents);
        });
        request.chunks('I', invocation.stdin());
        network.frames().forEach(request::add);
        request.add(Frame.of('G', ""));
        return request.out.toByteArray();
    }

    /** A program of our own, with nothing but arguments. */
    static byte[] of(Limits limits, List<String> argv, String proof) {
        CallRequest request = new CallRequest();
        request.configure(limits, proof);
        argv.forEach(argument -> request.add(Frame.of('A', argument)));
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
        argv.forEach(argument -> request.add(Frame.of('A', argument)));
        environment.forEach((name, value) -> request.add(Frame.of('E', name + "=" + value)));
        request.add(Frame.of('P', ""));
        return request.out.toByteArray();
    }

    /** Ends a running call; the sandbox still sends what it has, and its trailer. */
    static byte[] cancel() {
        return CANCEL.clone();
    }

    /** The later wins: defaults, the image's, the tool's, and last what we vouch for. */
    private static Map<String, String> environment(ValidatedCall call, List<String> imageEnvironment) {
        Map<String, String> env = new LinkedHashMap<>();
        env.put("PATH", DEFAULT_PATH);
        env.put("LANG", "C.UTF-8");
        for (String entry : imageEnvironment) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                env.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        env.put("HOME", ContainerSpec.WORKSPACE);
        env.put("TMPDIR", "/tmp");
        env.putAll(call.tool().env());
        env.put("TOOLRUN_CALL_ID", call.decoded().callId());
        env.put("TOOLRUN_USER", call.principal().subject());
        env.put("TOOLRUN_ACTOR", orEmpty(call.principal().actor()));
        env.put("TOOLRUN_SESSION", orEmpty(call.session()));
        env.put("TOOLRUN_ROLE", orEmpty(call.principal().role()));
        return env;
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
