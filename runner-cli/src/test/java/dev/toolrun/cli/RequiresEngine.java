package dev.toolrun.cli;

import dev.toolrun.Host;
import dev.toolrun.call.RunnerException;
import dev.toolrun.config.RunnerConfig;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that needs a real engine and built images: without them it is skipped, or fails where they are required. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresEngine.Condition.class)
@interface RequiresEngine {

    /** Looks once for an engine and for the images that {@code ./verify} builds. */
    final class Condition implements ExecutionCondition {
        private static final String MISSING = missing();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (MISSING.isEmpty()) {
                return ConditionEvaluationResult.enabled("engine and images are there");
            }
            if (Boolean.getBoolean("toolrun.engine.required")) {
                throw new IllegalStateException("an engine is required: " + MISSING);
            }
            return ConditionEvaluationResult.disabled(MISSING);
        }

        private static String missing() {
            String state = System.getProperty("toolrun.test.state");
            if (state == null) {
                return "no images were built for tests: run ./verify";
            }
            RunnerConfig config = RunnerConfig.defaults(Map.of()).withStateDirectory(Path.of(state));
            try (Host host = Host.open(config)) {
                return host.images(null, line -> {}).isPresent("toolrun/python") ? "" : "the images are not built";
            } catch (RunnerException e) {
                return "no engine answers: " + e.messageForOperator();
            }
        }
    }
}
