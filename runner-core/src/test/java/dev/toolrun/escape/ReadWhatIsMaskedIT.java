package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A tool reads what the kernel shows of the whole host and of its own memory: keys, timers, kernel memory and symbols, firmware,
 * the kernel's log.
 */
@RequiresEngine
class ReadWhatIsMaskedIT {
    @Attack
    void itReadsNothing(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                seen['read'] = [path for path in (
                    '/proc/kcore', '/proc/keys', '/proc/timer_list', '/proc/timer_stats', '/proc/sched_debug',
                    '/proc/latency_stats', '/proc/kmsg', '/proc/kpageflags', '/proc/kpagecount', '/proc/kpagecgroup',
                    '/proc/slabinfo', '/proc/vmallocinfo', '/proc/pagetypeinfo', '/proc/mtrr', '/proc/scsi/scsi', '/dev/mem',
                    '/dev/kmem', '/dev/port', '/dev/kmsg', '/sys/kernel/debug/x', '/sys/firmware/dmi/tables/DMI',
                    '/sys/kernel/security/lsm', '/sys/class/dmi/id/product_serial', '/sys/class/dmi/id/product_uuid')
                    if contents(path) not in ('', 'ENOENT', 'EACCES', 'EPERM', 'ENXIO', 'EIO')]
                seen['listed'] = [path for path in ('/proc/acpi', '/proc/scsi', '/sys/firmware', '/sys/kernel/debug',
                    '/sys/kernel/tracing', '/sys/fs/bpf', '/sys/kernel/security', '/proc/asound')
                    if os.path.isdir(path) and attempt(lambda: os.listdir(path)) == 'done' and os.listdir(path)]
                symbols = contents('/proc/kallsyms').splitlines()
                seen['addresses'] = [line for line in symbols[:-1] if line.split()[0].strip('0') and line.split()[0] != '(null)']
                seen['log'] = [syscall('syslog', kind, bytes(4096), 4096) for kind in (2, 3, 4, 9, 10)]
                """);
        assertThat(seen.get("read")).isEqualTo(List.of());
        assertThat(seen.get("listed")).isEqualTo(List.of());
        assertThat(seen.get("addresses")).isEqualTo(List.of());
        assertThat(new HashSet<>((List<?>) seen.get("log"))).isEqualTo(Set.of("EPERM"));
    }
}
