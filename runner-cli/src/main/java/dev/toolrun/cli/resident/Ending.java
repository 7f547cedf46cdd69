package dev.toolrun.cli.resident;

import java.io.IOException;

/**
 * How a command ended.
 *
 * @param ran whether the tool may have run for it, so that its files count
 */
public record Ending(int exitCode, boolean ran) {

    byte[] payload() throws IOException {
        return new PayloadWriter().number(exitCode).flag(ran).bytes();
    }

    static Ending of(byte[] payload) throws IOException {
        PayloadReader in = new PayloadReader(payload);
        Ending ending = new Ending(in.number(), in.flag());
        in.end();
        return ending;
    }
}
