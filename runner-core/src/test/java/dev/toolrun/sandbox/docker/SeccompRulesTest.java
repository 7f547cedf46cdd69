package dev.toolrun.sandbox.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.TestHost;
import dev.toolrun.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the profiles under {@code seccomp/} are written: what is refused is absent, and every rule says why it is there. */
class SeccompRulesTest {
    private static final String ALLOW = "SCMP_ACT_ALLOW";

    @ParameterizedTest
    @ValueSource(strings = {"no-network.json", "network.json"})
    void everyRuleHasItsReason(String file) throws IOException {
        Map<String, Object> document = Json.parseObject(
                Files.readString(TestHost.CHECKOUT.resolve("seccomp").resolve(file)));
        assertThat(groups(document)).isNotEmpty().allSatisfy(group -> {
            assertThat((String) group.get("comment")).as("%s", group).isNotBlank();
        });
    }

    @Test
    void itIsAnAllowlistOfNativeCalls() {
        for (SeccompProfile profile : profiles()) {
            Map<String, Object> document = Json.parseObject(profile.json());
            assertThat(document).containsEntry("defaultAction", "SCMP_ACT_ERRNO");
            assertThat((List<?>) document.get("archMap"))
                    .hasSize(2)
                    .allSatisfy(arch -> assertThat(((Map<?, ?>) arch).get("subArchitectures"))
                            .isEqualTo(List.of()));
            assertThat(groups(document))
                    .extracting(group -> String.valueOf(group.get("action")))
                    .containsOnly(ALLOW, "SCMP_ACT_ERRNO");
        }
    }

    /** A rule that looks at no argument is the only one on its call: it would make others on that call void. */
    @Test
    void noRuleIsThereTwice() {
        for (SeccompProfile profile : profiles()) {
            Set<String> unconditional = new HashSet<>();
            Set<String> conditional = new HashSet<>();
            Set<String> rules = new HashSet<>();
            for (Map<?, ?> group : groups(Json.parseObject(profile.json()))) {
                List<?> arguments = (List<?>) group.get("args");
                for (String name : names(group)) {
                    assertThat(rules.add(name + " " + arguments))
                            .as("%s %s", name, arguments)
                            .isTrue();
                    (arguments == null ? unconditional : conditional).add(name);
                }
            }
            assertThat(unconditional).doesNotContainAnyElementsOf(conditional);
        }
    }

    /** A condition that looks at one argument twice means one or the other to the runtime, not both. */
    @Test
    void noRuleLooksAtAnArgumentTwice() {
        for (SeccompProfile profile : profiles()) {
            assertThat(groups(Json.parseObject(profile.json()))).allSatisfy(group -> {
                if (group.get("args") instanceof List<?> arguments) {
                    assertThat(arguments)
                            .extracting(argument -> String.valueOf(((Map<?, ?>) argument).get("index")))
                            .doesNotHaveDuplicates();
                }
            });
        }
    }

    /** All 64 bits count where a rule allows: a comparison that high bits can satisfy would let the low ones be anything. */
    @Test
    void noAllowedArgumentIsAnOpenEndedOne() {
        for (SeccompProfile profile : profiles()) {
            assertThat(groups(Json.parseObject(profile.json())))
                    .filteredOn(group -> ALLOW.equals(group.get("action")) && group.containsKey("args"))
                    .isNotEmpty()
                    .allSatisfy(group -> assertThat((List<?>) group.get("args"))
                            .extracting(argument -> String.valueOf(((Map<?, ?>) argument).get("op")))
                            .isSubsetOf("SCMP_CMP_EQ", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "namespaces, unshare setns clone3 pivot_root chroot",
        "mounts, mount umount umount2 mount_setattr move_mount open_tree open_tree_attr fsopen fsmount fsconfig fspick",
        "more about mounts, statmount listmount listns quotactl quotactl_fd swapon swapoff",
        "other processes, ptrace process_vm_readv process_vm_writev process_madvise process_mrelease pidfd_getfd kcmp",
        "more about other processes, get_robust_list ioprio_set migrate_pages move_pages mbind set_mempolicy",
        "keys, keyctl add_key request_key",
        "programs for the kernel, bpf perf_event_open seccomp userfaultfd init_module finit_module delete_module",
        "another kernel, kexec_load kexec_file_load reboot create_module",
        "work past a filter, io_uring_setup io_uring_enter io_uring_register io_setup io_submit",
        "files past their paths, open_by_handle_at name_to_handle_at fanotify_init fanotify_mark lookup_dcookie",
        "who one is, setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups capset",
        "the host's log and accounts, syslog acct sync syncfs vhangup",
        "clocks and names, settimeofday clock_settime adjtimex clock_adjtime sethostname setdomainname",
        "processor and ports, modify_ldt iopl ioperm uselib vm86 uretprobe",
        "memory shared by name, shmget shmat semget semop msgget msgsnd mq_open mq_timedsend",
        "hidden memory, memfd_secret",
        "security modules, lsm_set_self_attr landlock_create_ruleset landlock_restrict_self",
        "obsolete, sysfs _sysctl ustat nfsservctl remap_file_pages vmsplice"
    })
    void whatIsRefusedIsNotAllowedAnywhere(String what, String names) {
        for (SeccompProfile profile : profiles()) {
            assertThat(allowed(profile)).as(what).doesNotContain(names.split(" "));
        }
    }

    @Test
    void whatDependsOnArgumentsIsNowhereAllowedWithoutLookingAtThem() {
        for (SeccompProfile profile : profiles()) {
            assertThat(groups(Json.parseObject(profile.json())))
                    .filteredOn(group -> ALLOW.equals(group.get("action")) && !group.containsKey("args"))
                    .flatExtracting(SeccompRulesTest::names)
                    .doesNotContain(
                            "socket", "socketpair", "clone", "ioctl", "prctl", "personality", "mknod", "mknodat")
                    .doesNotContain("mmap", "memfd_create", "prlimit64", "setrlimit")
                    .doesNotContain("sched_setaffinity", "sched_setscheduler", "sched_setparam")
                    .doesNotContain("sched_setattr", "setpriority");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ioctl, 1, TIOCSTI, 0x5412",
        "ioctl, 1, TIOCLINUX, 0x541c",
        "ioctl, 1, FS_IOC_SETFLAGS, 0x40086602",
        "ioctl, 1, PIDFD_GET_INFO, 0xc048ff0b",
        "prctl, 0, PR_SET_MM, 35",
        "prctl, 0, PR_SCHED_CORE, 62",
        "prctl, 0, PR_SET_VMA, 0x53564d41",
        "prctl, 0, PR_SET_PTRACER, 0x59616d61",
        "mknod, 1, S_IFCHR, 0x2000",
        "mknodat, 2, S_IFBLK, 0x6000",
        "personality, 0, READ_IMPLIES_EXEC, 0x0400000",
        "personality, 0, ADDR_NO_RANDOMIZE, 0x0040000",
        "clone, 0, CLONE_NEWUSER, 0x10000000",
        "clone, 0, CLONE_NEWNET, 0x40000000",
        "mmap, 3, MAP_HUGETLB, 0x40000",
        "memfd_create, 1, MFD_HUGETLB, 4",
        "prlimit64, 0, another process, 1",
        "setrlimit, 0, RLIMIT_CORE, 4"
    })
    void noRuleLetsTheseThrough(String call, int index, String what, String value) {
        for (SeccompProfile profile : profiles()) {
            assertThat(groups(Json.parseObject(profile.json())))
                    .filteredOn(group ->
                            ALLOW.equals(group.get("action")) && names(group).contains(call))
                    .as(what)
                    .isNotEmpty()
                    .noneMatch(group -> ((List<?>) group.get("args"))
                            .stream()
                                    .map(argument -> (Map<?, ?>) argument)
                                    .filter(argument -> ((Number) argument.get("index")).intValue() == index)
                                    .allMatch(argument -> holds(argument, Long.decode(value))));
        }
    }

    private static boolean holds(Map<?, ?> argument, long actual) {
        long value = ((Number) argument.get("value")).longValue();
        return switch ((String) argument.get("op")) {
            case "SCMP_CMP_EQ" -> actual == value;
            case "SCMP_CMP_MASKED_EQ" -> (actual & value) == ((Number) argument.get("valueTwo")).longValue();
            default -> throw new IllegalStateException(argument.toString());
        };
    }

    private static List<SeccompProfile> profiles() {
        return List.of(SeccompProfile.noNetwork(), SeccompProfile.network());
    }

    private static Set<String> allowed(SeccompProfile profile) {
        Set<String> names = new TreeSet<>();
        for (Map<?, ?> group : groups(Json.parseObject(profile.json()))) {
            if (ALLOW.equals(group.get("action"))) {
                names.addAll(names(group));
            }
        }
        return names;
    }

    private static List<String> names(Map<?, ?> group) {
        return ((List<?>) group.get("names")).stream().map(String.class::cast).toList();
    }

    private static List<Map<?, ?>> groups(Map<String, Object> document) {
        List<Map<?, ?>> groups = new ArrayList<>();
        ((List<?>) document.get("syscalls")).forEach(group -> groups.add((Map<?, ?>) group));
        return groups;
    }
}
