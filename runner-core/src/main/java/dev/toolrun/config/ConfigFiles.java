package dev.toolrun.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The files that a configuration was made of, and the patterns by which some of them were found. */
final class ConfigFiles {
    private final Set<Path> files = new LinkedHashSet<>();
    private final List<Pattern> patterns = new ArrayList<>();

    ConfigFiles(Path... files) {
        this.files.addAll(List.of(files));
    }

    /** Where something was looked for. */
    private record Pattern(Path folder, String text) {
        List<Path> matches() {
            return Globs.expand(folder, text);
        }
    }

    /** The files that match a pattern. */
    List<Path> addMatches(Path folder, String text) {
        Pattern pattern = new Pattern(folder, text);
        patterns.add(pattern);
        return pattern.matches();
    }

    /** The files that a configuration names beside those of tools. */
    void addNamedBy(RunnerConfig config) {
        AuthenticationSettings authentication = config.authentication();
        ApiKeySettings apiKeys = authentication.apiKeys();
        IntrospectionSettings introspection = authentication.introspection();
        add(apiKeys == null ? null : apiKeys.file());
        add(introspection == null ? null : introspection.clientSecretFile());
        for (JwtSettings jwt : authentication.jwt()) {
            URI keys = jwt.jwks();
            add("file".equals(keys.getScheme()) ? Path.of(keys) : null);
        }
        add(config.audit().signingKey());
        for (SinkEntry sink : config.audit().sinks()) {
            SyslogSettings syslog = sink.syslog();
            add(syslog == null ? null : syslog.ca());
        }
    }

    private void add(@Nullable Path file) {
        if (file != null) {
            files.add(file);
        }
    }

    /** What the file system says of all these files now; it says something else when one of them has changed. */
    Map<Path, Object> state() {
        Map<Path, Object> state = new TreeMap<>();
        files.forEach(file -> state.put(file, state(file)));
        for (Pattern pattern : patterns) {
            pattern.matches().forEach(file -> state.put(file, state(file)));
        }
        return state;
    }

    /** Behind all links. Times of change can't be set by anybody. */
    private static Object state(Path file) {
        try {
            return Map.copyOf(Files.readAttributes(file, "unix:dev,ino,mode,uid,gid,size,ctime"));
        } catch (IOException e) {
            return Objects.toString(e.getClass());
        }
    }
}
