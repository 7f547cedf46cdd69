/*
 * The tool's first process, started before its call, where the image says that its program can wait for
 * one: an interpreter that is already up. It is a tool process like any other, and is told of its call,
 * at `G`, over a socket that nothing else knows. PROTOCOL.md describes what is said there.
 */

#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define WAITS "/.toolrun/waits"
#define NAME "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-"

enum {
    MAX_PROGRAMS = 16,
    MAX_NAME = 64,
    IS_UP = '+',
    COME_UP_US = 10 * 1000 * 1000,  /* for a program to be up */
    HAND_OVER_US = 1000 * 1000,     /* for one that waits to take its call: it does nothing else */
};

/* What the image says of one program. NULL: nothing. */
struct program {
    const char *name;
    char *variable; /* that makes it wait, `NAME=value` */
    char *missed;   /* a file that it has looked for already, when its call comes */
};

static char list[2048];
static struct program programs[MAX_PROGRAMS];
static size_t known;

static struct {
    bool waiting, ended; /* ended: and waited for */
    const struct program *program;
    struct tool tool;
    int fd;              /* our end of the socket */
    size_t untold;       /* bytes that lie in output_payload() */
} early;

/* ---- what the image says ---- */

/* False where there is no such file, or it is none, or longer than it may be. */
static bool read_list(void)
{
    struct stat status;
    int fd = open(WAITS, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return false;
    ssize_t n = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? read(fd, list, sizeof list) : -1;
    close(fd);
    if (n <= 0 || n == sizeof list)
        return false;
    list[n] = '\0';
    return strlen(list) == (size_t)n;
}

/* Cuts the line off at its first space. Returns what is behind it, or NULL. */
static char *cut(char *line)
{
    char *space = strchr(line, ' ');
    if (space != NULL)
        *space++ = '\0';
    return space;
}

static void take_line(char *line)
{
    struct program program = {.name = line};
    for (char *word = cut(line), *next; word != NULL; word = next) {
        next = cut(word);
        if (word[0] == '/' && program.missed == NULL)
            program.missed = word;
        else if (word[0] != '=' && strchr(word, '=') != NULL && program.variable == NULL)
            program.variable = word;
        else
            return;
    }
    size_t length = strlen(line);
    if (known < MAX_PROGRAMS && length > 0 && length <= MAX_NAME && strspn(line, NAME) == length)
        programs[known++] = program;
}

void early_add(struct text *text)
{
    if (!read_list())
        return;
    for (char *line = list, *end; line != NULL; line = end) {
        end = strchr(line, '\n');
        if (end != NULL)
            *end++ = '\0';
        take_line(line);
    }
    for (size_t i = 0; i < known; i++)
        text_add(text, "%s%s%s", i == 0 ? "waits=" : " ", programs[i].name, i + 1 == known ? "\n" : "");
}

static const struct program *find(const char *name)
{
    for (size_t i = 0; i < known; i++)
        if (strcmp(programs[i].name, name) == 0)
            return &programs[i];
    return NULL;
}

/* ---- before the call ---- */

static bool is_given(const struct request *request, const char *variable)
{
    size_t name = (size_t)(strchr(variable, '=') - variable) + 1;
    for (char **one = request->environment; *one != NULL; one++)
        if (strncmp(*one, variable, name) == 0)
            return true;
    return false;
}

static void start(const struct request *request, const struct program *program)
{
    char told[40];
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        fail_errno("starting early: making a socket");
    snprintf(told, sizeof told, WAIT_VARIABLE "%d", ends[1]);
    const struct wait wait = {ends[1], {told, program->variable}};
    tool_start(&early.tool, request, &wait);
    close(ends[1]);
    early.program = program;
    early.fd = ends[0];
    early.ended = early.tool.pid < 0;
}

static bool has_ended(void)
{
    int status;
    if (!early.ended && waitpid(early.tool.pid, &status, WNOHANG) != 0)
        early.ended = true;
    return early.ended;
}

/* Returns when there is something new. A runner that is gone needs no sandbox. */
static void await_news(int64_t until_us)
{
    struct pollfd events[] = {{.fd = early.fd, .events = POLLIN}, {.fd = RUNNER_INPUT}};
    int64_t left_us = until_us - now_us();
    struct timespec wait = {.tv_sec = left_us / 1000000, .tv_nsec = (long)(left_us % 1000000) * 1000};
    sigset_t all_delivered;
    sigemptyset(&all_delivered);
    if (left_us > 0 && ppoll(events, 2, &wait, &all_delivered) > 0 && events[1].revents != 0)
        _exit(0);
}

static bool comes_up(int64_t until_us)
{
    unsigned char byte;
    while (!has_ended() && now_us() < until_us) {
        ssize_t n = recv(early.fd, &byte, 1, MSG_DONTWAIT);
        if (n >= 0)
            return n == 1 && byte == IS_UP;
        await_news(until_us);
    }
    return false;
}

void early_leave(void)
{
    if (!early.waiting)
        return;
    close(early.fd);
    close(early.tool.out);
    close(early.tool.err);
    close(early.tool.start_result);
}

static void end(void)
{
    end_processes();
    early_leave();
    early.waiting = false;
}

void early_start(const struct request *request, int64_t deadline_us, struct text *text)
{
    const struct program *program = find(request->argv[0]);
    bool can_wait = program != NULL && !is_given(request, WAIT_VARIABLE)
        && (program->variable == NULL || !is_given(request, program->variable));
    if (can_wait) {
        start(request, program);
        early.waiting = true;
        int64_t until_us = now_us() + COME_UP_US;
        if (!comes_up(until_us < deadline_us ? until_us : deadline_us)) {
            bool ran = tool_start_error(&early.tool) == 0;
            end();
            text_add(text, ran ? "ran=1\n" : "");
        }
    }
    close(request->standard_input);
    text_add(text, "waiting=%d\n", early.waiting);
}

/* ---- at the call ---- */

static bool tell_all(int64_t until_us)
{
    const unsigned char *bytes = output_payload();
    while (early.untold > 0) {
        ssize_t n = send(early.fd, bytes, early.untold, MSG_DONTWAIT | MSG_NOSIGNAL);
        struct pollfd writable = {.fd = early.fd, .events = POLLOUT};
        int64_t left_us = until_us - now_us();
        if (n < 0 && ((errno != EAGAIN && errno != EINTR) || left_us <= 0))
            return false;
        if (n < 0)
            poll(&writable, 1, (int)(left_us / 1000) + 1);
        bytes += n < 0 ? 0 : n;
        early.untold -= n < 0 ? 0 : (size_t)n;
    }
    return true;
}

/* In pieces as large as can be: each of them wakes the program up. */
static bool tell(const char *bytes, size_t length, int64_t until_us)
{
    while (length > 0) {
        size_t room = OUTPUT_CHUNK - early.untold, part = length < room ? length : room;
        memcpy(output_payload() + early.untold, bytes, part);
        early.untold += part;
        bytes += part;
        length -= part;
        if (early.untold == OUTPUT_CHUNK && !tell_all(until_us))
            return false;
    }
    return true;
}

/* Those of the elements that came after `P`. */
static bool tell_new(const char *type, char **elements, const struct request *request, int64_t until_us)
{
    for (; *elements != NULL; elements++)
        if (*elements >= request->after_early
            && !(tell(type, 1, until_us) && tell(*elements, strlen(*elements) + 1, until_us)))
            return false;
    return true;
}

/* It would go on as if the file were not there. */
static bool has_missed_a_file(void)
{
    struct stat status;
    return early.program->missed != NULL && lstat(early.program->missed, &status) == 0;
}

bool early_hand_over(const struct request *request)
{
    int64_t until_us = now_us() + HAND_OVER_US;
    if (!early.waiting)
        return false;
    if (!has_ended() && !has_missed_a_file() && tell_new("A", request->argv, request, until_us)
        && tell_new("E", request->environment, request, until_us) && tell("G", 1, until_us)
        && tell_all(until_us))
        return true;
    end();
    return false;
}

void early_go(struct tool *tool)
{
    *tool = early.tool;
    shutdown(early.fd, SHUT_WR);
    close(early.fd);
}
