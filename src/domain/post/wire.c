/* Who listens to a post, and what reaches them: its counts, and its poll. Its text is timeline's to bring, comments are comment's. */
#include "base/ids.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/post/post_own.h"

struct counts_said { id post_id; i64 like_count, save_count, boost_count, quote_count, comment_count; };
struct poll_said { id post_id; };
static SHAPE(counts_said,
    FIELD_AS(counts_said, post_id, "postId"), FIELD_AS(counts_said, like_count, "likeCount"),
    FIELD_AS(counts_said, save_count, "saveCount"),
    FIELD_AS(counts_said, boost_count, "boostCount"), FIELD_AS(counts_said, quote_count, "quoteCount"),
    FIELD_AS(counts_said, comment_count, "commentCount"));
static SHAPE(poll_said, FIELD_AS(poll_said, post_id, "postId"));

/* ---- the topic ---- */

/* Whoever is hidden takes along what they published, and the boosts of it. */
static err admit(ctx *c, id me, const struct topic *t, struct admission *out)
{
    post_view_page seen;

    TRY(posts_look(c, me, (ids){ (id[]){ t->of }, 1 }, NULL, WITHOUT_REST, &seen));
    if (!seen.n)
        return fail(c, &post_not_found);
    const struct post_view *post = &seen.at[0];
    out->owners[0] = post->author->card.id;
    if (post->plain && post->boost_of)
        out->owners[1] = post->boost_of->author->card.id;
    return OK;
}

/* Those of one account after each other are one look. */
static err again_of_one(ctx *c, struct topic_ask *asks, size_t n)
{
    ids which = { arena_array(&c->arena, id, n), n };
    post_view_page seen;

    for (size_t i = 0; i < n; i++)
        which.at[i] = asks[i].topic->of;
    TRY(posts_look(c, asks->me, which, NULL, WITHOUT_REST, &seen));
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < seen.n; k++)
            asks[i].admitted |= seen.at[k].words->id.v == which.at[i].v;
    return OK;
}

static err again(ctx *c, struct topic_ask *asks, size_t n)
{
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && asks[i + same].me.v == asks[i].me.v; same++)
            ;
        TRY(again_of_one(c, &asks[i], same));
    }
    return OK;
}

const struct topic_kind post_topic = { "post", TOPIC_OF_ID, .admit = admit, .again = again };
const struct topic_kind *const post_topics[] = { &post_topic, NULL };

/* ---- who sees what an event tells of ---- */

/* A word that this program does not know is for as few as possible. */
static enum visibility visibility_of(str word)
{
    for (int i = VISIBLE_TO_ALL; i < VISIBLE_TO_NAMED; i++)
        if (str_eq(word, str_of(visibility_words[i])))
            return (enum visibility)i;
    return VISIBLE_TO_NAMED;
}

struct post_seen post_seen_of(const struct post_told *told)
{
    return (struct post_seen){ told->author_id, visibility_of(told->visibility), told->plain_boost, told->boost_of_id.v, told->mentions };
}

struct post_seen post_seen_of_gone(const struct post_gone_told *told)
{
    return (struct post_seen){ told->author_id, visibility_of(told->visibility.v), false, { 0 }, told->mentions };
}

/* ---- numbers ---- */

static str json_of(struct arena *a, const struct shape *shape, const void *value)
{
    struct buf b = BUF_ON(a);

    json_write(&b, shape, value);
    return buf_str(&b);
}

static err counts_freshen(ctx *c, ids about, str *json)
{
    struct post_counts *counts;

    TRY(posts_counts(c, about, &counts));
    for (size_t i = 0; i < about.n; i++)
        json[i] = json_of(&c->arena, &counts_said_shape, &(struct counts_said){ about.at[i], counts[i].like_count, counts[i].save_count,
            counts[i].boost_count, counts[i].quote_count, counts[i].comment_count });
    return OK;
}

static err poll_freshen(ctx *c, ids about, str *json)
{
    for (size_t i = 0; i < about.n; i++)
        json[i] = json_of(&c->arena, &poll_said_shape, &(struct poll_said){ about.at[i] });
    return OK;
}

const struct pulse_kind post_pulse = { "post_counts", counts_freshen };
static const struct pulse_kind poll_pulse = { "poll_counts", poll_freshen };

static err say_recounted(ctx *c, const struct event *e, struct says *out)
{
    struct posts_told told;

    TRY(event_read(&c->arena, e, post_recounted, &told));
    for (size_t i = 0; i < told.posts.n; i++)
        pulse(out, &post_pulse, &post_topic, told.posts.at[i], told.posts.at[i]);
    return OK;
}

/* ---- polls ---- */

static err say_voted(ctx *c, const struct event *e, struct says *out)
{
    struct poll_told told;

    TRY(event_read(&c->arena, e, poll_voted, &told));
    pulse(out, &poll_pulse, &post_topic, told.post_id, told.post_id);
    return OK;
}

static err say_ended(ctx *c, const struct event *e, struct says *out)
{
    struct poll_told told;

    TRY(event_read(&c->arena, e, poll_ended, &told));
    struct saying *s = say(out, "poll_ended", &poll_said_shape, &(struct poll_said){ told.post_id });
    say_to_topic(out, s, &post_topic, told.post_id);
    return OK;
}

static err say_polls_recounted(ctx *c, const struct event *e, struct says *out)
{
    struct polls_told told;

    TRY(event_read(&c->arena, e, poll_recounted, &told));
    for (size_t i = 0; i < told.posts.n; i++)
        pulse(out, &poll_pulse, &post_topic, told.posts.at[i], told.posts.at[i]);
    return OK;
}

static err say_hidden(ctx *c, const struct event *e, struct says *out)
{
    id who;

    (void)c;
    if (id_parse(e->key, &who))
        move_ask_owned(out, &post_topic, who);
    return OK;
}

const struct wire post_wires[] = {
    { .kind = &post_recounted, .say = say_recounted },
    { .kind = &poll_voted, .say = say_voted },
    { .kind = &poll_ended, .say = say_ended },
    { .kind = &poll_recounted, .say = say_polls_recounted },
    { .kind = &account_hidden, .say = say_hidden },
    { .kind = &account_erased, .say = say_hidden },
    {0}
};
