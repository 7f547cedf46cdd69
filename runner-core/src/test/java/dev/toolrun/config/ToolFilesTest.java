package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.toolrun.call.Reason;
import dev.toolrun.json.Json;
import dev.toolrun.tool.AllowedEndpoint;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.ToolDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolFilesTest {
    private static final String MINIMAL = """
            name: echo
            description: Echoes.
            inputSchema:
              type: object
              properties:
                text: {type: string}
                password: {type: string}
            image: toolrun/base
            command: [echo, "{{text}}"]
            """;

    @Test
    void aMinimalFileHasDefaults() {
        ToolDefinition tool = ToolFiles.parse("t.yaml", MINIMAL);

        assertThat(tool.name()).isEqualTo("echo");
        assertThat(tool.title()).isNull();
        assertThat(tool.command()).containsExactly("echo", "{{text}}");
        assertThat(tool.inputSchema()).containsEntry("additionalProperties", false);
        assertThat(tool.limits()).isEqualTo(Limits.DEFAULT);
        assertThat(tool.outputs()).isEqualTo(ToolDefinition.Outputs.TEXT);
        assertThat(tool.stdin()).isNull();
        assertThat(tool.files()).isEmpty();
        assertThat(tool.outputSchema()).isNull();
        assertThat(tool.examples()).isEmpty();
    }

    @Test
    void aNetworkIsAListOfHostsAndPorts() {
        ToolDefinition tool = ToolFiles.parse("t.yaml", MINIMAL + """
                network:
                  allow: [api.example.com:443, {host: xn--bcher-kva.example, port: 5432, private: true}]
                """);

        assertThat(tool.network())
                .containsExactly(
                        new AllowedEndpoint("api.example.com", 443, false),
                        new AllowedEndpoint("xn--bcher-kva.example", 5432, true));
        assertThat(ToolFiles.parse("t.yaml", MINIMAL).network()).isEmpty();
        assertThat(ToolFiles.parse("t.yaml", MINIMAL + "network: {}\n").network())
                .isEmpty();
    }

    @Test
    void aNetworkHasABoundedNumberOfEntries() {
        String entries = IntStream.rangeClosed(1, 17)
                .mapToObj(i -> "h" + i + ".example:80")
                .collect(Collectors.joining(", "));

        assertThat(problems(MINIMAL + "network: {allow: [" + entries + "]}\n"))
                .extracting(Problem::message)
                .containsExactly("must have at most 16 entries");
    }

    @Test
    void everythingThatAFileCanSay() {
        ToolDefinition tool = ToolFiles.parse("t.yaml", """
                name: query
                title: Query
                description: |
                  Runs a query.
                inputSchema:
                  $schema: https://json-schema.org/draft/2020-12/schema
                  type: object
                  required: [query]
                  properties:
                    query: {type: string, maxLength: 2000, examples: ["no", "010"]}
                    limit: {type: integer, minimum: 1, default: 100}
                    factor: {type: number, maximum: 1.5e3, multipleOf: 0.5}
                outputSchema: {type: array, items: {type: object}}
                image: toolrun/sqlite
                runtime: runsc
                command: [sqlite3, -json, "--", /data/app.db, "{{limit}}"]
                stdin: "{{query}};"
                files: {main.py: "{{query}}", sub/empty.txt: ""}
                env: {LANG: C.UTF-8, EMPTY: ""}
                limits: {cpus: 0.5, memory: 64MiB, pids: 32, openFiles: 64, wallTime: 500ms, cpuTime: 1m, stdout: 10KiB,
                  stderr: 0, output: 20KiB, scratch: 1MiB, scratchFiles: 16, fileSize: 4096,
                  artifacts: 1KiB, artifactFiles: 3}
                outputs: json
                sensitive: [query]
                allowDash: [limit]
                annotations: {readOnlyHint: true, title: x}
                examples:
                  - title: one
                    params: {query: select 1}
                    wallTime: 2s
                    expect: {reason: nonzero_exit, exitCode: 3, stdout: "", stdoutContains: a, stderrContains: b}
                  - expect: {reason: out_of_memory}
                """);

        assertThat(tool.title()).isEqualTo("Query");
        assertThat(tool.description()).isEqualTo("Runs a query.");
        assertThat(tool.stdin()).isEqualTo("{{query}};");
        assertThat(tool.runtime()).isEqualTo("runsc");
        assertThat(tool.files()).isEqualTo(Map.of("main.py", "{{query}}", "sub/empty.txt", ""));
        assertThat(tool.env()).isEqualTo(Map.of("LANG", "C.UTF-8", "EMPTY", ""));
        assertThat(tool.limits())
                .isEqualTo(new Limits(
                        0.5,
                        64 << 20,
                        32,
                        64,
                        Duration.ofMillis(500),
                        Duration.ofMinutes(1),
                        10 << 10,
                        0,
                        20 << 10,
                        1 << 20,
                        16,
                        4096,
                        1 << 10,
                        3));
        assertThat(tool.outputs()).isEqualTo(ToolDefinition.Outputs.JSON);
        assertThat(tool.sensitive()).containsExactly("query");
        assertThat(tool.allowDash()).containsExactly("limit");
        assertThat(tool.annotations()).isEqualTo(Map.of("readOnlyHint", true, "title", "x"));
        assertThat(tool.examples()).hasSize(2);
        assertThat(tool.examples().get(0).wallTime()).isEqualTo(Duration.ofSeconds(2));
        assertThat(tool.examples().get(0).expect().stdout()).isEmpty();
        assertThat(tool.examples().get(1).expect().reason()).isEqualTo(Reason.OUT_OF_MEMORY);
        assertThat(Json.write(tool.inputSchema()))
                .contains("\"maximum\":1500.0", "\"examples\":[\"no\",\"010\"]", "\"default\":100");
        assertThat(Json.write(tool.outputSchema())).isEqualTo("{\"type\":\"array\",\"items\":{\"type\":\"object\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "nmae: x | 10 | nmae | unknown key; did you mean 'name'?",
                "whatever: x | 10 | whatever | unknown key",
                "checks: [] | 10 | checks | must not be empty; leave the key out if nothing is meant",
                "checks: [{}] | 10 | checks[0] | must be exactly one of sql, path, url, email, custom",
                "checks: [{email: {parameter: to}, custom: {name: x}}] | 10 | checks[0] | must be exactly one of",
                "checks: [{url: {parameter: text}}] | 10 | checks[0].url.schemes | is missing",
                "checks: [{path: {parameter: text, within: a}}] | 10 | checks[0].path.within | must be an absolute path",
                "checks: [{path: {parameter: text, within: /a/../b}}] | 10 | checks[0].path.within | must be an absolute path",
                "checks: [{path: {parameter: txt, within: /a}}] | 10 | checks[0].path.parameter"
                        + " | 'txt' is no property of the input schema; did you mean 'text'?",
                "checks: [{email: {parameter: to}}] | 10 | checks[0].email.parameter | 'to' is no property of the input",
                "checks: [{url: {parameter: to, schemes: [https]}}] | 10 | checks[0].url.parameter | 'to' is no property",
                "checks: [{sql: {parameter: to}}] | 10 | checks[0].sql.parameter | 'to' is no property of the input",
                "checks: [{sql: {parameter: text, statements: [selct]}}] | 10 | checks[0].sql.statements[0]"
                        + " | must be one of delete, insert, select, update; did you mean 'select'?",
                "checks: [{sql: {parameter: text, statements: [drop]}}] | 10 | checks[0].sql.statements[0] | must be one of",
                "checks: [{sql: {parameter: text, dialect: oracle}}] | 10 | checks[0].sql.dialect | must be one of",
                "checks: [{sql: {parameter: text, functions: [a.b]}}] | 10 | checks[0].sql.functions[0] | must be the name",
                "checks: [{sql: {parameter: text, allowedTables: ['\"a\"']}}] | 10 | checks[0].sql.allowedTables[0]"
                        + " | must be the name of a table, without quotes",
                "checks: [{sql: {parameter: text, maxRows: limit}}] | 10 | checks[0].sql.maxRows | 'limit' is no property",
                "checks: [{sql: {parameter: text, maxRows: password}}] | 10 | checks[0].sql.maxRows | must be a number, or",
                "checks: [{url: {parameter: text, schemes: [https], hosts: ['*']}}] | 10 | checks[0].url.hosts[0] | must be a",
                "checks: [{url: {parameter: text, schemes: [https], hosts: [bücher.example]}}] | 10 | checks[0].url.hosts[0]"
                        + " | must be a host, beyond ASCII in A-labels",
                "checks: [{url: {parameter: text, schemes: [https], ports: [0]}}] | 10 | checks[0].url.ports[0] | must be a port",
                "checks: [{email: {parameter: text, domains: ['@example.com']}}] | 10 | checks[0].email.domains[0] | must be a",
                "resources: {table: {sql: nope}} | 10 | resources.table | 'nope' is no property of the input schema",
                "resources: {} | 10 | resources | must not be empty; leave the key out if nothing is meant",
                "resources: {table: {}} | 10 | resources.table | must name exactly one of parameter, sql, path, urlHost",
                "resources: {table: {sql: a, path: b}} | 10 | resources.table | must name exactly one of",
                "runtime: 'a b' | 10 | runtime | must be the name of an OCI runtime",
                "mounts: x | 10 | mounts | must be a list, not a string",
                "mounts: [{source: /usr}] | 10 | mounts[0].target | is missing",
                "mounts: [{source: /no/such, target: /data}] | 10 | mounts[0].source | there is no such file or folder",
                "mounts: [{source: /usr, target: data}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: /}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: /data/}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: //data}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: /data/../proc}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: /proc/1}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: /.toolrun}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: /workspace/out}] | 10 | mounts[0].target | must be an absolute path",
                "mounts: [{source: /usr, target: /a}, {source: /usr, target: /a}] | 10 | mounts[1].target"
                        + " | must not be, contain or lie in another mount's target",
                "mounts: [{source: /usr, target: /a/b}, {source: /usr, target: /a}] | 10 | mounts[1].target"
                        + " | must not be, contain or lie in another mount's target",
                "mounts: [{source: /usr, target: /a, readOnly: false}] | 10 | mounts[0].readOnly | unknown key",
                "limits: {artifacts: 65MiB} | 10 | limits.artifacts | must be at most 64MiB",
                "limits: {artifactFiles: 257} | 10 | limits.artifactFiles | must be at most 256",
                "files: {out/x: y} | 10 | files.out/x | must be a relative path of at most 255 characters, of A-Z a-z 0-9 . _ - and without '..', outside of 'out'",
                "network: {allow: []} | 10 | network.allow | must not be empty",
                "network: | 10 | network | is empty, but must be",
                "network: '*' | 10 | network | must be",
                "network: {allow: '*'} | 10 | network.allow | must be a list",
                "network: {allow: ['*']} | 10 | network.allow[0] | must be \"host:port\" or",
                "network: {allow: ['']} | 10 | network.allow[0] | must be \"host:port\" or",
                "network: {allow: ['*:443']} | 10 | network.allow[0].host | must be a DNS name",
                "network: {allow: ['a.example.:443']} | 10 | network.allow[0].host | must be a DNS name",
                "network: {allow: [10.0.0.1:443]} | 10 | network.allow[0].host | must be a DNS name, not an address",
                "network: {allow: ['localhost:443']} | 10 | network.allow[0].host | must not be a name of the sandbox",
                "network: {allow: [a.example:0]} | 10 | network.allow[0].port | must be 1 to 65535",
                "network: {allow: [a.example:http]} | 10 | network.allow[0].port | must be a whole number",
                "network: {allow: [a.example:80, {host: a.example, port: 80}]} | 10 | network.allow[1] | 'a.example:80' is named",
                "network: {allow: [{host: a.example}]} | 10 | network.allow[0].port | is missing",
                "network: {allow: [{host: a.example, port: 80, privat: true}]} | 10 | network.allow[0].privat | unknown key; did",
                "network: {allow: [a.example:80]}\\nlimits: {pids: 2} | 11 | limits.pids | must be at least 3 for",
                "network: {allow: [a.example:80]}\\nlimits: {openFiles: 32} | 11 | limits.openFiles | must be at least 64",
                "limits: {wallTime: 10} | 10 | limits.wallTime | must be a time such as 10s, not a number; put it in quotes",
                "limits: {wallTime: PT10S} | 10 | limits.wallTime | must be a time such as 500ms, 10s, 1m, 24h or 400d",
                "limits: {wallTime: 25h} | 10 | limits.wallTime | must be at most 24h",
                "limits: {wallTime: 0s} | 10 | limits.wallTime | must be at least 1ms",
                "limits: {memory: 1MiB} | 10 | limits.memory | must be at least 8MiB",
                "limits: {memory: 64MB} | 10 | limits.memory | must be a size such as 4096, 64KiB, 256MiB or 1GiB",
                "limits: {pids: 1} | 10 | limits.pids | must be at least 2",
                "limits: {pids: 40000} | 10 | limits.pids | must be at most 32768",
                "limits: {pids: 010} | 10 | limits.pids | must be a whole number in plain decimal digits",
                "limits: {pids: 1_000} | 10 | limits.pids | must be a whole number in plain decimal digits",
                "limits: {pids: 1.5} | 10 | limits.pids | must be a whole number in plain decimal digits",
                "limits: {pids: 99999999999} | 10 | limits.pids | is too large a number",
                "limits: {pids: '64'} | 10 | limits.pids | must be a whole number, not a string",
                "limits: {cpus: 0} | 10 | limits.cpus | must be at least 0.01",
                "limits: {cpus: .inf} | 10 | limits.cpus | must be a plain decimal number",
                "limits: {stdout: 2MiB, output: 1MiB} | 10 | limits.stdout | must not be more than 'output'",
                "limits: {stdout: 65MiB, output: 1GiB} | 10 | limits.stdout | must be at most 64MiB",
                "limits: | 10 | limits | is empty, but must be a mapping of keys and values",
                "limits: 5 | 10 | limits | must be a mapping of keys and values, not a number",
                "sensitive: [] | 10 | sensitive | must not be empty; leave the key out if nothing is meant",
                "sensitive: | 10 | sensitive | is empty, but must be a list",
                "sensitive: text | 10 | sensitive | must be a list, not a string",
                "sensitive: [txt] | 10 | sensitive[0] | 'txt' is no property of the input schema; did you mean 'text'?",
                "allowDash: [other] | 10 | allowDash[0] | 'other' is no property of the input schema",
                "sensitive: [text] | 9 | command[1] | 'text' is sensitive, and process lists show arguments: use 'stdin'",
                "sensitive: [no] | 10 | sensitive[0] | must be a string, not a boolean; put it in quotes",
                "env: {A: no} | 10 | env.A | must be a string, not a boolean; put it in quotes",
                "env: {A: 5} | 10 | env.A | must be a string, not a number; put it in quotes",
                "env: {} | 10 | env | must not be empty; leave the key out if nothing is meant",
                "env: {TOOLRUN_X: a} | 10 | env.TOOLRUN_X"
                        + " | must be the name of an environment variable, and not begin with TOOLRUN_",
                "env: {A=B: a} | 10 | env.A=B | must be the name of an environment variable, and not begin with TOOLRUN_",
                "files: {a: '{{nope}}'} | 10 | files.a | '{{nope}}' names no property of the input schema",
                "stdin: '{{text' | 10 | stdin | '{{' has no '}}'",
                "title: '' | 10 | title | must have 1 to 200 characters",
                "outputs: yaml | 10 | outputs | must be one of text, json",
                "outputs: JSON | 10 | outputs | must be one of text, json; did you mean 'json'?",
                "outputSchema: {type: object} | 10 | outputSchema | needs 'outputs: json'",
                "outputs: json\\noutputSchema: {type: objekt} | 11 | outputSchema.type | 'objekt' is no type of JSON Schema",
                "annotations: {readOnlyHint: yes} | 10 | annotations.readOnlyHint"
                        + " | YAML takes 'yes' for a boolean; put it in quotes, or write true or false",
                "examples: [{params: {}}] | 10 | examples[0].expect.reason | is missing",
                "examples: [{expect: {reason: fine}}] | 10 | examples[0].expect.reason | must be one of",
                "examples: [{expect: {reason: ok, exitCode: 256}}] | 10 | examples[0].expect.exitCode | must be at most 255",
                "examples:\\n- expect:\\n    reason: ok\\n    stdot: x | 13 | examples[0].expect.stdot"
                        + " | unknown key; did you mean 'stdout'?",
                "name: twice | 10 | ^^ | the key 'name' occurs twice",
                "annotations: &a {x: 1} | 10 | ^^ | anchors ('&') are not allowed",
                "title: *a | 10 | ^^ | aliases ('*') are not allowed",
                "title: !foo x | 10 | ^^ | tags ('!') are not allowed",
                "<<: {title: x} | 10 | ^^ | aliases and merge keys ('<<') are not allowed",
                "---\\nname: second | 11 | ^^ | a second document begins here; only one is allowed",
                "title: [ | 10 | ^^ | not valid YAML",
                "title: \\u0009'x | 10 | ^^ | not valid YAML",
                "annotations:\\n\\u0009x: 1 | 11 | ^^ | not valid YAML",
                "annotations:\\n  x: 1\\n\\u0009y: 1 | 12 | ^^ | not valid YAML",
                "title: a: b | 10 | ^^ | not valid YAML",
            })
    void saysWhatIsWrongAndWhere(String addition, int line, String path, String message) {
        List<Problem> problems =
                problems(MINIMAL + addition.replace("\\n", "\n").replace("\\u0009", "\t") + "\n");

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.message()).startsWith(message);
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.line()).isEqualTo(line);
            assertThat(problem.file()).isEqualTo("t.yaml");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/../b", "..", "/abs", "a//b", "a b", ".", "a/", "./a", "a/.", "ä", "a\\b", "",
            })
    void filesHaveSafeNames(String name) {
        assertThat(problems(MINIMAL + "files: {" + Json.write(name) + ": x}\n"))
                .extracting(Problem::message)
                .anyMatch(message -> message.startsWith("must be a relative path"));
    }

    static List<String[]> replaced() {
        return List.of(
                new String[] {"name: echo", "name: a b", "name"},
                new String[] {"name: echo", "name: ''", "name"},
                new String[] {"name: echo", "name: ..", "name"},
                new String[] {"name: echo", "name: " + "x".repeat(65), "name"},
                new String[] {"description: Echoes.", "description: ' '", "description"},
                new String[] {"description: Echoes.", "description:", "description"},
                new String[] {"image: toolrun/base", "image: '-x'", "image"},
                new String[] {"type: object", "type: array", "inputSchema"},
                new String[] {"type: string", "typ: string", "inputSchema.properties.text.typ"},
                new String[] {"type: string", "type: strin", "inputSchema.properties.text.type"},
                new String[] {"type: string", "enum: [no]", "inputSchema.properties.text.enum[0]"},
                new String[] {"type: string", "const: 1_0", "inputSchema.properties.text.const"},
                new String[] {"type: string", "const: 1e999", "inputSchema.properties.text.const"},
                new String[] {"{{text}}", "{{txt}}", "command[1]"},
                new String[] {"[echo,", "['{{text}}',", "command[0]"},
                new String[] {"[echo,", "['',", "command[0]"},
                new String[] {"command: [echo, \"{{text}}\"]", "command: []", "command"},
                new String[] {"command: [echo, \"{{text}}\"]", "command: echo", "command"});
    }

    @ParameterizedTest
    @MethodSource("replaced")
    void refusesWrongValues(String good, String bad, String path) {
        assertThat(problems(MINIMAL.replaceFirst(
                        java.util.regex.Pattern.quote(good), java.util.regex.Matcher.quoteReplacement(bad))))
                .extracting(Problem::path)
                .containsExactly(path);
    }

    @Test
    void missingKeysAreNamed() {
        assertThat(problems("title: x\n"))
                .extracting(Problem::path, Problem::message)
                .containsExactly(
                        tuple("command", "is missing"),
                        tuple("description", "is missing"),
                        tuple("image", "is missing"),
                        tuple("inputSchema", "is missing"),
                        tuple("name", "is missing"));
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @Test
    void reportsAllProblemsTogetherWithTheirLines() {
        List<Problem> problems = problems("""
                name: bad name
                description: x
                inputSchema:
                  type: object
                  properties:
                    a: {type: strng, maxlength: 5}
                image: toolrun/base
                command: [run, "{{b}}"]
                limits:
                  pids: 1
                  wallTime: forever
                sensitive: [c]
                foo: 1
                """);

        assertThat(problems)
                .extracting(Problem::line, Problem::path)
                .containsExactly(
                        tuple(1, "name"),
                        tuple(6, "inputSchema.properties.a.maxlength"),
                        tuple(6, "inputSchema.properties.a.type"),
                        tuple(8, "command[1]"),
                        tuple(10, "limits.pids"),
                        tuple(11, "limits.wallTime"),
                        tuple(12, "sensitive[0]"),
                        tuple(13, "foo"));
    }

    @Test
    void theMessageHasOneLineForEachProblem() {
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> ToolFiles.parse("t.yaml", MINIMAL + "foo: 1\nbar: 2\n"));

        assertThat(e).hasMessage("t.yaml:10: foo: unknown key\nt.yaml:11: bar: unknown key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "---\n", "[]", "x", "5"})
    void refusesWhatIsNoMapping(String text) {
        assertThat(problems(text)).isNotEmpty();
    }

    @Test
    void nothingIsNotAnEmptyString() {
        assertThat(ToolFiles.parse("t.yaml", MINIMAL + "stdin: \"\"\n").stdin()).isEmpty();
        assertThat(ToolFiles.parse("t.yaml", MINIMAL + "stdin: ''\nenv: {A: ''}")
                        .stdin())
                .isEmpty();
        for (String nothing : List.of("", " ", " ~", " null", " # none")) {
            assertThat(problems(MINIMAL + "stdin:" + nothing + "\ntitle: x\n"))
                    .extracting(Problem::line, Problem::message)
                    .containsExactly(tuple(10, "is empty, but must be a string"));
        }
        assertThat(problems(MINIMAL + "sensitive: [password, ]\nallowDash:\n- text\n-\n"))
                .extracting(Problem::line, Problem::path)
                .containsExactly(tuple(13, "allowDash[1]"));
    }

    @Test
    void deepNestingIsRefusedAndNoCrash() {
        int line = (int) (MINIMAL + "annotations:").lines().count();
        for (String deep : List.of(
                "[".repeat(5000) + "]".repeat(5000),
                "[".repeat(65) + "]".repeat(65),
                "{a: ".repeat(65) + "1" + "}".repeat(65))) {
            assertThat(problems(MINIMAL + "annotations: " + deep))
                    .extracting(Problem::line, Problem::message)
                    .containsExactly(tuple(line, "nested more than 64 deep"));
        }
    }

    @Test
    void theBuiltInToolsAreFine() {
        assertThat(BuiltInTools.files()).isNotEmpty();
        for (String file : BuiltInTools.files()) {
            assertThat(ToolFiles.parse(file, BuiltInTools.text(file)))
                    .isEqualTo(ToolFiles.parseChecked(file, BuiltInTools.text(file)));
        }
        assertThat(BuiltInTools.all()).extracting(ToolDefinition::name).doesNotHaveDuplicates();
    }

    private static List<Problem> problems(String text) {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> ToolFiles.parse("t.yaml", text));
        assertThat(e).as("problems").isNotNull();
        return e.problems();
    }
}
