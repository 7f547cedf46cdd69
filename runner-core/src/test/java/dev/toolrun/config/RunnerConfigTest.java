package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.toolrun.TestCalls;
import dev.toolrun.ToolRunner;
import dev.toolrun.authn.PeerRule;
import dev.toolrun.ratelimit.Rate;
import dev.toolrun.ratelimit.RateLimits;
import dev.toolrun.tool.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunnerConfigTest {
    private static final Map<String, String> ENV = Map.of("HOME", "/home/alice");

    private ConfigFolder folder;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        folder = ConfigFolder.in(path);
    }

    @Test
    void aToolWithANetworkNeedsAnEngineOfThisHostAndRunc() {
        folder.write("t.yaml", ConfigFolder.TOOL.formatted("fetch") + "network: {allow: [api.example.com:443]}\n");
        Path bad = folder.write(
                "bad.yaml", "tools: [t.yaml]\nsandbox:\n  engine: tcp://192.0.2.1:2375\n  runtime: runsc\n");
        Path good = folder.write("good.yaml", "tools: [t.yaml]\nsandbox: {engine: 'unix:///x', runtime: runc}\n");

        assertThatThrownBy(() -> RunnerConfig.load(bad, Map.of()))
                .hasMessageContaining(
                        "bad.yaml:3: sandbox.engine: must be a Unix socket: the tool 'fetch' has a network")
                .hasMessageContaining("bad.yaml:4: sandbox.runtime: must be runc: the tool 'fetch' has a network");
        assertThat(RunnerConfig.load(good, Map.of()).sandbox().runtime()).isEqualTo("runc");
    }

    @Test
    void theBuiltInDefault() {
        RunnerConfig config = RunnerConfig.defaults(ENV).requireValid();

        assertThat(config.stateDirectory()).isEqualTo(Path.of("/home/alice/.local/state/toolrun"));
        assertThat(config.auditDirectory()).isEqualTo(Path.of("/home/alice/.local/state/toolrun/audit"));
        assertThat(config.peerRule()).isEqualTo(new PeerRule(Set.of(), Set.of(), true, List.of("local")));
        assertThat(config.policy()).containsExactly(TestCalls.permission("*", Set.of("local")));
        assertThat(config.limits())
                .isEqualTo(new RateLimits(null, Map.of(), null, null, new Rate(600, Duration.ofMinutes(1)), null));
        assertThat(config.rateLimits().store()).isEqualTo(RateLimitSettings.Store.FILE);
        assertThat(config.sandbox())
                .isEqualTo(new SandboxSettings(null, null, Set.of(), 4, Duration.ofSeconds(30), List.of()));
        assertThat(config.tools().all()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/x/state,/home/a,/x/state/toolrun",
        "relative,/home/a,/home/a/.local/state/toolrun",
        "'',/home/a,/home/a/.local/state/toolrun"
    })
    void theStateDirectoryFollowsXdg(String stateHome, String home, Path expected) {
        assertThat(RunnerConfig.defaults(Map.of("XDG_STATE_HOME", stateHome, "HOME", home))
                        .stateDirectory())
                .isEqualTo(expected);
        assertThat(RunnerConfig.defaults(Map.of()).stateDirectory())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/toolrun"));
    }

    @Test
    void anEmptyFilePermitsNobody() {
        RunnerConfig config = load("stateDirectory: /var/lib/toolrun\n");

        assertThat(config.peerRule()).isNull();
        assertThat(config.policy()).isEmpty();
        assertThat(config.limits()).isEqualTo(new RateLimits(null, Map.of(), null, null, null, null));
        assertThat(config.auditDirectory()).isEqualTo(Path.of("/var/lib/toolrun/audit"));
        assertThat(load("builtinTools: false\n").tools().all()).isEmpty();
        assertThat(load("builtinTools: false\n").stateDirectory())
                .isEqualTo(Path.of("/home/alice/.local/state/toolrun"));
    }

    @Test
    void everythingThatAFileCanSay() {
        folder.writeTool("tools/a.yaml", "alpha");
        folder.writeTool("tools/b.yaml", "beta");
        folder.writeTool("other.yaml", "gamma");
        RunnerConfig config = load("""
                stateDirectory: state
                tools: ["tools/*.yaml", other.yaml]
                builtinTools: false
                allowUserConfig: true
                authentication:
                  peer: {users: [alice, bob], groups: [dev], roles: [admin, analyst]}
                permissions:
                  - tool: alpha
                    roles: {admin: {}, analyst: {}}
                  - {tool: "*", roles: {admin: {}}}
                rateLimits:
                  perTool: {default: {calls: 60, per: 1m}, beta: {calls: 10, per: 1h}}
                  perSession: {calls: 30, per: 1m}
                  perUser: {calls: 120, per: 1m}
                  global: {calls: 600, per: 1m}
                  callsPerSession: 200
                  store: memory
                sanitization:
                  - {tool: alpha, exceptRoles: [admin], maxOutputLength: 5000}
                  - {tool: "*", maxOutputLength: 10}
                audit:
                  directory: logs
                  redactParameters: {"*": [password], alpha: [text]}
                sandbox: {engine: "unix:///run/docker.sock", runtime: runsc, allowUnenforced: [pids, cpuTime],
                  maxConcurrent: 2, queueTimeout: 5s}
                """);

        assertThat(config.stateDirectory()).isEqualTo(folder.path().resolve("state"));
        assertThat(config.auditDirectory()).isEqualTo(folder.path().resolve("logs"));
        assertThat(config.tools().all()).extracting(tool -> tool.name()).containsExactly("alpha", "beta", "gamma");
        assertThat(config.peerRule())
                .isEqualTo(new PeerRule(Set.of("alice", "bob"), Set.of("dev"), false, List.of("admin", "analyst")));
        assertThat(config.policy())
                .containsExactly(
                        TestCalls.permission("alpha", Set.of("admin", "analyst")),
                        TestCalls.permission("*", Set.of("admin")));
        assertThat(config.limits())
                .isEqualTo(new RateLimits(
                        new Rate(60, Duration.ofMinutes(1)),
                        Map.of("beta", new Rate(10, Duration.ofHours(1))),
                        new Rate(30, Duration.ofMinutes(1)),
                        new Rate(120, Duration.ofMinutes(1)),
                        new Rate(600, Duration.ofMinutes(1)),
                        200L));
        assertThat(config.rateLimits().store()).isEqualTo(RateLimitSettings.Store.MEMORY);
        assertThat(config.sanitization())
                .containsExactly(
                        new SanitizationEntry("alpha", Set.of("admin"), 5000),
                        new SanitizationEntry("*", Set.of(), 10));
        assertThat(config.audit().redactParameters())
                .isEqualTo(Map.of("*", Set.of("password"), "alpha", Set.of("text")));
        assertThat(config.sandbox())
                .isEqualTo(new SandboxSettings(
                        "unix:///run/docker.sock",
                        "runsc",
                        Set.of("pids", "cpuTime"),
                        2,
                        Duration.ofSeconds(5),
                        List.of()));
        assertThat(config.requireValid()).isSameAs(config);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "tool: [a] | 1 | tool | unknown key; did you mean 'tools'?",
                "resident: always | 1 | resident | must be one of",
                "telemetry: {statsd: x} | 1 | telemetry.statsd | unknown key",
                "telemetry: {prometheus: 9464} | 1 | telemetry.prometheus | must be",
                "telemetry: {prometheus: 'localhost:9464'} | 1 | telemetry.prometheus.host | must be an IP address",
                "telemetry: {prometheus: '127.0.0.300:9464'} | 1 | telemetry.prometheus.host | must be an IP address",
                "telemetry: {prometheus: '[::1::]:9464'} | 1 | telemetry.prometheus | must be an IP address",
                "telemetry: {prometheus: '127.0.0.1:0'} | 1 | telemetry.prometheus.port | must be from 1 to 65535",
                "telemetry: {prometheus: '0.0.0.0:9464'} | 1 | telemetry.prometheus | must be an address of loopback",
                "telemetry: {prometheus: '[::]:9464'} | 1 | telemetry.prometheus | must be an address of loopback",
                "telemetry: {prometheus: {host: 192.0.2.1, port: 9464, exposed: false}} | 1 | telemetry.prometheus"
                        + " | must be an address of loopback",
                "telemetry: {otlp: collector} | 1 | telemetry.otlp | must be an http or https address",
                "telemetry: {otlp: 'grpc://a:4317'} | 1 | telemetry.otlp | must be an http or https address",
                "telemetry: {otlp: 'http://u:p@a:4318'} | 1 | telemetry.otlp | must be an http or https address",
                "telemetry: {otlp: 'http://a:4318?x=1'} | 1 | telemetry.otlp | must be an http or https address",
                "authentication: {jwt: []} | 1 | authentication.jwt | must not be empty; leave the key out if nothing is meant",
                "authentication: {apiKeys: {}} | 1 | authentication.apiKeys.file | is missing",
                "authentication: {introspection: {url: 'https://a/b', clientId: x}} | 1"
                        + " | authentication.introspection.clientSecretFile | is missing",
                "authentication: {pear: {}} | 1 | authentication.pear | unknown key; did you mean 'peer'?",
                "authentication: {peer: {users: [a]}} | 1 | authentication.peer.roles | is missing",
                "authentication: {peer: {roles: [a]}} | 1 | authentication.peer.users"
                        + " | is missing: users or groups must be named, or else nobody can call",
                "authentication: {peer: {users: [], roles: [a]}} | 1 | authentication.peer.users"
                        + " | must not be empty; leave the key out if nothing is meant",
                "authentication: {peer: {users: [''], roles: [a]}} | 1 | authentication.peer.users"
                        + " | must not be empty",
                "authentication: {peer: {users: [a], roles: []}} | 1 | authentication.peer.roles"
                        + " | must not be empty; leave the key out if nothing is meant",
                "authentication: {peer: {users: [a], roles: [a], anyUser: true}} | 1 | authentication.peer.anyUser"
                        + " | unknown key",
                "authentication: {peer: {users: [no], roles: [a]}} | 1 | authentication.peer.users[0]"
                        + " | must be a string, not a boolean; put it in quotes",
                "permissions: [] | 1 | permissions | must not be empty; leave the key out if nothing is meant",
                "permissions: | 1 | permissions | is empty, but must be a list",
                "permissions: {tool: a} | 1 | permissions | must be a list, not a mapping",
                "permissions:\\n- {tool: '*', roles: {}} | 2 | permissions[0].roles"
                        + " | must not be empty; leave the key out if nothing is meant",
                "permissions:\\n- {tool: '*', roles: {a: }} | 2 | permissions[0].roles.a"
                        + " | is empty, but must be a mapping of keys and values",
                "permissions:\\n- {tool: '*', roles: {a: {resources: {}}}} | 2 | permissions[0].roles.a.resources"
                        + " | must not be empty; leave the key out if nothing is meant",
                "permissions:\\n- {tool: python, roles: {a: {checks: [{email: {parameter: to}}]}}} | 2"
                        + " | permissions[0].roles.a.checks[0].email.parameter | 'to' is no property of the input schema",
                "permissions:\\n- {tool: '*', roles: {a: {checks: [{sql: {parameter: q, statements: [drop]}}]}}} | 2"
                        + " | permissions[0].roles.a.checks[0].sql.statements[0] | must be one of delete, insert",
                "permissions:\\n- {tool: '*', roles: {a: {x: 1}}} | 2 | permissions[0].roles.a.x | unknown key",
                "permissions:\\n- {tool: '*'} | 2 | permissions[0].roles | is missing",
                "permissions:\\n- {roles: {a: {}}} | 2 | permissions[0].tool | is missing",
                "permissions:\\n- tool: '*'\\n  scopes: []\\n  roles: {a: {}} | 3 | permissions[0].scopes"
                        + " | must not be empty; leave the key out if nothing is meant",
                "permissions:\\n- {tool: nope, roles: {a: {}}} | 2 | permissions[0].tool | there is no tool named 'nope'",
                "permissions:\\n- {tool: pythn, roles: {a: {}}} | 2 | permissions[0].tool"
                        + " | there is no tool named 'pythn'; did you mean 'python'?",
                "sanitization: [{tool: nope, maxOutputLength: 5}] | 1 | sanitization[0].tool"
                        + " | there is no tool named 'nope'",
                "sanitization: [{tool: '*'}] | 1 | sanitization[0] | says nothing to do",
                "sanitization: [{tool: '*', maxOutputLength: 0}] | 1 | sanitization[0].maxOutputLength"
                        + " | must be at least 1",
                "sanitization: [{tool: '*', detectors: [mail], maxOutputLength: 5}] | 1 | sanitization[0].detectors[0]"
                        + " | must be one of secrets, email, credit_card, phone, ip_address; did you mean 'email'?",
                "rateLimits: {perTool: {nope: {calls: 1, per: 1s}}} | 1 | rateLimits.perTool.nope"
                        + " | there is no tool named 'nope'",
                "rateLimits: {global: {calls: 0, per: 1s}} | 1 | rateLimits.global.calls | must be at least 1",
                "rateLimits: {global: {calls: 1, per: 0s}} | 1 | rateLimits.global.per | must be at least 1ms",
                "rateLimits: {global: {calls: 1}} | 1 | rateLimits.global.per | is missing",
                "rateLimits: {perTool: {default: {calls: 0, per: 1s}}} | 1 | rateLimits.perTool.default.calls"
                        + " | must be at least 1",
                "rateLimits: {callsPerSession: 0} | 1 | rateLimits.callsPerSession | must be at least 1",
                "rateLimits: {callsPerSession: many} | 1 | rateLimits.callsPerSession"
                        + " | must be a whole number, not a string",
                "rateLimits: {store: redis} | 1 | rateLimits.store | must be one of file, memory",
                "audit: {retention: 23h} | 1 | audit.retention | must be at least 1d",
                "audit: {segmentSize: 1KiB} | 1 | audit.segmentSize | must be at least 64KiB",
                "audit: {origin: 'a b'} | 1 | audit.origin | must be a name without spaces",
                "audit: {origin: 'a+b'} | 1 | audit.origin | must be a name without spaces",
                "audit: {origin: \"a\\nb\"} | 1 | audit.origin | must be a name without spaces",
                "audit: {sinks: []} | 1 | audit.sinks | must not be empty; leave the key out if nothing is meant",
                "audit: {sinks: [{}]} | 1 | audit.sinks[0] | must be a kind of sink: syslog",
                "audit: {sinks: [{kafka: {}}]} | 1 | audit.sinks[0].kafka | unknown key",
                "audit: {sinks: [{syslog: {port: 6514}}]} | 1 | audit.sinks[0].syslog.host | is missing",
                "audit: {sinks: [{syslog: {host: a b}}]} | 1 | audit.sinks[0].syslog.host | must be a DNS name",
                "audit: {sinks: [{syslog: {host: a, port: 0}}]} | 1 | audit.sinks[0].syslog.port | must be from 1 to 65535",
                "audit: {sinks: [{syslog: {host: a, spool: 1KiB}}]} | 1 | audit.sinks[0].syslog.spool"
                        + " | must be at least 1MiB",
                "audit: {sinks: [{syslog: {host: siem.example, tls: false}}]} | 1 | audit.sinks[0].syslog.tls"
                        + " | must be true, unless the host is an address of loopback",
                "audit: {sinks: [{syslog: {host: localhost, tls: false}}]} | 1 | audit.sinks[0].syslog.tls"
                        + " | must be true, unless the host is an address of loopback",
                "audit: {sinks: [{syslog: {host: 127.0.0.1, tls: false, ca: x}}]} | 1 | audit.sinks[0].syslog.ca"
                        + " | means nothing without tls",
                "audit: {sinks: [{syslog: {host: a, ca: toolrun.yaml}}]} | 1 | audit.sinks[0].syslog.ca"
                        + " | is no file of PEM certificates",
                "audit: {sinks: [{syslog: {host: a}}, {syslog: {host: a}}]} | 1 | audit.sinks[1].syslog"
                        + " | is the receiver of an entry above as well",
                "audit: {directory: ''} | 1 | audit.directory | must not be empty",
                "audit: {redactParameters: {nope: [a]}} | 1 | audit.redactParameters.nope"
                        + " | there is no tool named 'nope'",
                "sandbox: {warm: {python: 0}} | 1 | sandbox.warm.python | must be 1 to 64",
                "sandbox: {warm: {python: 65}} | 1 | sandbox.warm.python | must be 1 to 64",
                "sandbox: {warm: {python: two}} | 1 | sandbox.warm.python | must be a whole number",
                "sandbox: {warm: {pyhton: 2}} | 1 | sandbox.warm.pyhton | there is no tool named 'pyhton'",
                "sandbox: {warm: {}} | 1 | sandbox.warm | must not be empty",
                "sandbox: {maxConcurrent: 200, warm: {python: 57}} | 1 | sandbox.warm | are too many",
                "sandbox: {mountRoots: [/]} | 1 | sandbox.mountRoots[0] | must not be the root of the file system",
                "sandbox: {mountRoots: [/no/such]} | 1 | sandbox.mountRoots[0] | must be a directory that exists, by its absolute path",
                "sandbox: {maxConcurrent: 0} | 1 | sandbox.maxConcurrent | must be at least 1",
                "sandbox: {queueTimeout: 2h} | 1 | sandbox.queueTimeout | must be at most 1h",
                "sandbox: {engine: /run/docker.sock} | 1 | sandbox.engine | must be an address",
                "sandbox: {allowUnenforced: [ram]} | 1 | sandbox.allowUnenforced"
                        + " | must be one of memory, cpus, cpuTime, pids",
                "sandbox: {allowUnenforced: []} | 1 | sandbox.allowUnenforced | must not be empty",
                "sandbox: {runtime: '--x'} | 1 | sandbox.runtime | must be the name of an OCI runtime",
                "builtinTools: no | 1 | builtinTools | must be written as true or false",
                "builtinTools: 'false' | 1 | builtinTools | must be true or false, not a string",
                "tools: ['none/*.yaml'] | 1 | tools[0] | matches no file",
                "tools: [none.yaml] | 1 | tools[0] | matches no file",
                "tools: [] | 1 | tools | must not be empty; leave the key out if nothing is meant",
            })
    void saysWhatIsWrongAndWhere(String text, int line, String path, String message) {
        assertThat(problems(text.replace("\\n", "\n") + "\n")).singleElement().satisfies(problem -> {
            assertThat(problem.message()).startsWith(message);
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.line()).isEqualTo(line);
        });
    }

    @Test
    void reportsTheProblemsOfAllFilesTogether() {
        folder.write("bad1.yaml", ConfigFolder.TOOL.formatted("'a b'"));
        folder.write("bad2.yaml", "name: x\n");
        folder.write("bad3.yaml", "name: [\n");

        List<Problem> problems = problems("""
                tools: [bad*.yaml]
                permissions:
                  - tool: "*"
                    roles: {a: 5}
                sandbox:
                  maxConcurrent: -1
                  queueTimeout: 5
                audit: {directori: x}
                """);

        assertThat(problems)
                .extracting(problem -> Path.of(problem.file()).getFileName().toString(), Problem::line, Problem::path)
                .containsExactly(
                        tuple("toolrun.yaml", 4, "permissions[0].roles.a"),
                        tuple("toolrun.yaml", 6, "sandbox.maxConcurrent"),
                        tuple("toolrun.yaml", 7, "sandbox.queueTimeout"),
                        tuple("toolrun.yaml", 8, "audit.directori"),
                        tuple("bad1.yaml", 1, "name"),
                        tuple("bad2.yaml", 1, "command"),
                        tuple("bad2.yaml", 1, "description"),
                        tuple("bad2.yaml", 1, "image"),
                        tuple("bad2.yaml", 1, "inputSchema"),
                        tuple("bad3.yaml", 1, ""));
    }

    @Test
    void mountsAreResolvedAndMustLieInAMountRoot() throws IOException {
        Path data = Files.createDirectories(folder.path().resolve("srv/data"));
        Files.createSymbolicLink(folder.path().resolve("tools.d"), data);
        folder.write("reader.yaml", ConfigFolder.TOOL.formatted("reader") + """
                mounts:
                  - {source: srv/data, target: /data}
                  - {source: tools.d, target: /linked}
                """);

        RunnerConfig config = load("tools: [reader.yaml]\nsandbox: {mountRoots: [srv]}\n");

        assertThat(config.tools().find("reader").mounts())
                .containsExactly(new Mount(data, "/data"), new Mount(data, "/linked"));
        assertThat(config.requireValid()).isSameAs(config);
    }

    @Test
    void mountsThatMayNotBeAreProblemsWithTheirLines() throws IOException {
        Path data = Files.createDirectories(folder.path().resolve("srv/data"));
        Files.createDirectories(folder.path().resolve("state"));
        Files.createSymbolicLink(data.resolve("out"), folder.path());
        new ProcessBuilder("mkfifo", data.resolve("fifo").toString())
                .start()
                .onExit()
                .join();
        folder.write("reader.yaml", ConfigFolder.TOOL.formatted("reader") + """
                mounts:
                  - {source: srv/data, target: /a}
                  - {source: srv/data/out, target: /b}
                  - {source: state, target: /c}
                  - {source: /proc/self, target: /d}
                  - {source: srv/none, target: /e}
                """);

        assertThat(problems("tools: [reader.yaml]\nstateDirectory: state\nsandbox: {mountRoots: [srv, state]}\n"))
                .extracting(
                        Problem::line,
                        Problem::path,
                        problem -> problem.message().replaceAll("^/\\S+ ", ""))
                .containsExactly(
                        tuple(7, "mounts[0].source", "is or contains a socket, a device or a FIFO (fifo)"),
                        tuple(8, "mounts[1].source", "does not lie in one of sandbox.mountRoots"),
                        tuple(
                                9,
                                "mounts[2].source",
                                "is, contains or lies in " + folder.path().resolve("state")
                                        + ", which is never mounted"),
                        tuple(10, "mounts[3].source", "does not lie in one of sandbox.mountRoots"),
                        tuple(11, "mounts[4].source", "there is no such file or folder, or it can't be looked at"));
        assertThat(problems("tools: [reader.yaml]\n"))
                .anySatisfy(problem -> assertThat(problem.message()).contains("there are no sandbox.mountRoots"));
    }

    @Test
    void aCheckThatNobodyHasRegisteredOpensNoRunner() {
        Path file = folder.write("toolrun.yaml", """
                tools: [t.yaml]
                authentication: {peer: {users: [a], roles: [r]}}
                permissions:
                  - {tool: t, roles: {r: {checks: [{custom: {name: own, options: {a: 1}}}]}}}
                """);
        folder.write(
                "t.yaml", ConfigFolder.TOOL.formatted("t") + "checks: [{custom: {name: iban, options: {b: 1}}}]\n");
        RunnerConfig config = RunnerConfig.load(file, Map.of());

        assertThatThrownBy(() -> ToolRunner.open(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("tools.t.checks[0]: no check is registered under the name 'iban'")
                .hasMessageContaining("permissions[0].roles.r.checks[0]: no check is registered under the name 'own'");
        assertThatThrownBy(() -> config.requireChecks(Set.of("ibam", "own")))
                .hasMessageContaining("'iban'; did you mean 'ibam'?")
                .hasMessageNotContaining("own");
        config.requireChecks(Set.of("iban", "own"));
    }

    @Test
    void mountsOfToolsMadeInCodeAreCheckedToo() throws IOException {
        Path data = Files.createDirectories(folder.path().resolve("srv/data"));
        folder.write("reader.yaml", ConfigFolder.TOOL.formatted("reader") + "mounts: [{source: srv, target: /a}]\n");
        RunnerConfig config = RunnerConfig.defaults(ENV)
                .withTools(List.of(ToolFiles.load(folder.path().resolve("reader.yaml"))));

        assertThat(catchThrowableOfType(ConfigException.class, config::requireValid))
                .hasMessageContaining("there are no sandbox.mountRoots");
        assertThat(config.withSandbox(
                                new SandboxSettings(null, null, Set.of(), 1, Duration.ZERO, List.of(folder.path())))
                        .requireValid())
                .isNotNull();
        assertThat(catchThrowableOfType(
                        ConfigException.class,
                        config.withSandbox(new SandboxSettings(null, null, Set.of(), 1, Duration.ZERO, List.of(data)))
                                ::requireValid))
                .hasMessageContaining("does not lie in");
    }

    @Test
    void aNameTwiceIsAnError() {
        folder.writeTool("a.yaml", "python");
        folder.writeTool("b.yaml", "x");
        folder.writeTool("c.yaml", "x");

        assertThat(problems("tools:\n  - a.yaml\n  - b.yaml\n  - c.yaml\n"))
                .extracting(Problem::line, Problem::path)
                .containsExactly(tuple(2, "tools[0]"), tuple(4, "tools[2]"));
        assertThat(load("tools: [b.yaml, b.yaml, './b.yaml']\n").tools().find("x"))
                .isNotNull();
    }

    @Test
    void aRoleThatNobodyHasIsAnErrorWhereItIsClearlyASlip() {
        String peer = "authentication: {peer: {users: [a], roles: [analyst]}}\n";

        assertThat(problems(peer + "permissions:\n- {tool: '*', roles: {analist: {}}}\n"))
                .extracting(Problem::line, Problem::path, Problem::message)
                .containsExactly(
                        tuple(3, "permissions[0].roles.analist", "nobody has this role; did you mean 'analyst'?"));
        assertThat(load(peer + "permissions:\n- {tool: '*', roles: {operator: {}}}\n")
                        .policy())
                .hasSize(1);
    }

    @Test
    void relativePathsStartWhereTheFileReallyIs() throws Exception {
        folder.writeTool("real/tools/a.yaml", "x");
        folder.write("real/policy/toolrun.yaml", "stateDirectory: state\ntools: ['../tools/*.yaml']\n");
        folder.write("toolrun.yaml", "stateDirectory: wrong\n");
        Path links = folder.path().resolve("links");
        Files.createDirectory(links);
        Files.createSymbolicLink(links.resolve("policy"), folder.path().resolve("real/policy"));
        Files.createSymbolicLink(links.resolve("file.yaml"), Path.of("policy/toolrun.yaml"));

        for (String name : List.of("file.yaml", "policy/toolrun.yaml", "policy/../policy/toolrun.yaml")) {
            RunnerConfig config = RunnerConfig.load(links.resolve(name));
            assertThat(config.stateDirectory()).isEqualTo(folder.path().resolve("real/policy/state"));
            assertThat(config.tools().find("x")).isNotNull();
        }
    }

    @Test
    void toolFilesMustBeTrustworthyToo() throws Exception {
        Path tool = folder.writeTool("a.yaml", "x");
        Files.setPosixFilePermissions(tool, java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));

        assertThat(problems("tools: [a.yaml]\n"))
                .extracting(Problem::file, Problem::message)
                .containsExactly(tuple(tool.toString(), tool + " must not be writable by its group or by others"));
    }

    @Test
    void aNetworkAndAStricterRuntimeDoNotGoTogether() {
        folder.write("a.yaml", """
                name: strict
                description: A tool.
                inputSchema: {type: object}
                image: toolrun/shell
                runtime: runsc
                command: ["true"]
                network: {allow: ["example.com:443"]}
                """);
        assertThat(problems("tools: [a.yaml]\n")).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("tools");
            assertThat(problem.message()).contains("needs runc", "asks for runtime 'runsc'");
        });
    }

    @Test
    void itMustBeKnownWhichOfTwoRuntimesIsStricter() {
        folder.write("a.yaml", """
                name: strict
                description: A tool.
                inputSchema: {type: object}
                image: toolrun/shell
                runtime: runsc
                command: ["true"]
                """);
        assertThat(load("tools: [a.yaml]\nsandbox: {runtime: kata}\n").tools().find("strict"))
                .isNotNull();
        assertThat(problems("tools: [a.yaml]\nsandbox: {runtime: mine}\n"))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("sandbox.runtime");
                    assertThat(problem.message()).startsWith("tool 'strict' asks for runtime 'runsc'");
                });
    }

    @Test
    void aConfigurationMadeInCodeIsCheckedInTheSameWay() {
        RunnerConfig config = RunnerConfig.defaults(ENV)
                .withStateDirectory(Path.of("relative"))
                .withAuthentication(
                        AuthenticationSettings.ofPeer(new PeerSettings(Set.of(), Set.of(), List.of(), false)))
                .withPermissions(List.of(new PermissionEntry("nope", Set.of(), Map.of())))
                .withRateLimits(new RateLimitSettings(
                        Map.of(), new RateSettings(0, Duration.ZERO), null, null, 0L, RateLimitSettings.Store.MEMORY))
                .withSanitization(List.of(new SanitizationEntry("", Set.of(""), 0)))
                .withAudit(new AuditSettings(null, null, null, 64 << 20, null, Map.of("nope", Set.of("x")), List.of()))
                .withSandbox(new SandboxSettings("x", "", Set.of(), 0, Duration.ofDays(1), List.of()));

        ConfigException e = catchThrowableOfType(ConfigException.class, config::requireValid);

        assertThat(e.problems())
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "audit.redactParameters.nope",
                        "authentication.peer.roles",
                        "authentication.peer.users",
                        "permissions[0].roles",
                        "permissions[0].tool",
                        "rateLimits.callsPerSession",
                        "rateLimits.perSession.calls",
                        "rateLimits.perSession.per",
                        "sandbox.engine",
                        "sandbox.maxConcurrent",
                        "sandbox.queueTimeout",
                        "sandbox.runtime",
                        "sanitization[0].exceptRoles",
                        "sanitization[0].maxOutputLength",
                        "sanitization[0].tool",
                        "stateDirectory");
        assertThat(e.problems())
                .allSatisfy(problem -> assertThat(problem.toString()).startsWith("(configuration made in code): "));
    }

    @Test
    void settingsAreCopiedAndUnmodifiable() {
        RunnerConfig config = RunnerConfig.defaults(ENV);

        assertThatThrownBy(() -> config.permissions().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.rateLimits().perTool().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private RunnerConfig load(String text) {
        return RunnerConfig.load(folder.write("toolrun.yaml", text), ENV);
    }

    private List<Problem> problems(String text) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(text));
        assertThat(e).as("problems").isNotNull();
        return e.problems();
    }
}
