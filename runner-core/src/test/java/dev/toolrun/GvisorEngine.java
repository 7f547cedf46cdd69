package dev.toolrun;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One engine with gVisor for all tests of a run: started for the first that asks, ended after the last of all tests. */
public final class GvisorEngine implements ParameterResolver {
    public static final String RUNSC = "runsc";
    /** Reads the engine's profile, but does not apply it. */
    static final String WITHOUT_SECCOMP = "runsc-loose";

    /** What Debian's gVisor does not enforce where it has no cgroups. */
    public static final Set<String> MISSING = Set.of("memory", "cpus", "cpuTime", "pids", "scratchFiles");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == TestEngine.class;
    }

    @Override
    public TestEngine resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return shared(test);
    }

    /** The engine; the test that asks is skipped where it can't be had, or fails where an engine is required. */
    public static TestEngine shared(ExtensionContext test) {
        String program = TestHost.program(RUNSC);
        TestHost.require(!program.isEmpty() && TestHost.isRoot(), "needs root and gVisor: apt-get install runsc");
        return test.getRoot()
                .getStore(Namespace.create(GvisorEngine.class))
                .computeIfAbsent(RUNSC, key -> start(program), TestEngine.class);
    }

    private static TestEngine start(String program) {
        try {
            return TestEngine.start(Map.of(
                    "runtimes",
                    Map.of(
                            RUNSC, runtime(program, "--network=none", "--ignore-cgroups", "--oci-seccomp"),
                            WITHOUT_SECCOMP, runtime(program, "--network=none", "--ignore-cgroups"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an engine was started", e);
        }
    }

    private static Map<String, Object> runtime(String program, String... arguments) {
        return Map.of("path", program, "runtimeArgs", List.of(arguments));
    }
}
