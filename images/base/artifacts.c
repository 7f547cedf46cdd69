#include "init.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Nothing of the tool is alive when this runs, so nothing changes under it. What the tool
   left may still be hostile: nothing is followed, nothing waited for, and all is bounded.
   All memory is static: what the tool left in its tmpfs may leave us hardly any. */

enum {
    MAX_DEPTH = 8,        /* components of a name */
    MAX_ENTRIES = 100000, /* that are looked at */
    ENTRIES_CHUNK = 2048,
};

static struct {
    int64_t bytes_left, files_left, until_us, drain_us;
    int entries;
    char path[MAX_DEPTH * 256];
    struct artifact_counts counts;
} walk;

static char entries[MAX_DEPTH][ENTRIES_CHUNK] __attribute__((aligned(8)));

static bool is_over(void)
{
    if (!walk.counts.cut && now_us() >= walk.until_us)
        walk.counts.cut = true;
    return walk.counts.cut;
}

static bool send(char type, size_t length)
{
    output_frame(type, length);
    if (output_flush(walk.drain_us))
        return true;
    walk.counts.cut = true;
    walk.counts.runner_gone = true;
    return false;
}

static void send_contents(int fd, int64_t size)
{
    while (size > 0 && !is_over()) {
        size_t wanted = size < OUTPUT_CHUNK ? (size_t)size : OUTPUT_CHUNK;
        ssize_t n = read(fd, output_payload(), wanted);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            walk.counts.unreadable++;
            return;
        }
        if (!send('n', (size_t)n))
            return;
        size -= n;
    }
}

static void send_file(int fd, int64_t size)
{
    if (walk.files_left == 0) {
        walk.counts.over_files++;
        return;
    }
    if (size > walk.bytes_left) {
        walk.counts.over_bytes++;
        return;
    }
    walk.files_left--;
    walk.bytes_left -= size;
    int length = snprintf((char *)output_payload(), OUTPUT_CHUNK, "%lld %s", (long long)size, walk.path);
    if (send('N', (size_t)length))
        send_contents(fd, size);
}

static void open_file(int directory, const char *name)
{
    struct stat status;
    int fd = openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        walk.counts.unreadable++;
        return;
    }
    if (fstat(fd, &status) != 0)
        walk.counts.unreadable++;
    else if (!S_ISREG(status.st_mode))
        walk.counts.special++;
    else
        send_file(fd, status.st_size);
    close(fd);
}

static void walk_directory(int parent, const char *name, int depth, size_t path_length);

static void take(int directory, const char *name, int depth, size_t path_length)
{
    struct stat status;
    size_t length = (size_t)snprintf(walk.path + path_length, sizeof walk.path - path_length, "%s%s",
                                     path_length > 0 ? "/" : "", name);
    if (++walk.entries > MAX_ENTRIES)
        walk.counts.cut = true;
    else if (fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        walk.counts.unreadable++;
    else if (S_ISLNK(status.st_mode))
        walk.counts.links++;
    else if (S_ISDIR(status.st_mode) && depth == MAX_DEPTH)
        walk.counts.deep++;
    else if (S_ISDIR(status.st_mode))
        walk_directory(directory, name, depth + 1, path_length + length);
    else if (S_ISREG(status.st_mode))
        open_file(directory, name);
    else
        walk.counts.special++;
}

/* Depth 1 is the directory itself, whose name is no part of the paths. */
static void walk_directory(int parent, const char *name, int depth, size_t path_length)
{
    int directory = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (directory < 0) {
        walk.counts.unreadable++;
        return;
    }
    char *chunk = entries[depth - 1];
    long n = 0;
    while (!is_over() && (n = syscall(SYS_getdents64, directory, chunk, ENTRIES_CHUNK)) > 0)
        for (long at = 0; at < n && !is_over();) {
            const struct entry *entry = (const struct entry *)(chunk + at);
            at += entry->length;
            if (strcmp(entry->name, ".") != 0 && strcmp(entry->name, "..") != 0)
                take(directory, entry->name, depth, path_length);
        }
    if (n < 0)
        walk.counts.unreadable++;
    close(directory);
}

void artifacts_make_directory(void)
{
    if (mkdir(ARTIFACTS, 0700) != 0 && errno != EEXIST)
        fail_errno("making " ARTIFACTS);
}

const struct artifact_counts *artifacts_send(const struct request *request, int64_t until_us, int64_t drain_us)
{
    struct stat status;
    walk.bytes_left = request->artifact_bytes;
    walk.files_left = request->artifact_files;
    walk.until_us = until_us;
    walk.drain_us = drain_us;
    if (lstat(ARTIFACTS, &status) != 0)
        walk.counts.unreadable += errno != ENOENT; /* a tool may remove it */
    else if (S_ISLNK(status.st_mode))
        walk.counts.links++;
    else
        walk_directory(AT_FDCWD, ARTIFACTS, 1, 0);
    return &walk.counts;
}

/* What there was none of is left out. */
void artifacts_add(struct text *text, const struct artifact_counts *counts)
{
    const struct {
        const char *key;
        int64_t count;
    } lines[] = {
        {"artifact_links", counts->links},           {"artifact_special", counts->special},
        {"artifact_deep", counts->deep},             {"artifact_unreadable", counts->unreadable},
        {"artifact_over_bytes", counts->over_bytes}, {"artifact_over_files", counts->over_files},
        {"artifact_cut", counts->cut},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        if (lines[i].count > 0)
            text_add_number(text, lines[i].key, lines[i].count);
}
