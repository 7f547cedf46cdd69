/*
 * `init --account DIRECTORY`, run as a sandbox's tool: what the first process would say of
 * a cgroup whose files are those of this directory, as lines.
 */

#include "init.h"

#include <unistd.h>

int account(const char *root)
{
    static const char *const keys[COUNTERS] = {
        [CPU_TIME_US] = "cpu_us",
        [PEAK_MEMORY_BYTES] = "peak_memory_bytes",
        [OOM_KILLS] = "oom_kills",
        [PIDS_HITS] = "pids_hits",
    };
    static char lines[OUTPUT_CHUNK];
    struct text text = {lines, sizeof lines};
    counters_open(root);
    for (int counter = 0; counter < COUNTERS; counter++)
        if (counter_read(counter) >= 0)
            text_add(&text, "%s=%lld\n", keys[counter], (long long)counter_read(counter));
    bounds_add(&text);
    return write(1, lines, sizeof lines - text.left) < 0;
}
