/*
 * Who comes into a topic and who goes out. A move takes effect before the sayings of its event are delivered, but for a topic
 * that is over, whose end is still heard; those who hear something no more are told after them.
 */
#include "base/str.h"
#include "hub/hub_own.h"

/* ---- what takes effect at once ---- */

static struct gathering *moved_gathering(const struct hub_loop *l, const struct move *m)
{
    return gathering_find(l, &m->topic);
}

static void listener_enter(struct hub_loop *l, struct listener *p, const struct topic *topic, u8 through, i64 floor)
{
    struct gathering *g = gathering_get(l, topic);
    struct topic_slot *s = slot_find(&p->members, g);

    if (!s) {
        hearer_add_listener(g, p, through, floor);
        return;
    }
    slot_hearer(s)->through = through;
    slot_floor(s, floor);
    slot_hearer(s)->gone = false;
}

void floors_set(struct listener *p, const struct gathering *g, i64 floor)
{
    LIST_EACH(k, &p->ears) {
        struct topic_slot *s = slot_find(&ear_of_link(k)->topics, g);
        if (s)
            slot_floor(s, floor);
    }
}

static void apply_in(struct hub_loop *l, struct listener *p, const struct move *m)
{
    u8 through = standing_bit(l->hub, m->through);
    struct gathering *g = moved_gathering(l, m);

    p->moves++;
    if (g)
        floors_set(p, g, m->floor);
    if (p->loaded & through)
        listener_enter(l, p, &m->topic, through, m->floor);
}

/* A gathering may go with its last hearer, so it is looked up last. */
static void subscriptions_end(struct listener *p, const struct gathering *g)
{
    LIST_EACH(k, &p->ears) {
        struct topic_slot *s = slot_find(&ear_of_link(k)->topics, g);
        if (s)
            slot_hearer(s)->gone = true;
    }
}

void listener_out(struct hub_loop *l, struct listener *p, struct gathering *g)
{
    struct topic_slot *s = slot_find(&p->members, g);

    subscriptions_end(p, g);
    if (s)
        slot_drop(l, &p->members, s);
}

static void apply_out(struct hub_loop *l, struct listener *p, const struct move *m)
{
    struct gathering *g = moved_gathering(l, m);

    p->moves++;
    if (g)
        listener_out(l, p, g);
}

static bool concerns_many(const struct move *m)
{
    return m->what == MOVE_OVER || m->what == MOVE_ASK_TOPIC || m->what == MOVE_ASK_OWNED;
}

static void move_apply(struct hub_loop *l, const struct move *m)
{
    struct listener *p = m->account.v ? listener_find(l, m->account) : NULL;

    if (concerns_many(m))
        l->asked[l->asks++ % ASKS_KEPT] = (struct ask_kept){ m->what, m->topic.kind, m->topic.of };
    else if (p && m->what == MOVE_IN)
        apply_in(l, p, m);
    else if (p && m->what == MOVE_OUT)
        apply_out(l, p, m);
    else if (p)
        p->moves++;
}

void moves_apply(struct hub_loop *l, const struct says *says)
{
    for (size_t i = 0; i < says->move_count; i++)
        move_apply(l, &says->moves[i]);
}

/* ---- what an account is in ---- */

static void members_enter(struct hub_loop *l, struct listener *p, const membership_page *page, u8 through)
{
    for (size_t i = 0; i < page->n; i++)
        listener_enter(l, p, &page->at[i].topic, through, page->at[i].floor);
    p->loaded |= through;
}

/* Nobody moves meanwhile: moves are what asks. The listener may go. */
err listener_again(ctx *c, struct hub_loop *l, id account)
{
    for (int i = 0; i < l->hub->standing_count; i++) {
        struct listener *p = listener_find(l, account);
        u8 through = (u8)(1 << i);
        membership_page page = {0};
        if (!p || !(p->loaded & through) || l->hub->standing[i]->apart)
            continue;
        TRY(l->hub->standing[i]->members(c, account, &page));
        if (!(p = listener_find(l, account)))
            return OK;
        listener_leave(l, p, through);
        members_enter(l, p, &page, through);
    }
    return OK;
}

static bool page_asked_since(const struct hub_loop *l, u64 asks, const membership_page *page)
{
    bool any = false;

    for (size_t i = 0; !any && asks != l->asks && i < page->n; i++)
        any = asked_since(l, asks, &page->at[i].topic, NULL);
    return any;
}

static err standing_load(ctx *c, struct ear *ear, int which)
{
    struct hub_loop *l = ear->hub;
    struct listener *p = ear->listener;
    u8 through = (u8)(1 << which);
    membership_page page;
    u64 moves, asks;

    while (!(p->loaded & through)) {
        moves = p->moves;
        asks = l->asks;
        page = (membership_page){0};
        TRY(l->hub->standing[which]->members(c, p->account, &page));
        if (!ear_is_open(ear))
            return ERR_CANCELLED;
        if (!(p->loaded & through) && p->moves == moves && !page_asked_since(l, asks, &page))
            members_enter(l, p, &page, through);
    }
    return OK;
}

err listener_load(ctx *c, struct ear *ear, u8 through)
{
    for (int i = 0; i < ear->hub->hub->standing_count; i++)
        if (through >> i & 1)
            TRY(standing_load(c, ear, i));
    return OK;
}

/* ---- those who hear something no more ---- */

static void ear_tell(ctx *c, struct ear *ear)
{
    struct hub_loop *l = ear->hub;
    u64 closed = l->closed;

    for (u32 i = ear->topics.n; l->closed == closed && i-- > 0;) {
        struct topic_slot *s = &ear->topics.at[i];
        if (!slot_hearer(s)->gone)
            continue;
        str topic = topic_text(&c->arena, &s->of->topic);
        if (ear->resume && ear->resume->only == s->of)
            resume_end(ear);
        slot_drop(l, &ear->topics, s);
        ear->mouth->gone(ear, topic);
    }
}

static void listener_tell(ctx *c, struct listener *p)
{
    LIST_EACH(k, &p->ears)
        ear_tell(c, ear_of_link(k));
}

static void gathering_tell(ctx *c, struct hub_loop *l, struct gathering *g)
{
    for (u32 i = g ? g->n : 0; i-- > 0;) {
        struct hearer h = g->hearers[i];
        if (!h.who || !h.gone)
            continue;
        if (hearer_is_listener(&h))
            slot_drop(l, &hearer_listener(&h)->members, &hearer_listener(&h)->members.at[h.slot]);
        else
            ear_tell(c, hearer_ear(&h));
    }
}

static void owned_tell(ctx *c, struct hub_loop *l, const struct move *m)
{
    struct link *at = NULL;

    for (struct gathering *g; (g = owned_next(l, m, &at));)
        gathering_tell(c, l, g);
}

static void doubt_tell(struct listener *p)
{
    LIST_EACH(k, &p->ears) {
        struct ear *ear = ear_of_link(k);
        if (ear->mouth->doubt)
            ear->mouth->doubt(ear);
    }
}

/* They have heard that it is over. */
static void over_tell(ctx *c, struct hub_loop *l, struct gathering *g)
{
    for (u32 i = g ? g->n : 0; i-- > 0;)
        g->hearers[i].gone = true;
    gathering_tell(c, l, g);
}

static void move_tell(ctx *c, struct hub_loop *l, const struct move *m)
{
    struct listener *p = m->account.v ? listener_find(l, m->account) : NULL;

    if (m->what == MOVE_OVER)
        over_tell(c, l, moved_gathering(l, m));
    else if (m->what == MOVE_ASK_TOPIC)
        gathering_tell(c, l, moved_gathering(l, m));
    else if (m->what == MOVE_ASK_OWNED)
        owned_tell(c, l, m);
    else if (p && m->what == MOVE_DOUBT)
        doubt_tell(p);
    else if (p && (m->what == MOVE_OUT || m->what == MOVE_ASK_ACCOUNT))
        listener_tell(c, p);
}

void moves_tell(ctx *c, struct hub_loop *l, const struct says *says)
{
    delivery_begin(l);
    for (size_t i = 0; i < says->move_count; i++)
        move_tell(c, l, &says->moves[i]);
    delivery_end(l);
}
