package dev.toolrun.escape;

import dev.toolrun.GvisorEngine;
import dev.toolrun.TestEngine;
import dev.toolrun.config.SandboxSettings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The runtimes that attacks are tried under. Each has one runner for all tests of a run. {@code -Dtoolrun.test.runtimes=runc}
 * leaves gVisor out.
 */
final class Sandboxes implements ArgumentsProvider, AnnotationConsumer<Attack> {
    private static final String RUNC = "runc";

    private boolean gvisorToo;

    @Override
    public void accept(Attack attack) {
        String runtimes = System.getProperty("toolrun.test.runtimes", RUNC + "," + GvisorEngine.RUNSC);
        gvisorToo = attack.notUnderGvisor().isEmpty()
                && List.of(runtimes.split(",")).contains(GvisorEngine.RUNSC);
    }

    @Override
    public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext test) {
        Inside runc = shared(
                test, RUNC, () -> new SandboxSettings(null, RUNC, Set.of(), 4, Duration.ofSeconds(30), List.of()));
        if (!gvisorToo) {
            return Stream.of(Arguments.of(runc));
        }
        return Stream.of(Arguments.of(runc), Arguments.of(shared(test, GvisorEngine.RUNSC, () -> {
            TestEngine engine = GvisorEngine.shared(test);
            return new SandboxSettings(
                    engine.address(), GvisorEngine.RUNSC, GvisorEngine.MISSING, 4, Duration.ofSeconds(30), List.of());
        })));
    }

    private static Inside shared(ExtensionContext test, String runtime, Inside.Settings settings) {
        return test.getRoot()
                .getStore(Namespace.create(Sandboxes.class))
                .computeIfAbsent(runtime, key -> new Inside(runtime, settings), Inside.class);
    }
}
