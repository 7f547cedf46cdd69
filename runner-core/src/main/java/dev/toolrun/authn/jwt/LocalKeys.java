package dev.toolrun.authn.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.toolrun.authn.token.TextFile;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keys in a file, which is read for each token, and understood anew when its text is another. */
final class LocalKeys implements IssuerKeys {
    private final TextFile file;
    private volatile @Nullable Understood last;

    LocalKeys(TextFile file) {
        this.file = file;
    }

    @Override
    public List<JWK> matching(JWSHeader header) throws IOException {
        String text = file.read();
        Understood known = last;
        if (known == null || !known.text.equals(text)) {
            known = new Understood(text, KeySets.parse(text));
            last = known;
        }
        return KeySets.matching(known.keys, header);
    }

    private record Understood(String text, JWKSet keys) {}
}
