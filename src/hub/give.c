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

    if (!s->content || g->asked[which].content)
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

err giving_ask(ctx *c, struct giving *g)
{
    g->asked = arena_array(&c->arena, struct asked, g->says->n);
    for (bool parked = true; parked;) {
        parked = false;
        for (size_t i = 0; i < g->says->n; i++)
            TRY(saying_ask(c, g, i, &parked));
    }
    return OK;
}

/* ---- the text of an event, once for all who get the same ---- */

static str inside(str object)
{
    return object.n > 2 ? (str){ object.p + 1, object.n - 2 } : (str){0};
}

static void members_add(struct buf *b, str object)
{
    str members = inside(object);

    if (!members.n)
        return;
    buf_byte(b, ',');
    buf_add(b, members);
}

static str event_json(struct arena *a, const char *type, str members, str more, str cursor)
{
    struct buf b = BUF_ON(a);

    buf_reserve(&b, members.n + more.n + cursor.n + 80);
    buf_lit(&b, "{\"type\":");
    json_text(&b, str_of(type));
    members_add(&b, members);
    members_add(&b, more);
    if (cursor.n) {
        buf_lit(&b, ",\"cursor\":");
        json_text(&b, cursor);
    }
    buf_byte(&b, '}');
    return buf_str(&b);
}

/* ---- delivering one saying ---- */

struct delivery { struct giving *g; size_t which; struct arena *arena; const struct saying *saying; struct heard *variants; str cursor; };

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
    *h = (struct heard){ .type = s->type, .cursor = d->cursor, .event = d->g->event, .saying = s };
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

    if (ear->heard == d->g->loop->serial || is_excepted(s, ear_account(ear)))
        return false;
    return !h || !s->rank || s->rank >= h->floor;
}

static void ear_give(struct delivery *d, struct ear *ear)
{
    struct hub_loop *l = d->g->loop;
    u64 closed = l->closed;

    ear->heard = l->serial;
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

static void frames_drop(struct heard *variants, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (int k = 0; k < HEARD_FRAMES; k++)
            if (variants[i].frames[k].frame)
                variants[i].frames[k].drop(variants[i].frames[k].frame);
}

static void saying_deliver(ctx *c, struct giving *g, size_t which)
{
    const struct saying *s = g->says->at[which];
    struct delivery d = { g, which, &c->arena, s, NULL, {0} };
    size_t n = 2 * (s->version_count + 1);

    g->loop->serial++;
    d.variants = arena_array(&c->arena, struct heard, n);
    d.cursor = g->event ? log_cursor_text(&c->arena, cursor_of(g, which)) : (str){0};
    each_of_accounts(g, which, give_to_account, &d);
    for (size_t i = 0; i < s->topic_count; i++)
        each_of_topic(g, which, &s->topics[i], give_to_listener, &(struct topic_delivery){ &d, &s->topics[i] });
    frames_drop(d.variants, n);
}

void giving_deliver(ctx *c, struct giving *g)
{
    delivery_begin(g->loop);
    for (size_t i = 0; i < g->says->n; i++)
        saying_deliver(c, g, i);
    delivery_end(g->loop);
}
