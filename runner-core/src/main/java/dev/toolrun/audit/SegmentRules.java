package dev.toolrun.audit;

import dev.toolrun.audit.tlog.SigningKey;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * When a log's files begin and end.
 *
 * @param segmentBytes a segment of at least this size gets no further records
 * @param retention how old a segment's last record must be for the segment to be deleted; null: nothing is ever deleted
 * @param key signs what is kept of deleted records; asked only where something is to be deleted
 */
public record SegmentRules(long segmentBytes, @Nullable Duration retention, Supplier<SigningKey> key) {
    /** 64 MiB. */
    public static final long DEFAULT_SEGMENT_BYTES = 64L << 20;

    static final SegmentRules DEFAULT = new SegmentRules(DEFAULT_SEGMENT_BYTES, null, () -> {
        throw new IllegalStateException("without retention nothing is signed");
    });
}
