/* A connection's output: it gathers, leaves as the socket takes it, and must get ahead. */
#include <errno.h>
#include "base/str.h"
#include "net/conn.h"
#include "runtime/settings.h"

enum { WRITE_PROGRESS = 4096 };      /* octets; less than that within write_timeout is no progress */

struct buf *conn_out(struct conn *c)
{
    if (!c->out.p)
        c->out = lane_buf_take(c->lane);
    conn_soon(c);
    return &c->out;
}

/* A client that takes a little now and then is as slow as one that takes nothing. */
static void note_progress(struct conn *c, size_t n)
{
    c->progress += n;
    if (!c->out_timer.place || c->progress >= WRITE_PROGRESS) {
        c->progress = 0;
        timer_start(c->lane->loop, &c->out_timer, c->lane->settings->write_timeout);
    }
}

static void out_done(struct conn *c)
{
    c->written = 0;
    lane_buf_give(c->lane, &c->out);
    timer_stop(c->lane->loop, &c->out_timer);
}

static bool failed(ssize_t sent)
{
    return sent < 0 && errno != EAGAIN && errno != EINTR;
}

void conn_flush(struct conn *c)
{
    size_t n = conn_pending(c);

    if (!n || c->gone)
        return;
    ssize_t sent = c->transport->write(c, c->out.p + c->written, n);
    if (failed(sent)) {
        conn_lose(c);
        return;
    }
    if (sent > 0)
        c->written += (size_t)sent;
    if (!conn_pending(c)) {
        out_done(c);
        return;
    }
    note_progress(c, sent > 0 ? (size_t)sent : 0);
    if (c->written >= OUT_LOW && c->written >= conn_pending(c)) {        /* so that no octet moves often */
        memmove(c->out.p, c->out.p + c->written, conn_pending(c));
        c->out.n -= c->written;
        c->written = 0;
    }
}

/* Otherwise one client would idle while we work at all of its answers, and we while it reads them. */
void conn_early(struct conn *c)
{
    if (conn_pending(c) >= OUT_EARLY && !loop_crowded(c->lane->loop))
        conn_flush(c);
}

/* Of what waits, and then of `s`, as much as the socket takes at once. */
static ssize_t write_behind(struct conn *c, str s)
{
    size_t waiting = conn_pending(c);

    if (waiting && c->transport->write_two)
        return c->transport->write_two(c, (str){ c->out.p + c->written, waiting }, s);
    conn_flush(c);
    if (conn_pending(c) || c->gone)
        return 0;
    ssize_t sent = c->transport->write(c, s.p, s.n);
    return sent > 0 ? (ssize_t)waiting + sent : failed(sent) ? sent : (ssize_t)waiting;
}

str conn_write(struct conn *c, str s)
{
    size_t waiting = conn_pending(c);
    ssize_t sent = write_behind(c, s);

    if (failed(sent))
        conn_lose(c);
    if (sent <= 0)
        return s;
    if (conn_pending(c) && (size_t)sent < waiting) {
        c->written += (size_t)sent;
        return s;
    }
    if (conn_pending(c))
        out_done(c);
    return str_from(s, (size_t)sent - waiting);
}
