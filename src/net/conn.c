#include "net/conn.h"
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include "base/memory.h"
#include "base/str.h"
#include "base/time.h"
#include "net/capacity.h"
#include "net/guests.h"
#include "net/newcomer.h"
#include "net/visitors.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

enum {
    READS_A_TURN = 4,                /* from one connection, so that a fast sender does not starve others */
    INPUTS_A_TURN = 64,              /* requests, for example: nor does one that sends many at once */
    FILL = 32 * 1024,                /* read at once from a body */
    LINGER_MS = 2000,
    UNSENT_MOST = 32 * 1024          /* octets in the kernel that its client has no room for */
};

_Static_assert(sizeof(struct conn) <= 264, "what a server at rest has most of stays small");

/* ---- the end ---- */

static void conn_free(struct conn *c)
{
    assert(!c->held);
    loop_unwatch(c->lane->loop, &c->watch);
    c->protocol->close(c);
    c->transport->close(c);
    close(c->watch.fd);
    timer_stop(c->lane->loop, &c->in_timer);
    turn_hook_cancel(&c->turn_end);
    list_remove(&c->link);
    buf_close(&c->kept);
    conn_out_drop(c);
    metric_add(c->lane->world->metrics, M_HTTP_CONNECTIONS, 0, -1);
    if (c->counted)
        visitors_leave(c->lane->capacity->visitors, &c->peer);
    guest_release(c->lane->guests, &c->guest);
    lane_leave(c->lane);
    memory_free(c);
}

void conn_lose(struct conn *c)
{
    if (c->gone)
        return;
    c->gone = c->finishing = true;
    if (c->held)
        c->protocol->gone(c);
}

void conn_soon(struct conn *c)
{
    if (c->running)
        return;
    if (c->last)
        turn_hook_cancel(&c->turn_end);
    c->last = false;
    loop_at_turn_end(c->lane->loop, &c->turn_end);
}

void conn_soon_last(struct conn *c)
{
    if (c->running || turn_hook_queued(&c->turn_end))
        return;
    c->last = true;
    loop_at_turn_last(c->lane->loop, &c->turn_end);
}

void conn_abort(struct conn *c)
{
    struct linger none = { .l_onoff = 1 };

    setsockopt(c->watch.fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    conn_lose(c);
    conn_soon(c);
}

void conn_finish(struct conn *c)
{
    c->finishing = true;
    conn_soon(c);
}

void conn_finish_both(struct conn *c)
{
    c->said_all = true;
    conn_finish(c);
}

void conn_hold(struct conn *c)
{
    c->newcomer = false;
    c->held++;
}

void conn_release(struct conn *c)
{
    assert(c->held > 0);
    c->held--;
    conn_soon(c);
}

/* Reads and discards; true: the end has come. */
static bool discard(struct conn *c)
{
    for (int reads = 0; c->readable && reads < READS_A_TURN; reads++) {
        ssize_t got = c->transport->read(c, c->lane->block, LANE_BLOCK);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
            return true;
    }
    return false;
}

/* TLS has its own goodbye, which the client answers. */
static bool has_said_all(const struct conn *c)
{
    return c->said_all && !c->in.n && !c->readable && !c->transport->secure;
}

static void linger(struct conn *c)
{
    if (has_said_all(c)) {
        conn_free(c);
        return;
    }
    if (!c->lingering) {
        c->lingering = true;
        c->in = S("");
        buf_close(&c->kept);
        c->transport->finish(c);
        timer_start(c->lane->loop, &c->in_timer, LINGER_MS);
    }
    if (c->ended || discard(c))
        conn_free(c);
    else if (c->readable)
        loop_at_turn_end(c->lane->loop, &c->turn_end);
}

/* ---- input ---- */

static bool in_block(const struct conn *c)
{
    return c->in.p >= c->lane->block && c->in.p < c->lane->block + LANE_BLOCK;
}

void conn_keep(struct conn *c)
{
    if (!c->in.n && !c->held) {
        if (c->kept.p)
            buf_close(&c->kept);
        c->in = S("");
    } else if (c->in.n && in_block(c)) {
        c->kept.n = 0;
        buf_add(&c->kept, c->in);
        c->in = buf_str(&c->kept);
    }
}

/* Moves what is kept to the front of its memory, so that more fits after it. */
static void compact(struct conn *c)
{
    if (c->in.n)
        memmove(c->kept.p, c->in.p, c->in.n);
    c->kept.n = c->in.n;
}

/* Counts what a read brought: true if that was input, or its end. */
static bool read_judge(struct conn *c, ssize_t got)
{
    if (got > 0) {
        c->read_us = mono_us();
        return true;
    }
    if (got == 0) {
        c->ended = true;
        c->readable = false;
        return true;
    }
    if (errno != EAGAIN && errno != EINTR)
        conn_lose(c);
    return false;
}

bool conn_fill(struct conn *c)
{
    if (!c->readable || c->ended || c->gone)
        return false;
    conn_keep(c);
    compact(c);
    ssize_t got = c->transport->read(c, buf_reserve(&c->kept, FILL), FILL);
    if (got > 0)
        c->kept.n += (size_t)got;
    c->in = buf_str(&c->kept);
    return read_judge(c, got);
}

/* Straight to where the protocol wants it. */
static bool read_into(struct conn *c, str place)
{
    ssize_t got = c->transport->read(c, (char *)(uintptr_t)place.p, place.n);

    if (got > 0)
        c->in = (str){ place.p, (size_t)got };
    return read_judge(c, got);
}

/* Into the shared block; after an incomplete beginning, a copy of no more than came. */
static bool read_more(struct conn *c)
{
    if (!c->readable || c->ended)
        return false;
    conn_keep(c);
    str place = c->protocol->into && !c->in.n ? c->protocol->into(c) : S("");
    if (place.n)
        return read_into(c, place);
    ssize_t got = c->transport->read(c, c->lane->block, LANE_BLOCK);
    if (got > 0 && c->in.n) {
        compact(c);
        buf_add(&c->kept, (str){ c->lane->block, (size_t)got });
        c->in = buf_str(&c->kept);
    } else if (got > 0) {
        c->in = (str){ c->lane->block, (size_t)got };
    }
    return read_judge(c, got);
}

void conn_expect(struct conn *c, i64 ms)
{
    timer_start(c->lane->loop, &c->in_timer, ms);
}

i64 conn_expected(const struct conn *c)
{
    i64 left = c->in_timer.place ? c->in_timer.due_ms - loop_mono_ms(c->lane->loop) : 0;

    return left > 0 ? left : 0;
}

/* ---- the callbacks ---- */

static bool wants_input(const struct conn *c)
{
    return !c->held && !c->finishing && conn_roomy(c);
}

/* Reads and handles until the protocol waits for something. True: pending output stopped it, and it goes on once that is written. */
static bool serve(struct conn *c)
{
    bool hungry = !c->in.n && !c->ended;

    for (int reads = 0, inputs = 0; wants_input(c); inputs++) {
        if ((hungry && reads++ == READS_A_TURN) || inputs == INPUTS_A_TURN) {
            loop_at_turn_end(c->lane->loop, &c->turn_end);
            break;
        }
        if (hungry && !read_more(c))
            break;
        hungry = c->protocol->input(c);
    }
    return !c->held && !c->finishing && !conn_roomy(c);
}

/* Writes what there is, and ends the connection if that was its last. `more` follows when there is room for it. */
static void conn_settle(struct conn *c, bool more)
{
    conn_flush(c);
    if (more && !conn_pending(c))
        conn_soon(c);
    if (c->held || (c->gone && c->protocol->lost && c->protocol->lost(c)))
        return;
    if (c->gone)
        conn_free(c);
    else if (c->finishing && !conn_pending(c))
        linger(c);
}

void conn_run(struct conn *c)
{
    c->last = false;
    if (c->lingering) {
        linger(c);
        return;
    }
    c->running = true;
    conn_flush(c);
    bool more = false;
    if (c->held && !c->gone)
        c->protocol->ready(c);
    else
        more = serve(c);
    if (c->protocol->room && !c->finishing)
        more |= c->protocol->room(c);
    conn_keep(c);
    c->running = false;
    conn_settle(c, more);
}

static void ready(struct watch *w, u32 events)
{
    struct conn *c = CONTAINER(w, struct conn, watch);

    if (events & (EPOLLIN | EPOLLRDHUP))
        c->readable = true;
    if (events & EPOLLRDHUP)
        c->half_closed = true;
    if (events & (EPOLLERR | EPOLLHUP)) {
        conn_lose(c);
        c->lingering = false;
    }
    if (c->newcomer)
        newcomer_ready(c);
    else if (c->half_closed && !c->held)
        conn_soon_last(c);           /* it has time: when a crowd leaves, those who stay go first */
    else
        conn_run(c);
}

static void turn_end(struct turn_hook *h)
{
    conn_run(CONTAINER(h, struct conn, turn_end));
}

static void in_late(struct timer *t)
{
    struct conn *c = CONTAINER(t, struct conn, in_timer);

    if (c->lingering)
        conn_free(c);
    else if (newcomer_waits(c))
        conn_expect(c, c->lane->draining ? CONN_GRACE_MS : c->lane->settings->header_timeout);      /* we are late, not its client */
    else if (!c->finishing)
        c->protocol->late(c);
}

struct conn *conn_open(struct lane *l, int fd, const struct address *peer, const struct protocol *p, const struct transport *t)
{
    struct conn *c = memory_new(struct conn);

    *c = (struct conn){
        .watch = { fd, ready }, .lane = l, .transport = t, .protocol = p, .in = S(""), .peer = *peer,
        .in_timer.fire = in_late, .turn_end.run = turn_end, .newcomer = true,
    };
    list_add_last(&l->conns, &c->link);
    metric_add(l->world->metrics, M_HTTP_CONNECTIONS, 0, 1);
    p->open(c);
    conn_expect(c, l->draining ? CONN_GRACE_MS : l->settings->header_timeout);
    /* Edge-triggered, both ways, once: no further call to the kernel is needed while the connection lives. */
    if (loop_watch(l->loop, &c->watch, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET))
        return c;
    conn_free(c);
    return NULL;
}

void conn_waits_here(struct conn *c)
{
    int most = UNSENT_MOST;

    (void)setsockopt(c->watch.fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &most, sizeof most);         /* where it cannot, the kernel bounds it */
}

void conn_drain(struct conn *c)
{
    if (c->finishing)
        return;
    if (c->protocol->drain)
        c->protocol->drain(c);
    else if (!c->held && !c->in.n)
        conn_expect(c, CONN_GRACE_MS);
}

void conn_drop(struct conn *c)
{
    conn_lose(c);                         /* a tunnel whose user takes nothing releases it */
    conn_free(c);
}
