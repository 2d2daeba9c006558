#include "ports/bus/tail.h"
#include "base/buf.h"
#include "base/faults.h"
#include "base/memory.h"
#include "base/str.h"
#include "ports/bus/own.h"
#include "ports/store/adapter.h"
#include "runtime/runtime.h"

enum {
    AT_ONCE = 500,                   /* events of one read */
    LOOK_MS = 1000,                  /* another process may have written without a notice */
    AWAY_MS = 200                    /* until the next try, while the store is away */
};

void tail_open(struct tail *t)
{
    pthread_mutex_init(&t->lock, NULL);
    t->slots = memory_zero(TAIL_EVENTS * sizeof *t->slots);
    t->text = memory_zero(TAIL_OCTETS);
    t->first = t->end = 1;
}

void tail_close(struct tail *t)
{
    pthread_mutex_destroy(&t->lock);
    memory_free(t->slots);
    memory_free(t->text);
}

/* ---- the ring, under its lock ---- */

static struct tail_slot *slot_at(const struct tail *t, i64 number)
{
    return &t->slots[number % TAIL_EVENTS];
}

static void oldest_drop(struct tail *t)
{
    const struct tail_slot *s = slot_at(t, t->first);

    t->floor = s->position;
    t->head[s->partition] = s->next;
    if (!s->next)
        t->back[s->partition] = 0;
    t->first++;
}

static bool is_empty(const struct tail *t) { return t->first == t->end; }

/* The place for this much text, in one piece. Drops what was there; false: it is more than the ring holds. */
static bool text_room(struct tail *t, size_t n)
{
    size_t at = (size_t)(t->text_end % TAIL_OCTETS);

    if (n > TAIL_OCTETS / 4)
        return false;
    if (at + n > TAIL_OCTETS)
        t->text_end += (i64)(TAIL_OCTETS - at);
    while (!is_empty(t) && t->text_end + (i64)n - slot_at(t, t->first)->text > TAIL_OCTETS)
        oldest_drop(t);
    return true;
}

static char *text_at(const struct tail *t, const struct tail_slot *s) { return t->text + s->text % TAIL_OCTETS; }

/* An event that is too large empties the ring: its readers find it in the store. */
static void slot_add(struct tail *t, const struct event *e, const struct known_kind *known)
{
    if (!text_room(t, e->subject.n + e->key.n + e->payload.n)) {
        while (!is_empty(t))
            oldest_drop(t);
        t->floor = e->position;
        return;
    }
    if (t->end - t->first == TAIL_EVENTS)
        oldest_drop(t);
    struct tail_slot *s = slot_at(t, t->end);
    *s = (struct tail_slot){ e->position, t->text_end, e->id, known, e->created_at, (u32)e->subject.n, (u32)e->key.n, (u32)e->payload.n,
                             0, (u8)e->partition };
    const char *end = put_str(put_str(put_str(text_at(t, s), e->subject), e->key), e->payload);
    t->text_end += end - text_at(t, s);
    if (t->back[e->partition])
        slot_at(t, t->back[e->partition])->next = t->end;
    else
        t->head[e->partition] = t->end;
    t->back[e->partition] = t->end++;
}

/* ---- listeners and readers ---- */

static void reader_tell(struct bus_reader *r, const struct event *e)
{
    u64 bit = (u64)1 << e->partition;

    atomic_fetch_add(&r->told_all, 1);
    atomic_fetch_add(&r->told[e->partition], 1);
    r->newest[e->partition] = e->position;
    if (atomic_load(&r->pending) & bit)
        return;
    r->oldest[e->partition] = e->position;
    atomic_fetch_or(&r->pending, bit);
    bell_ring(&r->news);
}

/* In the order of positions, each once. Listeners that are not in order have already heard this process's own events. */
static void hand_out(struct bus *b, const struct event *e, bool own)
{
    const struct known_kind *known = bus_known(b, e->subject);

    b->tail.last = e->position;
    b->tail.tips[e->partition] = e->position;
    if (!known)
        return;
    if (!own)
        store_others_wrote(b->world->store);
    if (known->reader_count)
        slot_add(&b->tail, e, known);
    for (size_t i = 0; i < known->reader_count; i++)
        reader_tell(known->readers[i], e);
    listeners_tell(known, e, true);
    if (!own)
        listeners_tell(known, e, false);
}

void tail_told(struct bus *b, const struct event *e)
{
    struct tail *t = &b->tail;

    if (fault(FAULT_BUS_DELIVER))
        return;
    pthread_mutex_lock(&t->lock);
    bool gap = t->begun && e->position > t->last + 1;
    if (t->begun && e->position == t->last + 1)
        hand_out(b, e, true);
    if (e->position > atomic_load(&t->due))
        atomic_store(&t->due, e->position);
    pthread_mutex_unlock(&t->lock);
    if (gap)
        bell_ring(&b->moves);
}

void tail_doubt(struct bus *b, id event)
{
    struct tail *t = &b->tail;

    pthread_mutex_lock(&t->lock);
    if (!t->doubt_from.v || event.v < t->doubt_from.v)
        t->doubt_from = event;
    if (event.v > t->doubt_to.v)
        t->doubt_to = event;
    pthread_mutex_unlock(&t->lock);
}

/* Have the listeners heard of it, at its commit? Of those between two that are in doubt some are heard twice. */
static bool is_heard(const struct bus *b, id event)
{
    const struct tail *t = &b->tail;
    bool doubtful = t->doubt_from.v && event.v >= t->doubt_from.v && event.v <= t->doubt_to.v;

    return id_is_own(&b->world->ids, event) && !doubtful;
}

/* ---- what the writer does not report ---- */

static bool has_begun(struct tail *t)
{
    pthread_mutex_lock(&t->lock);
    bool begun = t->begun;
    pthread_mutex_unlock(&t->lock);
    return begun;
}

err tail_begin(struct bus *b, ctx *c)
{
    struct tail *t = &b->tail;
    event_tip_page tips;

    if (has_begun(t))
        return OK;
    TRY(b->adapter->tips(c, &tips));
    pthread_mutex_lock(&t->lock);
    for (size_t i = 0; i < tips.n && !t->begun; i++) {
        t->tips[tips.at[i].partition] = tips.at[i].position;
        t->floor = tips.at[i].position > t->floor ? tips.at[i].position : t->floor;
    }
    t->last = t->begun ? t->last : t->floor;
    t->begun = true;
    pthread_mutex_unlock(&t->lock);
    atomic_store(&b->heard_ms, loop_mono_ms(c->loop));
    return OK;
}

/* The writer may have reported some of them meanwhile. */
static void page_hand_out(struct bus *b, event_page *page)
{
    for (size_t i = 0; i < page->n; i++) {
        struct event *e = &page->at[i];
        e->kind = bus_kind(b, e->subject);
        pthread_mutex_lock(&b->tail.lock);
        if (e->position > b->tail.last)
            hand_out(b, e, is_heard(b, e->id));
        pthread_mutex_unlock(&b->tail.lock);
    }
}

static err tail_read(struct bus *b, ctx *c)
{
    i64 now_ms = loop_mono_ms(c->loop);
    event_page page;

    if (fault(FAULT_BUS_HEAR))
        return ERR_UNAVAILABLE;
    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(b->adapter->after(c, atomic_load(&b->tail.last), AT_ONCE, &page));
        page_hand_out(b, &page);
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    atomic_store(&b->heard_ms, now_ms);
    bell_ring(&b->caught);
    return OK;
}

static err tail_turn(struct bus *b, ctx *c, u64 *seen)
{
    TRY(tail_begin(b, c));
    TRY(tail_read(b, c));
    return bell_wait(&b->moves, c, seen, LOOK_MS);
}

/* A store that is away has reported that; its events stay in it. */
static void follow(ctx *c, void *arg)
{
    struct bus *b = arg;
    struct arena_mark mark = arena_mark(&c->arena);
    u64 seen = 0;

    for (err e = OK; e != ERR_CANCELLED;) {
        e = tail_turn(b, c, &seen);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
        if (e != OK && e != ERR_CANCELLED)
            e = ctx_sleep(c, AWAY_MS);
    }
}

void tail_start(struct bus *b)
{
    runtime_spawn(b->world->runtime, 0, "tail", follow, b);
}

/* ---- reading ---- */

static struct event event_of(const struct tail *t, const struct tail_slot *s, struct arena *a)
{
    str all = arena_copy(a, (str){ text_at(t, s), (size_t)s->subject_n + s->key_n + s->payload_n }), rest = str_from(all, s->subject_n);

    return (struct event){ s->position, s->id, s->partition, str_to(all, s->subject_n), str_to(rest, s->key_n), str_from(rest, s->key_n),
                           s->created_at, s->known->kind };
}

static bool reader_wants(const struct bus_reader *r, const struct tail_slot *s)
{
    return kinds_have(r->hears, s->known->kind);
}

/* The first slot of a partition after a position, or 0. */
static i64 slot_after(const struct tail *t, i64 partition, i64 after)
{
    i64 at = t->head[partition];

    while (at && slot_at(t, at)->position <= after)
        at = slot_at(t, at)->next;
    return at;
}

static void take(const struct tail *t, struct bus_reader *r, struct arena *a, i64 partition, i64 after, size_t most, struct bus_taken *out)
{
    i64 at = slot_after(t, partition, after);

    out->events.at = arena_array(a, struct event, most);
    for (; at && out->events.n < most; at = slot_at(t, at)->next)
        if (reader_wants(r, slot_at(t, at)))
            out->events.at[out->events.n++] = event_of(t, slot_at(t, at), a);
    out->through = out->events.n == most ? out->events.at[most - 1].position : t->last;
}

bool bus_take(struct bus *b, struct bus_reader *r, struct arena *a, i64 partition, i64 after, i64 most, struct bus_taken *out)
{
    struct tail *t = &b->tail;

    pthread_mutex_lock(&t->lock);
    i64 first = r->oldest[partition] - 1;
    *out = (struct bus_taken){ .through = after > first ? after : first, .told = atomic_load(&r->told[partition]) };
    bool kept = t->begun && out->through >= t->floor;
    if (kept)
        take(t, r, a, partition, out->through, (size_t)most, out);
    pthread_mutex_unlock(&t->lock);
    return kept;
}

void bus_done(struct bus *b, struct bus_reader *r, i64 partition, i64 through)
{
    pthread_mutex_lock(&b->tail.lock);
    if (r->newest[partition] <= through)
        atomic_fetch_and(&r->pending, ~((u64)1 << partition));
    else if (r->oldest[partition] <= through)
        r->oldest[partition] = through + 1;
    pthread_mutex_unlock(&b->tail.lock);
}

bool bus_quiet(struct bus *b, struct bus_reader *r, i64 partition, struct bus_quiet *out)
{
    pthread_mutex_lock(&b->tail.lock);
    *out = (struct bus_quiet){ b->tail.tips[partition], atomic_load(&r->told[partition]) };
    bool quiet = b->tail.begun && !(atomic_load(&r->pending) >> partition & 1);
    pthread_mutex_unlock(&b->tail.lock);
    return quiet;
}

i64 bus_tip(struct bus *b)
{
    pthread_mutex_lock(&b->tail.lock);
    i64 tip = atomic_load(&b->tail.last);
    pthread_mutex_unlock(&b->tail.lock);
    return tip;
}

err bus_catch_up(ctx *c, i64 most_ms)
{
    struct bus *b = c->world->bus;
    i64 due = atomic_load(&b->tail.due), until_ms = loop_mono_ms(c->loop) + most_ms;
    u64 seen = atomic_load(&b->caught.rings);

    while (atomic_load(&b->tail.last) < due && loop_mono_ms(c->loop) < until_ms)
        TRY(bell_wait(&b->caught, c, &seen, until_ms - loop_mono_ms(c->loop)));
    return OK;
}
