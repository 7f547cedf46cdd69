package dev.toolrun.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
    private static final int TIMES = 5000;

    @TempDir
    private Path folder;

    /** Another file takes the name all the time; each is as long as its inode's number says, so that an open one tells its own. */
    @Test
    @Timeout(60)
    void theKeyIsThatOfTheOpenFile() throws Exception {
        Path file = folder.resolve("lock");
        replace(file);
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread replacer = new Thread(() -> {
            try {
                while (!done.get()) {
                    replace(file);
                }
            } catch (IOException e) {
                failure.set(e);
            }
        });
        replacer.start();
        try {
            for (int opens = 0; opens < TIMES; ) {
                try (LockFile opened = LockFile.openRemovable(file)) {
                    if (opened != null) {
                        opens++;
                        assertThat(opened.key().toString())
                                .endsWith("ino=" + opened.channel().size() + ")");
                    }
                }
            }
        } finally {
            done.set(true);
            replacer.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(folder).isDirectoryNotContaining("glob:**" + ProcessLock.OPENING);
    }

    private void replace(Path file) throws IOException {
        Path next = folder.resolve("next");
        PrivateFiles.createFile(next);
        try (RandomAccessFile sparse = new RandomAccessFile(next.toFile(), "rw")) {
            sparse.setLength((Long) Files.getAttribute(next, "unix:ino"));
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
