#include "init.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* The kernel counts no refusal of an open, a write or a new file, so we look whether a place
   or a table of descriptors is used up. Often while things change, seldom while they don't,
   and never so often that looking takes more than a fiftieth of the time. */

enum {
    SHORTEST_US = 1000,
    LONGEST_US = 25 * 1000,
    SHARE = 50,
    PLACES = 3,
    CHUNK = 4096,
    MEMORY_NEEDED = 4 * 1024 * 1024, /* what a tool may take while /proc is looked at, and more */
    WALK_DEPTH = 8,
    WALK_ENTRIES = 5000,
    WALK_US = 20 * 1000,
};

static const char *const names[PLACES] = {WORKSPACE, "/tmp", "/dev/shm"};

struct reached {
    bool scratch, scratch_files, open_files, file_size;
};

static struct {
    int place[PLACES]; /* -1: no file system of its own, so not ours to judge */
    uint64_t free_blocks[PLACES], free_files[PLACES];
    int processes;     /* /proc */
    pid_t relay;
    int64_t open_files_max, file_size_max, most_open_files;
    int64_t oom_kills; /* at the start */
    bool fd_is_counted; /* since Linux 6.2 the size of /proc/PID/fd is the number of what is in it */
    struct reached reached;
} watched;

static char chunk[WALK_DEPTH][CHUNK] __attribute__((aligned(8)));

/* True: something has changed since the last look. */
static bool look_at_places(void)
{
    bool changed = false;
    for (int i = 0; i < PLACES; i++) {
        struct statvfs space;
        if (watched.place[i] < 0 || fstatvfs(watched.place[i], &space) != 0)
            continue;
        changed |= space.f_bavail != watched.free_blocks[i] || space.f_favail != watched.free_files[i];
        watched.free_blocks[i] = space.f_bavail;
        watched.free_files[i] = space.f_favail;
        watched.reached.scratch |= space.f_blocks > 0 && space.f_bavail == 0;
        watched.reached.scratch_files |= space.f_files > 0 && space.f_favail == 0;
    }
    return changed;
}

static int64_t count_entries(const char *path)
{
    int64_t count = -2; /* . and .. */
    long n;
    int directory = openat(watched.processes, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        return 0;
    while ((n = syscall(SYS_getdents64, directory, chunk[1], CHUNK)) > 0)
        for (long at = 0; at < n; at += ((const struct entry *)(chunk[1] + at))->length)
            count++;
    close(directory);
    return count;
}

static int64_t open_files_of(pid_t pid)
{
    char path[32];
    struct stat status;
    snprintf(path, sizeof path, "%d/fd", (int)pid);
    if (!watched.fd_is_counted)
        return count_entries(path);
    return fstatat(watched.processes, path, &status, 0) == 0 ? status.st_size : 0;
}

static bool memory_is_short(void)
{
    int64_t limit = counter_read(MEMORY_LIMIT_BYTES), used = counter_read(MEMORY_BYTES);
    int64_t needed = limit / 8 < MEMORY_NEEDED ? limit / 8 : MEMORY_NEEDED;
    return counter_read(OOM_KILLS) > watched.oom_kills || (limit > 0 && used > limit - needed);
}

static bool look_at_processes(void)
{
    int64_t most = 0;
    long n;
    if (memory_is_short())
        return false;
    lseek(watched.processes, 0, SEEK_SET);
    while ((n = syscall(SYS_getdents64, watched.processes, chunk[0], CHUNK)) > 0)
        for (long at = 0; at < n; at += ((const struct entry *)(chunk[0] + at))->length) {
            pid_t pid = atoi(((const struct entry *)(chunk[0] + at))->name);
            int64_t count = pid > 1 && pid != watched.relay ? open_files_of(pid) : 0;
            most = count > most ? count : most;
        }
    bool changed = most != watched.most_open_files;
    watched.most_open_files = most;
    watched.reached.open_files |= most >= watched.open_files_max;
    return changed;
}

static struct watch {
    bool (*look)(void);
    int64_t interval_us, next_us;
} watches[] = {{.look = look_at_places}, {.look = look_at_processes}};

enum { WATCHES = sizeof watches / sizeof *watches };

static void look(struct watch *watch)
{
    int64_t before = now_us();
    bool changed = watch->look();
    int64_t now = now_us(), least = (now - before) * SHARE;
    int64_t next = changed ? SHORTEST_US : watch->interval_us * 2;
    watch->interval_us = next < SHORTEST_US ? SHORTEST_US : next > LONGEST_US ? LONGEST_US : next;
    watch->next_us = now + (least > watch->interval_us ? least : watch->interval_us);
}

int64_t reached_look(void)
{
    int64_t next_us = INT64_MAX;
    for (int i = 0; i < WATCHES; i++) {
        if (watches[i].next_us <= now_us())
            look(&watches[i]);
        next_us = watches[i].next_us < next_us ? watches[i].next_us : next_us;
    }
    return next_us;
}

void reached_look_now(void)
{
    for (int i = 0; i < WATCHES; i++)
        look(&watches[i]);
}

void reached_buried(int status)
{
    watched.reached.file_size |= WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ;
}

/* Within one place; what is mounted below it is not the tool's. */
static struct {
    dev_t device;
    int entries;
    int64_t until_us;
} walk;

static void walk_directory(int parent, const char *name, int depth);

static void consider(int directory, const char *name, int depth)
{
    struct stat status;
    walk.entries++;
    if (name[0] == '.' && (name[1] == '\0' || (name[1] == '.' && name[2] == '\0')))
        return;
    if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_dev != walk.device)
        return;
    if (S_ISREG(status.st_mode))
        watched.reached.file_size |= status.st_size >= watched.file_size_max;
    else if (S_ISDIR(status.st_mode) && depth + 1 < WALK_DEPTH)
        walk_directory(directory, name, depth + 1);
}

static bool walk_is_over(void)
{
    return watched.reached.file_size || walk.entries >= WALK_ENTRIES || now_us() >= walk.until_us;
}

static void walk_directory(int parent, const char *name, int depth)
{
    long n;
    int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory < 0)
        return;
    while (!walk_is_over() && (n = syscall(SYS_getdents64, directory, chunk[depth], CHUNK)) > 0)
        for (long at = 0; at < n && !walk_is_over();) {
            const struct entry *entry = (const struct entry *)(chunk[depth] + at);
            at += entry->length;
            consider(directory, entry->name, depth);
        }
    close(directory);
}

static const struct reached *reached_at_end(void)
{
    struct stat status;
    look_at_places();
    walk.until_us = now_us() + WALK_US;
    for (int i = 0; i < PLACES; i++)
        if (watched.place[i] >= 0 && fstat(watched.place[i], &status) == 0) {
            walk.device = status.st_dev;
            walk_directory(watched.place[i], ".", 0);
        }
    return &watched.reached;
}

static int64_t limit_of(int resource)
{
    struct rlimit limit;
    return getrlimit(resource, &limit) != 0 || limit.rlim_max > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_max;
}

void reached_open(pid_t relay)
{
    struct stat root, place;
    bool known = stat("/", &root) == 0;
    for (int i = 0; i < PLACES; i++) {
        bool own = known && stat(names[i], &place) == 0 && place.st_dev != root.st_dev;
        watched.place[i] = own ? open(names[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    }
    watched.processes = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    watched.relay = relay;
    watched.oom_kills = counter_read(OOM_KILLS);
    watched.open_files_max = limit_of(RLIMIT_NOFILE);
    watched.file_size_max = limit_of(RLIMIT_FSIZE);
    memset(chunk, 1, sizeof chunk); /* later, the tool may have left no memory for it */
    watched.fd_is_counted = stat("/proc/self/fd", &place) == 0 && place.st_size > 0;
}

void reached_add(struct text *text)
{
    const struct reached *reached = reached_at_end();
    const struct {
        const char *line;
        bool reached;
    } lines[] = {
        {"scratch_full=1\n", reached->scratch},
        {"inodes_full=1\n", reached->scratch_files},
        {"open_files_full=1\n", reached->open_files},
        {"file_size_full=1\n", reached->file_size},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i].reached)
            text_add(text, "%s", lines[i].line);
}
