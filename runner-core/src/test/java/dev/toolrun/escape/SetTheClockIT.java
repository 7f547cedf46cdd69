package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/**
 * A tool sets the host's clock, or its rate, which certificates, tokens and other calls' deadlines hang on: it can read clocks
 * only.
 */
@RequiresEngine
class SetTheClockIT {
    @Attack
    void noClockIsSet(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                import time
                before = time.time() - time.monotonic()
                one, change = struct.pack('qq', 1, 0), bytes(256)
                answers = {'clock_settime %d' % clock: syscall('clock_settime', clock, one) for clock in range(0, 12)}
                answers['settimeofday'] = syscall('settimeofday', one, 0)
                answers['zone'] = syscall('settimeofday', 0, one)
                answers['adjtimex'] = syscall('adjtimex', struct.pack('I', 0x4001) + change)
                answers['clock_adjtime'] = syscall('clock_adjtime', 0, struct.pack('I', 0x0001) + change)
                answers['clock device'] = attempt_open('/dev/ptp0', os.O_RDWR)
                answers['hardware clock'] = attempt_open('/dev/rtc0', os.O_RDWR)
                seen['set'] = sorted(name for name, answer in answers.items() if answer == 'done')
                seen['moved'] = abs(time.time() - time.monotonic() - before) > 3600
                """);
        assertThat(seen.get("set")).isEqualTo(List.of());
        assertThat(seen).containsEntry("moved", false);
    }
}
