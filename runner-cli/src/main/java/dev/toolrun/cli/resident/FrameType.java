package dev.toolrun.cli.resident;

import java.net.ProtocolException;

/** What a frame is, with the number that it has on the wire and the most bytes that it may have. */
enum FrameType {
    /** Client: the protocol's version, and the configuration that the client would use. */
    HELLO(1, 32 * 1024),
    /** Client: a {@link CallRequest}; as long as the parameters can be that a command line names, some of them too long. */
    CALL(2, 24 * 1024 * 1024),
    /** Client: what became of a file or a receipt. */
    WRITTEN(3, 32 * 1024),
    /** Client: the call is to be cancelled, and its answer is still wanted. Means nothing once the call is over. */
    CANCEL(4, 0),
    /** Server: the client is served. */
    WELCOME(16, 0),
    /** Server: the client is not served, and nothing has run. */
    DECLINED(17, 1),
    /** Server: the call is taken; whether it runs is not known to the client from now on. */
    TAKEN(18, 0),
    /** Server: bytes for standard error. */
    ERROR_OUTPUT(19, Sizes.CHUNK),
    /** Server: bytes for standard output. */
    OUTPUT(20, Sizes.CHUNK),
    /** Server: the name of a file that follows. */
    FILE(21, 32 * 1024),
    /** Server: bytes of the file. */
    FILE_BYTES(22, Sizes.CHUNK),
    /** Server: the file is complete. */
    FILE_END(23, 0),
    /** Server: a receipt. */
    RECEIPT(24, 16 * 1024 * 1024),
    /** Server: an {@link Ending}. */
    END(25, 5);

    /** As large as any frame of a stream is. */
    static final int CHUNK = Sizes.CHUNK;

    private final int number;
    private final int maxBytes;

    FrameType(int number, int maxBytes) {
        this.number = number;
        this.maxBytes = maxBytes;
    }

    int number() {
        return number;
    }

    /** Whether a frame of this type may have so many bytes. */
    boolean takes(int length) {
        return length >= 0 && length <= maxBytes;
    }

    /**
     * The type with this number, of a frame with this length.
     *
     * @throws ProtocolException if there is none
     */
    static FrameType of(int number, int length) throws ProtocolException {
        for (FrameType type : values()) {
            if (type.number == number && type.takes(length)) {
                return type;
            }
        }
        throw new ProtocolException("no such frame");
    }

    private static final class Sizes {
        static final int CHUNK = 64 * 1024;
    }
}
