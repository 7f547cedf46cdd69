package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
    private final List<Frame> received = new ArrayList<>();
    private final FrameDecoder decoder = new FrameDecoder(received::add);

    @RepeatedTest(100)
    void putsFramesTogetherFromPiecesOfAnySize(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<Frame> sent = new ArrayList<>();
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(8); i >= 0; i--) {
            byte[] payload = new byte[random.nextInt(40)];
            random.nextBytes(payload);
            Frame frame = new Frame((char) ('A' + random.nextInt(26)), payload);
            sent.add(frame);
            frame.writeTo(stream);
        }
        byte[] bytes = stream.toByteArray();
        for (int from = 0; from < bytes.length; ) {
            int to = Math.min(bytes.length, from + random.nextInt(17));
            decoder.accept(Arrays.copyOfRange(bytes, from, to));
            from = to;
        }
        assertThat(received).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            assertThat(received.get(i).type()).isEqualTo(sent.get(i).type());
            assertThat(received.get(i).payload()).isEqualTo(sent.get(i).payload());
        }
    }

    @Test
    void refusesAFrameThatIsTooLong() {
        byte[] huge = {'O', 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        assertThatThrownBy(() -> decoder.accept(huge)).isInstanceOf(FrameDecoder.ProtocolException.class);
    }

    @Test
    void refusesANegativeLength() {
        byte[] negative = {'O', (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        assertThatThrownBy(() -> decoder.accept(negative)).isInstanceOf(FrameDecoder.ProtocolException.class);
    }
}
