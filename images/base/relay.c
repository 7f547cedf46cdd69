/*
 * The tool's way out, where its file allows one: for each allowed host and port a listener on a
 * loopback address of its own, whose connections are passed, byte for byte, to one Unix socket
 * that the runner owns. A process of its own with the tool's rights: whoever ends it, or talks to
 * the sockets itself, gains nothing that the sockets do not give. PROTOCOL.md has the details.
 */

#include "init.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
    MAX_ENTRIES = 16,
    MAX_CONNECTIONS = 32,
    SPARE_FDS = 16,           /* what else this process holds or briefly needs */
    WAITING = 64,             /* connections that the kernel keeps until they are accepted */
    CHUNK = 16 * 1024,
    RETRY_US = 10 * 1000,     /* when the kernel has no room for a connection */
};

#define SOCKETS "/.toolrun/net"

/* One direction. A new chunk is read only when the last one is gone, so the slower side sets the pace. */
struct way {
    unsigned char chunk[CHUNK];
    size_t start, end;
    bool ended; /* no more to read */
    bool told;  /* and the other side knows */
};

struct connection {
    bool used, answered;
    int inside, outside; /* to the tool, to the runner */
    struct way out, in;
};

static int listeners[MAX_ENTRIES];
static size_t entries;
static struct connection connections[MAX_CONNECTIONS];
static size_t capacity, in_use;

/* ---- in the init, before the tool is started ---- */

static void listen_on(unsigned host, unsigned port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(0x7f000100 | host), /* 127.0.1.host */
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        fail_errno("network: making a listener");
    if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, WAITING) != 0)
        fail_errno("network: listening");
    listeners[entries++] = fd;
}

void relay_take(const struct frame *frame)
{
    char text[64];
    unsigned host, port;
    int length = -1;
    if (entries == MAX_ENTRIES)
        fail("network: too many entries");
    if (frame->length >= sizeof text)
        fail("network: not an entry");
    memcpy(text, frame->payload, frame->length);
    text[frame->length] = '\0';
    if (sscanf(text, "host=%3u\nport=%5u\n%n", &host, &port, &length) != 2
        || length != (int)frame->length || host < 1 || host > MAX_ENTRIES || port < 1 || port > 65535)
        fail("network: not an entry");
    listen_on(host, port);
}

/* ---- in the relay ---- */

/* The tool shall see a broken connection as one, not as an end that it might take for success. */
static void reset(int fd)
{
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(fd);
}

static void drop(struct connection *connection, bool broken)
{
    if (broken)
        reset(connection->inside);
    else
        close(connection->inside);
    close(connection->outside);
    connection->used = false;
    in_use--;
}

static int connect_outside(size_t entry)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, SOCKETS "/%zu", entry + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static struct connection *unused(void)
{
    struct connection *connection = connections;
    while (connection->used)
        connection++;
    return connection;
}

static void take_connection(size_t entry)
{
    int yes = 1;
    int inside = accept4(listeners[entry], NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (inside < 0) {
        if (errno != EAGAIN && errno != ECONNABORTED)
            usleep(RETRY_US);
        return;
    }
    int outside = connect_outside(entry);
    if (outside < 0) {
        reset(inside);
        return;
    }
    setsockopt(inside, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    struct connection *connection = unused();
    connection->used = true;
    connection->answered = false;
    connection->inside = inside;
    connection->outside = outside;
    connection->out.start = connection->out.end = connection->in.start = connection->in.end = 0;
    connection->out.ended = connection->out.told = connection->in.ended = connection->in.told = false;
    in_use++;
}

static bool is_empty(const struct way *way)
{
    return way->start == way->end;
}

static bool is_only_busy(void)
{
    return errno == EAGAIN || errno == EINTR;
}

/* What can be moved without waiting. False: the connection is broken. */
static bool move(struct way *way, int from, int to)
{
    if (is_empty(way) && !way->ended) {
        ssize_t n = read(from, way->chunk, CHUNK);
        if (n < 0 && !is_only_busy())
            return false;
        way->start = 0;
        way->end = n > 0 ? (size_t)n : 0;
        way->ended = n == 0;
    }
    while (!is_empty(way)) {
        ssize_t n = write(to, way->chunk + way->start, way->end - way->start);
        if (n < 0)
            return is_only_busy();
        way->start += (size_t)n;
    }
    if (way->ended && !way->told) {
        way->told = true;
        shutdown(to, SHUT_WR);
    }
    return true;
}

/* The runner's first byte says that it has reached the other side; until then nothing moves. */
static bool is_answered(struct connection *connection)
{
    char answer;
    ssize_t n = read(connection->outside, &answer, 1);
    connection->answered = n == 1;
    return n == 1 || (n < 0 && is_only_busy());
}

static void serve(struct connection *connection)
{
    if (!connection->answered) {
        if (!is_answered(connection))
            drop(connection, true);
        return;
    }
    if (!move(&connection->out, connection->inside, connection->outside)
        || !move(&connection->in, connection->outside, connection->inside))
        drop(connection, true);
    else if (connection->out.told && connection->in.told)
        drop(connection, false);
}

/* A descriptor from which nothing is wanted is left out, since poll always reports its end. */
static struct pollfd interest(int fd, const struct way *from, const struct way *to)
{
    short events = (short)((is_empty(from) && !from->ended ? POLLIN : 0) | (is_empty(to) ? 0 : POLLOUT));
    return (struct pollfd){.fd = events == 0 ? -1 : fd, .events = events};
}

static void await_events(struct pollfd *of_listeners, struct pollfd (*of_connections)[2])
{
    for (size_t i = 0; i < entries; i++)
        of_listeners[i] = (struct pollfd){.fd = in_use < capacity ? listeners[i] : -1, .events = POLLIN};
    for (size_t i = 0; i < MAX_CONNECTIONS; i++) {
        struct connection *connection = &connections[i];
        of_connections[i][0] = of_connections[i][1] = (struct pollfd){.fd = -1};
        if (connection->used && !connection->answered)
            of_connections[i][1] = (struct pollfd){.fd = connection->outside, .events = POLLIN};
        else if (connection->used) {
            of_connections[i][0] = interest(connection->inside, &connection->out, &connection->in);
            of_connections[i][1] = interest(connection->outside, &connection->in, &connection->out);
        }
    }
    poll(of_listeners, MAX_ENTRIES + 2 * MAX_CONNECTIONS, -1);
}

static _Noreturn void relay(void)
{
    static struct {
        struct pollfd listeners[MAX_ENTRIES];
        struct pollfd connections[MAX_CONNECTIONS][2];
    } events;
    for (size_t i = entries; i < MAX_ENTRIES; i++)
        events.listeners[i].fd = -1;
    for (;;) {
        await_events(events.listeners, events.connections);
        for (size_t i = 0; i < MAX_CONNECTIONS; i++)
            if (events.connections[i][0].revents != 0 || events.connections[i][1].revents != 0)
                serve(&connections[i]);
        for (size_t i = 0; i < entries; i++)
            if (events.listeners[i].revents != 0 && in_use < capacity)
                take_connection(i);
    }
}

/* Two descriptors a connection; with fewer than that allows, others wait for their turn. */
static void set_capacity(void)
{
    struct rlimit files;
    size_t most = MAX_CONNECTIONS;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < entries + SPARE_FDS + 2 * most)
        most = files.rlim_cur > entries + SPARE_FDS ? (files.rlim_cur - entries - SPARE_FDS) / 2 : 0;
    if (most == 0)
        fail("network: too few open files");
    capacity = most;
}

pid_t relay_start(void)
{
    if (entries == 0)
        return 0;
    set_capacity();
    pid_t pid = fork();
    if (pid < 0)
        fail_errno("network: starting the relay");
    if (pid == 0) {
        prctl(PR_SET_NAME, "relay");
        close(RUNNER_INPUT);
        close(RUNNER_OUTPUT);
        early_leave();
        request_release();
        relay();
    }
    for (size_t i = 0; i < entries; i++)
        close(listeners[i]);
    return pid;
}
