package dev.toolrun.escape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A test whose code runs in a real sandbox, once in each kind of sandbox; its parameter is {@link Inside}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Tag("core")
@ParameterizedTest(name = "in {0}", autoCloseArguments = false)
@ArgumentsSource(Sandboxes.class)
@interface Attack {
    /** Why it is not tried under gVisor; empty: it is. */
    String notUnderGvisor() default "";
}
