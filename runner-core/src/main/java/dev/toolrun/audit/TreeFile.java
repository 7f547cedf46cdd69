package dev.toolrun.audit;

import dev.toolrun.audit.RecordReader.Entry;
import dev.toolrun.audit.tlog.CompactRange;
import dev.toolrun.audit.tlog.Hash;
import dev.toolrun.audit.tlog.Prover;
import dev.toolrun.audit.tlog.StoredHashes;
import dev.toolrun.files.PrivateFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log's {@link StoredHashes} in a file, 64 bytes a record behind a header. A cache: it is made from the lines, verification
 * never looks at it, and whoever makes a proof from it checks the proof. The caller holds the log's lock.
 *
 * <p>It is not synced with each record. A killed process loses nothing of it; the machine's own crash may. So the header names
 * the machine's boot, and after another one only what was synced at a segment's end is believed.
 */
final class TreeFile implements AutoCloseable, StoredHashes {
    static final String NAME = "tree.hashes";

    private static final int HEADER = 32;
    private static final int CHUNK = 256;

    private final RandomAccessFile file;
    private final byte[] header;

    private TreeFile(RandomAccessFile file, byte[] header) {
        this.file = file;
        this.header = header;
    }

    /** Opens the file and makes it where it is missing. */
    static TreeFile open(Path path) throws IOException {
        if (!PrivateFiles.exists(path)) {
            PrivateFiles.createFile(path);
        }
        return new TreeFile(new RandomAccessFile(path.toFile(), "rw"), BootId.header(HEADER));
    }

    /** Opens the file, to read it. */
    static TreeFile openExisting(Path path) throws IOException {
        PrivateFiles.requireFile(path);
        return new TreeFile(new RandomAccessFile(path.toFile(), "r"), BootId.header(HEADER));
    }

    @Override
    public Hash at(long position) throws IOException {
        byte[] bytes = new byte[Hash.LENGTH];
        file.seek(offset(position));
        file.readFully(bytes);
        return Hash.of(bytes);
    }

    /**
     * Whether the hashes of so many records are there, and no others.
     *
     * @param last the last record's leaf
     */
    boolean holds(long records, @Nullable Hash last) throws IOException {
        return file.length() == offset(StoredHashes.count(records))
                && isOfThisBoot()
                && (last == null || node(0, records - 1).equals(last));
    }

    /** Adds the hashes of records. The file {@link #holds} those before. */
    void append(long before, List<Hash> leaves) throws IOException {
        Appender appender = new Appender(new Prover(this).range(before));
        for (Hash leaf : leaves) {
            appender.add(leaf);
        }
        appender.flush();
    }

    /**
     * How many records' hashes can be believed where those of all records can't: none, or as many as were synced when the
     * last segment began. A file of the right length that does not end in the last record is another log's.
     *
     * @param beforeSegment the records before the last segment
     * @param records all of them
     */
    long synced(long beforeSegment, long records) throws IOException {
        boolean isLong = file.length() >= offset(StoredHashes.count(beforeSegment));
        boolean isAnothers = isOfThisBoot() && file.length() == offset(StoredHashes.count(records));
        return isLong && !isAnothers && BootId.isHeader(readHeader()) ? beforeSegment : 0;
    }

    /**
     * Makes the hashes of the records in some segments anew, and forgets those of later ones.
     *
     * @param before the records before them
     * @param records how many there must be in all
     * @throws IOException if there are fewer, or one is damaged
     */
    void rebuild(CompactRange before, List<Path> segments, long records) throws IOException {
        file.setLength(offset(StoredHashes.count(before.size())));
        writeRoots(before);
        Appender appender = new Appender(before.copy());
        try (RecordReader lines = new RecordReader(segments)) {
            while (appender.range.size() < records) {
                Entry entry = lines.next();
                RecordLine record = entry == null ? null : entry.record();
                if (record == null || entry == null || record.sequence() != appender.range.size() + 1) {
                    throw new IOException("record " + (appender.range.size() + 1) + " is missing or damaged");
                }
                appender.add(entry.leaf());
            }
        }
        appender.flush();
        file.getFD().sync();
        file.seek(0);
        file.write(header);
    }

    /** Makes durable what is there. */
    void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Of records that are gone, what proofs about later ones need. */
    private void writeRoots(CompactRange range) throws IOException {
        long begin = 0;
        int i = 0;
        for (long rest = range.size(); rest > 0; rest -= Long.highestOneBit(rest)) {
            int level = Long.numberOfTrailingZeros(Long.highestOneBit(rest));
            file.seek(offset(StoredHashes.position(level, begin >> level)));
            file.write(range.roots().get(i++).bytes());
            begin += 1L << level;
        }
    }

    private boolean isOfThisBoot() throws IOException {
        return Arrays.equals(readHeader(), header);
    }

    private byte[] readHeader() throws IOException {
        byte[] bytes = new byte[HEADER];
        try {
            file.seek(0);
            file.readFully(bytes);
            return bytes;
        } catch (EOFException e) {
            return new byte[HEADER];
        }
    }

    private static long offset(long position) {
        return HEADER + position * Hash.LENGTH;
    }

    /** Writes hashes in large pieces. */
    private final class Appender {
        private final CompactRange range;
        private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Hash.LENGTH);
        private long position;

        Appender(CompactRange range) {
            this.range = range;
            position = StoredHashes.count(range.size());
        }

        void add(Hash leaf) throws IOException {
            for (Hash hash : range.append(leaf)) {
                if (!chunk.hasRemaining()) {
                    flush();
                }
                chunk.put(hash.bytes());
            }
        }

        void flush() throws IOException {
            file.seek(offset(position));
            file.write(chunk.array(), 0, chunk.position());
            position += chunk.position() / Hash.LENGTH;
            chunk.clear();
        }
    }
}
