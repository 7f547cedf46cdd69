package dev.toolrun.call;

/** A layer's no, on its way up to {@code ToolRunner}. Costs no stack trace: refusing is ordinary work. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Rejection rejection;

    public RefusedException(Rejection rejection) {
        super(rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    public Rejection rejection() {
        return rejection;
    }
}
