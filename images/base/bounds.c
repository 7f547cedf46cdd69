#include "init.h"

#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>
#include <unistd.h>

/* The beginning of a small file of the cgroup as text. False: it can't be read. */
static bool read_text(const char *path, char *text, size_t size)
{
    int fd = cgroup_file(path);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, text, size - 1);
    close(fd);
    if (n <= 0)
        return false;
    text[n] = '\0';
    return true;
}

/* -1: can't be read, or is no number, as `max` is none. */
static int64_t number_in(const char *path)
{
    char text[64];
    long long value;
    return read_text(path, text, sizeof text) && sscanf(text, "%lld", &value) == 1 && value >= 0 ? value : -1;
}

static int64_t first_number(const char *path, const char *other_path)
{
    int64_t value = number_in(path);
    return value < 0 ? number_in(other_path) : value;
}

static void add_bound(struct text *text, const char *key, int64_t value)
{
    if (value >= 0)
        text_add(text, "%s=%lld\n", key, (long long)value);
}

/* v1 counts memory and swap together; on v2 they are two limits. */
static int64_t memory_and_swap(void)
{
    int64_t together = number_in("memory/memory.memsw.limit_in_bytes");
    int64_t memory = number_in("memory.max"), swap = number_in("memory.swap.max");
    return together >= 0 ? together : memory >= 0 && swap >= 0 ? memory + swap : -1;
}

static void add_cpu(struct text *text)
{
    char line[64];
    long long quota = first_number("cpu/cpu.cfs_quota_us", "cpu,cpuacct/cpu.cfs_quota_us");
    long long period = first_number("cpu/cpu.cfs_period_us", "cpu,cpuacct/cpu.cfs_period_us");
    if (quota < 0 && (!read_text("cpu.max", line, sizeof line)
                      || sscanf(line, "%lld %lld", &quota, &period) != 2))
        return;
    add_bound(text, "cpu_quota_us", quota);
    add_bound(text, "cpu_period_us", period);
}

static void add_process_limit(struct text *text, const char *key, int resource)
{
    struct rlimit limit;
    if (getrlimit(resource, &limit) == 0 && limit.rlim_max != RLIM_INFINITY)
        add_bound(text, key, (int64_t)limit.rlim_max);
}

/* The largest of the places, if each is a file system of its own with a bound. */
static void add_scratch(struct text *text)
{
    static const char *const places[][2] = {{WORKSPACE, "/"}, {"/tmp", "/"}, {"/dev/shm", "/dev"}};
    int64_t bytes = 0, files = 0;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct stat place, parent;
        struct statvfs space;
        if (stat(places[i][0], &place) != 0 || stat(places[i][1], &parent) != 0
            || place.st_dev == parent.st_dev || statvfs(places[i][0], &space) != 0)
            return;
        int64_t size = (int64_t)(space.f_blocks * space.f_frsize);
        bytes = bytes < 0 || size == 0 ? -1 : size > bytes ? size : bytes;
        files = files < 0 || space.f_files == 0 ? -1 : (int64_t)space.f_files > files ? (int64_t)space.f_files : files;
    }
    add_bound(text, "scratch_bytes", bytes);
    add_bound(text, "scratch_files", files);
}

void bounds_add(struct text *text)
{
    struct utsname system;
    if (uname(&system) == 0)
        text_add(text, "kernel=%s\n", system.release);
    int no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
    if (no_new_privileges >= 0)
        text_add(text, "no_new_privs=%d\n", no_new_privileges);
    add_bound(text, "memory_max", first_number("memory/memory.limit_in_bytes", "memory.max"));
    add_bound(text, "memory_and_swap_max", memory_and_swap());
    add_bound(text, "pids_max", first_number("pids/pids.max", "pids.max"));
    add_cpu(text);
    add_process_limit(text, "open_files_max", RLIMIT_NOFILE);
    add_process_limit(text, "file_size_max", RLIMIT_FSIZE);
    add_scratch(text);
}
