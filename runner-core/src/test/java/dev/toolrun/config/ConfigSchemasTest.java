package dev.toolrun.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import dev.toolrun.validation.CompiledSchema;
import dev.toolrun.validation.SchemaCheck;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the published schemas in step with the records that files are really read into. */
class ConfigSchemasTest {
    private static final Map<String, Object> RUNNER = Json.parseObject(ConfigSchemas.ofConfiguration());
    private static final Map<String, Object> TOOL = Json.parseObject(ConfigSchemas.ofToolFile());

    @Test
    void theSchemasAreGoodSchemas() {
        assertThat(SchemaCheck.inputProblems(RUNNER)).isEmpty();
        assertThat(SchemaCheck.inputProblems(TOOL)).isEmpty();
    }

    @Test
    void theySayWhatTheRecordsSay() {
        assertSame(RunnerFile.class, RUNNER, RUNNER, "toolrun.yaml");
        assertSame(ToolFile.class, TOOL, TOOL, "tool file");
    }

    private static void assertSame(Class<?> type, Map<?, ?> root, Map<?, ?> schema, String where) {
        Map<?, ?> properties = (Map<?, ?>) schema.get("properties");
        assertThat(properties.keySet()).as(where).isEqualTo(Set.copyOf(RecordBinder.keys(type)));
        assertThat(schema.get("additionalProperties")).as(where).isEqualTo(false);
        List<?> required = schema.get("required") instanceof List<?> list ? list : List.of();
        for (RecordComponent component : type.getRecordComponents()) {
            if (!component.isAnnotationPresent(NotInFiles.class)) {
                String key = RecordBinder.key(component);
                assertThat(required.contains(key))
                        .as(where + "." + key + " is required")
                        .isEqualTo(RecordBinder.isRequired(component) || needsSomethingBelow(component));
                assertKey(component, root, (Map<?, ?>) properties.get(key), where + "." + key);
            }
        }
    }

    private static boolean needsSomethingBelow(RecordComponent component) {
        return component.getType() == ExampleFile.Expect.class;
    }

    private static void assertKey(RecordComponent component, Map<?, ?> root, Map<?, ?> schema, String where) {
        assertThat((String) schema.get("description")).as(where).isNotBlank();
        Default fallback = component.getAnnotation(Default.class);
        assertThat(schema.containsKey("default")).as(where).isEqualTo(fallback != null);
        if (fallback != null) {
            assertThat(String.valueOf(schema.get("default"))).as(where).isEqualTo(fallback.value());
        }
        Class<?> type = component.getType();
        if (type.isEnum()) {
            assertThat(schema.get("enum"))
                    .as(where)
                    .isEqualTo(Arrays.stream(type.getEnumConstants())
                            .map(Scalars::nameOf)
                            .toList());
        }
        assertType(component.getGenericType(), root, resolve(root, schema), where);
    }

    private static void assertType(Type type, Map<?, ?> root, Map<?, ?> schema, String where) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            boolean isMap = generic.getRawType() == Map.class;
            assertThat(schema.get("type")).as(where).isEqualTo(isMap ? "object" : "array");
            if (schema.get(isMap ? "additionalProperties" : "items") instanceof Map<?, ?> part) {
                assertThat(schema.get(isMap ? "minProperties" : "minItems"))
                        .as(where)
                        .isEqualTo(1);
                assertType(arguments[arguments.length - 1], root, resolve(root, part), where + "[]");
            } else {
                assertThat(arguments[arguments.length - 1]).as(where).isEqualTo(Object.class);
            }
        } else if (type instanceof Class<?> record && record.isRecord()) {
            assertSame(record, root, record.isAnnotationPresent(Shorthand.class) ? longForm(schema) : schema, where);
        }
    }

    /** What may also be written as one string has that first. */
    private static Map<?, ?> longForm(Map<?, ?> schema) {
        List<?> forms = (List<?>) schema.get("anyOf");
        assertThat(((Map<?, ?>) forms.get(0)).get("type")).isEqualTo("string");
        return (Map<?, ?>) forms.get(1);
    }

    private static Map<?, ?> resolve(Map<?, ?> root, Map<?, ?> schema) {
        if (schema.get("$ref") instanceof String ref) {
            return (Map<?, ?>) ((Map<?, ?>) root.get("$defs")).get(ref.substring("#/$defs/".length()));
        }
        return schema;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'stateDirectory':'x'}",
                "{'stateDirectory':5}",
                "{'builtinTools':false,'allowUserConfig':true}",
                "{'builtinTools':'false'}",
                "{'authentication':{'peer':{'users':['a'],'roles':['b']}}}",
                "{'authentication':{'peer':{'users':['a']}}}",
                "{'authentication':{'peer':{'users':[],'roles':['b']}}}",
                "{'authentication':{'peer':{'users':['a'],'roles':[]}}}",
                "{'authentication':{'jwt':[]}}",
                "{'permissions':[{'tool':'*','roles':{'a':{}}}]}",
                "{'permissions':[{'tool':'*','roles':{}}]}",
                "{'permissions':[{'tool':'*','roles':{'a':null}}]}",
                "{'permissions':[]}",
                "{'permissions':[{'tool':'*','roles':{'a':{'checks':[{}]}}}]}",
                "{'permissions':[{'tool':'*','roles':{'a':{'checks':[{'email':{'parameter':'code'}}],'runtime':'runsc'}}}]}",
                "{'builtinTools':false,'permissions':[{'tool':'*','scopes':['x'],'roles':{'a':{'resources':{'table':['x']}}}}]}",
                "{'permissions':[{'tool':'*','roles':{'a':{'resources':{'table':[]}}}}]}",
                "{'rateLimits':{'perTool':{'default':{'calls':1,'per':'1m'}},'callsPerSession':3}}",
                "{'rateLimits':{'global':{'calls':0,'per':'1m'}}}",
                "{'rateLimits':{'global':{'calls':1000001,'per':'1m'}}}",
                "{'rateLimits':{'global':{'calls':1,'per':'PT1M'}}}",
                "{'rateLimits':{'store':'disk'}}",
                "{'sanitization':[{'tool':'*','maxOutputLength':5}]}",
                "{'sanitization':[{'tool':'*'}]}",
                "{'sanitization':[{'tool':'*','exceptRoles':['a']}]}",
                "{'sanitization':[{'tool':'*','detectors':['email'],'withoutDetectors':['secrets']}]}",
                "{'sanitization':[{'tool':'*','detectors':['mail']}]}",
                "{'sanitization':[{'tool':'*','detectors':[]}]}",
                "{'sanitization':[{'tool':'*','withoutDetectors':'secrets'}]}",
                "{'sanitization':[{'tool':'*','maskPatterns':[{'name':'a','pattern':'b','replacement':''}]}]}",
                "{'sanitization':[{'tool':'*','maskPatterns':[{'name':'a','pattern':'b'}]}]}",
                "{'sanitization':[{'tool':'*','maskPatterns':[{'name':'','pattern':'b','replacement':''}]}]}",
                "{'sanitization':[{'tool':'*','redactFields':['a..b']}]}",
                "{'sanitization':[{'tool':'*','onlyFields':[]}]}",
                "{'audit':{'directory':'a','redactParameters':{'*':['x']}}}",
                "{'audit':{'redactParameters':{'*':[]}}}",
                "{'sandbox':{'maxConcurrent':4,'queueTimeout':'5s','engine':'unix:///x','runtime':'runsc'}}",
                "{'sandbox':{'mountRoots':['/usr']}}",
                "{'sandbox':{'mountRoots':[]}}",
                "{'sandbox':{'mountRoots':'/usr'}}",
                "{'sandbox':{'maxConcurrent':0}}",
                "{'sandbox':{'engine':'x'}}",
                "{'sandbox':{'runtime':''}}",
                "{'telemetry':{'prometheus':'127.0.0.1:9464','otlp':'http://127.0.0.1:4318'}}",
                "{'telemetry':{'prometheus':'[::1]:9464','otlp':'https://otlp.example/base'}}",
                "{'telemetry':{'prometheus':'0.0.0.0:9464'}}",
                "{'telemetry':{'prometheus':'127.0.0.1'}}",
                "{'telemetry':{'prometheus':{'host':'0.0.0.0','port':9464,'exposed':true}}}",
                "{'telemetry':{'prometheus':{'host':'0.0.0.300','port':9464,'exposed':true}}}",
                "{'telemetry':{'prometheus':{'host':'127.0.0.1'}}}",
                "{'telemetry':{'otlp':'file:///x'}}",
                "{'audit':{'sinks':[{'syslog':{'host':'siem.example','spool':'2MiB'}}]}}",
                "{'audit':{'sinks':[{'syslog':{'host':'127.0.0.1','port':514,'tls':false}}]}}",
                "{'audit':{'sinks':[{'syslog':{'port':6514}}]}}",
                "{'audit':{'sinks':[{}]}}",
                "{'audit':{'sinks':[]}}",
                "{'telemetry':{'otlp':'http://u@x'}}",
                "{'foo':1}",
            })
    void theyAgreeAboutConfigurations(String json, @TempDir Path path) {
        String text = json.replace('\'', '"');
        Path file = ConfigFolder.in(path).write("toolrun.yaml", text);

        assertThat(isFine(() -> RunnerConfig.load(file, Map.of())))
                .isEqualTo(
                        CompiledSchema.of(RUNNER).violations(Json.parse(text)).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'title':'x'",
                "'title':''",
                "'title':null",
                "'outputs':'json','outputSchema':{'type':'array'}",
                "'outputs':'xml'",
                "'files':{'a/b.txt':'x'}",
                "'files':{'../b':'x'}",
                "'files':{'a/./b':'x'}",
                "'files':{'...':'x'}",
                "'files':{}",
                "'env':{'A':'x'}",
                "'env':{'TOOLRUN_A':'x'}",
                "'env':{'A':1}",
                "'limits':{}",
                "'limits':{'memory':'64MiB','stdout':4096,'pids':2}",
                "'limits':{'memory':'64MB'}",
                "'limits':{'pids':1}",
                "'limits':{'pids':'2'}",
                "'limits':{'cpus':0.5}",
                "'limits':{'cpus':0}",
                "'limits':{'wallTime':10}",
                "'limits':{'artifacts':10,'artifactFiles':3}",
                "'mounts':[{'source':'/usr','target':'/data/x'}]",
                "'mounts':[{'source':'/usr','target':'/tmpfiles'}]",
                "'mounts':[{'source':'/usr','target':'/tmp'}]",
                "'mounts':[{'source':'/usr','target':'/a/../b'}]",
                "'mounts':[{'source':'/usr','target':'/a\\n'}]",
                "'mounts':[{'source':'/usr'}]",
                "'mounts':[{'target':'/usr'}]",
                "'mounts':[]",
                "'limits':{'artifactFiles':-1}",
                "'files':{'out':'x'}",
                "'files':{'out/a':'x'}",
                "'files':{'outer/out':'x'}",
                "'examples':[{'expect':{'reason':'ok','artifacts':['a.png']}}]",
                "'sensitive':['a']",
                "'sensitive':[]",
                "'annotations':{}",
                "'examples':[{'params':{},'expect':{'reason':'ok','exitCode':0}}]",
                "'examples':[{'expect':{'reason':'fine'}}]",
                "'examples':[{'params':{}}]",
                "'network':{}",
                "'network':null",
                "'network':''",
                "'network':'*'",
                "'network':[]",
                "'network':['a.example:443']",
                "'network':{'allow':null}",
                "'network':{'allow':[]}",
                "'network':{'allow':''}",
                "'network':{'allow':'*'}",
                "'network':{'allow':'a.example:443'}",
                "'network':{'allow':['']}",
                "'network':{'allow':['*']}",
                "'network':{'allow':['*:443']}",
                "'network':{'allow':['*.example:443']}",
                "'network':{'allow':[null]}",
                "'network':{'allow':[{}]}",
                "'network':{'allow':['a.example:443','db:5432']}",
                "'network':{'allow':['a.example:443','a.example:443']}",
                "'network':{'allow':['a.example:443','a.example:80']}",
                "'network':{'allow':[{'host':'db.internal','port':5432,'private':true}]}",
                "'network':{'allow':[{'host':'db.internal','port':'5432'}]}",
                "'network':{'allow':[{'host':'db.internal','port':5432,'private':'yes'}]}",
                "'network':{'allow':[{'host':'db.internal'}]}",
                "'network':{'allow':[{'port':1}]}",
                "'network':{'allow':['a.example']}",
                "'network':{'allow':['a.example:0']}",
                "'network':{'allow':['a.example:65535']}",
                "'network':{'allow':['a.example:65536']}",
                "'network':{'allow':['a.example:99999']}",
                "'network':{'allow':['a.example:https']}",
                "'network':{'allow':['a.example:-1']}",
                "'network':{'allow':['a.example:']}",
                "'network':{'allow':[':443']}",
                "'network':{'allow':['A.example:443']}",
                "'network':{'allow':['a.example.:443']}",
                "'network':{'allow':['a..example:443']}",
                "'network':{'allow':['-a.example:443']}",
                "'network':{'allow':['a_b.example:443']}",
                "'network':{'allow':['a.example:80:443']}",
                "'network':{'allow':['a.example@b:443']}",
                "'network':{'allow':['http://a.example:443']}",
                "'network':{'allow':['a.example%eth0:443']}",
                "'network':{'allow':['a.example\\u0000.b.example:443']}",
                "'network':{'allow':['a.example\\n:443']}",
                "'network':{'allow':['xn--bcher-kva.example:443']}",
                "'network':{'allow':['ab--c.example:443']}",
                "'network':{'allow':['bücher.example:443']}",
                "'network':{'allow':['127.0.0.1:443']}",
                "'network':{'allow':['127.1:443']}",
                "'network':{'allow':['2130706433:443']}",
                "'network':{'allow':['0x7f000001:443']}",
                "'network':{'allow':['0x7f.0.0.0x1:443']}",
                "'network':{'allow':['1.2.3.4.example:443']}",
                "'network':{'allow':['[::1]:443']}",
                "'network':{'allow':['::1:443']}",
                "'network':{'allow':['localhost:443']}",
                "'network':{'allow':['a.localhost:443']}",
                "'network':{'allow':['ip6-loopback:443']}",
                "'network':{'allow':['a.example:443'],'deny':[]}",
            })
    void theyAgreeAboutToolFiles(String addition) {
        String text = ("{'name':'t','description':'d','image':'i','command':['c'],"
                        + "'inputSchema':{'type':'object','properties':{'a':{}}}," + addition + "}")
                .replace('\'', '"');

        assertThat(isFine(() -> ToolFiles.parse("t.yaml", text)))
                .isEqualTo(CompiledSchema.of(TOOL).violations(Json.parse(text)).isEmpty());
    }

    @Test
    void theDefaultLimitsAreThoseOfTheToolPackage() {
        assertThat(ToolFiles.parse("t.yaml", ConfigFolder.TOOL.formatted("x")).limits())
                .isEqualTo(dev.toolrun.tool.Limits.DEFAULT);
    }

    private static boolean isFine(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (ConfigException e) {
            return false;
        }
    }
}
