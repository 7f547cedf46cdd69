package dev.toolrun.escape;

import dev.toolrun.GvisorEngine;
import dev.toolrun.TestEngine;
import dev.toolrun.config.SandboxSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The kinds of sandboxes that attacks are tried in. Each has one runner for all tests of a run. {@code -Dtoolrun.test.runtimes=runc}
 * leaves gVisor out.
 */
final class Sandboxes implements ArgumentsProvider, AnnotationConsumer<Attack> {
    /** Under runc, made before the call. */
    static final String READY = "runc, ready before the call";

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
        List<Arguments> all = new ArrayList<>();
        all.add(Arguments.of(shared(test, RUNC, () -> onThisEngine(Map.of()))));
        all.add(Arguments.of(shared(test, READY, () -> onThisEngine(Map.of("python", 1, "shell", 1)))));
        if (gvisorToo) {
            all.add(Arguments.of(shared(test, GvisorEngine.RUNSC, () -> {
                TestEngine engine = GvisorEngine.shared(test);
                return new SandboxSettings(
                        engine.address(),
                        GvisorEngine.RUNSC,
                        GvisorEngine.MISSING,
                        4,
                        Duration.ofSeconds(30),
                        List.of());
            })));
        }
        return all.stream();
    }

    private static SandboxSettings onThisEngine(Map<String, Integer> warm) {
        return new SandboxSettings(null, RUNC, Set.of(), 4, Duration.ofSeconds(30), List.of(), warm);
    }

    private static Inside shared(ExtensionContext test, String name, Inside.Settings settings) {
        return test.getRoot()
                .getStore(Namespace.create(Sandboxes.class))
                .computeIfAbsent(name, key -> new Inside(name, settings), Inside.class);
    }
}
