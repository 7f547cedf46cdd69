package dev.toolrun.cli.resident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FrameChannelTest {
    private static final int KIB = 1024;

    @TempDir
    private Path folder;

    private final List<Integer> asked = new ArrayList<>();
    private SocketChannel sender;
    private FrameChannel frames;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address);
            sender = SocketChannel.open(address);
            frames = new FrameChannel(listening.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        sender.close();
        frames.close();
    }

    private void send(byte[] bytes) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        SocketChannel channel = sender;
        Thread sending = new Thread(() -> {
            try (channel) {
                while (all.hasRemaining()) {
                    channel.write(all);
                }
            } catch (IOException e) {
                // the other side has closed, since it does not want the rest
            }
        });
        sending.setDaemon(true);
        sending.start();
    }

    private byte[] read(int length, int room) throws IOException {
        return frames.bytes(length, step -> {
            asked.add(step);
            return asked.stream().mapToInt(Integer::intValue).sum() <= room;
        });
    }

    @Test
    void whatComesArrivesInGrowingSteps() throws Exception {
        byte[] bytes = new byte[300 * KIB];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        send(bytes);
        assertThat(Arrays.equals(read(bytes.length, bytes.length), bytes)).isTrue();
        assertThat(asked).containsExactly(64 * KIB, 64 * KIB, 128 * KIB, 44 * KIB);
    }

    @Test
    void whatDoesNotComeTakesNoRoom() throws Exception {
        send(new byte[100 * KIB]);
        assertThatThrownBy(() -> read(16 * KIB * KIB, Integer.MAX_VALUE)).isInstanceOf(EOFException.class);
        assertThat(asked).containsExactly(64 * KIB, 64 * KIB);
    }

    @Test
    void whatHasNoRoomIsNotRead() throws Exception {
        send(new byte[500 * KIB]);
        assertThat(read(500 * KIB, 100 * KIB)).isNull();
        assertThat(asked).containsExactly(64 * KIB, 64 * KIB);
    }
}
