/* A connection's output: it gathers or is lent, leaves as the socket takes it, and must get ahead. */
#include <errno.h>
#include "base/memory.h"
#include "base/str.h"
#include "net/conn.h"
#include "runtime/settings.h"

enum { TOLD_UNIT = 4096, TOLD_MOST = UINT16_MAX };       /* octets; units */

static str gathered(const struct conn *c)
{
    return (str){ c->out.p + c->written, c->out.n - c->written };
}

static void lent_set(struct conn *c, str s)
{
    if (s.n && !c->lent)
        c->lent = memory_new(str);
    if (s.n) {
        *c->lent = s;
        return;
    }
    memory_free(c->lent);
    c->lent = NULL;
}

str conn_lent_take(struct conn *c)
{
    str left = c->lent ? *c->lent : S("");

    lent_set(c, S(""));
    return left;
}

/* What is added follows what was lent. It is of no great length then: more is made only for a connection that has room. */
static void lent_gather(struct conn *c)
{
    buf_add(&c->out, conn_lent_take(c));
}

struct buf *conn_out(struct conn *c)
{
    if (!c->out.p)
        c->out = lane_buf_take(c->lane);
    if (UNLIKELY(c->lent))
        lent_gather(c);
    conn_soon(c);
    return &c->out;
}

bool conn_roomy(const struct conn *c)
{
    size_t n = conn_pending(c);

    return !n || (n < OUT_HIGH && !backlog_full(c->lane->world));
}

/* The backlog hears of memory that outlasts a write; most never does. */
static void told_set(struct conn *c, size_t octets)
{
    size_t now = (octets + TOLD_UNIT - 1) / TOLD_UNIT;

    if (now > TOLD_MOST)
        now = TOLD_MOST;
    if (LIKELY(c->told == now))
        return;
    backlog_add(c->lane, ((i64)now - c->told) * TOLD_UNIT);
    c->told = (u16)now;
}

/* A client that takes a little now and then is as slow as one that takes nothing: it keeps write_rate on the whole. */
static void note_progress(struct conn *c, size_t n)
{
    const struct settings *s = c->lane->settings;
    i64 now = loop_mono_ms(c->lane->loop);

    if (c->out_timer.place)
        pace_waited(&c->out_pace, now);
    else
        pace_begin(&c->out_pace, s->write_timeout, 0);
    pace_moved(&c->out_pace, n, s->write_rate, s->write_timeout);
    timer_start(c->lane->loop, &c->out_timer, pace_wait(&c->out_pace, now));
}

static void out_done(struct conn *c)
{
    c->written = 0;
    if (c->out.p)
        lane_buf_give(c->lane, &c->out);
}

static bool failed(ssize_t sent)
{
    return sent < 0 && errno != EAGAIN && errno != EINTR;
}

/* As much as the socket takes at once. */
static ssize_t send_both(struct conn *c)
{
    str first = gathered(c);

    if (!first.n)
        return c->transport->write(c, c->lent->p, c->lent->n);
    if (c->lent && c->transport->write_two)
        return c->transport->write_two(c, first, *c->lent);
    ssize_t sent = c->transport->write(c, first.p, first.n);
    if (sent < (ssize_t)first.n || !c->lent)
        return sent;
    ssize_t more = c->transport->write(c, c->lent->p, c->lent->n);
    return more > 0 ? sent + more : failed(more) ? more : sent;
}

static void note_sent(struct conn *c, size_t n)
{
    size_t of_out = c->out.n - c->written;

    if (n < of_out) {
        c->written += (u32)n;
        return;
    }
    out_done(c);
    if (c->lent)
        lent_set(c, str_from(*c->lent, n - of_out));
}

/* So that no octet moves often. */
static void compact(struct conn *c)
{
    str rest = gathered(c);

    if (c->written < OUT_LOW || c->written < rest.n)
        return;
    memmove(c->out.p, rest.p, rest.n);
    c->out.n = rest.n;
    c->written = 0;
}

void conn_flush(struct conn *c)
{
    if (!conn_pending(c) || c->gone)
        return;
    ssize_t sent = send_both(c);
    if (failed(sent)) {
        conn_lose(c);
        return;
    }
    note_sent(c, sent > 0 ? (size_t)sent : 0);
    if (conn_pending(c)) {
        note_progress(c, sent > 0 ? (size_t)sent : 0);
        compact(c);
    } else {
        timer_stop(c->lane->loop, &c->out_timer);
    }
    told_set(c, c->out.size);
}

/* Otherwise one client would idle while we work at all of its answers, and we while it reads them. */
void conn_early(struct conn *c)
{
    if (conn_pending(c) >= OUT_EARLY && !loop_crowded(c->lane->loop))
        conn_flush(c);
}

void conn_lend(struct conn *c, str s)
{
    if (UNLIKELY(c->lent))
        conn_out(c);
    lent_set(c, s);
    conn_flush(c);
}

str conn_write(struct conn *c, str s)
{
    conn_lend(c, s);
    return conn_lent_take(c);
}

void conn_out_drop(struct conn *c)
{
    if (c->out.p)
        lane_buf_give(c->lane, &c->out);
    conn_lent_take(c);
    told_set(c, 0);
}
