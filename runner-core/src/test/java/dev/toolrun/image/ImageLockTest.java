package dev.toolrun.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.call.RunnerException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageLockTest {
    @TempDir
    private Path state;

    @Test
    void nothingIsPinnedAtFirst() {
        assertThat(new ImageLock(state).find("toolrun/python")).isNull();
    }

    @Test
    void whatIsPinnedIsFoundByAnyReader() throws IOException {
        new ImageLock(state).pin("b", new PinnedImage("sha256:1", "sha256:2"));
        new ImageLock(state).pin("a", new PinnedImage("sha256:3", "sha256:3"));
        new ImageLock(state).pin("b", new PinnedImage("sha256:4", "sha256:5"));
        assertThat(new ImageLock(state).find("b")).isEqualTo(new PinnedImage("sha256:4", "sha256:5"));
        assertThat(new ImageLock(state).all().keySet()).containsExactly("a", "b");
        try (var files = Files.list(state)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("images.lock", "images.lock.guard");
        }
    }

    @Test
    void aReaderSeesWhatOthersPinLater() throws IOException {
        ImageLock reader = new ImageLock(state);
        PinnedImage before = new PinnedImage("sha256:1", "sha256:1");
        PinnedImage after = new PinnedImage("sha256:2", "sha256:2");
        new ImageLock(state).pin("a", before);
        assertThat(reader.find("a")).isEqualTo(before);
        new ImageLock(state).pin("a", after);
        assertThat(reader.find("a")).isEqualTo(after);
        Files.delete(state.resolve("images.lock"));
        assertThat(reader.find("a")).isNull();
    }

    @Test
    void pinsAtTheSameTimeAreAllKept() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = "image" + i;
            Thread thread = new Thread(() -> new ImageLock(state).pin(name, new PinnedImage("a", "b")));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(new ImageLock(state).all()).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{}", "{\"images\":[]}", "{\"images\":{\"a\":{\"id\":1}}}", "{\"images\":{\"a\":null}}"})
    void aFileThatCantBeReadIsAnErrorAndNotEmpty(String text) throws IOException {
        Files.writeString(state.resolve("images.lock"), text);
        assertThatThrownBy(() -> new ImageLock(state).all()).isInstanceOfSatisfying(RunnerException.class, e -> {
            assertThat(e.getMessage()).doesNotContain(state.toString());
            assertThat(e.hint()).contains("images.lock");
        });
    }
}
