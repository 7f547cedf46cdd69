package dev.toolrun.cli.resident;

import dev.toolrun.call.Credential;
import java.io.IOException;
import java.net.ProtocolException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call as its command line says, with the contents of the files that it names.
 *
 * @param given the parameters of {@code -p}, in order
 * @param params the text of {@code --params}, or null
 * @param credential what the caller shows; who shows nothing is whom the socket says
 * @param wanted what the caller expects back
 */
public record CallRequest(
        String tool,
        List<Given> given,
        @Nullable String params,
        Credential credential,
        @Nullable String session,
        @Nullable String role,
        @Nullable String key,
        @Nullable Duration wallTime,
        @Nullable String traceparent,
        Wanted wanted) {

    private static final int NANOS_OF_A_SECOND = 1_000_000_000;

    public CallRequest {
        given = List.copyOf(given);
    }

    /**
     * A parameter.
     *
     * @param json whether the text is JSON; else it is the value
     */
    public record Given(String name, boolean json, String text) {}

    /**
     * What the caller expects back.
     *
     * @param json whether as a result object
     * @param subject what a result object calls the tool where there was no call; or null
     * @param watched whether somebody watches, and wants to know how far a call is
     */
    public record Wanted(boolean json, @Nullable String subject, boolean watched, boolean artifacts, boolean receipt) {}

    @Override
    public String toString() {
        return "CallRequest[" + tool + "]";
    }

    byte[] payload() throws IOException {
        PayloadWriter out = new PayloadWriter().text(tool).number(given.size());
        for (Given parameter : given) {
            out.text(parameter.name).flag(parameter.json).text(parameter.text);
        }
        out.text(params).text(apiKey()).text(token()).text(session).text(role).text(key);
        out.flag(wallTime != null);
        if (wallTime != null) {
            out.number(wallTime.getSeconds()).number(wallTime.getNano());
        }
        return out.text(traceparent)
                .flag(wanted.json)
                .text(wanted.subject)
                .flag(wanted.watched)
                .flag(wanted.artifacts)
                .flag(wanted.receipt)
                .bytes();
    }

    private @Nullable String apiKey() {
        return credential instanceof Credential.ApiKey shown ? shown.secret() : null;
    }

    private @Nullable String token() {
        return credential instanceof Credential.Token shown ? shown.secret() : null;
    }

    static CallRequest of(byte[] payload) throws IOException {
        PayloadReader in = new PayloadReader(payload);
        String tool = in.text();
        int count = in.count();
        List<Given> given = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            given.add(new Given(in.text(), in.flag(), in.text()));
        }
        CallRequest request = new CallRequest(
                tool,
                given,
                in.textOrNull(),
                credential(in.textOrNull(), in.textOrNull()),
                in.textOrNull(),
                in.textOrNull(),
                in.textOrNull(),
                in.flag() ? duration(in.longNumber(), in.number()) : null,
                in.textOrNull(),
                new Wanted(in.flag(), in.textOrNull(), in.flag(), in.flag(), in.flag()));
        in.end();
        return request;
    }

    private static Credential credential(@Nullable String apiKey, @Nullable String token) throws ProtocolException {
        if (apiKey != null && token != null) {
            throw new ProtocolException("two credentials");
        }
        if (apiKey != null) {
            return new Credential.ApiKey(apiKey);
        }
        return token == null ? new Credential.None() : new Credential.Token(token);
    }

    /** Any that there is: what is wrong with it is for the call to find out. */
    private static Duration duration(long seconds, int nanos) throws ProtocolException {
        if (nanos < 0 || nanos >= NANOS_OF_A_SECOND) {
            throw new ProtocolException("no such time");
        }
        return Duration.ofSeconds(seconds, nanos);
    }
}
