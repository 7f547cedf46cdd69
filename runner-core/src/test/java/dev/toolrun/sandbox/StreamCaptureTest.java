package dev.toolrun.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class StreamCaptureTest {
    @Test
    void keepsEverythingUpToTheLimit() {
        StreamCapture capture = new StreamCapture(8);
        capture.write("abcdefgh".getBytes(), 0, 8);
        assertThat(capture.captured().omittedBytes()).isZero();
        assertThat(joined(capture.captured())).isEqualTo("abcdefgh".getBytes());
    }

    @Test
    void keepsBeginningAndEndBeyondTheLimit() {
        StreamCapture capture = new StreamCapture(8);
        capture.write("abcdefghij".getBytes(), 0, 10);
        assertThat(new String(capture.captured().head())).isEqualTo("abcdef");
        assertThat(new String(capture.captured().tail())).isEqualTo("ij");
        assertThat(capture.captured().omittedBytes()).isEqualTo(2);
    }

    @RepeatedTest(200)
    void agreesWithASimpleModel(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int limit = random.nextInt(64);
        StreamCapture capture = new StreamCapture(limit);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = random.nextInt(20); i > 0; i--) {
            byte[] piece = new byte[random.nextInt(50)];
            random.nextBytes(piece);
            int offset = piece.length == 0 ? 0 : random.nextInt(piece.length);
            capture.write(piece, offset, piece.length - offset);
            all.write(piece, offset, piece.length - offset);
        }
        byte[] total = all.toByteArray();
        CapturedStream captured = capture.captured();
        assertThat(captured.totalBytes()).isEqualTo(total.length);
        assertThat(captured.head().length + captured.tail().length).isEqualTo(Math.min(limit, total.length));
        assertThat(captured.head()).isEqualTo(Arrays.copyOf(total, captured.head().length));
        assertThat(captured.tail())
                .isEqualTo(Arrays.copyOfRange(total, total.length - captured.tail().length, total.length));
    }

    @RepeatedTest(50)
    void showsWhatIsNextToTheGapInConstantMemory(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        byte[] total = new byte[random.nextInt(5 * StreamCapture.MARGIN)];
        random.nextBytes(total);
        StreamCapture capture = new StreamCapture(random.nextInt(3000));
        for (int at = 0; at < total.length; ) {
            int length = Math.min(total.length - at, 1 + random.nextInt(6000));
            capture.write(total, at, length);
            at += length;
        }
        CapturedStream captured = capture.captured();
        int head = captured.head().length;
        int tailStart = total.length - captured.tail().length;
        assertThat(captured.afterHead()).isEqualTo(Arrays.copyOfRange(total, head, head + captured.afterHead().length));
        assertThat(captured.beforeTail())
                .isEqualTo(Arrays.copyOfRange(total, tailStart - captured.beforeTail().length, tailStart));
        assertThat(captured.unseenBytes()).isNotNegative();
        if (captured.unseenBytes() > 0) {
            assertThat(captured.afterHead()).hasSize(StreamCapture.MARGIN);
            assertThat(captured.beforeTail()).hasSize(StreamCapture.MARGIN);
        }
    }

    private static byte[] joined(CapturedStream captured) {
        byte[] all = Arrays.copyOf(captured.head(), captured.head().length + captured.tail().length);
        System.arraycopy(captured.tail(), 0, all, captured.head().length, captured.tail().length);
        return all;
    }
}
