package dev.toolrun.authn.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.util.List;

/** The keys of one issuer. Thread-safe. */
interface IssuerKeys {

    /**
     * The keys that a signature with this header may have been made with; empty for none.
     *
     * @throws IOException if the keys can't be had; its message names nothing secret
     */
    List<JWK> matching(JWSHeader header) throws IOException;
}
