package dev.toolrun.authz;

import dev.toolrun.tool.ArgumentCheck;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a role may do with a tool: everything that the tool can do, less what is said here. Decided on the validated arguments,
 * see {@link AuthorizedCall#grants}.
 *
 * @param resources what may be touched, by kind of resource; a kind that is not named is not restricted, and one that is named
 *     denies whatever can't be determined
 * @param parameters a JSON Schema that the arguments must also satisfy, or null
 * @param checks what a schema can't say
 * @param runtime the least isolation, by the name of an OCI runtime, or null for the tool's own
 */
public record Restrictions(
        Map<String, Set<String>> resources,
        @Nullable Map<String, @Nullable Object> parameters,
        List<ArgumentCheck> checks,
        @Nullable String runtime) {
    public static final Restrictions NONE = new Restrictions(Map.of(), null, List.of(), null);

    public Restrictions {
        resources = Collections.unmodifiableMap(new LinkedHashMap<>(resources));
        checks = List.copyOf(checks);
    }
}
