package dev.toolrun.config;

import dev.toolrun.authz.Permission;
import dev.toolrun.sandbox.Isolation;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.tool.ToolDefinition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must fit together in a configuration, beyond what each value must be. */
final class CrossChecks {
    private static final Place USERS =
            Place.ROOT.then("authentication").then("peer").then("users");

    private final Problems problems;
    private final Set<String> tools;

    private CrossChecks(Set<String> tools, Problems problems) {
        this.tools = tools;
        this.problems = problems;
    }

    static void check(RunnerConfig config, Problems problems) {
        Set<String> tools = new TreeSet<>();
        config.tools().all().stream().map(ToolDefinition::name).forEach(tools::add);
        CrossChecks checks = new CrossChecks(tools, problems);
        if (!config.stateDirectory().isAbsolute()) {
            checks.add(Place.ROOT.then("stateDirectory"), "must be an absolute path");
        }
        PeerSettings peer = config.authentication().peer();
        if (peer != null) {
            checks.checkPeer(peer);
            if (config.authentication().equals(AuthenticationSettings.ofPeer(peer))) {
                checks.checkRoles(config.permissions(), peer.roles());
            }
        }
        TokenChecks.check(config.authentication(), tools, problems);
        checks.checkGrants(config);
        checks.checkTools(config);
        checks.checkRuntimes(config);
        PermissionChecks.check(config, problems);
        AuditChecks.check(config, problems);
        SanitizationChecks.check(config, problems);
        TelemetryChecks.check(config.telemetry(), problems);
        SinkChecks.check(config.audit().sinks(), problems);
        WarmChecks.check(config, problems);
        checks.checkMountRoots(config.sandbox().mountRoots());
        checks.checkMounts(config);
        checks.checkNetworks(config);
    }

    private void checkMountRoots(List<Path> roots) {
        Place place = Place.ROOT.then("sandbox").then("mountRoots");
        for (int i = 0; i < roots.size(); i++) {
            if (!roots.get(i).isAbsolute() || !Files.isDirectory(roots.get(i))) {
                add(place.then(i), "must be a directory that exists, by its absolute path");
            } else if (roots.get(i).equals(roots.get(i).getRoot())) {
                add(place.then(i), "must not be the root of the file system");
            }
        }
    }

    /** Of tools from files, what is in the mounts was looked at when they were read; before each call it is again. */
    private void checkMounts(RunnerConfig config) {
        MountPolicy policy = config.mountPolicy();
        for (ToolDefinition tool : config.tools().all()) {
            Place mounts = Place.ROOT.then("tools").then(tool.name()).then("mounts");
            for (int i = 0; i < tool.mounts().size(); i++) {
                Path source = tool.mounts().get(i).source();
                String refusal = policy.refusalOfPlace(source);
                if (refusal != null) {
                    add(mounts.then(i), source + " " + refusal);
                }
            }
        }
    }

    /** Known before any call: sockets of this host get into nothing but runc's sandboxes, on this host's own engine. */
    private void checkNetworks(RunnerConfig config) {
        Place sandbox = Place.ROOT.then("sandbox");
        String runtime = config.sandbox().runtime();
        String engine = config.sandbox().engine();
        config.tools().all().stream()
                .filter(tool -> !tool.network().isEmpty())
                .findFirst()
                .ifPresent(tool -> {
                    if (runtime != null && !runtime.equals("runc")) {
                        add(sandbox.then("runtime"), "must be runc: the tool '" + tool.name() + "' has a network");
                    }
                    if (engine != null && !engine.startsWith("unix:")) {
                        add(
                                sandbox.then("engine"),
                                "must be a Unix socket: the tool '" + tool.name() + "' has a network");
                    }
                });
    }

    /** A network needs runc, whoever asks for another runtime. */
    private void checkRuntimeOfNetwork(ToolDefinition tool, String host) {
        String asked = tool.runtime();
        if (!tool.network().isEmpty()
                && asked != null
                && Isolation.comparable(host, asked)
                && !Isolation.stricter(host, asked).equals(host)) {
            add(
                    Place.ROOT.then("tools"),
                    "tool '" + tool.name() + "' has a network, which needs runc, and asks for runtime '" + asked + "'");
        }
    }

    private void checkPeer(PeerSettings peer) {
        if (!peer.anyUser() && peer.users().isEmpty() && peer.groups().isEmpty()) {
            add(USERS, "is missing: users or groups must be named, or else nobody can call");
        }
    }

    /**
     * A role that nobody has does no harm and may be meant for later, unless it is clearly a slip: which nobody can tell
     * where credentials bring roles of their own.
     */
    private void checkRoles(List<PermissionEntry> permissions, List<String> given) {
        for (int i = 0; i < permissions.size(); i++) {
            Place roles = Place.ROOT.then("permissions").then(i).then("roles");
            for (String role : permissions.get(i).roles().keySet()) {
                if (!given.contains(role) && Spelling.nearest(role, given) != null) {
                    add(roles.then(role), "nobody has this role" + Spelling.suggestion(role, given));
                }
            }
        }
    }

    private void checkGrants(RunnerConfig config) {
        List<PermissionEntry> permissions = config.permissions();
        for (int i = 0; i < permissions.size(); i++) {
            ToolDefinition tool = config.tools().find(permissions.get(i).tool());
            Map<String, ?> inputSchema = tool == null ? null : tool.inputSchema();
            Place roles = Place.ROOT.then("permissions").then(i).then("roles");
            permissions.get(i).roles().forEach((role, grant) -> {
                EntryChecks.check(grant.checks(), roles.then(role).then("checks"), inputSchema, problems);
            });
        }
    }

    private void checkTools(RunnerConfig config) {
        Place permissions = Place.ROOT.then("permissions");
        for (int i = 0; i < config.permissions().size(); i++) {
            checkTool(config.permissions().get(i).tool(), permissions.then(i).then("tool"), Permission.ANY_TOOL);
        }
        Place sanitization = Place.ROOT.then("sanitization");
        for (int i = 0; i < config.sanitization().size(); i++) {
            checkTool(
                    config.sanitization().get(i).tool(), sanitization.then(i).then("tool"), SanitizationEntry.ANY_TOOL);
        }
        Place perTool = Place.ROOT.then("rateLimits").then("perTool");
        for (String tool : config.rateLimits().perTool().keySet()) {
            checkTool(tool, perTool.then(tool), RateLimitSettings.DEFAULT_TOOL);
        }
        Place redact = Place.ROOT.then("audit").then("redactParameters");
        for (Map.Entry<String, ?> entry : config.audit().redactParameters().entrySet()) {
            checkTool(entry.getKey(), redact.then(entry.getKey()), "*");
        }
    }

    private void checkTool(String tool, Place place, String allTools) {
        if (!tool.equals(allTools) && !tools.contains(tool)) {
            add(place, "there is no tool named '" + tool + "'" + Spelling.suggestion(tool, tools));
        }
    }

    /** A tool gets the stricter of two runtimes; of one with an unknown name nobody can tell. */
    private void checkRuntimes(RunnerConfig config) {
        String configured = config.sandbox().runtime();
        String host = configured == null ? SandboxSettings.DEFAULT_RUNTIME : configured;
        for (ToolDefinition tool : config.tools().all()) {
            String asked = tool.runtime();
            checkRuntimeOfNetwork(tool, host);
            if (asked != null && !Isolation.comparable(host, asked)) {
                add(
                        Place.ROOT.then("sandbox").then("runtime"),
                        "tool '" + tool.name() + "' asks for runtime '" + asked + "', and it is not known if that is"
                                + " stricter than '" + host + "'; known are runc and crun, then runsc, then kata");
            }
        }
    }

    private void add(Place place, String message) {
        if (!problems.concern(place)) {
            problems.add(place, message);
        }
    }
}
