/*
 * What has just happened, to those who listen: one fiber for each loop takes what has come in, in the order of positions, and
 * gives each event before it goes on to the next. While the store is away it waits with the event at hand: nothing
 * is skipped, nothing overtakes. An event that fails for another reason is given up after some tries (lose.c).
 */
#include "base/backoff.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/str.h"
#include "hub/hub_own.h"
#include "runtime/runtime.h"

enum {
    LOOK_MS = 60000,
    AT_ONCE = 500,                   /* events of one read of the log */
    BEFORE_OTHERS = 64,              /* events until what else is ready on this loop runs, and of a burst */
    PAUSE_MS = 50, PAUSE_DOUBLINGS = 6
};

err event_say(ctx *c, const struct hub *h, const struct event *e, struct says *out)
{
    err said = OK;

    *out = (struct says){ .arena = &c->arena };
    for (size_t i = 0; said == OK && e->kind && i < h->wire_count; i++)
        if (h->wires[i]->kind == e->kind)
            said = h->wires[i]->say(c, e, out);
    if (said != ERR_JSON && said != ERR_INVALID)
        return said;
    ctx_log(c, LOG_ERROR, "event without meaning", KV_STR("subject", e->subject), KV_I64("position", e->position));
    *out = (struct says){ .arena = &c->arena };
    return OK;
}

/* ---- one event ---- */

/* `known`: what it says, as soon as that is known. */
static err event_give(ctx *c, struct hub_loop *l, const struct event *e, struct says *says, bool *known)
{
    struct giving g = { .loop = l, .event = e, .position = e->position, .live = true, .says = says };

    TRY(event_say(c, l->hub, e, says));
    *known = true;
    moves_apply(l, says);
    TRY(moves_ask(c, l, says));
    TRY(giving_ask(c, &g, 1));
    if (e->position <= l->at)
        return OK;
    giving_deliver(c, &g);
    l->at = e->position;
    stale_add(l, says);
    moves_tell(c, l, says);
    return OK;
}

static void give_up(ctx *c, struct hub_loop *l, const struct event *e, const struct says *says)
{
    event_given_up(c, e);
    l->at = e->position > l->at ? e->position : l->at;
    if (says)
        moves_tell(c, l, says);
    event_lose(l, says);
}

/* Fails only with ERR_CANCELLED. */
static err event_give_surely(ctx *c, struct hub_loop *l, const struct event *e)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct rng rng = {0};
    struct says says;
    err given = OK;

    for (i64 failed = 0; l->ears && e->position > l->at; failed++) {
        bool known = false;
        given = event_give(c, l, e, &says, &known);
        if (given == OK || given == ERR_CANCELLED)
            break;
        if (!store_is_away(given) && failed == TRIES) {
            give_up(c, l, e, known ? &says : NULL);
            break;
        }
        if (!failed)
            rng_seed(&rng, 0);
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
        TRY(ctx_sleep(c, backoff_ms(&rng, PAUSE_MS, failed < PAUSE_DOUBLINGS ? failed : PAUSE_DOUBLINGS)));
    }
    arena_rewind(&c->arena, mark);
    failure_begin(&c->failure, &c->arena);
    l->at = given == OK && e->position > l->at ? e->position : l->at;
    return given == ERR_CANCELLED ? given : OK;
}

/* Best effort. */
static err saying_give(ctx *c, struct hub_loop *l, struct saying *s)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct says says = { .arena = &c->arena, .at = &s, .n = 1 };
    struct giving g = { .loop = l, .live = true, .says = &says };

    err e = giving_ask(c, &g, 1);
    if (e == OK)
        giving_deliver(c, &g);
    arena_rewind(&c->arena, mark);
    failure_begin(&c->failure, &c->arena);
    return e == ERR_CANCELLED ? e : OK;
}

/* ---- the fiber ---- */

/* More came than the inbox holds: what it let go is in the log. */
static err lost_give(ctx *c, struct hub_loop *l)
{
    i64 tip = bus_tip(c->world->bus);
    event_page page;

    while (l->at < tip) {
        struct arena_mark mark = arena_mark(&c->arena);
        err e = bus_after(c, l->at, AT_ONCE, &page);
        if (e == ERR_CANCELLED)
            return e;
        if (e != OK)
            TRY(ctx_sleep(c, PAUSE_MS));
        for (size_t i = 0; e == OK && i < page.n; i++)
            TRY(event_give_surely(c, l, &page.at[i]));
        if (e == OK && page.n < AT_ONCE && l->at < tip)
            l->at = tip;
        arena_rewind(&c->arena, mark);
        failure_begin(&c->failure, &c->arena);
    }
    return OK;
}

static err parcel_give(ctx *c, struct hub_loop *l, struct parcel *p)
{
    return p->event.position ? event_give_surely(c, l, &p->event) : saying_give(c, l, &p->told);
}

/* Many say something at once in one place. */
static bool may_follow(const struct hub_loop *l, const struct event *first, const struct event *e)
{
    return l->ears && first->position > l->at && e->position > first->position && e->kind == first->kind && str_eq(e->key, first->key);
}

/* The givings of the events from there on that go together. */
static err burst_gather(ctx *c, struct hub_loop *l, struct parcel **at, size_t most, struct giving *out, size_t *n)
{
    struct says *says = arena_array(&c->arena, struct says, most);

    for (*n = 0; *n < most && (!*n || may_follow(l, &at[0]->event, &at[*n]->event)); ++*n) {
        const struct event *e = &at[*n]->event;
        TRY(event_say(c, l->hub, e, &says[*n]));
        out[*n] = (struct giving){ .loop = l, .event = e, .position = e->position, .live = true, .says = &says[*n] };
        if (!burst_takes(out, &out[*n]))
            break;
    }
    return OK;
}

/* `given` 0: they go one by one, also when something fails. Fails only with ERR_CANCELLED. */
static err burst_give(ctx *c, struct hub_loop *l, struct parcel **at, size_t left, size_t *given)
{
    struct arena_mark mark = arena_mark(&c->arena);
    size_t most = left < BEFORE_OTHERS ? left : BEFORE_OTHERS, n = 0;
    struct giving *all;
    err e = OK;

    *given = 0;
    if (most < 2 || !may_follow(l, &at[0]->event, &at[1]->event))
        return OK;
    all = arena_array(&c->arena, struct giving, most);
    e = burst_gather(c, l, at, most, all, &n);
    if (e == OK && n > 1)
        e = giving_ask(c, all, n);
    if (e == OK && n > 1) {
        burst_deliver(c, all, n);
        l->at = at[n - 1]->event.position;
        *given = n;
    }
    arena_rewind(&c->arena, mark);
    failure_begin(&c->failure, &c->arena);
    return e == ERR_CANCELLED ? e : OK;
}

static err load_give(ctx *c, struct hub_loop *l, const struct inbox_load *load)
{
    for (size_t i = 0, n; i < load->n; i += n) {
        TRY(burst_give(c, l, &load->at[i], load->n - i, &n));
        TRY(n ? OK : parcel_give(c, l, load->at[i]));
        n += !n;
        if ((i + n) / BEFORE_OTHERS > i / BEFORE_OTHERS)
            TRY(ctx_yield(c));
    }
    return load->lost ? lost_give(c, l) : OK;
}

i64 loop_position(struct hub_loop *l)
{
    i64 tip = bus_tip(l->hub->world->bus);

    if (!l->busy && inbox_is_empty(&l->inbox) && tip > l->at)
        l->at = tip;
    return l->at;
}

void dispatch(ctx *c, void *arg)
{
    struct hub_loop *l = arg;
    u64 seen = 0;

    for (err e = OK; e != ERR_CANCELLED;) {
        l->busy = true;
        struct inbox_load load = inbox_take(&l->inbox);
        e = load_give(c, l, &load);
        for (size_t i = 0; i < load.n; i++)
            parcel_drop(load.at[i]);
        memory_free(load.at);
        l->busy = false;
        if (e == OK)
            e = bell_wait(&l->inbox.news, c, &seen, LOOK_MS);
    }
}
