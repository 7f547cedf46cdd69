package dev.toolrun;

import dev.toolrun.call.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the contract says about who may do what, for the two tools {@code read} and {@code write}, written down a second time and
 * as plainly as can be. It shares no code with what it is compared to.
 */
record PolicyModel(List<Entry> entries) {
    static final String READ = "read";
    static final String WRITE = "write";
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1000;

    /** What a role may do: null where nothing is restricted. */
    record Role(
            String name,
            @Nullable Integer maxLimit,
            @Nullable Set<String> regions,
            @Nullable String runtime) {}

    record Entry(String tool, Set<String> scopes, List<Role> roles) {}

    record Request(
            String tool,
            @Nullable String askedRole,
            List<String> roles,
            @Nullable Set<String> scopes,
            @Nullable Set<String> actorTools,
            Map<String, Object> arguments) {}

    /** The effective role and its runtime, of a call that runs. */
    record Answer(
            Reason reason, @Nullable String role, @Nullable String runtime) {}

    Answer answer(Request request) {
        if (request.askedRole() != null && !request.roles().contains(request.askedRole())) {
            return new Answer(Reason.NOT_PERMITTED, null, null);
        }
        if (request.actorTools() != null && !request.actorTools().contains(request.tool())) {
            return new Answer(Reason.NOT_PERMITTED, null, null);
        }
        List<Role> candidates = candidates(request);
        if (candidates.isEmpty()) {
            return new Answer(Reason.NOT_PERMITTED, null, null);
        }
        if (!request.tool().equals(READ) && !request.tool().equals(WRITE)) {
            return new Answer(Reason.UNKNOWN_TOOL, null, null);
        }
        if (!isValid(request)) {
            return new Answer(Reason.INVALID_ARGUMENTS, null, null);
        }
        for (Role role : candidates) {
            if (permits(role, request)) {
                boolean strict = request.tool().equals(WRITE) || "runsc".equals(role.runtime());
                return new Answer(Reason.OK, role.name(), strict ? "runsc" : "runc");
            }
        }
        return new Answer(Reason.NOT_PERMITTED, null, null);
    }

    private List<Role> candidates(Request request) {
        List<Role> candidates = new ArrayList<>();
        for (Entry entry : entries) {
            boolean covers = entry.tool().equals("*") || entry.tool().equals(request.tool());
            boolean scoped = request.scopes() == null || request.scopes().containsAll(entry.scopes());
            for (Role role : entry.roles()) {
                boolean asked =
                        request.askedRole() == null || request.askedRole().equals(role.name());
                if (covers && scoped && asked && request.roles().contains(role.name())) {
                    candidates.add(role);
                }
            }
        }
        return candidates;
    }

    /** Only {@code read} knows a region. */
    private static boolean isValid(Request request) {
        for (Map.Entry<String, Object> argument : request.arguments().entrySet()) {
            boolean fine = switch (argument.getKey()) {
                case "limit" -> argument.getValue() instanceof Integer limit && limit >= 1 && limit <= MAX_LIMIT;
                case "region" -> request.tool().equals(READ) && argument.getValue() instanceof String;
                default -> false;
            };
            if (!fine) {
                return false;
            }
        }
        return true;
    }

    private static boolean permits(Role role, Request request) {
        Object limit = request.arguments().getOrDefault("limit", DEFAULT_LIMIT);
        if (role.maxLimit() != null && (Integer) limit > role.maxLimit()) {
            return false;
        }
        if (role.regions() == null) {
            return true;
        }
        Object region = request.arguments().get("region");
        return region != null && role.regions().contains(region);
    }
}
