#include "domain/media/boxes.h"
#include <errno.h>
#include <unistd.h>
#include "domain/media/format.h"
#include "ports/files.h"

enum {
    DEPTH_MOST = 8,
    BOXES_MOST = 100000,             /* a film of a day in fragments of a second has fewer */
    ZEROS = 16 * 1024
};

bool box_next(struct look *l, i64 *at, i64 end, struct box *b)
{
    const u8 *p = end - *at >= 8 ? look_at(l, *at, 8) : NULL;
    u64 size;

    if (!p)
        return false;
    *b = (struct box){ be32(p + 4), *at, *at + 8, end };
    size = be32(p);
    if (size == 1) {
        p = end - *at >= 16 ? look_at(l, *at + 8, 8) : NULL;
        if (!p)
            return false;
        size = be64(p);
        b->body += 8;
    }
    if (size == 0 && end == l->size)
        size = (u64)(end - *at);
    if (size < (u64)(b->body - *at) || size > (u64)(end - *at))
        return false;
    b->end = *at += (i64)size;
    return true;
}

bool box_find(struct look *l, i64 from, i64 end, u32 type, struct box *b)
{
    for (int n = 0; n < BOXES_MOST && box_next(l, &from, end, b); n++)
        if (b->type == type)
            return true;
    return false;
}

/* ---- what says where and with what ---- */

struct hunt { struct look *look; box_found *found; void *arg; int boxes; };

static bool is_private(u32 type)
{
    switch (type) {
    case BOX('u', 'd', 't', 'a'):
    case BOX('m', 'e', 't', 'a'):
    case BOX('u', 'u', 'i', 'd'):
    case BOX('f', 'r', 'e', 'e'):
    case BOX('s', 'k', 'i', 'p'):
        return true;
    }
    return false;
}

static bool has_boxes(u32 type)
{
    switch (type) {
    case BOX('m', 'o', 'o', 'v'):
    case BOX('t', 'r', 'a', 'k'):
    case BOX('m', 'd', 'i', 'a'):
    case BOX('m', 'i', 'n', 'f'):
    case BOX('s', 't', 'b', 'l'):
    case BOX('e', 'd', 't', 's'):
    case BOX('m', 'v', 'e', 'x'):
    case BOX('m', 'o', 'o', 'f'):
    case BOX('t', 'r', 'a', 'f'):
    case BOX('m', 'f', 'r', 'a'):
        return true;
    }
    return false;
}

/* What is left after the last box is nobody's if it is too short for one: QuickTime ends some lists with four zeros. */
static bool hunt_through(struct hunt *h, i64 at, i64 end, int depth)
{
    struct box b;

    while (end - at >= 8) {
        if (++h->boxes > BOXES_MOST || !box_next(h->look, &at, end, &b))
            return false;
        if (is_private(b.type) && !h->found(h->arg, b.at + 4, b.body, b.end))
            return false;
        if (has_boxes(b.type) && (depth == DEPTH_MOST || !hunt_through(h, b.body, b.end, depth + 1)))
            return false;
    }
    return true;
}

bool boxes_private(struct look *l, box_found *found, void *arg)
{
    struct hunt h = { l, found, arg, 0 };

    return hunt_through(&h, 0, l->size, 0);
}

/* ---- overwriting it ---- */

struct blanking { int fd; bool failed; };

static bool write_at(int fd, const char *p, size_t n, i64 at)
{
    while (n) {
        ssize_t put = pwrite(fd, p, n, at);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        p += put;
        at += put;
        n -= (size_t)put;
    }
    return true;
}

static bool blank(void *arg, i64 type_at, i64 from, i64 to)
{
    static const char zeros[ZEROS];
    struct blanking *b = arg;

    b->failed = !write_at(b->fd, "free", 4, type_at);
    while (from < to && !b->failed) {
        size_t n = to - from < ZEROS ? (size_t)(to - from) : ZEROS;
        b->failed = !write_at(b->fd, zeros, n, from);
        from += (i64)n;
    }
    return !b->failed;
}

err boxes_blank(int fd, i64 size, struct look *memory)
{
    struct blanking b = { fd, false };

    memory->fd = fd;
    memory->size = size;
    memory->bytes = NULL;
    memory->n = 0;
    if (boxes_private(memory, blank, &b))
        return OK;
    return b.failed ? err_of_errno(errno) : memory->failed ? ERR_IO : ERR_INVALID;
}
