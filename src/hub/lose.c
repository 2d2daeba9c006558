/*
 * An event that cannot be given, although the store is there: a mistake of the program. Nobody may hear on by a right that it would have
 * taken, and nobody may miss it without a word: so those whom it may concern are ended, and come back.
 */
#include "base/str.h"
#include "hub/hub_own.h"
#include "runtime/metrics.h"

bool store_is_away(err e)
{
    return e == ERR_UNAVAILABLE || e == ERR_IO || e == ERR_FULL || e == ERR_BUSY || e == ERR_CONTENTION || e == ERR_TIMEOUT;
}

void event_given_up(ctx *c, const struct event *e)
{
    ctx_log(c, LOG_ERROR, "event not delivered", KV_STR("subject", e->subject), KV_I64("position", e->position),
            KV_STR("cause", c->failure.cause));
    metric_add(c->world->metrics, M_UNDELIVERED, 0, 1);
}

/* One that replays all comes to the event by itself. */
static void ear_lose(struct ear *ear)
{
    if (!ear->resume || !resume_is_whole(ear->resume))
        ear->mouth->lost(ear);
}

static void listener_lose(struct listener *p)
{
    for (struct link *k = p ? p->ears.next : NULL, *next; p && k != &p->ears; k = next) {
        next = k->next;
        ear_lose(ear_of_link(k));
    }
}

static void gathering_lose(struct gathering *g)
{
    for (u32 i = 0; g && i < g->n; i++) {
        struct hearer h = g->hearers[i];
        if (h.who && hearer_is_listener(&h))
            listener_lose(hearer_listener(&h));
        else if (h.who)
            ear_lose(hearer_ear(&h));
    }
}

static void saying_lose(struct hub_loop *l, const struct saying *s)
{
    for (size_t i = 0; i < s->accounts.n; i++)
        listener_lose(listener_find(l, s->accounts.at[i]));
    for (size_t i = 0; i < s->topic_count; i++)
        gathering_lose(gathering_find(l, &s->topics[i]));
}

static void move_lose(struct hub_loop *l, const struct move *m)
{
    struct link *at = NULL;

    if (m->what == MOVE_ASK_ACCOUNT)
        listener_lose(listener_find(l, m->account));
    else if (m->what == MOVE_ASK_TOPIC)
        gathering_lose(gathering_find(l, &m->topic));
    else if (m->what == MOVE_ASK_OWNED)
        for (struct gathering *g; (g = owned_next(l, m, &at));)
            gathering_lose(g);
}

static void all_lose(struct hub_loop *l)
{
    for (size_t i = 0; i < l->people.size; i++)
        for (struct chain *k = l->people.slots[i]; k; k = k->next)
            listener_lose(CONTAINER(k, struct listener, chain));
}

void event_lose(struct hub_loop *l, const struct says *says)
{
    delivery_begin(l);
    for (size_t i = 0; says && i < says->n; i++)
        saying_lose(l, says->at[i]);
    for (size_t i = 0; says && i < says->move_count; i++)
        move_lose(l, &says->moves[i]);
    if (!says)
        all_lose(l);
    delivery_end(l);
}
