package dev.toolrun.call;

/** Why a call ended as it did. Each reason belongs to one {@link Status} and one exit code of the command line. */
public enum Reason {
    OK(Status.COMPLETED, 0),
    NONZERO_EXIT(Status.COMPLETED, 1),
    SIGNAL(Status.COMPLETED, 1),
    INVALID_OUTPUT(Status.COMPLETED, 1),

    TIMEOUT(Status.STOPPED, 6),
    CPU_LIMIT(Status.STOPPED, 6),
    OUT_OF_MEMORY(Status.STOPPED, 6),
    OUTPUT_LIMIT(Status.STOPPED, 6),
    CANCELLED(Status.STOPPED, 6),

    UNAUTHENTICATED(Status.REFUSED, 3),
    NOT_PERMITTED(Status.REFUSED, 3),
    UNKNOWN_TOOL(Status.REFUSED, 3),
    RATE_LIMITED(Status.REFUSED, 4),
    CALL_CEILING(Status.REFUSED, 4),
    INVALID_ARGUMENTS(Status.REFUSED, 5),
    DUPLICATE_KEY(Status.REFUSED, 5),

    INVALID_USAGE(Status.FAILED, 2),
    INVALID_CONFIGURATION(Status.FAILED, 2),
    ENGINE_UNAVAILABLE(Status.FAILED, 7),
    ENGINE_LOST(Status.FAILED, 7),
    IMAGE_MISSING(Status.FAILED, 7),
    IMAGE_CHANGED(Status.FAILED, 7),
    LIMIT_NOT_ENFORCED(Status.FAILED, 7),
    QUEUE_TIMEOUT(Status.FAILED, 7),
    START_TIMEOUT(Status.FAILED, 7),
    SANDBOX_ERROR(Status.FAILED, 7),
    LIMIT_STORE_UNAVAILABLE(Status.FAILED, 7),
    AUDIT_UNAVAILABLE(Status.FAILED, 7),
    ARTIFACTS_NOT_WRITTEN(Status.FAILED, 7),
    RECEIPT_NOT_WRITTEN(Status.FAILED, 7),
    UNKNOWN(Status.FAILED, 7);

    private final Status status;
    private final int exitCode;

    Reason(Status status, int exitCode) {
        this.status = status;
        this.exitCode = exitCode;
    }

    public Status status() {
        return status;
    }

    /** The exit code of {@code toolrun exec} and {@code toolrun check} for this reason. */
    public int exitCode() {
        return exitCode;
    }

    /** The name used in JSON and in the audit log, for example {@code out_of_memory}. */
    public String wireName() {
        return WireNames.of(this);
    }
}
