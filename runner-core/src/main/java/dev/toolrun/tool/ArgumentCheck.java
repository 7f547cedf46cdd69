package dev.toolrun.tool;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A demand on arguments that a JSON Schema can't express. All but {@link Custom} are about one parameter. */
public sealed interface ArgumentCheck {

    /** The parameter that the check is about, or null. */
    @Nullable
    String parameter();

    /**
     * Exactly one SQL statement. The tool gets the statement written anew from its parse tree.
     *
     * @param dialect {@code sqlite}, {@code postgresql}, {@code mysql} or {@code ansi}; null: that of the tool's own check of the
     *     parameter, or else {@code ansi}
     * @param statements the kinds of statement that may be, for example {@code select}; empty: select only
     * @param functions functions that may be called besides the dialect's harmless ones, in lower case
     * @param allowedTables the only tables that may be named; empty: all
     * @param forbiddenTables tables that must not be named anywhere
     * @param maxRows the integer parameter with the highest number of rows, or a number; null: as many as the statement says
     */
    record Sql(
            String parameter,
            @Nullable String dialect,
            Set<String> statements,
            Set<String> functions,
            Set<String> allowedTables,
            Set<String> forbiddenTables,
            @Nullable String maxRows)
            implements ArgumentCheck {
        public Sql {
            statements = Set.copyOf(statements);
            functions = Set.copyOf(functions);
            allowedTables = Set.copyOf(allowedTables);
            forbiddenTables = Set.copyOf(forbiddenTables);
        }
    }

    /**
     * A path inside the container that stays within a directory, and beneath a mount also on the host.
     *
     * @param within absolute path of a directory in the container
     */
    record Path(String parameter, String within) implements ArgumentCheck {}

    /**
     * An absolute URL.
     *
     * @param schemes in lower case
     * @param hosts the only hosts that may be named, in their canonical form; {@code *.example.com} for all below one; empty: all
     * @param ports the only ports, the scheme's own included; empty: only the scheme's own
     */
    record Url(String parameter, Set<String> schemes, Set<String> hosts, Set<Integer> ports) implements ArgumentCheck {
        public Url {
            schemes = Set.copyOf(schemes);
            hosts = Set.copyOf(hosts);
            ports = Set.copyOf(ports);
        }
    }

    /**
     * One e-mail address, or several in an array.
     *
     * @param domains the only domains, in lower case; empty: all
     */
    record Email(String parameter, Set<String> domains) implements ArgumentCheck {
        public Email {
            domains = Set.copyOf(domains);
        }
    }

    /**
     * A check of the embedder's own, by the name under which it was registered.
     *
     * @param options what the tool file says to it
     */
    record Custom(String name, Map<String, @Nullable Object> options) implements ArgumentCheck {
        @Override
        public @Nullable String parameter() {
            return null;
        }
    }
}
