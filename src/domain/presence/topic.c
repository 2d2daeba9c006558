/*
 * What those hear who listen to presence:<id>: each process tells its own, since it knows by itself. Who may know is asked when
 * something is told. A change of what one person may see of another (a follow, a block, a setting) is told to that person alone, or to
 * those who knew until now, so that nobody else learns of it.
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/channel/channel.h"
#include "domain/channel/messaging.h"
#include "domain/graph/graph.h"
#include "domain/graph/sight.h"
#include "domain/presence/presence_own.h"
#include "work/work.h"

enum { PAIRS_MOST = 100 };           /* of a turn */

struct presence_said { id user_id; str status; maybe_when last_seen; };
SHAPE(presence_said,
    FIELD_AS(presence_said, user_id, "userId"), FIELD(presence_said, status), FIELD_AS(presence_said, last_seen, "lastSeen"));

static str said_json(struct arena *a, const struct presence *p)
{
    struct buf json = BUF_ON(a);

    json_write(&json, &presence_said_shape, &(struct presence_said){ p->user_id, p->status, p->last_seen_at });
    return buf_str(&json);
}

static struct presence veiled(id who)
{
    return (struct presence){ who, str_of(presence_words[ROLL_GONE]), { .is = NULLED } };
}

static err greet(ctx *c, id me, const struct topic *topic, const char **type, str *json)
{
    struct presence p;

    TRY(presence_get(c, me, topic->of, &p));
    *type = "presence";
    *json = said_json(&c->arena, &p);
    return OK;
}

/* Anybody may listen: who may not know hears that they are offline. */
static err admit(ctx *c, id me, const struct topic *topic, struct admission *out)
{
    (void)me, (void)out;
    roll_want(presence_memory(c->world)->roll, topic->of);
    return OK;
}

const struct topic_kind presence_topic = { .word = "presence", .form = TOPIC_OF_ID, .admit = admit, .greet = greet };

/* ---- told ---- */

/* `only`: who alone hears it, in the place of its rank; 0: all who may know. */
static void tell(ctx *c, const struct presence *p, id only)
{
    struct topic topic = { &presence_topic, p->user_id, { 0 } };

    hub_tell(c->world, &(struct saying){ .type = "presence", .json = said_json(&c->arena, p), .topics = &topic, .topic_count = 1,
                                         .about = p->user_id, .rank = only.v, .here = true });
}

static bool is_veiled(ctx *c, const struct saying *s)
{
    struct presence p = veiled(s->about);

    return str_eq(s->json, said_json(&c->arena, &p));
}

static err invisible_get(ctx *c, id who, bool *out)
{
    messaging_row_page settings;

    TRY(messagings_get(c, (ids){ &who, 1 }, &settings));
    *out = settings.at[0].invisible;
    return OK;
}

/* That somebody is not to be seen any more is for those who knew. */
static err hears(ctx *c, const struct saying *s, const struct topic *topic, ids listeners, bool *out)
{
    bool invisible;

    (void)topic;
    for (size_t i = 0; i < listeners.n; i++)
        out[i] = listeners.at[i].v == s->rank;
    if (s->rank)
        return OK;
    if (is_veiled(c, s))
        return presence_between(c, s->about, KNOWN_TO_THEM, listeners, out);
    TRY(invisible_get(c, s->about, &invisible));
    return invisible ? OK : presence_between(c, s->about, SEEN_BY_THEM, listeners, out);
}

const struct wire presence_wires[] = {
    { .type = "presence", .hears = hears },
    { .type = "user_typing", .hears = typing_hears },
    {0}
};

/* ---- what changed between people ---- */

/* On any thread: only of those who are connected here. */
static void relation_note(struct world *w, const struct relation_change *change)
{
    struct presence_memory *m = presence_memory(w);

    if (change->other.v && !roll_is_here(m->roll, change->one) && !roll_is_here(m->roll, change->other))
        return;
    recent_add(m->relations, change);
    bell_ring(roll_news(m->roll));
}

static bool hides(const struct event_kind *kind) { return kind == &graph_unfollowed || kind == &graph_blocked; }

static void follow_hear(void *world, const struct event *e)
{
    struct follow_told told;
    struct arena a;

    arena_init(&a, NULL, 0);
    if (event_read_as(&a, e, e->kind, &told) == OK)
        relation_note(world, &(struct relation_change){ e->position, told.follower_id, told.following_id, hides(e->kind) });
    arena_close(&a);
}

/* Two people talk from now on, or one has accepted what the other asked. */
static id talker_of(const struct membership_told *told)
{
    bool begins = str_eq(told->type, S("member_joined")) && told->by.is == GIVEN && told->by.v.v != told->user_id.v;
    bool accepts = str_eq(told->type, S("request_accepted")) && told->maker.is == GIVEN;

    return !str_eq(told->kind, S("direct")) ? (id){ 0 } : begins ? told->by.v : accepts ? told->maker.v : (id){ 0 };
}

static void membership_hear(void *world, const struct event *e)
{
    struct membership_told told;
    struct arena a;

    arena_init(&a, NULL, 0);
    if (event_read(&a, e, channel_membership, &told) == OK && talker_of(&told).v)
        relation_note(world, &(struct relation_change){ e->position, told.user_id, talker_of(&told), false });
    arena_close(&a);
}

static void account_hear(void *world, const struct event *e)
{
    id who;

    if (id_parse(e->key, &who))
        relation_note(world, &(struct relation_change){ e->position, .one = who });
}

const struct listens presence_listeners[] = {
    { KINDS(&graph_followed, &graph_unfollowed, &graph_blocked, &graph_restanced), follow_hear, true },
    { KINDS(&channel_membership), membership_hear, true },
    { KINDS(&messaging_changed, &account_hidden, &account_shown), account_hear, true },
    {0}
};

/* To one person, if that is connected here: what it may see of another from now on, or may not. */
static err one_tell(ctx *c, id viewer, id who, bool hides)
{
    struct presence p = veiled(who);
    bool visible;

    if (!roll_is_here(presence_memory(c->world)->roll, viewer))
        return OK;
    TRY(presence_visible(c, viewer, (ids){ &who, 1 }, &visible));
    if (visible == hides)
        return OK;
    TRY(visible ? presence_real(c, who, &p) : OK);
    tell(c, &p, viewer);
    return OK;
}

static err all_tell(ctx *c, id who)
{
    struct presence p;
    struct sight self;
    bool invisible;

    TRY(invisible_get(c, who, &invisible));
    TRY(sight_of(c, who, who, &self));
    TRY(presence_real(c, who, &p));
    if (invisible || !self.of.shown)
        p = veiled(who);
    tell(c, &p, (id){ 0 });
    return OK;
}

static err relation_tell(ctx *c, const struct relation_change *change)
{
    if (!change->other.v)
        return all_tell(c, change->one);
    TRY(one_tell(c, change->one, change->other, change->hides));
    return one_tell(c, change->other, change->one, change->hides);
}

static bool are_same(const struct relation_change *a, const struct relation_change *b)
{
    return (a->one.v == b->one.v && a->other.v == b->other.v) || (a->one.v == b->other.v && a->other.v == b->one.v);
}

/* A block is three changes of the same two. */
static bool comes_again(const struct relation_change *at, size_t i, size_t n)
{
    for (size_t later = i + 1; later < n; later++)
        if (are_same(&at[later], &at[i]))
            return true;
    return false;
}

/* What is more than a turn can tell is not told: it is heard at the next change. */
static err relations_tell(ctx *c, struct presence_memory *m)
{
    void *changes;
    size_t n;

    (void)recent_after(m->relations, &c->arena, m->relations_told, &changes, &n);
    const struct relation_change *at = changes;
    for (size_t i = 0; i < n && i < PAIRS_MOST; i++) {
        err e = comes_again(at, i, n < PAIRS_MOST ? n : PAIRS_MOST) ? OK : relation_tell(c, &at[i]);
        if (e == ERR_CANCELLED)
            return e;
    }
    if (n)
        m->relations_told = at[n - 1].position;
    return OK;
}

err presence_tell(ctx *c, ids changed)
{
    for (size_t i = 0; i < changed.n; i++) {
        struct presence p;
        err e = presence_real(c, changed.at[i], &p);
        if (e == ERR_CANCELLED)
            return e;
        if (e == OK)
            tell(c, &p, (id){ 0 });
    }
    return relations_tell(c, presence_memory(c->world));
}
