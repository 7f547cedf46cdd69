package dev.toolrun.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What two durable records cost at the least: two appends of their size to an open file, each with {@code fdatasync}. */
final class TwoSyncs implements Samples.Work, AutoCloseable {
    private static final int RECORD_BYTES = 1500;

    private final FileChannel file;

    TwoSyncs(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void run() throws IOException {
        for (int i = 0; i < 2; i++) {
            file.write(ByteBuffer.allocate(RECORD_BYTES));
            file.force(false);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
