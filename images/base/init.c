/*
 * The first process of every sandbox: takes one call from the runner, runs its tool,
 * ends it on time, and says what became of it. PROTOCOL.md describes the conversation.
 *
 * It has the tool's own uid and no capability. What protects it from the tool: the kernel
 * delivers no signal to a PID 1 that has no handler for it (our one handler does nothing),
 * a process that can't be dumped can't be traced nor looked into through /proc, and the
 * seccomp profile refuses to change another process's limits or priority.
 */

#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
    TICK_MS = 25,             /* how often the kernel's counts are looked at */
    EXIT_FAILED = 70,
    REPORT_US = 1000 * 1000,      /* for the runner to take an `X` frame */
    DYING_US = 10 * 1000 * 1000,  /* for killed processes to be gone */
    ARTIFACTS_US = 700 * 1000,    /* beyond the deadline, for artifacts to be sent */
    CANCEL_US = 300 * 1000,       /* the same after a cancel, beyond the end */
};

struct stream {
    char frame_type;
    int fd; /* -1: closed */
    int64_t seen;
};

static struct {
    const struct request *request;
    struct tool tool;
    bool tool_ended;
    int status;              /* as of waitpid, of the tool's first process */
    const char *stopped;     /* NULL: nothing but the tool itself ended the call */
    bool runner_reads;
    struct stream streams[2];
    int64_t forwarded;
    int64_t started_us, ended_us;
    int64_t before[COUNTERS]; /* the kernel's counts at the start */
    const struct artifact_counts *artifacts; /* NULL: none were looked for */
} call = {.runner_reads = true};

int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

_Noreturn void fail(const char *reason)
{
    int64_t deadline = now_us() + REPORT_US;
    kill(-1, SIGKILL);
    if (output_flush(deadline)) {
        size_t length = strlen(reason);
        memcpy(output_payload(), reason, length);
        output_frame('X', length);
        output_flush(deadline);
    }
    _exit(EXIT_FAILED);
}

_Noreturn void fail_errno(const char *reason)
{
    char text[200];
    snprintf(text, sizeof text, "%s: %s", reason, errno_name(errno));
    fail(text);
}

/* ---- before the call ---- */

static void on_child(int signal)
{
    (void)signal; /* its only purpose is to interrupt ppoll */
}

/* The kernel lets a process say once whom its login was, also that it was root's. Said here, it
   can't be said again by the tool, whose deeds the host's audit trail then calls its own. */
static void settle_login(void)
{
    char user[12];
    int length = snprintf(user, sizeof user, "%u", (unsigned)getuid());
    int fd = open("/proc/self/loginuid", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)!write(fd, user, (size_t)length);
    close(fd);
}

static void shield(void)
{
    settle_login();
    prctl(PR_SET_DUMPABLE, 0);
    for (int number = 1; number < NSIG; number++)
        signal(number, SIG_IGN);
    sigset_t child;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    sigaction(SIGCHLD, &(struct sigaction){.sa_handler = on_child}, NULL);
    fcntl(RUNNER_OUTPUT, F_SETFL, fcntl(RUNNER_OUTPUT, F_GETFL) | O_NONBLOCK);
}

static void send_text(char type, const struct text *text, int64_t deadline_us)
{
    output_frame(type, OUTPUT_CHUNK - text->left);
    call.runner_reads = output_flush(deadline_us);
}

static struct text new_text(void)
{
    return (struct text){(char *)output_payload(), OUTPUT_CHUNK};
}

static void say_ready(int64_t deadline_us)
{
    struct text text = new_text();
    text_add(&text, "version=3\nrelay=1\n");
    text_add(&text, "cpu_source=%s\n", counter_read(CPU_TIME_US) < 0 ? "none" : "cgroup");
    text_add(&text, "memory_source=%s\n", counter_read(OOM_KILLS) < 0 ? "none" : "cgroup");
    early_add(&text);
    status_add(&text);
    bounds_add(&text);
    send_text('R', &text, deadline_us);
}

static void start_early(int64_t deadline_us)
{
    struct text text = new_text();
    early_start(request_early(), deadline_us, &text);
    send_text('W', &text, deadline_us);
    if (!call.runner_reads)
        _exit(0);
}

/* Returns at `G`. Without one, this sandbox has no purpose, and it ends. */
static void receive_request(int64_t deadline_us)
{
    for (;;) {
        int64_t left_ms = (deadline_us - now_us()) / 1000;
        if (left_ms <= 0)
            _exit(0);
        struct pollfd readable = {.fd = RUNNER_INPUT, .events = POLLIN};
        if (poll(&readable, 1, left_ms > 60000 ? 60000 : (int)left_ms) <= 0)
            continue;
        struct frame frame;
        switch (input_step(&frame)) {
        case INPUT_PARTIAL:
            break;
        case INPUT_END:
            _exit(0);
        case INPUT_FRAME:
            if (frame.type == 'G' && frame.length == 0)
                return;
            if (frame.type == 'P' && frame.length == 0)
                start_early(deadline_us);
            else
                request_take(&frame);
        }
    }
}

/* ---- the call ---- */

static bool reap(void);

void end_processes(void)
{
    int64_t give_up_us = now_us() + DYING_US;
    for (;;) {
        kill(-1, SIGKILL);
        if (!reap())
            break;
        if (now_us() > give_up_us)
            fail("a process could not be ended");
        usleep(200);
    }
}

/* The first reason stands. */
static void stop(const char *reason)
{
    if (call.stopped == NULL)
        call.stopped = reason;
}

static void start_call(void)
{
    for (int counter = 0; counter < COUNTERS; counter++)
        call.before[counter] = counter_read(counter);
    const struct request *request = request_complete();
    bool waiting = early_hand_over(request);
    call.request = request;
    artifacts_make_directory();
    reached_open(relay_start());
    call.started_us = now_us();
    if (waiting)
        early_go(&call.tool);
    else
        tool_start(&call.tool, request, NULL);
    call.tool_ended = call.tool.pid < 0;
    call.streams[0] = (struct stream){'O', call.tool.out, 0};
    call.streams[1] = (struct stream){'E', call.tool.err, 0};
    request_release();
}

/* Since the start; -1: can't be read here. */
static int64_t counted(enum counter counter)
{
    int64_t now = counter_read(counter);
    return now < 0 || call.before[counter] < 0 ? -1 : now - call.before[counter];
}

/* Also adopts and buries what the tool left behind. False: no process is left. */
static bool reap(void)
{
    int status;
    pid_t pid;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
        if (call.request != NULL)
            reached_buried(status);
        if (pid == call.tool.pid) {
            call.tool_ended = true;
            call.status = status;
        }
    }
    return pid == 0;
}

/* Moves one chunk into the idle output. False: there was nothing. */
static bool forward_chunk(struct stream *stream)
{
    ssize_t n = read(stream->fd, output_payload(), OUTPUT_CHUNK);
    if (n == 0) {
        close(stream->fd);
        stream->fd = -1;
    }
    if (n <= 0)
        return false;
    stream->seen += n;
    int64_t allowed = call.request->output_bytes - call.forwarded;
    if (n > allowed) {
        stop("output_limit");
        n = (ssize_t)allowed;
    }
    call.forwarded += n;
    if (n > 0)
        output_frame(stream->frame_type, (size_t)n);
    return true;
}

static void push_output(void)
{
    if (call.runner_reads && !output_push()) {
        call.runner_reads = false;
        stop("cancelled");
    }
}

/* Starting with the other stream each time, so that neither has to wait for the other. */
static void forward_output(void)
{
    static int first;
    first = !first;
    for (int i = 0; i < 2 && call.stopped == NULL; i++) {
        struct stream *stream = &call.streams[i ^ first];
        push_output();
        if (stream->fd >= 0 && output_idle() && forward_chunk(stream))
            push_output();
    }
}

static void listen_to_runner(void)
{
    struct frame frame;
    enum input input = input_step(&frame);
    if (input == INPUT_END)
        stop("cancelled");
    if (input != INPUT_FRAME)
        return;
    if (frame.type != 'K' || frame.length != 0)
        fail("unexpected frame");
    stop("cancelled");
}

static void check_limits(void)
{
    if (counted(OOM_KILLS) > 0)
        stop("out_of_memory");
    if (call.request->cpu_us > 0 && counted(CPU_TIME_US) >= call.request->cpu_us)
        stop("cpu_limit");
    if (now_us() - call.started_us >= call.request->wall_us)
        stop("timeout");
}

static int64_t earlier(int64_t one_us, int64_t other_us)
{
    return one_us < other_us ? one_us : other_us;
}

/* How long nothing has to be looked at: not beyond the deadline, nor the next tick. */
static int64_t idle_us(void)
{
    if (counted(OOM_KILLS) > 0)
        return 0;
    int64_t now = now_us(), deadline_us = call.started_us + call.request->wall_us;
    int64_t until_us = earlier(earlier(deadline_us, reached_look()), now + TICK_MS * 1000);
    return until_us > now ? until_us - now : 0;
}

/* Until something happens, or it is time to look. The tool's pipes wait while the output is full. */
static void await_event(void)
{
    bool idle = output_idle();
    struct pollfd events[] = {
        {.fd = RUNNER_INPUT, .events = POLLIN},
        {.fd = idle ? -1 : RUNNER_OUTPUT, .events = POLLOUT},
        {.fd = idle ? call.streams[0].fd : -1, .events = POLLIN},
        {.fd = idle ? call.streams[1].fd : -1, .events = POLLIN},
    };
    struct timespec wait = {.tv_nsec = (long)idle_us() * 1000};
    sigset_t all_delivered;
    sigemptyset(&all_delivered);
    int ready = ppoll(events, 4, &wait, &all_delivered);
    if (ready < 0 && errno != EINTR)
        fail_errno("waiting");
    if (ready > 0 && events[0].revents != 0)
        listen_to_runner();
}

static void supervise(void)
{
    while (!call.tool_ended && call.stopped == NULL) {
        await_event();
        forward_output();
        reap();
        if (!call.tool_ended)
            check_limits();
    }
}

/* ---- after the call ---- */

/* Nothing outlives the call: a first process can signal all others of its sandbox. */
static void end_everything(void)
{
    reached_look_now();
    end_processes();
    call.ended_us = now_us();
    if (counted(OOM_KILLS) > 0)
        stop("out_of_memory"); /* a child was killed, whatever its parent made of it */
}

/* What the tool had written by its end is still in the pipes. */
static void drain_output(int64_t deadline_us)
{
    for (int i = 0; i < 2; i++) {
        struct stream *stream = &call.streams[i];
        do {
            if (call.runner_reads)
                call.runner_reads = output_flush(deadline_us);
        } while (call.runner_reads && stream->fd >= 0 && forward_chunk(stream));
    }
}

/* In time for the trailer to be what the runner still waits for. */
static void send_artifacts(int64_t drain_us)
{
    bool cancelled = call.stopped != NULL && strcmp(call.stopped, "cancelled") == 0;
    int64_t until_us = cancelled ? call.ended_us + CANCEL_US
                                 : call.started_us + call.request->wall_us + ARTIFACTS_US;
    if (!call.runner_reads)
        return;
    call.artifacts = artifacts_send(call.request, until_us < drain_us ? until_us : drain_us, drain_us);
    call.runner_reads = !call.artifacts->runner_gone;
}

static void add_ending(struct text *text)
{
    int start_error = tool_start_error(&call.tool);
    if (start_error != 0)
        text_add(text, "start_error=%s\n", errno_name(start_error));
    else if (WIFSIGNALED(call.status))
        text_add(text, "signal=%d\n", WTERMSIG(call.status));
    else
        text_add(text, "exit=%d\n", WEXITSTATUS(call.status));
    if (call.stopped != NULL)
        text_add(text, "stopped=%s\n", call.stopped);
}

static void say_trailer(int64_t deadline_us)
{
    struct text text = new_text();
    text_add(&text, "proof=%s\n", call.request->proof);
    add_ending(&text);
    text_add_number(&text, "stdout_bytes", call.streams[0].seen);
    text_add_number(&text, "stderr_bytes", call.streams[1].seen);
    text_add_number(&text, "wall_us", call.ended_us - call.started_us);
    text_add_number(&text, "cpu_us", counted(CPU_TIME_US));
    text_add_number(&text, "peak_memory_bytes", counter_read(PEAK_MEMORY_BYTES));
    text_add_number(&text, "oom_kills", counted(OOM_KILLS));
    text_add_number(&text, "pids_hits", counted(PIDS_HITS));
    reached_add(&text);
    artifacts_add(&text, call.artifacts);
    send_text('T', &text, deadline_us);
}

static int64_t lifetime_us(int argc, char **argv)
{
    if (argc == 1)
        return INT64_MAX / 2;
    char *end = NULL;
    long seconds = argc == 3 && strcmp(argv[1], "--lifetime") == 0 ? strtol(argv[2], &end, 10) : 0;
    if (end == NULL || *end != '\0' || seconds <= 0 || seconds > 1000000000)
        fail("usage: init [--lifetime SECONDS]");
    return (int64_t)seconds * 1000000;
}

int main(int argc, char **argv)
{
    if (getpid() != 1 && argc > 2 && strcmp(argv[1], "--probe") == 0)
        return probe(argc - 2, argv + 2);
    if (getpid() != 1 && argc == 3 && strcmp(argv[1], "--account") == 0)
        return account(argv[2]);
    if (getpid() != 1) /* anywhere else, ending everything would reach far beyond a sandbox */
        return EXIT_FAILED;
    shield();
    int64_t deadline_us = now_us() + lifetime_us(argc, argv);
    counters_open(CGROUP);
    say_ready(deadline_us);
    receive_request(deadline_us);
    start_call();
    supervise();
    end_everything();
    int64_t drained_us = now_us() + call.request->drain_us;
    drain_output(drained_us);
    send_artifacts(drained_us);
    if (call.runner_reads)
        say_trailer(drained_us);
    return 0;
}
