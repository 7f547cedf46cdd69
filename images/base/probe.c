/*
 * `init --probe LIMIT AMOUNT …`, run as a sandbox's tool: goes beyond each limit in turn and
 * says `LIMIT=held` or `LIMIT=exceeded`. What a runtime enforces is found out this way, since
 * one with a kernel of its own may accept a limit and never look at it again.
 */

#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    BEYOND = 8,               /* how many more than allowed are tried */
    CHUNK = 64 * 1024,
    SPINNERS = 8,
    SPIN_US = 600 * 1000,
    RUNNING_US = 1000,        /* two looks at the clock closer than this: it ran in between */
    MEMORY_BEYOND = 64 * 1024 * 1024,
};

static const char *const places[] = {WORKSPACE, "/tmp", "/dev/shm"};

static bool pids_held(long allowed)
{
    pid_t children[1024];
    long made = 0;
    while (made < allowed + BEYOND && made < 1024) {
        pid_t pid = fork();
        if (pid == 0)
            for (;;)
                pause();
        if (pid < 0)
            break;
        children[made++] = pid;
    }
    for (long i = 0; i < made; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
    }
    return made < allowed;
}

static bool open_files_held(long allowed)
{
    long made = 0;
    while (made < allowed + BEYOND && open("/dev/null", O_RDONLY) >= 0)
        made++;
    return made < allowed;
}

static bool file_size_held(long allowed)
{
    signal(SIGXFSZ, SIG_IGN);
    int fd = open(WORKSPACE "/.probe", O_CREAT | O_WRONLY | O_TRUNC, 0600);
    bool held = fd >= 0 && pwrite(fd, "x", 1, allowed) < 0 && errno == EFBIG;
    unlink(WORKSPACE "/.probe");
    return held;
}

static int probe_file(const char *place, long number)
{
    char path[64];
    snprintf(path, sizeof path, "%s/.probe-%ld", place, number);
    return open(path, O_CREAT | O_WRONLY | O_TRUNC, 0600);
}

static void remove_probe_files(const char *place, long count)
{
    char path[64];
    for (long i = 0; i < count; i++) {
        snprintf(path, sizeof path, "%s/.probe-%ld", place, i);
        unlink(path);
    }
}

/* Many files, none of them larger than a file may be. */
static bool bytes_held_in(const char *place, long allowed)
{
    static const char zeros[CHUNK];
    long written = 0, files = 0;
    ssize_t n = 1;
    while (n > 0 && written <= allowed) {
        int fd = probe_file(place, files++);
        for (int i = 0; i < 4 && n > 0; i++) {
            n = write(fd, zeros, sizeof zeros);
            written += n > 0 ? n : 0;
        }
        close(fd);
    }
    remove_probe_files(place, files);
    return written <= allowed;
}

static bool files_held_in(const char *place, long allowed)
{
    long made = 0;
    for (int fd; made < allowed + BEYOND && (fd = probe_file(place, made)) >= 0; made++)
        close(fd);
    remove_probe_files(place, made);
    return made < allowed;
}

static bool held_everywhere(bool (*held_in)(const char *, long), long allowed)
{
    bool held = true;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        held &= held_in(places[i], allowed);
    return held;
}

static bool scratch_held(long allowed)
{
    return held_everywhere(bytes_held_in, allowed);
}

static bool scratch_files_held(long allowed)
{
    return held_everywhere(files_held_in, allowed);
}

/* How long it really ran, by the gaps between its looks at the clock. */
static int64_t spin(int64_t until_us)
{
    int64_t ran_us = 0;
    for (int64_t before = now_us(), now; before < until_us; before = now) {
        now = now_us();
        if (now - before < RUNNING_US)
            ran_us += now - before;
    }
    return ran_us;
}

/* Several at once: on a busy machine one alone might be slow without any limit. */
static bool cpus_held(long per_mille)
{
    int ends[2];
    int64_t ran_us = 0, sum_us = 0, until_us = now_us() + SPIN_US;
    if (pipe(ends) != 0)
        return false;
    for (int i = 0; i < SPINNERS; i++) {
        pid_t pid = fork();
        if (pid < 0)
            return false;
        if (pid == 0) {
            ran_us = spin(until_us);
            (void)!write(ends[1], &ran_us, sizeof ran_us);
            _exit(0);
        }
    }
    close(ends[1]);
    while (read(ends[0], &ran_us, sizeof ran_us) == sizeof ran_us)
        sum_us += ran_us;
    while (wait(NULL) > 0)
        ;
    return sum_us * 1000 <= (int64_t)SPIN_US * per_mille * 3 / 2;
}

static bool seccomp_held(long unused)
{
    (void)unused;
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) < 0 && syscall(SYS_unshare, 0) < 0
        && socket(AF_NETLINK, SOCK_RAW, 0) < 0;
}

/* A kernel that enforces it kills us on the way. */
static bool memory_held(long allowed)
{
    size_t size = (size_t)allowed + MEMORY_BEYOND;
    volatile char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return true;
    for (size_t at = 0; at < size; at += 4096)
        memory[at] = 1;
    return false;
}

/* The first process ends the call on the way. */
static bool cpu_time_held(long allowed_ms)
{
    spin(now_us() + (int64_t)allowed_ms * 10 * 1000);
    return false;
}

static const struct trial {
    const char *limit;
    bool (*held)(long allowed);
} trials[] = {
    {"pids", pids_held}, {"openFiles", open_files_held}, {"fileSize", file_size_held},
    {"scratch", scratch_held}, {"scratchFiles", scratch_files_held}, {"cpus", cpus_held},
    {"seccomp", seccomp_held}, {"memory", memory_held}, {"cpuTime", cpu_time_held},
};

/* In a child of its own, so that no trial disturbs the next. */
static bool held(const struct trial *trial, long allowed)
{
    int status;
    pid_t pid = fork();
    if (pid == 0)
        _exit(trial->held(allowed) ? 0 : 1);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return false;
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        || (trial->held == memory_held && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

int probe(int count, char **arguments)
{
    for (int i = 0; i + 1 < count; i += 2)
        for (size_t t = 0; t < sizeof trials / sizeof *trials; t++)
            if (strcmp(trials[t].limit, arguments[i]) == 0)
                dprintf(1, "%s=%s\n", arguments[i], held(&trials[t], atol(arguments[i + 1])) ? "held" : "exceeded");
    return 0;
}
