package dev.toolrun.config;

import dev.toolrun.call.Sha256;
import dev.toolrun.sandbox.MountPolicy;
import dev.toolrun.tool.ToolCatalog;
import dev.toolrun.tool.ToolDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code toolrun.yaml} and the tool files that it names. */
final class RunnerFiles {
    private RunnerFiles() {}

    static LoadedConfig load(Path file, Map<String, String> env) {
        ConfigFiles files = new ConfigFiles(file);
        Problems problems = new Problems(file.toString());
        TrustedFile.Content content = TrustedFile.read(file);
        RunnerFile written = bind(content, problems);
        if (written == null) {
            throw new ConfigException(problems.list());
        }
        Path named = written.stateDirectory();
        RunnerConfig withoutTools = new RunnerConfig(
                named == null ? UserDirectories.state(env) : named,
                new ToolCatalog(List.of()),
                written.authentication(),
                written.permissions(),
                written.rateLimits(),
                written.sanitization(),
                written.audit(),
                written.sandbox(),
                written.telemetry());
        RunnerConfig config =
                withoutTools.withTools(tools(written, content.folder(), withoutTools.mountPolicy(), files, problems));
        Constraints.check(config, problems);
        CrossChecks.check(config, problems);
        checkKeys(config.authentication().apiKeys(), problems);
        problems.throwIfAny();
        files.addNamedBy(config);
        return new LoadedConfig(config, written.resident(), named != null, Sha256.ofUtf8(content.text()), files);
    }

    private static void checkKeys(@Nullable ApiKeySettings settings, Problems problems) {
        Place place = Place.ROOT.then("authentication").then("apiKeys");
        if (settings != null && !problems.concern(place)) {
            try {
                new ApiKeyFile(settings.file()).read();
            } catch (ConfigException e) {
                problems.addAll(e.problems());
            }
        }
    }

    /** Whether the file lets users name another one. */
    static boolean allowsUserConfig(Path file) {
        Problems problems = new Problems(file.toString());
        RunnerFile written = bind(TrustedFile.read(file), problems);
        problems.throwIfAny();
        return written != null && written.allowUserConfig();
    }

    private static @Nullable RunnerFile bind(TrustedFile.Content content, Problems problems) {
        Node root = YamlReader.read(content.text(), problems);
        if (root == null) {
            return null;
        }
        problems.locateIn(root);
        return new RecordBinder(problems, content.folder()).bind(RunnerFile.class, root, Place.ROOT);
    }

    /** The tools that could be read, each name once. */
    private static List<ToolDefinition> tools(
            RunnerFile written, Path folder, MountPolicy policy, ConfigFiles named, Problems problems) {
        Map<String, ToolDefinition> byName = new LinkedHashMap<>();
        if (written.builtinTools()) {
            BuiltInTools.all().forEach(tool -> byName.put(tool.name(), tool));
        }
        Place place = Place.ROOT.then("tools");
        Map<Path, Place> files = new LinkedHashMap<>();
        for (int i = 0; i < written.tools().size(); i++) {
            List<Path> matches = named.addMatches(folder, written.tools().get(i));
            if (matches.isEmpty()) {
                problems.add(place.then(i), "matches no file");
            }
            for (Path match : matches) {
                files.putIfAbsent(match, place.then(i));
            }
        }
        files.forEach((file, namedAt) -> addTool(file, policy, namedAt, byName, problems));
        return new ArrayList<>(byName.values());
    }

    private static void addTool(
            Path file, MountPolicy policy, Place namedAt, Map<String, ToolDefinition> byName, Problems problems) {
        try {
            ToolDefinition tool = ToolFiles.load(file, policy);
            if (byName.putIfAbsent(tool.name(), tool) != null) {
                problems.add(namedAt, "there is already a tool named '" + tool.name() + "' (" + file + ")");
            }
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
    }
}
