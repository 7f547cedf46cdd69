package dev.toolrun.validation;

import dev.toolrun.validation.checks.SqlStatements;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the values of one call say, whoever asks: read once, in the time of the call, for the tool's checks and those of all roles.
 * Belongs to one thread.
 */
final class Readings {
    private final SqlStatements statements = new SqlStatements(CheckingTime.READING);
    private final Map<List<?>, Addresses> addresses = new IdentityHashMap<>();

    SqlStatements statements() {
        return statements;
    }

    /** The addresses of an array; in canonical form, they are their own canonical form. */
    Addresses addresses(List<?> list) {
        Addresses known = addresses.get(list);
        if (known == null) {
            known = Addresses.of(list);
            addresses.put(list, known);
            addresses.put(known.canonical(), new Addresses(known.canonical(), null));
        }
        return known;
    }
}
