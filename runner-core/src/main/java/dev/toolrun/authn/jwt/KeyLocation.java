package dev.toolrun.authn.jwt;

import dev.toolrun.authn.token.TextFile;
import java.net.URI;

/** Where an issuer's JSON Web Key Set (RFC 7517) is. */
public sealed interface KeyLocation {

    /** A file; a change of it holds for the very next call. */
    record Local(TextFile file) implements KeyLocation {}

    /**
     * An {@code https} address. Its keys are kept for up to five minutes; a key that is not among them has it asked again, at
     * most twice in half a minute.
     */
    record Remote(URI address) implements KeyLocation {

        /**
         * @throws IllegalArgumentException for anything but https
         */
        public Remote {
            if (!"https".equals(address.getScheme())) {
                throw new IllegalArgumentException("keys come over https only");
            }
        }
    }
}
