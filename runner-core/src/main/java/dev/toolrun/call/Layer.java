package dev.toolrun.call;

/** The layers that can refuse a call, in the words of the result's {@code layer} field. */
public enum Layer {
    AUTHENTICATION,
    AUTHORIZATION,
    RATE_LIMIT,
    VALIDATION;

    /** The name used in JSON and in the audit log, for example {@code rate_limit}. */
    public String wireName() {
        return WireNames.of(this);
    }
}
