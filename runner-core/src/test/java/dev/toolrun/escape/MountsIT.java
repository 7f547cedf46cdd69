package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import dev.toolrun.TcpEngine;
import dev.toolrun.TestCalls;
import dev.toolrun.TestHost;
import dev.toolrun.ToolRunner;
import dev.toolrun.call.Outcome;
import dev.toolrun.call.Reason;
import dev.toolrun.call.ToolCall;
import dev.toolrun.call.ToolResult;
import dev.toolrun.config.RunnerConfig;
import dev.toolrun.config.SandboxSettings;
import dev.toolrun.json.Json;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.Mount;
import dev.toolrun.tool.ToolDefinition;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a tool can do through a mount: read what was meant, and nothing else. */
@RequiresEngine
class MountsIT {
    @TempDir
    private Path folder;

    private Path source;
    private Path secret;
    private RunnerConfig config;
    private ToolRunner runner;

    @BeforeEach
    void open() throws IOException {
        folder = folder.toRealPath();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path root = Files.createDirectory(folder.resolve("root"));
        source = Files.createDirectory(root.resolve("data"));
        Files.writeString(source.resolve("file"), "meant\n");
        Files.setPosixFilePermissions(source.resolve("file"), PosixFilePermissions.fromString("rw-rw-rw-"));
        Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxrwxrwx"));
        secret = Files.writeString(folder.resolve("secret"), "secret\n");
        Files.createSymbolicLink(source.resolve("absolute"), secret);
        Files.createSymbolicLink(source.resolve("relative"), Path.of("../../secret"));
        Files.createSymbolicLink(source.resolve("up"), Path.of("../.."));
        config = TestHost.config(folder.resolve("state"));
        ToolDefinition python = config.tools().find("python");
        ToolDefinition reader = TestCalls.with(python, "reader", List.of(new Mount(source, "/data")), Limits.DEFAULT);
        config = config.withTools(List.of(reader));
        runner = ToolRunner.open(config.withSandbox(
                new SandboxSettings(null, null, Set.of(), 4, Duration.ofSeconds(30), List.of(root))));
    }

    @AfterEach
    void close() {
        runner.close();
    }

    @Test
    void itCanBeReadAndNotWritten() {
        Map<String, Object> seen = observe("""
                import ctypes, os
                libc = ctypes.CDLL(None, use_errno=True)
                seen['read'] = open('/data/file').read()
                def attempt(name, action):
                    try:
                        seen[name] = [action(), 0]
                    except OSError as e:
                        seen[name] = [-1, e.errno]
                def call(*arguments):
                    if libc.syscall(*arguments) != 0:
                        raise OSError(ctypes.get_errno(), '')
                attempt('write', lambda: open('/data/file', 'r+').write('x'))
                attempt('create', lambda: open('/data/new', 'w').write('x'))
                attempt('remove', lambda: os.unlink('/data/file'))
                attempt('rename', lambda: os.rename('/data/file', '/data/other'))
                attempt('chmod', lambda: os.chmod('/data/file', 0o777))
                attempt('truncate', lambda: os.truncate('/data/file', 0))
                attempt('utime', lambda: os.utime('/data/file'))
                attempt('link', lambda: os.link('/data/file', '/data/hard'))
                attempt('through fd', lambda: open('/proc/self/fd/%d' % os.open('/data/file', os.O_RDONLY), 'w').write('x'))
                attempt('remount', lambda: call(165, b'none', b'/data', None, 32 | 4096, None))
                attempt('umount', lambda: call(166, b'/data', 2))
                attempt('mount_setattr', lambda: call(442, -100, b'/data', 0, None, 0))
                attempt('open_tree', lambda: call(428, -100, b'/data', 1))
                seen['mounts'] = [line.split()[4:7] for line in open('/proc/self/mountinfo') if '/data' in line]
                """);
        assertThat(seen).containsEntry("read", "meant\n");
        for (String change : List.of("write", "create", "remove", "rename", "truncate", "link", "through fd")) {
            assertThat(seen.get(change)).as(change).isEqualTo(List.of(-1, 30));
        }
        for (String change : List.of("chmod", "utime")) {
            assertThat(((List<?>) seen.get(change)).get(1)).as(change).isIn(1, 30);
        }
        for (String change : List.of("remount", "umount", "mount_setattr", "open_tree")) {
            assertThat(((List<?>) seen.get(change)).get(1)).as(change).isIn(1, 38);
        }
        assertThat(seen.get("mounts").toString()).contains("/data, ro,").doesNotContain("shared");
        assertThat(source.resolve("file")).hasContent("meant\n");
    }

    @Test
    void linksInsideDoNotLeadToTheHost() {
        Map<String, Object> seen = observe("""
                import os
                for name in ('absolute', 'relative', 'up/secret', 'up/../../../../../../etc/hostname'):
                    try:
                        seen[name] = open('/data/' + name).read()
                    except OSError as e:
                        seen[name] = 'refused'
                seen['up'] = sorted(os.listdir('/data/up'))
                seen['root'] = sorted(os.listdir('/'))
                """);
        assertThat(seen).containsEntry("absolute", "refused").containsEntry("relative", "refused");
        assertThat(seen).containsEntry("up/secret", "refused");
        assertThat(seen.get("up")).isEqualTo(seen.get("root"));
        assertThat(seen.toString()).doesNotContain("secret\n");
    }

    @Test
    void aSourceThatWasExchangedForALinkIsRefused() throws IOException {
        Files.move(source, source.resolveSibling("moved"));
        Files.createSymbolicLink(source, folder);
        refused("symbolic link");
        Files.delete(source);
        Files.createSymbolicLink(source, source.resolveSibling("moved"));
        refused("symbolic link");
        Files.delete(source);
        refused("does not exist");
    }

    @Test
    void aFolderOnTheWayThatWasExchangedIsRefused() throws IOException {
        Path root = source.getParent();
        Files.move(root, folder.resolve("moved"));
        Files.createSymbolicLink(root, folder.resolve("moved"));
        refused("symbolic link");
    }

    @Test
    void aSocketThatCameLaterIsRefused() throws IOException {
        Path deep = Files.createDirectories(source.resolve("a/b"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(deep.resolve("engine.sock")));
            refused("socket");
        }
    }

    /** An engine elsewhere would mount its own host's files under the same path. */
    @Test
    void aRemoteEngineIsRefused() throws IOException {
        runner.close();
        try (TcpEngine engine = new TcpEngine()) {
            runner = ToolRunner.open(config.withSandbox(new SandboxSettings(
                    engine.address(), null, Set.of(), 4, Duration.ofSeconds(30), List.of(source.getParent()))));
            refused("does not run on this host");
        }
    }

    @Test
    void theAuditLogSaysWhatWasMounted() throws IOException {
        observe("seen['read'] = open('/data/file').read()");
        String log = "";
        try (var segments = Files.walk(folder.resolve("state/audit"))) {
            for (Path segment :
                    segments.filter(file -> file.toString().endsWith(".jsonl")).toList()) {
                log += Files.readString(segment);
            }
        }
        assertThat(log).contains("\"mounts\":[{");
        assertThat(log).contains("\"source\":\"" + source + "\"").contains("\"target\":\"/data\"");
    }

    private void refused(String why) {
        ToolResult result = runner.run(ToolCall.of("reader", Map.of("code", "print(1)")));
        assertThat(result.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
        assertThat(result.started()).isFalse();
        assertThat(result.message()).doesNotContain("/");
        assertThat(((Outcome.Failed) result.outcome()).hint()).contains(why);
    }

    private Map<String, Object> observe(String code) {
        String program = "import json\nseen = {}\n" + code + "\nprint(json.dumps(seen))\n";
        ToolResult result = runner.run(ToolCall.of("reader", Map.of("code", program)));
        assertThat(result.reason())
                .as(result.stderr().text() + result.outcome())
                .isEqualTo(Reason.OK);
        return Json.parseObject(result.stdout().text());
    }
}
