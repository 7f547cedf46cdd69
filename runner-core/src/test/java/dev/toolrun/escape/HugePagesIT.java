package dev.toolrun.escape;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolrun.RequiresEngine;
import java.util.List;
import java.util.Map;

/** A tool asks for huge pages that the host has set aside, which count against nobody's memory: by any way that there is. */
@RequiresEngine
class HugePagesIT {
    @Attack
    void itGetsNone(Inside inside) {
        Map<String, Object> seen = inside.observe("""
                PRIVATE, ANONYMOUS, HUGETLB, MFD_HUGETLB = 2, 0x20, 0x40000, 4
                def mapped(flags):
                    return syscall('mmap', 0, 1 << 21, 3, PRIVATE | ANONYMOUS | flags, -1, 0)
                def in_memory(flags):
                    return syscall('memfd_create', b'm', flags)
                sizes = [0, 21 << 26, 30 << 26]
                seen['small'] = [mapped(0), in_memory(0)]
                seen['huge'] = [mapped(HUGETLB | size) for size in sizes] + [in_memory(MFD_HUGETLB | size) for size in sizes]
                seen['high bits'] = [mapped(HUGETLB | 1 << 32), in_memory(MFD_HUGETLB | 1 << 32)]
                """);
        assertThat(seen.get("small")).isEqualTo(List.of("done", "done"));
        assertThat(Inside.texts(seen.get("huge"))).containsOnly("EPERM");
        assertThat(Inside.texts(seen.get("high bits"))).containsOnly("EPERM");
    }
}
