package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool makes itself less and the first process more likely to be taken, slowed down or limited: it can't change another
 * process's limits, priority, processors or score, and not better its own.
 */
@RequiresEngine
class StarveTheFirstProcessIT {
    @Attack
    void nothingOfAnotherProcessCanBeSet(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                mask, none = struct.pack('Q', 1), struct.pack('QQ', 0, 0)
                answers = {}
                for resource in range(16):
                    answers['limit %d' % resource] = syscall('prlimit64', 1, resource, none)
                answers['limit, high bits'] = syscall('prlimit64', 1 << 32 | 1, 7, none)
                answers['affinity'] = syscall('sched_setaffinity', 1, 8, mask)
                answers['idle'] = syscall('sched_setscheduler', 1, 5, struct.pack('i', 0))
                answers['parameters'] = syscall('sched_setparam', 1, struct.pack('i', 0))
                answers['attributes'] = syscall('sched_setattr', 1, struct.pack('IIQiIQQQ', 48, 5, 0, 19, 0, 0, 0, 0))
                answers['priority'] = syscall('setpriority', 0, 1, 19)
                answers['priority of the group'] = syscall('setpriority', 1, 0, 19)
                answers['priority of the user'] = syscall('setpriority', 2, os.getuid(), 19)
                answers['input and output'] = syscall('ioprio_set', 1, 1, 3 << 13)
                for file, text in (('oom_score_adj', '1000'), ('oom_adj', '15'), ('coredump_filter', 'ff'), ('timerslack_ns', '9999999999'),
                                   ('autogroup', '19'), ('sched', '0'), ('comm', 'x'), ('loginuid', '0'), ('attr/current', 'x'),
                                   ('uid_map', '0 0 1'), ('setgroups', 'allow')):
                    answers[file] = attempt_write('/proc/1/' + file, text)
                seen['set'] = sorted(name for name, answer in answers.items() if answer == 'done')
                """);
        assertThat(seen.get("set")).isEqualTo(List.of());
    }

    @Attack
    void itsOwnStandingOnlyGetsWorse(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                answers = {}
                answers['priority'] = syscall('setpriority', 0, 0, -20)
                for name, policy in (('first in, first out', 1), ('round robin', 2), ('deadline', 6)):
                    answers[name] = syscall('sched_setscheduler', 0, policy, struct.pack('i', 50))
                answers['attributes'] = syscall('sched_setattr', 0, struct.pack('IIQiIQQQ', 48, 6, 0, 0, 0, 10**6, 10**7, 10**7))
                answers['input and output'] = syscall('ioprio_set', 1, 0, 1 << 13)
                answers['score'] = attempt_write('/proc/self/oom_score_adj', '-1')
                answers['score, lowest'] = attempt_write('/proc/self/oom_score_adj', '-1000')
                seen['bettered'] = sorted(name for name, answer in answers.items() if answer == 'done')
                seen['score'] = int(contents('/proc/self/oom_score_adj'))
                """);
        // gVisor keeps these to itself: no other kernel sees them
        assertThat(seen.get("bettered"))
                .isEqualTo(inside.isGvisor() ? List.of("priority", "score", "score, lowest") : List.of());
        if (!inside.isGvisor()) {
            assertThat(seen).containsEntry("score", 1000);
        }
    }
}
