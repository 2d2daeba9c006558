/* Reads one JSON document from standard input: exits with 0 if it is accepted, otherwise with 1, and says why. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/json.h"

enum { PIECE = 64 * 1024 };

static bool read_all(int fd, struct buf *b)
{
    for (;;) {
        ssize_t n = read(fd, buf_reserve(b, PIECE), PIECE);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n == 0;
        b->n += (size_t)n;
    }
}

int main(void)
{
    struct buf text = {0};
    struct arena arena = {0};
    struct failure failure;

    if (!read_all(STDIN_FILENO, &text)) {
        fprintf(stderr, "json-check: standard input cannot be read: %s\n", strerror(errno));
        return 1;
    }
    failure_begin(&failure, &arena);
    err e = json_accepts(&failure, buf_str(&text));
    if (e != OK)
        fprintf(stderr, "json-check: " STR_FMT "\n", STR_ARG(failure.detail));
    arena_close(&arena);
    buf_close(&text);
    return e != OK;
}
