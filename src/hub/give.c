/*
 * One event to those who hear it. First everything is asked that may park: who of the listeners hears it, and the content where
 * somebody wants that. Somebody may come meanwhile, so it is asked again until nothing is left to ask; then all sayings are
 * delivered without a park, so that an ear hears all of an event or nothing of it.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/ids.h"
#include "base/json.h"
#include "base/str.h"
#include "hub/hub_own.h"

enum { REPLAY_MOST = 10000 };

/* What was asked about the listeners of one topic of one saying. */
struct answer { struct answer *next; const struct topic *topic; ids who; bool *hears; };
struct asked { struct answer *answers; bool content; str json; };        /* one for each saying */

/* ---- who listens ---- */

static struct log_cursor cursor_of(const struct giving *g, size_t which)
{
    return (struct log_cursor){ g->position, (i64)which + 1 };
}

/* To this topic (NULL: as an account), for this saying. */
static bool listens(const struct giving *g, size_t which, const struct ear *ear, const struct gathering *t, u8 through)
{
    const struct resume *r = ear->resume;
    bool of_it = r && (resume_is_whole(r) || (t && r->only == t) || (r->only_through & through));

    if (g->live || !of_it)
        return g->live && !of_it;
    return r->state == RESUME_RIDING && log_cursor_is_before(r->from, cursor_of(g, which));
}

typedef void each_ear(void *arg, struct ear *, const struct hearer *);       /* no hearer: as an account */

static void each_of_listener(const struct giving *g, size_t which, struct listener *p, const struct gathering *t, const struct hearer *h,
                           each_ear *each, void *arg)
{
    u8 through = h ? h->through : 0;

    LIST_EACH(k, &p->ears) {
        struct ear *ear = ear_of_link(k);
        if ((!h || ear->through & through) && listens(g, which, ear, t, through))
            each(arg, ear, h);
    }
}

static void each_of_topic(const struct giving *g, size_t which, const struct topic *topic, each_ear *each, void *arg)
{
    const struct gathering *t = gathering_find(g->loop, topic);

    for (u32 i = 0; t && i < t->n; i++) {
        struct hearer h = t->hearers[i];
        if (!h.who || h.gone)
            continue;
        if (hearer_is_listener(&h))
            each_of_listener(g, which, hearer_listener(&h), t, &h, each, arg);
        else if (listens(g, which, hearer_ear(&h), t, 0))
            each(arg, hearer_ear(&h), &h);
    }
}

static void each_of_accounts(const struct giving *g, size_t which, each_ear *each, void *arg)
{
    const struct saying *s = g->says->at[which];

    for (size_t i = 0; i < s->accounts.n; i++) {
        struct listener *p = listener_find(g->loop, s->accounts.at[i]);
        if (p)
            each_of_listener(g, which, p, NULL, NULL, each, arg);
    }
}

/* ---- asking ---- */

static const bool *answer_find(const struct asked *asked, const struct topic *topic, id who)
{
    for (const struct answer *a = asked->answers; a; a = a->next) {
        const id *found = a->topic == topic ? ids_find(a->who, who) : NULL;
        if (found)
            return &a->hears[found - a->who.at];
    }
    return NULL;
}

/* Nobody may listen, too, and is excepted by nothing. */
static bool is_excepted(const struct saying *s, id account)
{
    return s->except.v && account.v == s->except.v;
}

/* Rising, each once, nobody first. */
static ids listeners_once(struct arena *a, ids all)
{
    ids known = ids_once(a, all), once = { arena_array(a, id, known.n + 1), 0 };

    for (size_t i = 0; i < all.n && !once.n; i++)
        if (!all.at[i].v)
            once.at[once.n++] = (id){ 0 };
    for (size_t i = 0; i < known.n; i++)
        once.at[once.n++] = known.at[i];
    return once;
}

struct gather { const struct asked *asked; const struct saying *saying; const struct topic *topic; struct arena *arena; ids new; };

static void new_add(void *arg, struct ear *ear, const struct hearer *h)
{
    struct gather *in = arg;
    id account = ear_account(ear);

    (void)h;
    if (in->new.n && in->new.at[in->new.n - 1].v == account.v)
        return;
    if (is_excepted(in->saying, account) || answer_find(in->asked, in->topic, account))
        return;
    ROOM_FOR_ONE(in->arena, in->new.at, in->new.n);
    in->new.at[in->new.n++] = account;
}

static err topic_ask_about(ctx *c, struct giving *g, size_t which, const struct topic *topic, bool *parked)
{
    struct gather in = { &g->asked[which], g->says->at[which], topic, &c->arena, {0} };

    each_of_topic(g, which, topic, new_add, &in);
    if (!in.new.n)
        return OK;
    struct answer *a = arena_new(&c->arena, struct answer);
    *a = (struct answer){ g->asked[which].answers, topic, listeners_once(&c->arena, in.new), NULL };
    a->hears = arena_array(&c->arena, bool, a->who.n);
    *parked = true;
    TRY(in.saying->hears(c, in.saying, topic, a->who, a->hears));
    g->asked[which].answers = a;
    return OK;
}

static void content_note(void *arg, struct ear *ear, const struct hearer *h)
{
    (void)h;
    *(bool *)arg |= ear->content;
}

static err content_ask(ctx *c, struct giving *g, size_t which, bool *parked)
{
    const struct saying *s = g->says->at[which];
    bool wanted = false;

    if (!s->content || !g->loop->content_ears || g->asked[which].content)
        return OK;
    each_of_accounts(g, which, content_note, &wanted);
    for (size_t i = 0; i < s->topic_count && !wanted; i++)
        each_of_topic(g, which, &s->topics[i], content_note, &wanted);
    if (!wanted)
        return OK;
    *parked = true;
    TRY(s->content(c, s, &g->asked[which].json));
    g->asked[which].content = true;
    return OK;
}

static err saying_ask(ctx *c, struct giving *g, size_t which, bool *parked)
{
    const struct saying *s = g->says->at[which];

    TRY(content_ask(c, g, which, parked));
    for (size_t i = 0; s->hears && i < s->topic_count; i++)
        TRY(topic_ask_about(c, g, which, &s->topics[i], parked));
    return OK;
}

static err event_ask(ctx *c, struct giving *g, bool *parked)
{
    for (size_t i = 0; i < g->says->n; i++)
        TRY(saying_ask(c, g, i, parked));
    return OK;
}

err giving_ask(ctx *c, struct giving *g, size_t n)
{
    for (size_t i = 0; i < n; i++)
        g[i].asked = arena_array(&c->arena, struct asked, g[i].says->n);
    for (bool parked = true; parked;) {
        parked = false;
        for (size_t i = 0; i < n; i++)
            TRY(event_ask(c, &g[i], &parked));
    }
    return OK;
}

/* ---- delivering one saying ---- */

struct delivery {
    struct giving *g;
    size_t which;
    u64 serial;
    struct arena *arena;
    const struct saying *saying;
    struct heard *variants;
    str cursor;
};

static void delivery_open(struct delivery *d, ctx *c, struct giving *g, size_t which)
{
    const struct saying *s = g->says->at[which];

    *d = (struct delivery){ g, which, ++g->loop->serial, &c->arena, s, NULL, {0} };
    d->variants = arena_array(&c->arena, struct heard, 2 * (s->version_count + 1));
    if (g->event)
        d->cursor = log_cursor_text(&c->arena, cursor_of(g, which));
}

static void delivery_close(const struct delivery *d)
{
    for (size_t i = 0; i < 2 * (d->saying->version_count + 1); i++)
        for (int k = 0; k < HEARD_FRAMES; k++)
            if (d->variants[i].frames[k].frame)
                d->variants[i].frames[k].drop(d->variants[i].frames[k].frame);
}

static size_t version_of(const struct saying *s, id account)
{
    size_t i = 0;

    while (i < s->version_count && !ids_find(s->versions[i].whom, account))
        i++;
    return i;
}

/* Of each version there are two: with its content and without. */
static struct heard *variant_for(struct delivery *d, const struct ear *ear)
{
    const struct saying *s = d->saying;
    bool content = ear->content && s->content;
    size_t version = version_of(s, ear_account(ear));
    struct heard *h = &d->variants[2 * version + content];

    if (h->json.n)
        return h;
    str members = version < s->version_count ? s->versions[version].json : s->json;
    *h = (struct heard){ .type = s->type, .cursor = d->cursor, .event = d->g->event, .saying = s, .live = d->g->live };
    h->json = event_json(d->arena, s->type, members, content ? d->g->asked[d->which].json : (str){0}, d->cursor);
    return h;
}

static void replayed(struct delivery *d, struct ear *ear, bool room)
{
    struct hub_loop *l = d->g->loop;
    struct resume *r = ear->resume;

    if (++r->given >= REPLAY_MOST) {
        resume_end(ear);
        ear->mouth->resync(ear, RESYNC_TOO_MANY, log_cursor_text(d->arena, log_cursor_after(l->at)));
    } else if (!room) {
        r->state = RESUME_FULL;
        r->from = cursor_of(d->g, d->which);
    }
}

static bool may_hear(const struct delivery *d, const struct ear *ear, const struct hearer *h)
{
    const struct saying *s = d->saying;

    if (ear->heard == d->serial || is_excepted(s, ear_account(ear)))
        return false;
    return !h || !s->rank || s->rank >= h->floor;
}

static void ear_give(struct delivery *d, struct ear *ear)
{
    struct hub_loop *l = d->g->loop;
    u64 closed = l->closed;

    ear->heard = d->serial;
    bool room = ear->mouth->deliver(ear, variant_for(d, ear));
    if (!d->g->live && l->closed == closed)
        replayed(d, ear, room);
}

static void give_to_account(void *arg, struct ear *ear, const struct hearer *h)
{
    if (may_hear(arg, ear, h))
        ear_give(arg, ear);
}

struct topic_delivery { struct delivery *d; const struct topic *topic; };

static void give_to_listener(void *arg, struct ear *ear, const struct hearer *h)
{
    struct topic_delivery *in = arg;
    struct delivery *d = in->d;

    if (!may_hear(d, ear, h))
        return;
    const bool *hears = d->saying->hears ? answer_find(&d->g->asked[d->which], in->topic, ear_account(ear)) : NULL;
    if (!d->saying->hears || (hears && *hears))
        ear_give(d, ear);
}

static void saying_deliver(ctx *c, struct giving *g, size_t which)
{
    const struct saying *s = g->says->at[which];
    struct delivery d;

    delivery_open(&d, c, g, which);
    each_of_accounts(g, which, give_to_account, &d);
    for (size_t i = 0; i < s->topic_count; i++)
        each_of_topic(g, which, &s->topics[i], give_to_listener, &(struct topic_delivery){ &d, &s->topics[i] });
    delivery_close(&d);
}

void giving_deliver(ctx *c, struct giving *g)
{
    delivery_begin(g->loop);
    for (size_t i = 0; i < g->says->n; i++)
        saying_deliver(c, g, i);
    delivery_end(g->loop);
}

/* ---- delivering a burst ---- */

static bool is_simple(const struct says *says)
{
    const struct saying *s = says->n == 1 && !says->move_count && !says->stale_count ? says->at[0] : NULL;

    return s && s->topic_count == 1 && !s->accounts.n && !s->hears;
}

bool burst_takes(const struct giving *first, const struct giving *g)
{
    if (!is_simple(first->says) || !is_simple(g->says))
        return false;
    const struct topic *one = first->says->at[0]->topics, *other = g->says->at[0]->topics;
    return one->kind == other->kind && one->of.v == other->of.v && str_eq(one->name, other->name);
}

/* Then all who listen hear all of it. */
static bool is_above_floors(const struct giving *g, size_t n, const struct gathering *t)
{
    for (size_t i = 0; i < n; i++)
        if (g[i].says->at[0]->rank && g[i].says->at[0]->rank < t->floor_most)
            return false;
    return true;
}

struct burst { struct delivery *of; size_t n; };

/* One that listens twice has heard it. */
static void give_burst(void *arg, struct ear *ear, const struct hearer *h)
{
    const struct burst *b = arg;
    const struct hub_loop *l = b->of->g->loop;
    u64 closed = l->closed;

    if (ear->heard >= b->of->serial)
        return;
    for (size_t i = 0; i < b->n && l->closed == closed; i++)
        if (may_hear(&b->of[i], ear, h))
            ear_give(&b->of[i], ear);
}

void burst_deliver(ctx *c, struct giving *g, size_t n)
{
    const struct topic *topic = g->says->at[0]->topics;
    const struct gathering *t = gathering_find(g->loop, topic);
    struct burst b = { arena_array(&c->arena, struct delivery, n), n };

    if (!t || !is_above_floors(g, n, t)) {
        for (size_t i = 0; i < n; i++)
            giving_deliver(c, &g[i]);
        return;
    }
    for (size_t i = 0; i < n; i++)
        delivery_open(&b.of[i], c, &g[i], 0);
    delivery_begin(g->loop);
    each_of_topic(g, 0, topic, give_burst, &b);
    delivery_end(g->loop);
    for (size_t i = 0; i < n; i++)
        delivery_close(&b.of[i]);
}
