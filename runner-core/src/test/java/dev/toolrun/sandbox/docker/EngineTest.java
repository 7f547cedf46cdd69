package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class EngineTest {
    @Test
    void itsClassesAreLoadedWithoutAnEngine() {
        assertThatCode(Engine::loadClasses).doesNotThrowAnyException();
    }
}
