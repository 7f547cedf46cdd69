/* What the parts of the init share. PROTOCOL.md says what it does as a whole. */

#ifndef TOOLRUN_INIT_H
#define TOOLRUN_INIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define WORKSPACE "/workspace"
#define ARTIFACTS WORKSPACE "/out"

struct text;

/* ---- frames.c: the conversation with the runner ---- */

enum {
    RUNNER_INPUT = 0,
    RUNNER_OUTPUT = 1,
    MAX_FRAME = 1024 * 1024,
    OUTPUT_CHUNK = 64 * 1024, /* longest payload of our own frames */
};

struct frame {
    char type;
    size_t length;
    const unsigned char *payload; /* until the next input_step */
};

enum input { INPUT_PARTIAL, INPUT_FRAME, INPUT_END };

/* One read. Call it when poll says that there is something to read. */
enum input input_step(struct frame *frame);

/* The output holds one frame at a time. Fill output_payload() only while it is idle. */
bool output_idle(void);
unsigned char *output_payload(void);
void output_frame(char type, size_t length);

/* Writes what can be written without waiting. False: the runner no longer reads. */
bool output_push(void);

/* Waits until all is written. False: the deadline passed, or the runner no longer reads. */
bool output_flush(int64_t deadline_us);

/* ---- request.c: what the runner asks for ---- */

struct request {
    int64_t wall_us, cpu_us, output_bytes, drain_us; /* cpu_us 0: no limit */
    int64_t artifact_bytes, artifact_files;          /* of all that are sent together */
    char proof[65];     /* that the trailer is ours: only the runner and this memory know it */
    char **argv, **environment;
    const char *after_early; /* strings from here on came after `P` */
    int standard_input;      /* a file of all of it, read-only */
};

/* Takes one frame that comes before `G`, which it leaves to the caller. */
void request_take(const struct frame *frame);

/* At `P`: the command and the environment as far as they came. The standard input, an opening of its own
   for what is still to come, is the caller's to close. */
const struct request *request_early(void);

/* The complete request. Fails when something is missing. */
const struct request *request_complete(void);

/* Gives the request's memory back once the tool has its own copy. */
void request_release(void);

/* ---- tool.c: the tool's first process ---- */

struct tool {
    pid_t pid;         /* -1: could not be made, see start_errno */
    int start_errno;
    int out, err;      /* reading ends, non-blocking; -1 when closed */
    int start_result;  /* carries the errno of a failed exec, else nothing */
};

#define WAIT_VARIABLE "TOOLRUN_WAIT="

/* For a process that waits for its call: what it inherits, and is told of that. */
struct wait {
    int fd;
    char *variables[2]; /* NULL: none */
};

/* `wait`: NULL for a process that does not. */
void tool_start(struct tool *tool, const struct request *request, const struct wait *wait);

/* After the tool's end: 0, or the errno for which it was never started. */
int tool_start_error(struct tool *tool);

/* ---- early.c: the tool's first process, started before its call ---- */

/* What the image says of programs that can wait. Once. */
void early_add(struct text *text);

/* Starts the command if it can wait for its call, and waits until it is up. Says whether it waits.
   One that does not is ended, and everything that it started. */
void early_start(const struct request *request, int64_t deadline_us, struct text *text);

/* Tells what waits all of its call that it does not know. False: nothing waits, or it did not listen and was ended. */
bool early_hand_over(const struct request *request);

/* Lets it begin. */
void early_go(struct tool *tool);

/* In a process that has nothing to do with it: lets go of what was inherited. */
void early_leave(void);

/* ---- artifacts.c: the files that the tool made ---- */

/* What was not sent, by reason. */
struct artifact_counts {
    int64_t links, special, deep, unreadable, over_bytes, over_files;
    bool cut;         /* not everything was looked at, or sent to its end */
    bool runner_gone; /* nothing more can be sent */
};

/* Before the tool starts. */
void artifacts_make_directory(void);

/* Once nothing of the tool is left, and the output is idle. Begins nothing after `until_us`;
   what was begun may take until `drain_us` to get out. */
const struct artifact_counts *artifacts_send(const struct request *request, int64_t until_us, int64_t drain_us);

void artifacts_add(struct text *text, const struct artifact_counts *counts);

/* ---- relay.c: the way out to what the tool may reach ---- */

/* Takes one `N` frame: listens for connections to what it allows. */
void relay_take(const struct frame *frame);

/* Starts the relay if there was any such frame. It ends with everything else. 0: none was needed. */
pid_t relay_start(void);

/* ---- counters.c: the kernel's counts for this sandbox ---- */

enum counter {
    CPU_TIME_US,
    MEMORY_BYTES,
    MEMORY_LIMIT_BYTES,
    PEAK_MEMORY_BYTES,
    OOM_KILLS,
    PIDS_HITS,
    COUNTERS
};

#define CGROUP "/sys/fs/cgroup"

/* `root`: where the sandbox's own cgroup is, or one that looks like it. */
void counters_open(const char *root);

/* Opens one of the cgroup's files. -1: it is not there. */
int cgroup_file(const char *path);

/* -1: can't be read here. */
int64_t counter_read(enum counter counter);

/* ---- reached.c: limits that the tool was seen to use up; the kernel counts none of these ---- */

/* Before the tool starts. The relay does not count. */
void reached_open(pid_t relay);

/* Looks if it is time to. Returns when it will be again. Looking takes memory of the kernel's:
   where hardly any is left, the one who asks could be the next to be killed. */
int64_t reached_look(void);
void reached_look_now(void);

/* How a process that was waited for had ended. */
void reached_buried(int status);

/* Once nothing of the tool is left. */
void reached_add(struct text *text);

/* ---- status.c: who this process is, and what it may do ---- */

void status_add(struct text *text);

/* ---- bounds.c: the limits that the kernel holds this sandbox to, by its own account ---- */

void bounds_add(struct text *text);

/* ---- account.c: the same of any directory, to be tried without the kernel that would write it ---- */

int account(const char *root);

/* ---- probe.c: tries them; pairs of a limit's name and its amount ---- */

int probe(int count, char **arguments);

/* ---- text.c: key=value lines, names of errors ---- */

struct text {
    char *at;
    size_t left;
};

void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Nothing where the value is negative, and so not known. */
void text_add_number(struct text *text, const char *key, int64_t value);
const char *errno_name(int error);

/* ---- init.c ---- */

/* As getdents64 writes it. */
struct entry {
    uint64_t inode;
    int64_t offset;
    unsigned short length;
    unsigned char type;
    char name[];
};

int64_t now_us(void);

/* Ends every process but this one, whatever it is. */
void end_processes(void);

/* Ends everything, tells the runner why in an `X` frame, exits with 70. */
_Noreturn void fail(const char *reason);
_Noreturn void fail_errno(const char *reason);

#endif
