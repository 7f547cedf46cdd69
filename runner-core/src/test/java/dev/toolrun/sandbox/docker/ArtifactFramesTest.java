package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolrun.sandbox.CapturedFile;
import dev.toolrun.tool.Limits;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactFramesTest {
    private final ArtifactFrames frames = new ArtifactFrames(Limits.DEFAULT);

    @Test
    void putsFilesTogether() {
        begin("3 a b");
        append("12");
        append("3");
        begin("0 empty");
        assertThat(frames.files()).extracting(ArtifactFramesTest::path).containsExactly("a b", "empty");
        assertThat(frames.files().get(0).content()).asString().isEqualTo("123");
        assertThat(frames.isIncomplete()).isFalse();
    }

    @Test
    void leavesOutAFileThatDidNotComeToItsEnd() {
        begin("3 cut");
        append("12");
        assertThat(frames.isIncomplete()).isTrue();
        begin("1 whole");
        append("1");
        assertThat(frames.files()).extracting(ArtifactFramesTest::path).containsExactly("whole");
        assertThat(frames.isIncomplete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "3 ", " a", "-1 a", "x a", "1000000000000000000 a", "10485761 a", "99999999999 a"})
    void refusesWhatIsNoBeginningOrBeyondTheLimit(String payload) {
        assertThatThrownBy(() -> begin(payload)).isInstanceOf(FrameDecoder.ProtocolException.class);
    }

    @Test
    void holdsTheLimitsOverAllFiles() {
        begin("10485760 most");
        assertThatThrownBy(() -> begin("1 more")).isInstanceOf(FrameDecoder.ProtocolException.class);
        ArtifactFrames many = new ArtifactFrames(Limits.DEFAULT);
        for (int i = 0; i < 20; i++) {
            many.begin(("0 " + i).getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> many.begin("0 more".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FrameDecoder.ProtocolException.class);
    }

    @Test
    void refusesContentsThatBelongToNoFile() {
        assertThatThrownBy(() -> append("1")).isInstanceOf(FrameDecoder.ProtocolException.class);
        begin("1 a");
        assertThatThrownBy(() -> append("12")).isInstanceOf(FrameDecoder.ProtocolException.class);
        append("1");
        assertThatThrownBy(() -> append("1")).isInstanceOf(FrameDecoder.ProtocolException.class);
    }

    private void begin(String payload) {
        frames.begin(payload.getBytes(StandardCharsets.UTF_8));
    }

    private void append(String payload) {
        frames.append(payload.getBytes(StandardCharsets.UTF_8));
    }

    private static String path(CapturedFile file) {
        return new String(file.path(), StandardCharsets.UTF_8);
    }
}
