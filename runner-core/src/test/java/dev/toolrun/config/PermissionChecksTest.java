package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restrictions of roles that have nothing to do with the tools that they are about. */
class PermissionChecksTest {
    private static final String PREFIX = """
            builtinTools: false
            tools: [query.yaml, net.yaml]
            authentication: {peer: {users: [alice], roles: [analyst]}}
            permissions:
              - tool: %s
                roles:
                  analyst:
                    %s
            """;
    private static final int LINE = 8;

    private ConfigFolder folder;

    @BeforeEach
    void makeFolder(@TempDir Path path) {
        folder = ConfigFolder.in(path);
        folder.write("query.yaml", """
                name: query
                description: A tool.
                inputSchema:
                  type: object
                  properties:
                    query: {type: string}
                    limit: {type: integer}
                    file: {type: string}
                    url: {type: string}
                    options: {type: object, additionalProperties: true}
                    list: {type: array, items: {type: integer}}
                    closed: {type: object, properties: {a: {type: string}}}
                    any: {}
                    either: {anyOf: [{type: string}, {type: integer}]}
                resources: {table: {sql: query}, file: {path: file}, host: {urlHost: url}, limit: {parameter: query}}
                image: toolrun/base
                command: ["true"]
                """);
        folder.write("net.yaml", """
                name: net
                description: A tool.
                inputSchema: {type: object, properties: {to: {type: string}}}
                image: toolrun/base
                command: ["true"]
                network: {allow: ["api.example.com:443"]}
                """);
    }

    @Test
    void whatHasToDoWithTheToolIsFine() {
        for (String restriction : List.of(
                "resources: {table: [public_analytics, main.User_Metrics], file: [/data, /], host: [API.example.com]}",
                "parameters: {properties: {limit: {maximum: 10}}, required: [query]}",
                "parameters: {anyOf: [{required: [query]}, {properties: {options: {required: [inner]}}}]}",
                "parameters: {properties: {any: {maximum: 5}, either: {maxLength: 5}, options: {properties: {z: {maximum: 1}}}}}",
                "parameters: {properties: {list: {items: {maximum: 5}, maxItems: 2}, closed: {properties: {a: {const: x}}}}}",
                "parameters: {patternProperties: {'^li': {type: integer}}, propertyNames: {maxLength: 9}, maxProperties: 3}",
                "parameters: {properties: {query: {enum: [a]}, limit: {const: 1}}, additionalProperties: false}",
                "checks: [{sql: {parameter: query, forbiddenTables: [credentials]}}]",
                "checks: [{sql: {parameter: query, forbiddenTables: [main.my-table, größen, t_1, 'a$b', '2024']}}]",
                "parameters: {properties: {limit: {}, query: {}}, additionalProperties: false}",
                "parameters: {properties: {limit: {maximum: 1000000}}}",
                "parameters: {if: {required: [file]}, then: {required: [query]}}",
                "parameters: {not: {required: [file]}}",
                "parameters: {properties: {list: {contains: {const: 1}, minContains: 1}}}",
                "parameters: {maxProperties: 0}",
                "runtime: runsc",
                "runtime: runc")) {
            assertThat(problems("query", restriction)).as(restriction).isEmpty();
        }
        assertThat(problems("'*'", "parameters: {properties: {limit: {maximum: 10}, to: {maxLength: 5}}}"))
                .isEmpty();
        assertThat(problems("'*'", "resources: {table: [a]}")).isEmpty();
        assertThat(problems("net", "runtime: runc")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "query | resources: {tabel: [a]} | resources.tabel"
                        + " | is no kind of resource of the tool 'query'; did you mean 'table'?",
                "net | resources: {table: [a]} | resources.table | is no kind of resource of the tool 'net'",
                "* | resources: {region: [a]} | resources.region | is no kind of resource of any tool",
                "query | resources: {file: [data]} | resources.file[0] | must be an absolute path without '.' and '..'",
                "query | resources: {file: [/a/../b]} | resources.file[0] | must be an absolute path without",
                "query | resources: {file: [/a/*]} | resources.file[0] | must be a path, which stands for everything beneath",
                "query | resources: {table: [a.b.c.d.e]} | resources.table[0] | must be the name of a table",
                "query | resources: {file: [/a/]} | resources.file[0] | must be an absolute path without",
                "* | resources: {file: [/a, //b]} | resources.file[1] | must be an absolute path without",
                "query | resources: {table: ['\"a\"']} | resources.table[0] | must be the name of a table, without quotes",
                "query | resources: {host: ['*.example.com']} | resources.host[0] | must be a host",
                "query | resources: {table: []} | resources.table | must not be empty",
                "query | parameters: {properties: {limits: {maximum: 10}}} | parameters.properties.limits"
                        + " | 'limits' is no property of the input schema of the tool 'query'; did you mean 'limit'?",
                "query | parameters: {required: [qeury]} | parameters.required.0 | 'qeury' is no property",
                "query | parameters: {anyOf: [{not: {required: [to]}}]} | parameters.anyOf.0.not.required.0"
                        + " | 'to' is no property",
                "* | parameters: {properties: {nobody: {}}} | parameters.properties.nobody"
                        + " | 'nobody' is no property of the input schema of any tool",
                "query | parameters: {limit: {maximum: 10}} | parameters.limit | 'limit' is no keyword of JSON Schema",
                "query | parameters: {properties: {limit: {maximun: 10}}} | parameters.properties.limit.maximun"
                        + " | 'maximun' is no keyword",
                "query | parameters: {properties: {limit: {maximum: ten}}} | parameters.properties.limit.maximum | ",
                "query | parameters: {properties: {query: {pattern: '('}}} | parameters.properties.query.pattern"
                        + " | the pattern can't be used",
                "query | checks: [{email: {parameter: to, domains: [a.example]}}] | checks[0].email.parameter"
                        + " | 'to' is no property of the input schema",
                "* | checks: [{email: {parameter: too, domains: [a.example]}}] | checks[0]"
                        + " | 'too' is no property of the input schema of any tool; did you mean 'to'?",
                "query | parameters: {} | parameters | must not be empty",
                "query | parameters: {properties: {query: {maximum: 1000}}} | parameters.properties.query.maximum"
                        + " | 'maximum' says nothing about a value of type string",
                "query | parameters: {properties: {limit: {pattern: '^1'}}} | parameters.properties.limit.pattern"
                        + " | 'pattern' says nothing about a value of type integer",
                "query | parameters: {anyOf: [{properties: {limit: {minItems: 1}}}]}"
                        + " | parameters.anyOf.0.properties.limit.minItems | 'minItems' says nothing",
                "query | parameters: {$ref: '#/$defs/x', $defs: {x: {properties: {limit: {maxLength: 1}}}}}"
                        + " | parameters.$defs.x.properties.limit.maxLength | 'maxLength' says nothing",
                "query | parameters: {maxItems: 1} | parameters.maxItems | 'maxItems' says nothing about a value of type object",
                "query | parameters: {patternProperties: {'^lmit': {maximum: 5}}} | parameters.patternProperties.^lmit"
                        + " | the pattern matches no property",
                "query | parameters: {patternProperties: {'^lim': {maxLength: 5}}}"
                        + " | parameters.patternProperties.^lim.maxLength | 'maxLength' says nothing",
                "query | parameters: {properties: {list: {items: {maxLength: 5}}}} | parameters.properties.list.items.maxLength"
                        + " | 'maxLength' says nothing about a value of type integer",
                "query | parameters: {properties: {closed: {properties: {b: {const: 1}}}}}"
                        + " | parameters.properties.closed.properties.b | 'b' is no property there",
                "* | parameters: {properties: {to: {maximum: 5}}} | parameters.properties.to.maximum | 'maximum' says nothing",
                "query | checks: [{sql: {parameter: query, forbiddenTables: ['cred*']}}] | checks[0].sql.forbiddenTables[0]"
                        + " | must be the name of a table, without quotes and wildcards",
                "query | checks: [{sql: {parameter: query, allowedTables: ['a.%']}}] | checks[0].sql.allowedTables[0]"
                        + " | must be the name of a table, without quotes and wildcards",
                "query | resources: {table: ['*']} | resources.table[0] | must be the name of a table, without quotes and",
                "query | resources: {table: ['credentials,api_keys']} | resources.table[0] | must be the name of a table",
                "query | resources: {table: ['(a)']} | resources.table[0] | must be the name of a table",
                "query | resources: {table: ['a..b']} | resources.table[0] | must be the name of a table",
                "query | checks: [{sql: {parameter: query, forbiddenTables: ['credentials,api_keys']}}]"
                        + " | checks[0].sql.forbiddenTables[0] | must be the name of a table",
                "query | checks: [{sql: {parameter: query, forbiddenTables: ['a/b']}}]"
                        + " | checks[0].sql.forbiddenTables[0] | must be the name of a table",
                "query | checks: [{sql: {parameter: query, forbiddenTables: ['a^b']}}]"
                        + " | checks[0].sql.forbiddenTables[0] | must be the name of a table",
                "query | parameters: {title: x} | parameters | asks for nothing",
                "query | parameters: {type: object, properties: {}} | parameters | asks for nothing",
                "query | parameters: {required: []} | parameters | asks for nothing",
                "query | parameters: {additionalProperties: true} | parameters | asks for nothing",
                "query | parameters: {$defs: {x: {maxProperties: 1}}} | parameters | asks for nothing",
                "query | parameters: {minProperties: 0} | parameters | asks for nothing",
                "query | parameters: {anyOf: [{}, {required: [query]}]} | parameters | asks for nothing",
                "query | parameters: {allOf: [{properties: {limit: {default: 1}}}]} | parameters | asks for nothing",
                "query | parameters: {properties: {limit: {}}} | parameters.properties.limit | asks for nothing",
                "query | parameters: {properties: {limit: true}} | parameters.properties.limit | asks for nothing",
                "query | parameters: {properties: {limit: {default: 5}, query: {maxLength: 5}}}"
                        + " | parameters.properties.limit | asks for nothing",
                "query | parameters: {properties: {query: {contentEncoding: base64}}} | parameters.properties.query | asks for",
                "query | parameters: {properties: {list: {uniqueItems: false}}} | parameters.properties.list | asks for nothing",
                "query | parameters: {then: {required: [query]}} | parameters.then | 'then' says nothing without 'if'",
                "query | parameters: {if: {required: [query]}} | parameters.if | 'if' says nothing without 'else' or 'then'",
                "query | parameters: {properties: {list: {minContains: 1}}} | parameters.properties.list.minContains"
                        + " | 'minContains' says nothing without 'contains'",
                "query | parameters: {propertyNames: {maximum: 5}} | parameters.propertyNames.maximum"
                        + " | 'maximum' says nothing about a value of type string",
                "query | runtime: mine | runtime | it is not known if 'mine' is stricter than 'runc'",
                "net | runtime: runsc | runtime | must be runc: the tool 'net' has a network",
                "* | runtime: kata | runtime | must be runc: the tool 'net' has a network",
                "query | runtim: runsc | runtim | ",
            })
    void saysWhatIsWrongAndWhere(String tool, String restriction, String path, String message) {
        assertThat(problems(tool.equals("*") ? "'*'" : tool, restriction))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo("permissions[0].roles.analyst." + path);
                    assertThat(problem.message()).startsWith(message == null ? "" : message);
                    assertThat(problem.line()).isEqualTo(LINE);
                });
    }

    @Test
    void allProblemsOfAllRolesAreReportedTogether() {
        Path file = folder.write("toolrun.yaml", PREFIX.formatted("query", "resources: {a: [x], b: [y]}") + """
                  manager: {runtime: other, parameters: {required: [nothing]}}
              - {tool: net, roles: {analyst: {resources: {table: [x]}}}}
            """);
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> RunnerConfig.load(file, Map.of()));
        assertThat(e.problems())
                .extracting(Problem::path)
                .contains(
                        "permissions[0].roles.analyst.resources.a",
                        "permissions[0].roles.analyst.resources.b",
                        "permissions[0].roles.manager.runtime",
                        "permissions[0].roles.manager.parameters.required.0",
                        "permissions[1].roles.analyst.resources.table");
    }

    @Test
    void theSameRoleMayBeInSeveralEntriesForOneTool() {
        assertThat(problems("query", "{}\n  - {tool: query, roles: {analyst: {runtime: runsc}}}"))
                .isEmpty();
    }

    @Test
    void namesThatAnOpenToolMayTakeAreNotQuestioned() {
        folder.write("net.yaml", """
                name: net
                description: A tool.
                inputSchema: {type: object, additionalProperties: {type: string}}
                image: toolrun/base
                command: ["true"]
                """);
        assertThat(problems("net", "parameters: {properties: {anything: {maxLength: 5}}}"))
                .isEmpty();
    }

    private List<Problem> problems(String tool, String restriction) {
        Path file = folder.write("toolrun.yaml", PREFIX.formatted(tool, restriction));
        try {
            RunnerConfig.load(file, Map.of());
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }
}
