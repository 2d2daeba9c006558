/* A connection's output: it gathers or is lent, leaves as the socket takes it, and must make progress. */
#include <assert.h>
#include <errno.h>
#include "base/memory.h"
#include "base/str.h"
#include "net/conn.h"
#include "net/pace.h"
#include "net/shared.h"
#include "runtime/settings.h"

enum { FIT_MOST = 32 * 1024, FIT_SLACK = 1024 };         /* octets */
enum { TOGETHER_MOST = 32 * 1024 };                      /* octets */
enum { TOLD_UNIT = 4096, TOLD_MOST = UINT16_MAX };       /* octets; units */

/* What is not in `out`, and while output waits for the client the pace that it has to keep. */
struct unsent {
    struct unsent *next;             /* in the lane, once it is nobody's */
    struct conn *conn;
    str lent;                        /* it follows `out`, where its owner has it */
    struct stretch file;             /* or this, likewise */
    struct pieces shared;            /* these follow */
    struct pace pace;
    struct timer timer;
};

static str gathered(const struct conn *c)
{
    return (str){ c->out.p + c->written, c->out.n - c->written };
}

static void out_late(struct timer *t)
{
    conn_abort(CONTAINER(t, struct unsent, timer)->conn);
}

static struct unsent *unsent_take(struct lane *l)
{
    struct unsent *u = l->unsent;

    if (!u)
        return memory_new(struct unsent);
    l->unsent = u->next;
    l->unsent_count--;
    return u;
}

static void unsent_free(struct unsent *u)
{
    pieces_close(&u->shared);
    memory_free(u);
}

static void unsent_give(struct lane *l, struct unsent *u)
{
    pieces_clear(&u->shared);
    if (l->unsent_count == LANE_UNSENT) {
        unsent_free(u);
        return;
    }
    *u = (struct unsent){ .next = l->unsent, .shared = u->shared };
    l->unsent = u;
    l->unsent_count++;
}

void lane_unsent_close(struct lane *l)
{
    while (l->unsent)
        unsent_free(unsent_take(l));
}

static struct unsent *unsent_of(struct conn *c)
{
    if (!c->unsent) {
        c->unsent = unsent_take(c->lane);
        c->unsent->conn = c;
        c->unsent->timer.fire = out_late;
    }
    return c->unsent;
}

/* Nothing of it is left, or nothing more is to be sent. */
static void unsent_drop(struct conn *c)
{
    if (!c->unsent)
        return;
    timer_stop(c->lane->loop, &c->unsent->timer);
    unsent_give(c->lane, c->unsent);
    c->unsent = NULL;
}

size_t conn_unsent(const struct conn *c)
{
    return c->unsent->lent.n + c->unsent->shared.octets + (size_t)c->unsent->file.left;
}

bool conn_lends_file(const struct conn *c)
{
    return c->unsent && c->unsent->file.left;
}

bool conn_lends(const struct conn *c)
{
    return c->unsent && (c->unsent->lent.n || c->unsent->file.left);
}

bool conn_shares(const struct conn *c)
{
    return c->unsent && c->unsent->shared.n;
}

static str lent(const struct conn *c)
{
    return c->unsent ? c->unsent->lent : S("");
}

/* The pace goes on: what was lent may be gathered and follow. */
str conn_lent_take(struct conn *c)
{
    str left = lent(c);

    if (left.n)
        c->unsent->lent = S("");
    return left;
}

i64 conn_file_take(struct conn *c)
{
    i64 left = c->unsent ? c->unsent->file.left : 0;

    if (left)
        c->unsent->file = (struct stretch){ 0 };
    return left;
}

/* What is added follows what was lent. It is never long then: more output is made only for a connection that has room. */
static void lent_gather(struct conn *c)
{
    buf_add(&c->out, conn_lent_take(c));
}

struct buf *conn_out(struct conn *c)
{
    assert(!conn_shares(c) && !conn_lends_file(c));
    if (!c->out.p)
        c->out = lane_buf_take(c->lane);
    if (UNLIKELY(lent(c).n))
        lent_gather(c);
    conn_soon(c);
    return &c->out;
}

void conn_share(struct conn *c, struct shared *s)
{
    if (!s->n)
        return;
    pieces_add(&unsent_of(c)->shared, s);
    conn_soon_last(c);
}

/* The backlog counts memory that outlasts a write; most does not. */
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

/* A client that takes a little now and then is as slow as one that takes nothing: it must keep up write_rate overall. */
static void note_progress(struct conn *c, size_t n)
{
    const struct settings *s = c->lane->settings;
    i64 now = loop_mono_ms(c->lane->loop);
    struct unsent *u = unsent_of(c);

    if (u->timer.place)
        pace_waited(&u->pace, now);
    else
        pace_begin(&u->pace, s->write_timeout, 0);
    pace_moved(&u->pace, n, s->write_rate, s->write_timeout);
    timer_start(c->lane->loop, &u->timer, pace_wait(&u->pace, now));
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

/* What leaves first; returns how many there are. */
static int next_two(const struct conn *c, str two[2])
{
    int n = 0;

    if (gathered(c).n)
        two[n++] = gathered(c);
    if (lent(c).n)
        two[n++] = lent(c);
    if (n < 2 && conn_shares(c))
        two[n++] = together_of(&c->lane->together, &c->unsent->shared, TOGETHER_MOST);
    return n;
}

/* As much of both as the socket takes at once. */
static ssize_t send_two(struct conn *c, const str two[2], int n)
{
    if (n == 2 && c->transport->write_two)
        return c->transport->write_two(c, two[0], two[1]);
    ssize_t sent = c->transport->write(c, two[0].p, two[0].n);
    if (sent < (ssize_t)two[0].n || n < 2)
        return sent;
    ssize_t more = c->transport->write(c, two[1].p, two[1].n);
    return more > 0 ? sent + more : failed(more) ? more : sent;
}

static void note_sent(struct conn *c, size_t n)
{
    size_t of_out = c->out.n - c->written;

    if (n < of_out) {
        c->written += (u32)n;
        return;
    }
    n -= of_out;
    out_done(c);
    if (!n)
        return;
    size_t of_lent = n < lent(c).n ? n : lent(c).n;
    c->unsent->lent = str_from(c->unsent->lent, of_lent);
    pieces_skip(&c->unsent->shared, n - of_lent);
}

static void to_the_front(struct conn *c)
{
    str rest = gathered(c);

    memmove(c->out.p, rest.p, rest.n);
    c->out.n = rest.n;
    c->written = 0;
}

/*
 * So that no octet moves often. Of little that waits, for one of many clients that do not read, no more memory is kept than it
 * needs.
 */
static void compact(struct conn *c)
{
    size_t rest = gathered(c).n;

    if (rest && rest <= FIT_MOST && c->out.size > rest + rest / 4 + FIT_SLACK) {
        to_the_front(c);
        buf_fit(&c->out);
    } else if (c->written >= OUT_LOW && c->written >= rest) {
        to_the_front(c);
    }
}

static size_t in_memory(const struct conn *c)
{
    return conn_pending(c) - (conn_lends_file(c) ? (size_t)c->unsent->file.left : 0);
}

/* As much as the socket takes; false: it failed. */
static bool send_memory(struct conn *c)
{
    ssize_t sent, ready;
    str two[2];

    do {
        int n = next_two(c, two);
        ready = (ssize_t)(two[0].n + (n > 1 ? two[1].n : 0));
        sent = send_two(c, two, n);
        if (failed(sent))
            return false;
        note_sent(c, sent > 0 ? (size_t)sent : 0);
    } while (sent == ready && in_memory(c));
    return true;
}

static bool send_file(struct conn *c)
{
    ssize_t sent = 1;

    while (c->unsent->file.left && sent > 0)
        sent = c->transport->send_file(c, &c->unsent->file);
    return sent != 0 && !failed(sent);
}

static bool send_all(struct conn *c)
{
    if (in_memory(c) && !send_memory(c))
        return false;
    return in_memory(c) || !conn_lends_file(c) || send_file(c);
}

void conn_flush(struct conn *c)
{
    if (!conn_pending(c) || c->gone)
        return;
    size_t before = conn_pending(c);
    if (!send_all(c)) {
        conn_lose(c);
        return;
    }
    if (conn_pending(c)) {
        note_progress(c, before - conn_pending(c));
        compact(c);
    } else {
        unsent_drop(c);
    }
    told_set(c, c->out.size + (c->unsent ? c->unsent->shared.octets : 0));
}

/* Otherwise one client would idle while we make all of its answers, and we would while it reads them. */
void conn_early(struct conn *c)
{
    if (conn_pending(c) >= OUT_EARLY && !loop_crowded(c->lane->loop))
        conn_flush(c);
}

void conn_lend(struct conn *c, str s)
{
    if (UNLIKELY(lent(c).n))
        conn_out(c);
    if (s.n)
        unsent_of(c)->lent = s;
    conn_flush(c);
}

void conn_lend_file(struct conn *c, struct stretch file)
{
    assert(c->transport->send_file && !conn_lends(c) && !conn_shares(c));
    if (file.left)
        unsent_of(c)->file = file;
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
    unsent_drop(c);
    told_set(c, 0);
}
