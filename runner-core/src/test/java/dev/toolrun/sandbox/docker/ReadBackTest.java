package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.json.Json;
import dev.toolrun.tool.AllowedEndpoint;
import dev.toolrun.tool.Limits;
import dev.toolrun.tool.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadBackTest {
    private static final ContainerSpec SPEC = new ContainerSpec(
            "toolrun-test",
            "sha256:aa",
            new ImageConfig(Map.of(
                    "Env", List.of("PATH=/bin"),
                    "Labels", Map.of("of.the.image", "1"),
                    "StopSignal", "SIGINT",
                    "ExposedPorts", Map.of("80/tcp", Map.of()))),
            "runc",
            new SeccompProfile("{}", "sha256:bb"),
            60999,
            60,
            Limits.DEFAULT,
            List.of(),
            SandboxNetwork.NONE,
            Map.of("dev.toolrun.managed", "true"));

    private static final ContainerSpec NETWORKED = new ContainerSpec(
            SPEC.name(),
            SPEC.imageId(),
            SPEC.image(),
            SPEC.runtime(),
            SPEC.seccomp(),
            SPEC.user(),
            SPEC.lifetimeSeconds(),
            SPEC.limits(),
            List.of(),
            new SandboxNetwork(
                    List.of(
                            new AllowedEndpoint("api.example.com", 443, false),
                            new AllowedEndpoint("api.example.com", 80, false),
                            new AllowedEndpoint("db.internal", 5432, true)),
                    Path.of("/state/net/id")),
            SPEC.labels());

    private static final String MOUNTED = """
            [{"Type":"bind","Source":"/state/net/id","Destination":"/.toolrun/net","Mode":"","RW":false,"Propagation":"rprivate"}]
            """;

    private final Map<String, Object> inspected = asAsked();

    @Test
    void findsNothingInAContainerThatIsAsAsked() {
        assertThat(ReadBack.differences(SPEC, inspected)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HostConfig | Binds | [\"/etc:/etc\"]",
                "HostConfig | Mounts | [{\"Type\":\"bind\",\"Source\":\"/\",\"Target\":\"/host\"}]",
                "HostConfig | Privileged | true",
                "HostConfig | CapAdd | [\"SYS_ADMIN\"]",
                "HostConfig | CapDrop | []",
                "HostConfig | SecurityOpt | [\"no-new-privileges\"]",
                "HostConfig | SecurityOpt | [\"no-new-privileges\",\"seccomp=unconfined\"]",
                "HostConfig | NetworkMode | \"bridge\"",
                "HostConfig | PidMode | \"host\"",
                "HostConfig | UTSMode | \"host\"",
                "HostConfig | UsernsMode | \"host\"",
                "HostConfig | IpcMode | \"host\"",
                "HostConfig | CgroupnsMode | \"host\"",
                "HostConfig | ReadonlyRootfs | false",
                "HostConfig | Devices | [{\"PathOnHost\":\"/dev/kvm\"}]",
                "HostConfig | DeviceCgroupRules | [\"c 10:200 rwm\"]",
                "HostConfig | DeviceRequests | [{\"Driver\":\"nvidia\"}]",
                "HostConfig | GroupAdd | [\"docker\"]",
                "HostConfig | Memory | 0",
                "HostConfig | MemorySwap | -1",
                "HostConfig | NanoCpus | 0",
                "HostConfig | PidsLimit | 0",
                "HostConfig | PidsLimit | null",
                "HostConfig | OomKillDisable | true",
                "HostConfig | OomScoreAdj | -1000",
                "HostConfig | Ulimits | null",
                "HostConfig | Ulimits | [{\"Name\":\"nofile\",\"Soft\":1024,\"Hard\":1048576}]",
                "HostConfig | Tmpfs | {}",
                "HostConfig | MaskedPaths | []",
                "HostConfig | MaskedPaths | [\"/nope\"]",
                "HostConfig | ReadonlyPaths | [\"/proc/sys\"]",
                "HostConfig | ShmSize | 1000000000000",
                "HostConfig | LogConfig | {\"Type\":\"none\",\"Config\":{\"tag\":\"x\"}}",
                "HostConfig | ReadonlyPaths | null",
                "HostConfig | Runtime | \"runsc\"",
                "HostConfig | LogConfig | {\"Type\":\"json-file\",\"Config\":{}}",
                "HostConfig | RestartPolicy | {\"Name\":\"always\",\"MaximumRetryCount\":0}",
                "HostConfig | Sysctls | {\"net.ipv4.ip_forward\":\"1\"}",
                "HostConfig | CgroupParent | \"/\"",
                "HostConfig | PortBindings | {\"80/tcp\":[{}]}",
                "HostConfig | ExtraHosts | [\"api.example.com:127.0.1.1\"]",
                "HostConfig | Dns | [\"8.8.8.8\"]",
                "HostConfig | AFieldOfTheFuture | {\"x\":1}",
                "Config | User | \"\"",
                "Config | User | \"0\"",
                "Config | Tty | true",
                "Config | OpenStdin | false",
                "Config | StdinOnce | false",
                "Config | WorkingDir | \"/\"",
                "Config | Volumes | {\"/data\":{}}",
                "Config | ExposedPorts | {\"81/tcp\":{}}",
                "Config | NetworkDisabled | false",
                "Config | Hostname | \"host\"",
                "Config | Domainname | \"example.com\"",
                "Config | MacAddress | \"02:42:ac:11:00:02\"",
                "Config | Env | [\"PATH=/bin\",\"LD_PRELOAD=/x\"]",
                "Config | Env | null",
                "Config | Entrypoint | [\"/bin/sh\"]",
                "Config | Cmd | [\"--lifetime\",\"99999\"]",
                "Config | Image | \"other\"",
                "Config | StopSignal | \"SIGINT\"",
                "Config | StopTimeout | 100",
                "Config | OnBuild | [\"RUN id\"]",
                "Config | Labels | {\"dev.toolrun.managed\":\"true\",\"of.the.image\":\"1\",\"more\":\"1\"}",
                "Config | Labels | {\"dev.toolrun.managed\":\"true\",\"of.the.image\":\"2\"}",
                "Config | Healthcheck | {\"Test\":[\"CMD\",\"id\"]}",
                "Config | Labels | {}"
            })
    void findsEverySettingThatIsNotAsAsked(String section, String name, String json) {
        section(section).put(name, Json.parse(json));
        assertThat(ReadBack.differences(SPEC, inspected))
                .singleElement()
                .asString()
                .contains(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Image | \"sha256:cc\"",
                "Name | \"/other\"",
                "Path | \"/bin/sh\"",
                "Args | [\"-c\",\"id\"]",
                "Mounts | [{\"Type\":\"volume\"}]"
            })
    void findsAnotherImageProgramOrMount(String name, String json) {
        inspected.put(name, Json.parse(json));
        assertThat(ReadBack.differences(SPEC, inspected)).containsExactly(name);
    }

    @Test
    void findsANetworkBesideNone() {
        section("NetworkSettings").put("Networks", Map.of("none", Map.of(), "bridge", Map.of()));
        assertThat(ReadBack.differences(SPEC, inspected)).containsExactly("NetworkSettings.Networks.bridge");
        section("NetworkSettings").put("Networks", Map.of("none", Map.of()));
        assertThat(ReadBack.differences(SPEC, inspected)).isEmpty();
    }

    @Test
    void findsEverySettingThatIsMissing() {
        List<String> required = new ArrayList<>(section("HostConfig").keySet());
        required.removeAll(List.of("Binds", "RestartPolicy"));
        for (String name : required) {
            Map<String, Object> withoutOne = asAsked();
            host(withoutOne).remove(name);
            assertThat(ReadBack.differences(SPEC, withoutOne)).as(name).containsExactly("HostConfig." + name);
        }
    }

    @Test
    void findsNothingInASandboxWithTheNetworkThatWasAsked() {
        giveNetwork();
        assertThat(ReadBack.differences(NETWORKED, inspected)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ExtraHosts | [\"api.example.com:127.0.1.1\",\"db.internal:10.0.0.1\"]",
                "ExtraHosts | [\"api.example.com:127.0.1.1\"]",
                "ExtraHosts | null",
                "Dns | [\"8.8.8.8\"]",
                "Dns | []",
                "DnsSearch | [\"corp.example\"]",
                "NetworkMode | \"bridge\"",
                "Binds | [\"/state/net/id:/.toolrun/net\"]",
                "Mounts | null",
                "Mounts | [{\"Type\":\"bind\",\"Source\":\"/state/net/id\",\"Target\":\"/.toolrun/net\"}]",
                "Mounts | [{\"Type\":\"bind\",\"Source\":\"/state\",\"Target\":\"/.toolrun/net\",\"ReadOnly\":true}]",
                "Mounts | [{\"Type\":\"bind\",\"Source\":\"/state/net/id\",\"Target\":\"/etc\",\"ReadOnly\":true}]",
                "Mounts | [{\"Type\":\"bind\",\"Source\":\"/state/net/id\",\"Target\":\"/.toolrun/net\",\"ReadOnly\":true,"
                        + "\"BindOptions\":{\"Propagation\":\"rshared\"}}]",
                "Mounts | [{\"Type\":\"bind\",\"Source\":\"/state/net/id\",\"Target\":\"/.toolrun/net\",\"ReadOnly\":true},"
                        + "{\"Type\":\"bind\",\"Source\":\"/etc\",\"Target\":\"/x\",\"ReadOnly\":true}]",
            })
    void findsEveryNetworkThatIsNotTheOneThatWasAsked(String name, String json) {
        giveNetwork();
        section("HostConfig").put(name, Json.parse(json));
        assertThat(ReadBack.differences(NETWORKED, inspected)).containsExactly("HostConfig." + name);
    }

    @Test
    void findsAnotherNetworkBesideTheSockets() {
        giveNetwork();
        inspected.put("NetworkSettings", Json.parse("{\"Networks\":{\"bridge\":{}}}"));
        assertThat(ReadBack.differences(NETWORKED, inspected)).containsExactly("NetworkSettings.Networks.bridge");
    }

    @Test
    void findsAMountOfTheSocketsThatCanBeWritten() {
        giveNetwork();
        inspected.put("Mounts", Json.parse(MOUNTED.replace("false", "true")));
        assertThat(ReadBack.differences(NETWORKED, inspected)).containsExactly("Mounts");
    }

    /** As an engine shows the container of {@link #NETWORKED}. */
    private void giveNetwork() {
        section("Config").put("NetworkDisabled", false);
        section("HostConfig").put("ExtraHosts", List.of("api.example.com:127.0.1.1", "db.internal:127.0.1.2"));
        section("HostConfig").put("Dns", List.of("127.0.0.1"));
        section("HostConfig").put("DnsSearch", List.of("."));
        section("HostConfig")
                .put(
                        "Mounts",
                        List.of(Map.of(
                                "Type",
                                "bind",
                                "Source",
                                "/state/net/id",
                                "Target",
                                "/.toolrun/net",
                                "ReadOnly",
                                true)));
        inspected.put("Mounts", Json.parse(MOUNTED));
    }

    @Test
    void acceptsExactlyTheMountsThatWereAsked() {
        assertThat(ReadBack.differences(withMount(), asAskedWithMount())).isEmpty();
        assertThat(ReadBack.differences(withMount(), inspected))
                .containsExactlyInAnyOrder("Mounts", "HostConfig.Mounts");
        assertThat(ReadBack.differences(SPEC, asAskedWithMount()))
                .containsExactlyInAnyOrder("Mounts", "HostConfig.Mounts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Type | \"volume\"",
                "Source | \"/\"",
                "Target | \"/other\"",
                "ReadOnly | false",
                "ReadOnly | null",
                "BindOptions | null",
                "BindOptions | {\"Propagation\":\"rshared\",\"NonRecursive\":true}",
                "BindOptions | {\"Propagation\":\"private\"}",
                "Consistency | \"cached\""
            })
    void findsEveryChangeOfAMount(String name, String json) {
        Map<String, Object> changed = asAskedWithMount();
        change(host(changed), name, json);
        assertThat(ReadBack.differences(withMount(), changed)).containsExactly("HostConfig.Mounts");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Type | \"volume\"",
                "Source | \"/\"",
                "Destination | \"/other\"",
                "RW | true",
                "Mode | \"rw\"",
                "Propagation | \"shared\"",
            })
    void findsEveryChangeOfAMountAsItWasMade(String name, String json) {
        Map<String, Object> changed = asAskedWithMount();
        change(changed, name, json);
        assertThat(ReadBack.differences(withMount(), changed)).containsExactly("Mounts");
    }

    @Test
    void findsAMountMoreThanAsked() {
        Map<String, Object> changed = asAskedWithMount();
        Object mount = ((List<?>) host(changed).get("Mounts")).get(0);
        host(changed).put("Mounts", List.of(mount, mount));
        assertThat(ReadBack.differences(withMount(), changed)).containsExactly("HostConfig.Mounts");
    }

    private static void change(Map<String, Object> owner, String name, String json) {
        Map<String, Object> mount = new LinkedHashMap<>();
        ((Map<?, ?>) ((List<?>) owner.get("Mounts")).get(0)).forEach((key, value) -> mount.put((String) key, value));
        mount.put(name, Json.parse(json));
        owner.put("Mounts", List.of(mount));
    }

    private static ContainerSpec withMount() {
        return new ContainerSpec(
                SPEC.name(),
                SPEC.imageId(),
                SPEC.image(),
                SPEC.runtime(),
                SPEC.seccomp(),
                SPEC.user(),
                SPEC.lifetimeSeconds(),
                SPEC.limits(),
                List.of(new Mount(Path.of("/srv/data"), "/data")),
                SandboxNetwork.NONE,
                SPEC.labels());
    }

    private static Map<String, Object> asAskedWithMount() {
        Map<String, Object> top = asAsked();
        host(top).put("Mounts", Json.parse("""
                [{"Type":"bind","Source":"/srv/data","Target":"/data","ReadOnly":true,
                  "BindOptions":{"Propagation":"private","NonRecursive":true}}]
                """));
        top.put("Mounts", Json.parse("""
                [{"Type":"bind","Source":"/srv/data","Destination":"/data","Mode":"","RW":false,"Propagation":"private"}]
                """));
        return top;
    }

    @Test
    void acceptsMountsBesideTheSocketsOfTheNetwork() {
        giveNetwork();
        addMounts();
        ContainerSpec both = new ContainerSpec(
                SPEC.name(),
                SPEC.imageId(),
                SPEC.image(),
                SPEC.runtime(),
                SPEC.seccomp(),
                SPEC.user(),
                SPEC.lifetimeSeconds(),
                SPEC.limits(),
                withMount().mounts(),
                NETWORKED.network(),
                SPEC.labels());
        assertThat(ReadBack.differences(both, inspected)).isEmpty();
        assertThat(ReadBack.differences(NETWORKED, inspected)).containsExactlyInAnyOrder("Mounts", "HostConfig.Mounts");
        assertThat(ReadBack.differences(withMount(), inspected)).contains("Mounts", "HostConfig.Mounts");
    }

    private void addMounts() {
        Map<String, Object> mounted = asAskedWithMount();
        List<Object> asked = new ArrayList<>((List<?>) section("HostConfig").get("Mounts"));
        asked.addAll((List<?>) host(mounted).get("Mounts"));
        section("HostConfig").put("Mounts", asked);
        List<Object> made = new ArrayList<>((List<?>) mounted.get("Mounts"));
        made.addAll((List<?>) inspected.get("Mounts"));
        inspected.put("Mounts", made);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> section(String name) {
        return (Map<String, Object>) inspected.get(name);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> host(Map<String, Object> top) {
        return (Map<String, Object>) top.get("HostConfig");
    }

    private static Map<String, Object> asAsked() {
        Map<String, Object> host = new LinkedHashMap<>();
        host.put("Binds", null);
        host.put("ShmSize", 67108864L);
        host.put("NetworkMode", "none");
        host.put("IpcMode", "none");
        host.put("CgroupnsMode", "private");
        host.put("ReadonlyRootfs", true);
        host.put("CapDrop", List.of("ALL"));
        host.put("SecurityOpt", List.of("no-new-privileges", "seccomp={}"));
        host.put("Tmpfs", SPEC.tmpfs());
        host.put("Runtime", "runc");
        host.put("LogConfig", Map.of("Type", "none", "Config", Map.of()));
        host.put("RestartPolicy", Map.of("Name", "", "MaximumRetryCount", 0));
        host.put("Memory", 268435456);
        host.put("MemorySwap", 268435456L);
        host.put("NanoCpus", 1000000000L);
        host.put("PidsLimit", 64);
        host.put(
                "Ulimits",
                SPEC.ulimits().entrySet().stream()
                        .map(limit ->
                                Map.of("Name", limit.getKey(), "Soft", limit.getValue(), "Hard", limit.getValue()))
                        .toList());
        host.put(
                "MaskedPaths",
                List.of(
                        "/proc/asound",
                        "/proc/acpi",
                        "/proc/kcore",
                        "/proc/keys",
                        "/proc/latency_stats",
                        "/proc/timer_list",
                        "/proc/timer_stats",
                        "/proc/sched_debug",
                        "/proc/scsi",
                        "/sys/firmware",
                        "/proc/of_a_newer_engine"));
        host.put("ReadonlyPaths", List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("Image", "sha256:aa");
        config.put("Hostname", "sandbox");
        config.put("Domainname", "");
        config.put("Env", List.of("PATH=/bin"));
        config.put("Entrypoint", List.of("/.toolrun/init"));
        config.put("Cmd", List.of("--lifetime", "60"));
        config.put("NetworkDisabled", true);
        config.put("StopSignal", "SIGKILL");
        config.put("ExposedPorts", Map.of("80/tcp", Map.of()));
        config.put("User", "60999:65532");
        config.put("Tty", false);
        config.put("OpenStdin", true);
        config.put("StdinOnce", true);
        config.put("WorkingDir", "/workspace");
        config.put("Healthcheck", Map.of("Test", List.of("NONE"), "Interval", 5));
        config.put("Volumes", null);
        config.put("Labels", Map.of("dev.toolrun.managed", "true", "of.the.image", "1"));
        Map<String, Object> top = new LinkedHashMap<>();
        top.put("Image", "sha256:aa");
        top.put("Name", "/toolrun-test");
        top.put("Path", "/.toolrun/init");
        top.put("Args", List.of("--lifetime", "60"));
        top.put("Mounts", List.of());
        top.put("HostConfig", host);
        top.put("Config", config);
        top.put("NetworkSettings", new LinkedHashMap<>(Map.of("Networks", Map.of(), "Ports", Map.of())));
        return top;
    }
}
