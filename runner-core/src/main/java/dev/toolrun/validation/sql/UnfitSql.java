package dev.toolrun.validation.sql;

/** A text is not a SQL statement that could be let through. The message is what a sentence says about it, without a full stop. */
public final class UnfitSql extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message for example {@code must not contain comments}; safe to show to a model */
    public UnfitSql(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
