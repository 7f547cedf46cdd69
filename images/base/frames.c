#include "init.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { HEADER = 5 };

static struct {
    unsigned char bytes[HEADER + MAX_FRAME];
    size_t have;
} input;

static struct {
    unsigned char bytes[HEADER + OUTPUT_CHUNK];
    size_t start, end;
} output;

static size_t frame_length(const unsigned char *header)
{
    return (size_t)header[1] << 24 | (size_t)header[2] << 16 | (size_t)header[3] << 8 | header[4];
}

/* Reads up to the end of this frame's header, then up to its own end, never beyond. */
enum input input_step(struct frame *frame)
{
    bool in_payload = input.have >= HEADER;
    size_t wanted = in_payload ? HEADER + frame_length(input.bytes) : HEADER;
    ssize_t n = read(RUNNER_INPUT, input.bytes + input.have, wanted - input.have);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return INPUT_PARTIAL;
    if (n <= 0)
        return INPUT_END;
    input.have += (size_t)n;
    if (input.have < HEADER)
        return INPUT_PARTIAL;
    size_t length = frame_length(input.bytes);
    if (length > MAX_FRAME)
        fail("frame too long");
    if (input.have < HEADER + length)
        return INPUT_PARTIAL;
    *frame = (struct frame){(char)input.bytes[0], length, input.bytes + HEADER};
    input.have = 0;
    return INPUT_FRAME;
}

bool output_idle(void)
{
    return output.start == output.end;
}

unsigned char *output_payload(void)
{
    return output.bytes + HEADER;
}

void output_frame(char type, size_t length)
{
    unsigned char header[HEADER] = {(unsigned char)type, (unsigned char)(length >> 24),
                                    (unsigned char)(length >> 16), (unsigned char)(length >> 8),
                                    (unsigned char)length};
    memcpy(output.bytes, header, HEADER);
    output.start = 0;
    output.end = HEADER + length;
}

bool output_push(void)
{
    while (!output_idle()) {
        ssize_t n = write(RUNNER_OUTPUT, output.bytes + output.start, output.end - output.start);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return errno == EAGAIN;
        output.start += (size_t)n;
    }
    return true;
}

bool output_flush(int64_t deadline_us)
{
    for (;;) {
        if (!output_push())
            return false;
        if (output_idle())
            return true;
        int64_t left_us = deadline_us - now_us();
        if (left_us <= 0)
            return false;
        struct pollfd writable = {.fd = RUNNER_OUTPUT, .events = POLLOUT};
        poll(&writable, 1, (int)(left_us / 1000) + 1);
    }
}
