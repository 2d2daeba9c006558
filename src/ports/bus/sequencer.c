/*
 * Gives events their positions if the store does not do so as it writes (on
 * PostgreSQL); the reasons and the proof are in docs/decisions/0003-positions.md.
 *
 * Every process runs this fiber. One of them leads, by a lease in the sequencer's
 * row; the others watch what it gives. The lease only saves work: each round
 * changes the row on condition that it is still its own, so two leaders cannot both
 * give positions. A new process takes the lease at once, since the previous holder
 * may have been killed a moment ago.
 */
#include "base/buf.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "ports/bus/news.h"
#include "ports/bus/own.h"
#include "ports/bus/bus_sequencer.sql.h"
#include "runtime/runtime.h"

enum {
    LEASE_MS = 1200,
    RENEW_MS = 400,
    ROUND_MOST = 1000,               /* events of one round */
    GATHER_MS = 5,                   /* between rounds, so that one holds many */
    BUSY_MS = 25, BUSY_FOR_MS = 2000, IDLE_MS = 60          /* between looks for events of other processes */
};

struct sequencer_state { i64 horizon, last; when held_until; };
SHAPE(sequencer_state, FIELD(sequencer_state, horizon), FIELD(sequencer_state, last), FIELD(sequencer_state, held_until));

struct unplaced_event { i64 oldest; maybe_i64 xid, id, partition; };
typedef PAGE(unplaced_event) unplaced_event_page;
SHAPE(unplaced_event, FIELD(unplaced_event, oldest), FIELD(unplaced_event, xid), FIELD(unplaced_event, id),
      FIELD(unplaced_event, partition));

struct sequencer {
    struct bus *bus;
    i64 self;
    bool started, leads;
    i64 horizon, last;
    i64 renewed_ms, busy_until_ms;   /* on the loop's clock */
    u64 seen;                        /* of `rounds` */
    u64 told;                        /* commits that were reported to the leader */
    struct news news;
};

/* One change of the sequencer's row: first its input, then its result. */
struct round {
    struct sequencer *s;
    i64 horizon, last;
    size_t n;
    str partitions, xids, ids;
    bool force;
    bool mine;
    struct sequencer_state state;
};

static when lease_end(tx *t) { return (when){ tx_now(t).ms + LEASE_MS }; }

static err lease_take(tx *t, void *arg)
{
    struct round *r = arg;
    err e = q_sequencer_take(t, r->s->self, lease_end(t), tx_now(t), r->force, &r->state);

    r->mine = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* There is something for the tail to read. */
static void moved(struct sequencer *s, ctx *c)
{
    s->busy_until_ms = loop_mono_ms(c->loop) + BUSY_FOR_MS;
    bell_ring(&s->bus->moves);
}

static err lead_try(struct sequencer *s, ctx *c, bool force)
{
    struct round r = { .s = s, .force = force };

    TRY(transact(c, lease_take, &r));
    if (!r.mine)
        return OK;
    s->leads = true;
    s->horizon = r.state.horizon;
    s->last = r.state.last;
    s->renewed_ms = loop_mono_ms(c->loop);
    moved(s, c);
    return OK;
}

static err place(tx *t, void *arg)
{
    struct round *r = arg;
    i64 changed;

    TRY(q_sequencer_advance(t, r->s->self, r->horizon, r->last + (i64)r->n, lease_end(t), &changed));
    r->mine = changed == 1;
    return r->mine && r->n ? q_sequencer_place(t, r->last, r->partitions, r->xids, r->ids) : OK;
}

static err restart(tx *t, void *arg)
{
    struct round *r = arg;

    TRY(place(t, r));
    if (!r->mine)
        return OK;
    TRY(q_sequencer_events_restart(t));
    return q_sequencer_positions_restart(t);
}

/* The database was restored on another server, where transactions are counted from the start again. */
static err sequence_restart(struct sequencer *s, ctx *c)
{
    struct round r = { .s = s, .last = s->last };

    ctx_log(c, LOG_WARN, "the event log came from another server: its order is kept, and positions are counted again",
            KV_I64("horizon", s->horizon));
    TRY(transact(c, restart, &r));
    s->leads = r.mine;
    s->horizon = 0;
    return OK;
}

static str array_text(struct arena *a, const unplaced_event_page *page, size_t member)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < page->n; i++) {
        const maybe_i64 *v = (const void *)((const char *)&page->at[i] + member);
        buf_byte(&b, i ? ',' : '{');
        buf_i64(&b, v->v);
    }
    buf_byte(&b, '}');
    return buf_str(&b);
}

/*
 * One round. It saw everything before the oldest transaction that was under way, so the horizon moves there; a full
 * round may have left some out, and goes no further than its own last event.
 */
static err sequence_round(struct sequencer *s, ctx *c, bool *more)
{
    unplaced_event_page page;

    TRY(q_sequencer_look(c, s->horizon, ROUND_MOST, &page));
    i64 oldest = page.at[0].oldest;
    if (oldest < s->horizon)
        return sequence_restart(s, c);
    if (page.at[0].xid.is != GIVEN)
        page.n = 0;
    *more = page.n == ROUND_MOST;
    i64 reached = *more && page.at[page.n - 1].xid.v < oldest ? page.at[page.n - 1].xid.v : oldest;
    bool renew = loop_mono_ms(c->loop) >= s->renewed_ms + RENEW_MS;
    if (page.n || renew) {
        struct round r = { .s = s, .horizon = reached, .last = s->last, .n = page.n };
        r.partitions = array_text(&c->arena, &page, offsetof(struct unplaced_event, partition));
        r.xids = array_text(&c->arena, &page, offsetof(struct unplaced_event, xid));
        r.ids = array_text(&c->arena, &page, offsetof(struct unplaced_event, id));
        TRY(transact(c, place, &r));
        s->leads = r.mine;
        s->renewed_ms = loop_mono_ms(c->loop);
    }
    if (!s->leads)
        return OK;
    s->horizon = reached;
    s->last += (i64)page.n;
    if (page.n)
        moved(s, c);
    return OK;
}

static err leader_follow(struct sequencer *s, ctx *c)
{
    struct sequencer_state state;

    TRY(q_sequencer_state(c, &state));
    if (state.last != s->last)
        moved(s, c);
    s->last = state.last;
    return state.held_until.ms < ctx_now(c).ms ? lead_try(s, c, false) : OK;
}

static i64 pause_ms(const struct sequencer *s, ctx *c)
{
    i64 now_ms = loop_mono_ms(c->loop);

    if (news_flow(&s->news, now_ms))
        return RENEW_MS;
    return now_ms < s->busy_until_ms ? BUSY_MS : IDLE_MS;
}

/* This process's commits wait for another process's round. */
static err leader_tell(struct sequencer *s, ctx *c)
{
    u64 committed = atomic_load(&s->bus->commits.rings);

    if (s->leads || committed == s->told)
        return OK;
    s->told = committed;
    return news_committed(&s->news, c);
}

static err turn(struct sequencer *s, ctx *c)
{
    bool more = false;
    i64 last = s->last;

    TRY(s->leads ? sequence_round(s, c, &more) : leader_follow(s, c));
    if (s->leads && s->last != last)
        TRY(news_placed(&s->news, c));
    if (more)
        return OK;
    TRY(news_here(&s->news, c));
    TRY(leader_tell(s, c));
    TRY(ctx_sleep(c, GATHER_MS));
    u64 before = s->seen;
    TRY(bell_wait(&s->bus->rounds, c, &s->seen, pause_ms(s, c)));
    if (s->seen != before)
        s->busy_until_ms = loop_mono_ms(c->loop) + BUSY_FOR_MS;
    return OK;
}

static void sequence(ctx *c, void *arg)
{
    struct sequencer *s = arg;
    struct arena_mark mark = arena_mark(&c->arena);
    news_begin(&s->news, s->bus, s->self, c);
    err e = lead_try(s, c, true);

    while (e != ERR_CANCELLED) {
        if (e != OK) {               /* the store is away, and has reported that */
            s->leads = false;
            e = ctx_sleep(c, IDLE_MS);
        }
        if (e == OK)
            e = turn(s, c);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
}

struct sequencer *sequencer_open(struct bus *b)
{
    struct sequencer *s = memory_new(struct sequencer);

    s->bus = b;
    random_bytes(&s->self, sizeof s->self);
    s->self = s->self & INT64_MAX;
    return s;
}

void sequencer_start(struct sequencer *s)
{
    runtime_spawn(s->bus->world->runtime, 0, "sequencer", sequence, s);
}

void sequencer_close(struct sequencer **s)
{
    memory_free(*s);
    *s = NULL;
}
