package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A tool uses the kernel's keyrings, which belong to a user id and not to a container: it can neither read, add nor join one. */
@RequiresEngine
class KeyringIT {
    @Attack
    void thereIsNone(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                session, user, user_session = -3, -4, -5
                answers = [syscall('keyctl', operation, ring) for operation in range(0, 33) for ring in (session, user, user_session)]
                answers += [syscall('add_key', b'user', b'mine', b'x', 1, ring) for ring in (session, user, user_session)]
                answers += [syscall('request_key', b'user', b'mine', b'', session), syscall('request_key', b'logon', b'x', b'', user)]
                seen['answers'] = sorted(set(answers))
                seen['keys'] = [contents(path) for path in ('/proc/keys',)]
                """);
        assertThat(Set.of("EPERM", "ENOSYS")).containsAll(Inside.texts(seen.get("answers")));
        assertThat(seen.get("keys")).isIn(List.of(""), List.of("ENOENT"));
    }
}
