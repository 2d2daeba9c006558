#include "domain/media/look.h"
#include <assert.h>
#include <errno.h>
#include <unistd.h>

/* As much as there is from `at` on. */
static void window_move(struct look *l, i64 at)
{
    l->from = at;
    l->n = 0;
    while (l->n < sizeof l->window) {
        ssize_t got = pread(l->fd, l->window + l->n, sizeof l->window - l->n, at + (i64)l->n);
        if (got < 0 && errno == EINTR)
            continue;
        l->failed |= got < 0;
        if (got <= 0)
            break;
        l->n += (size_t)got;
    }
}

static bool in_window(const struct look *l, i64 at, size_t n)
{
    return at >= l->from && at - l->from <= (i64)l->n && (i64)n <= (i64)l->n - (at - l->from);
}

const u8 *look_at(struct look *l, i64 at, size_t n)
{
    assert(n <= LOOK_MOST);
    if (at < 0 || at > l->size || (i64)n > l->size - at)
        return NULL;
    if (l->bytes)
        return l->bytes + at;
    if (!in_window(l, at, n))
        window_move(l, at);
    return in_window(l, at, n) ? l->window + (at - l->from) : NULL;
}
