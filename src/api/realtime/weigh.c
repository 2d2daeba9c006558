/*
 * How much waits for each client, as the hub wants to know it: once all that a turn said has been given to the kernel, and
 * again while some of it is left. What a client takes at once never counts, nor a little of which it takes the rest soon: in a crowd
 * that does not read, who does must not be the one that is dropped because it was sent something a moment ago.
 *
 * One that is dropped for what it holds may read that, and why it was dropped, for a moment; but all of these together hold a
 * part of what the others may, and the first of them is cut off.
 */
#include "api/realtime/own.h"
#include "ports/event.h"
#include "runtime/settings.h"

enum { LOOK_MS = 200, LOOKS = 2, LITTLE = 16 << 10, DYING_PART = 4 };

static bool on_a_list(const struct link *l)
{
    return l->next && !list_empty(l);
}

static bool counts(const struct connection *n, size_t waits)
{
    return !waits || waits > LITTLE || n->looks == LOOKS;
}

void weigh_told(struct connection *n, const struct heard *h)
{
    if (h->live && h->event && !n->untaken++)
        n->untaken_ms = h->event->created_at.ms;
}

/* The kernel has been given all: as of the first of what came together. */
static void taken(struct connection *n)
{
    struct world *w = n->home->world;
    i64 ms = clock_ms(w->clock) - n->untaken_ms;

    for (; n->untaken; n->untaken--)
        metric_time(w->metrics, M_DELIVERY, 0, ms > 0 ? ms * 1000 : 0);
}

static void weigh(struct loop_state *s, struct connection *n, bool looked)
{
    size_t waits = n->ended ? 0 : n->voice->pending(n);

    if (n->dirty.next)
        list_remove(&n->dirty);
    if (!waits && n->untaken && !n->ended)
        taken(n);
    if (!waits && !n->heavy)
        return;
    n->heavy = waits;
    n->looks = !waits ? 0 : looked && n->looks < LOOKS ? n->looks + 1 : n->looks;
    if (waits)
        list_add_last(&s->heavy, &n->dirty);
    if (ear_is_open(&n->ear) && counts(n, waits))
        ear_waits(&n->ear, waits);   /* it may be dropped for that */
}

static void weigh_all(struct loop_state *s, struct link *from, bool looked)
{
    struct link these, *l;

    list_init(&these);
    list_move(from, &these);
    while ((l = list_pop(&these)))
        weigh(s, CONTAINER(l, struct connection, dirty), looked);
    if (!list_empty(&s->heavy) && !s->look.place)
        timer_start(s->loop, &s->look, LOOK_MS);
}

/* What was said in this turn is written at its end; hooks come in order, so after one more turn all of it was. */
static void written(struct turn_hook *h)
{
    struct loop_state *s = CONTAINER(h, struct loop_state, weigh);

    s->written = !s->written;
    if (s->written)
        loop_at_turn_last(s->loop, h);
    else
        weigh_all(s, &s->dirty, false);
}

static void look(struct timer *t)
{
    struct loop_state *s = CONTAINER(t, struct loop_state, look);

    weigh_all(s, &s->heavy, true);
}

void weigh_open(struct loop_state *s)
{
    list_init(&s->dirty);
    list_init(&s->heavy);
    list_init(&s->dying);
    s->weigh.run = written;
    s->look.fire = look;
}

void weigh_soon(struct connection *n)
{
    struct loop_state *s = loop_state_of(n);

    if (on_a_list(&n->dirty) && !n->heavy)
        return;
    if (n->dirty.next)
        list_remove(&n->dirty);
    list_add_last(&s->dirty, &n->dirty);
    loop_at_turn_last(s->loop, &s->weigh);
}

static void dying_end(struct loop_state *s, struct connection *n)
{
    s->dying_octets -= n->dying;
    n->dying = 0;
    list_remove(&n->dirty);
}

void weigh_dying(struct connection *n)
{
    struct loop_state *s = loop_state_of(n);
    size_t most = (size_t)s->home->world->settings->realtime_memory / DYING_PART / (size_t)s->home->loop_count;

    weigh_forget(n);
    n->dying = (u32)n->voice->pending(n);
    s->dying_octets += n->dying;
    list_add_last(&s->dying, &n->dirty);
    while (s->dying_octets > most) {
        struct connection *first = CONTAINER(s->dying.next, struct connection, dirty);
        dying_end(s, first);
        ws_abort(first->ws);
    }
}

void weigh_forget(struct connection *n)
{
    if (n->dying)
        dying_end(loop_state_of(n), n);
    else if (n->dirty.next)
        list_remove(&n->dirty);
}
