package dev.toolrun.validation.checks;

/** A value is not what a check asks for. The message is what a sentence says about it, without a full stop. */
public final class UnfitValue extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message for example {@code must be an absolute URL}; safe to show to a model */
    public UnfitValue(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /**
     * The text of a value that must be one.
     *
     * @throws UnfitValue if it is none
     */
    static String text(Object value) throws UnfitValue {
        if (value instanceof String text) {
            return text;
        }
        throw new UnfitValue("must be a string");
    }
}
