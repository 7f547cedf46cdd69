#include "init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MAX_ELEMENT = 128 * 1024 - 1,       /* the kernel's own bound for one string of an exec */
    MAX_ELEMENTS = 4096,
    MAX_ELEMENT_BYTES = 2 * 1024 * 1024,
    MAX_FILES = 4096,
    MAX_FILE_NAME = 1024,
    MAX_STANDARD_INPUT = 64 * 1024 * 1024,
    LARGEST_PAGE = 64 * 1024,
};

/* Strings of argv and environment, one after the other. Page-aligned, to be given back. */
static char strings[MAX_ELEMENT_BYTES] __attribute__((aligned(LARGEST_PAGE)));
static size_t strings_used;

static char *argv[MAX_ELEMENTS + 1], *environment[MAX_ELEMENTS + 1];
static size_t arguments, variables;

static struct request request = {.standard_input = -1, .argv = argv, .environment = environment};
static bool configured;
static int file = -1, standard_input = -1; /* to be written */
static size_t files, standard_input_bytes;

/* Decimal digits only, few enough not to overflow even when multiplied by 1000. */
static int64_t number(const char *text, size_t length)
{
    int64_t value = 0;
    if (length == 0 || length > 15)
        fail("configuration: not a number");
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9')
            fail("configuration: not a number");
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static void take_proof(const char *text, size_t length)
{
    if (length == 0 || length >= sizeof request.proof)
        fail("configuration: not a proof");
    memcpy(request.proof, text, length);
}

static void take_setting(const char *line, size_t length)
{
    static const struct {
        const char *key;
        int64_t *value;
        int64_t unit;
    } settings[] = {
        {"wall_ms=", &request.wall_us, 1000},
        {"cpu_ms=", &request.cpu_us, 1000},
        {"drain_ms=", &request.drain_us, 1000},
        {"output_bytes=", &request.output_bytes, 1},
        {"artifact_bytes=", &request.artifact_bytes, 1},
        {"artifact_files=", &request.artifact_files, 1},
    };
    if (length > 6 && memcmp(line, "proof=", 6) == 0) {
        take_proof(line + 6, length - 6);
        return;
    }
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        size_t key = strlen(settings[i].key);
        if (length >= key && memcmp(line, settings[i].key, key) == 0) {
            *settings[i].value = number(line + key, length - key) * settings[i].unit;
            return;
        }
    }
    fail("configuration: unknown key");
}

static void take_configuration(const struct frame *frame)
{
    if (configured)
        fail("configuration: sent twice");
    configured = true;
    request.wall_us = -1;
    request.output_bytes = -1;
    request.drain_us = 10 * 1000 * 1000;
    const char *line = (const char *)frame->payload, *end = line + frame->length;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *line_end = newline != NULL ? newline : end;
        if (line_end > line)
            take_setting(line, (size_t)(line_end - line));
        line = line_end + 1;
    }
    if (request.wall_us < 0 || request.output_bytes < 0 || request.proof[0] == '\0')
        fail("configuration: wall_ms, output_bytes and proof are required");
}

static char *keep_string(const struct frame *frame)
{
    if (frame->length > MAX_ELEMENT || frame->length >= MAX_ELEMENT_BYTES - strings_used)
        fail("arguments or environment too long");
    if (arguments + variables == MAX_ELEMENTS)
        fail("too many arguments or variables");
    if (memchr(frame->payload, '\0', frame->length) != NULL)
        fail("argument or variable with a NUL");
    char *kept = strings + strings_used;
    memcpy(kept, frame->payload, frame->length);
    strings_used += frame->length + 1;
    return kept;
}

/* After `P`, a variable may be sent again: the later one is the call's. */
static size_t place_of(const char *variable)
{
    size_t place = 0, name = (size_t)(strchr(variable, '=') - variable) + 1;
    while (place < variables && (request.after_early == NULL || strncmp(environment[place], variable, name) != 0))
        place++;
    return place;
}

static void take_variable(const struct frame *frame)
{
    char *variable = keep_string(frame);
    if (variable[0] == '=' || strchr(variable, '=') == NULL)
        fail("variable without a name");
    size_t place = place_of(variable);
    environment[place] = variable;
    variables += place == variables;
}

static bool is_name(const char *name)
{
    size_t length = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");
    return length > 0 && name[length] == '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

static int enter_directory(int parent, const char *name)
{
    if (!is_name(name))
        fail("file: not a name");
    if (mkdirat(parent, name, 0700) != 0 && errno != EEXIST)
        fail_errno("file: making its directory");
    int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory < 0)
        fail_errno("file: entering its directory");
    close(parent);
    return directory;
}

static void close_file(void)
{
    if (file >= 0 && close(file) != 0)
        fail_errno("file: closing");
    file = -1;
}

static void begin_file(const struct frame *frame)
{
    char path[MAX_FILE_NAME + 1];
    if (frame->length > MAX_FILE_NAME || memchr(frame->payload, '\0', frame->length) != NULL)
        fail("file: not a name");
    if (files++ == MAX_FILES)
        fail("too many files");
    memcpy(path, frame->payload, frame->length);
    path[frame->length] = '\0';
    close_file();
    int directory = open(WORKSPACE, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0)
        fail_errno("file: entering " WORKSPACE);
    char *name = path;
    for (char *slash; (slash = strchr(name, '/')) != NULL; name = slash + 1) {
        *slash = '\0';
        directory = enter_directory(directory, name);
    }
    if (!is_name(name))
        fail("file: not a name");
    file = openat(directory, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (file < 0)
        fail_errno("file: making it");
    close(directory);
}

static void append(int fd, const struct frame *frame, const char *what)
{
    for (size_t done = 0; done < frame->length;) {
        ssize_t n = write(fd, frame->payload + done, frame->length - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            fail_errno(what);
        done += (size_t)n;
    }
}

static void open_standard_input(void)
{
    if (standard_input < 0)
        standard_input = memfd_create("stdin", MFD_CLOEXEC);
    if (standard_input < 0)
        fail_errno("standard input: making it");
}

static void take_standard_input(const struct frame *frame)
{
    standard_input_bytes += frame->length;
    if (standard_input_bytes > MAX_STANDARD_INPUT)
        fail("standard input too long");
    open_standard_input();
    append(standard_input, frame, "standard input: writing");
}

void request_take(const struct frame *frame)
{
    switch (frame->type) {
    case 'C':
        take_configuration(frame);
        break;
    case 'A':
        argv[arguments] = keep_string(frame);
        arguments++;
        break;
    case 'E':
        take_variable(frame);
        break;
    case 'F':
        begin_file(frame);
        break;
    case 'f':
        if (file < 0)
            fail("contents without a file");
        append(file, frame, "file: writing");
        break;
    case 'I':
        take_standard_input(frame);
        break;
    case 'N':
        relay_take(frame);
        break;
    default:
        fail("unexpected frame");
    }
}

/* A second, read-only opening, so that the tool finds its input where it begins. */
static void reopen_standard_input(void)
{
    char path[40];
    open_standard_input();
    snprintf(path, sizeof path, "/proc/self/fd/%d", standard_input);
    request.standard_input = open(path, O_RDONLY | O_CLOEXEC);
    if (request.standard_input < 0)
        fail_errno("standard input: opening it");
}

const struct request *request_early(void)
{
    if (request.after_early != NULL)
        fail("started early twice");
    if (arguments == 0)
        fail("no command");
    reopen_standard_input();
    request.after_early = strings + strings_used;
    return &request;
}

const struct request *request_complete(void)
{
    if (!configured)
        fail("no configuration");
    if (arguments == 0)
        fail("no command");
    close_file();
    reopen_standard_input();
    close(standard_input);
    return &request;
}

/* Among equals the kernel ends the largest process for memory: we stay the smallest. */
void request_release(void)
{
    close(request.standard_input);
    madvise(strings, sizeof strings, MADV_DONTNEED);
}
