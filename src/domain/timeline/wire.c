/*
 * Timelines for those who listen: what is published, edited and deleted reaches those in whose timeline it stands. Who that is
 * is asked when it happens, by the rule of posts (post_seen_by), in a constant number of statements for each topic.
 */
#include "base/ids.h"
#include "base/str.h"
#include "domain/graph/sight.h"
#include "domain/tag/tag.h"
#include "domain/timeline/timeline_own.h"
#include "hub/wire.h"
#include "text/facets.h"

struct post_heard { id post_id, author_id; maybe_id boost_of; };
static SHAPE(post_heard,
    FIELD_AS(post_heard, post_id, "postId"), FIELD_AS(post_heard, author_id, "authorId"), FIELD_AS(post_heard, boost_of, "boostOf"));

/* What `hears` goes by. */
struct published { struct post_seen seen; strs tags; };

/* ---- the topics ---- */

static err user_admit(ctx *c, id me, const struct topic *t, struct admission *out)
{
    struct sight sight;

    (void)out;
    return sight_meet(c, me, t->of, &sight);
}

/* Those of one account after each other are one look. */
static err users_again_of_one(ctx *c, struct topic_ask *asks, size_t n)
{
    ids who = { arena_array(&c->arena, id, n), n };
    sight_page sights;

    for (size_t i = 0; i < n; i++)
        who.at[i] = asks[i].topic->of;
    TRY(sights_of(c, asks->me, who, &sights));
    for (size_t i = 0; i < n; i++)
        asks[i].admitted = sight_sees(&sights.at[i]);
    return OK;
}

static err users_again(ctx *c, struct topic_ask *asks, size_t n)
{
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && asks[i + same].me.v == asks[i].me.v; same++)
            ;
        TRY(users_again_of_one(c, &asks[i], same));
    }
    return OK;
}

static bool tag_spell(struct arena *a, str name, str *kept) { return tag_fold(a, name, kept); }

static const struct topic_kind feed_topic = { "feed", TOPIC_ALONE };
static const struct topic_kind public_topic = { "public", TOPIC_ALONE };
static const struct topic_kind user_topic = { "user", TOPIC_OF_ID, .admit = user_admit, .again = users_again };
static const struct topic_kind tag_topic = { "tag", TOPIC_OF_NAME, .spell = tag_spell };
const struct topic_kind *const timeline_topics[] = { &feed_topic, &public_topic, &user_topic, &tag_topic, NULL };

/* ---- who hears ---- */

/* It is in a feed if its author is followed, or the reader's own; or if a tag of it is followed. */
static err feed_narrow(ctx *c, const struct published *p, ids listeners, const sight_page *by, bool *out)
{
    ids others = { arena_array(&c->arena, id, listeners.n), 0 }, tagged;
    bool open = p->seen.visibility == VISIBLE_TO_ALL && !p->seen.plain;

    for (size_t i = 0; i < listeners.n; i++)
        if (out[i] && !by->at[i].self && !by->at[i].following)
            others.at[others.n++] = listeners.at[i];
    TRY(tags_followers_among(c, open ? p->tags : (strs){ 0 }, others, &tagged));
    for (size_t i = 0; i < listeners.n; i++)
        out[i] = out[i] && (by->at[i].self || by->at[i].following || ids_find(tagged, listeners.at[i]));
    return OK;
}

static err hears(ctx *c, const struct saying *s, const struct topic *topic, ids listeners, bool *out)
{
    const struct published *p = s->facts;
    sight_page by;

    TRY(post_seen_by(c, &p->seen, listeners, &by, out));
    return topic->kind == &feed_topic ? feed_narrow(c, p, listeners, &by, out) : OK;
}

/* ---- what is said ---- */

static struct saying *post_say(ctx *c, struct says *out, const char *type, const struct post_heard *said, struct published published)
{
    struct saying *s = say(out, type, &post_heard_shape, said);
    struct published *facts = arena_new(&c->arena, struct published);

    *facts = published;
    s->facts = facts;
    s->hears = hears;
    say_to_name(out, s, &feed_topic, S(""));
    say_to_topic(out, s, &user_topic, said->author_id);
    if (published.seen.visibility == VISIBLE_TO_ALL && !published.seen.plain) {
        say_to_name(out, s, &public_topic, S(""));
        for (size_t i = 0; i < published.tags.n; i++)
            say_to_name(out, s, &tag_topic, published.tags.at[i]);
    }
    return s;
}

static void boost_pulse(struct says *out, maybe_id original)
{
    if (original.is == GIVEN)
        pulse(out, &post_pulse, &post_topic, original.v, original.v);
}

static err say_created(ctx *c, const struct event *e, struct says *out)
{
    struct post_told told;

    TRY(event_read(&c->arena, e, post_created, &told));
    const struct post_heard said = { told.post_id, told.author_id, { told.plain_boost ? GIVEN : ABSENT, told.boost_of_id.v } };
    post_say(c, out, "post_created", &said, (struct published){ post_seen_of(&told), told.tags });
    boost_pulse(out, told.boost_of_id);
    return OK;
}

static err say_edited(ctx *c, const struct event *e, struct says *out)
{
    struct post_told told;

    TRY(event_read(&c->arena, e, post_edited, &told));
    struct saying *s = post_say(c, out, "post_edited", &(struct post_heard){ told.post_id, told.author_id, { 0 } },
                                (struct published){ post_seen_of(&told), told.tags });
    say_to_topic(out, s, &post_topic, told.post_id);
    return OK;
}

static err say_deleted(ctx *c, const struct event *e, struct says *out)
{
    struct post_gone_told told;

    TRY(event_read(&c->arena, e, post_deleted, &told));
    struct saying *s = post_say(c, out, "post_deleted", &(struct post_heard){ told.post_id, told.author_id, { 0 } },
                                (struct published){ post_seen_of_gone(&told), told.tags });
    say_to_topic(out, s, &post_topic, told.post_id);
    move_over(out, &post_topic, told.post_id);
    boost_pulse(out, told.boost_of_id);
    return OK;
}

static err say_hidden(ctx *c, const struct event *e, struct says *out)
{
    id who;

    (void)c;
    if (id_parse(e->key, &who))
        move_ask_topic(out, &user_topic, who);
    return OK;
}

const struct wire timeline_wires[] = {
    { .kind = &post_created, .say = say_created },
    { .kind = &post_edited, .say = say_edited },
    { .kind = &post_deleted, .say = say_deleted },
    { .kind = &account_hidden, .say = say_hidden },
    { .kind = &account_erased, .say = say_hidden },
    {0}
};
