package dev.toolrun.detect;

/** What a form of a text knows of how it was made, by the index of its characters. */
interface Traces {
    /** Of a text as it was given. */
    Traces NONE = new Traces() {
        @Override
        public boolean isEscaped(int index) {
            return false;
        }

        @Override
        public boolean isBroken(int index) {
            return false;
        }
    };

    /** Whether a character was written as an escape in the form before this one. */
    boolean isEscaped(int index);

    /** Whether something stood before a character that nobody sees, and that ends a line or a variable. */
    boolean isBroken(int index);
}
