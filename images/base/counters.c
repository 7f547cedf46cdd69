#include "init.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Inside a container the hierarchy's mount point is the sandbox's own cgroup. For each
   counter the first file that can be read counts: cgroup v1's, then v2's. */
static const struct source {
    enum counter counter;
    const char *path;
    const char *key;   /* of a `key value` line; NULL: the file is one number */
    int64_t divisor;
} sources[] = {
    {CPU_TIME_US, "cpuacct/cpuacct.usage", NULL, 1000},
    {CPU_TIME_US, "cpu,cpuacct/cpuacct.usage", NULL, 1000},
    {CPU_TIME_US, "cpu.stat", "usage_usec", 1},
    {PEAK_MEMORY_BYTES, "memory/memory.max_usage_in_bytes", NULL, 1},
    {PEAK_MEMORY_BYTES, "memory.peak", NULL, 1},
    {MEMORY_BYTES, "memory/memory.usage_in_bytes", NULL, 1},
    {MEMORY_BYTES, "memory.current", NULL, 1},
    {MEMORY_LIMIT_BYTES, "memory/memory.limit_in_bytes", NULL, 1},
    {MEMORY_LIMIT_BYTES, "memory.max", NULL, 1},
    {OOM_KILLS, "memory/memory.oom_control", "oom_kill", 1},
    {OOM_KILLS, "memory.events", "oom_kill", 1},
    {PIDS_HITS, "pids/pids.events", "max", 1},
    {PIDS_HITS, "pids.events", "max", 1},
};

/* v2 shows cpu.stat in the host's root cgroup too, where it counts the whole machine;
   cgroup.events exists in all others. */
#define NOT_THE_HOSTS_CGROUP "cgroup.events"

static int cgroup = -1;

static struct {
    const struct source *source;
    int fd;
} opened[COUNTERS];

static int64_t read_source(const struct source *source, int fd)
{
    char text[4096];
    ssize_t n = pread(fd, text, sizeof text - 1, 0);
    if (n <= 0)
        return -1;
    text[n] = '\0';
    const char *number = text;
    if (source->key != NULL) {
        size_t length = strlen(source->key);
        while (strncmp(number, source->key, length) != 0 || number[length] != ' ') {
            number = strchr(number, '\n');
            if (number++ == NULL)
                return -1;
        }
        number += length + 1;
    }
    char *end;
    long long value = strtoll(number, &end, 10);
    return end == number || value < 0 ? -1 : value / source->divisor;
}

static void open_source(const struct source *source)
{
    if (opened[source->counter].source != NULL)
        return;
    if (strcmp(source->path, "cpu.stat") == 0 && faccessat(cgroup, NOT_THE_HOSTS_CGROUP, F_OK, 0) != 0)
        return;
    int fd = cgroup_file(source->path);
    if (fd < 0)
        return;
    if (read_source(source, fd) < 0) {
        close(fd);
        return;
    }
    opened[source->counter].source = source;
    opened[source->counter].fd = fd;
}

int cgroup_file(const char *path)
{
    return openat(cgroup, path, O_RDONLY | O_CLOEXEC);
}

void counters_open(const char *root)
{
    cgroup = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        open_source(&sources[i]);
}

int64_t counter_read(enum counter counter)
{
    const struct source *source = opened[counter].source;
    return source == NULL ? -1 : read_source(source, opened[counter].fd);
}
