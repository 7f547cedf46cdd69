#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#define CLOSE_ON_EXEC 4 /* CLOSE_RANGE_CLOEXEC */

static void default_signals(void)
{
    sigset_t none;
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* When memory runs out, the kernel takes the tool before it takes us. The file belongs
   to root while we can't be dumped; no other process is there yet to look at us. */
static void be_first_to_die(void)
{
    prctl(PR_SET_DUMPABLE, 1);
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)!write(fd, "1000", 4);
    close(fd);
}

static void take_streams(const struct request *request, int out, int err)
{
    dup2(request->standard_input, 0);
    dup2(out, 1);
    dup2(err, 2);
    /* all of ours close themselves already; this is for what we were given */
    syscall(SYS_close_range, 3U, UINT_MAX, CLOSE_ON_EXEC);
}

static void become_waiting(const struct wait *wait)
{
    fcntl(wait->fd, F_SETFD, 0);
    for (size_t i = 0; i < sizeof wait->variables / sizeof *wait->variables; i++)
        if (wait->variables[i] != NULL)
            putenv(wait->variables[i]);
}

static _Noreturn void become_tool(const struct request *request, const struct wait *wait, int out, int err,
                                  int start_result)
{
    setsid();
    default_signals();
    be_first_to_die();
    take_streams(request, out, err);
    umask(022);
    environ = request->environment; /* its PATH is the one to search */
    if (wait != NULL)
        become_waiting(wait);
    execvp(request->argv[0], request->argv);
    int error = errno;
    (void)!write(start_result, &error, sizeof error);
    _exit(127);
}

struct pipe {
    int read_end, write_end;
};

static struct pipe make_pipe(void)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        fail_errno("making a pipe");
    fcntl(ends[0], F_SETFL, O_NONBLOCK); /* ours alone; the tool's end waits as usual */
    return (struct pipe){ends[0], ends[1]};
}

void tool_start(struct tool *tool, const struct request *request, const struct wait *wait)
{
    if (chdir(WORKSPACE) != 0)
        fail_errno("entering " WORKSPACE);
    struct pipe out = make_pipe(), err = make_pipe(), start_result = make_pipe();
    pid_t pid = fork();
    if (pid == 0)
        become_tool(request, wait, out.write_end, err.write_end, start_result.write_end);
    int error = pid < 0 ? errno : 0;
    close(out.write_end);
    close(err.write_end);
    close(start_result.write_end);
    *tool = (struct tool){.pid = pid, .start_errno = error, .out = out.read_end,
                          .err = err.read_end, .start_result = start_result.read_end};
}

int tool_start_error(struct tool *tool)
{
    int error;
    if (tool->start_errno == 0 && read(tool->start_result, &error, sizeof error) == sizeof error)
        tool->start_errno = error;
    return tool->start_errno;
}
