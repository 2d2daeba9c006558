/* Comments on a post, for those who listen to it; and what changes numbers of posts and comments. */
#include "base/ids.h"
#include "base/json.h"
#include "domain/comment/comment_own.h"
#include "domain/graph/sight.h"
#include "hub/wire.h"

struct comment_heard { id post_id, comment_id; maybe_id parent_comment_id; id author_id; };
struct likes_said { id comment_id; i64 like_count; };
static SHAPE(comment_heard,
    FIELD_AS(comment_heard, post_id, "postId"), FIELD_AS(comment_heard, comment_id, "commentId"),
    FIELD_AS(comment_heard, parent_comment_id, "parentCommentId"), FIELD_AS(comment_heard, author_id, "authorId"));
static SHAPE(likes_said, FIELD_AS(likes_said, comment_id, "commentId"), FIELD_AS(likes_said, like_count, "likeCount"));

/* Who listens sees the post. Nothing comes of those whom they mute, or where a block is in between. */
static err hears(ctx *c, const struct saying *s, const struct topic *topic, ids listeners, bool *out)
{
    sight_page by;

    (void)topic;
    TRY(sights_by(c, listeners, s->about, &by));
    for (size_t i = 0; i < listeners.n; i++)
        out[i] = sight_brings(&by.at[i]);
    return OK;
}

static err comment_say(ctx *c, const struct event *e, const char *type, struct says *out)
{
    struct comment_told told;

    TRY(event_read_as(&c->arena, e, e->kind, &told));
    struct comment_heard said = { told.post_id, told.comment_id, told.parent_comment_id, told.author_id };
    said.parent_comment_id.is = told.parent_comment_id.is == GIVEN ? GIVEN : NULLED;
    struct saying *s = say(out, type, &comment_heard_shape, &said);
    say_to_topic(out, s, &post_topic, told.post_id);
    s->about = told.author_id;
    s->hears = hears;
    if (e->kind != &comment_edited)
        pulse(out, &post_pulse, &post_topic, told.post_id, told.post_id);
    return OK;
}

static err say_created(ctx *c, const struct event *e, struct says *out) { return comment_say(c, e, "comment_created", out); }
static err say_edited(ctx *c, const struct event *e, struct says *out) { return comment_say(c, e, "comment_edited", out); }
static err say_deleted(ctx *c, const struct event *e, struct says *out) { return comment_say(c, e, "comment_deleted", out); }

/* ---- numbers ---- */

static i64 likes_of(const reaction_counts_page *counts, id comment)
{
    for (size_t i = 0; i < counts->n; i++)
        if (counts->at[i].subject_id.v == comment.v)
            return counts->at[i].likes;
    return 0;
}

static err likes_freshen(ctx *c, ids about, str *json)
{
    reaction_counts_page counts;

    TRY(reactions_counts(c, about, &counts));
    for (size_t i = 0; i < about.n; i++) {
        struct buf b = BUF_ON(&c->arena);
        json_write(&b, &likes_said_shape, &(struct likes_said){ about.at[i], likes_of(&counts, about.at[i]) });
        json[i] = buf_str(&b);
    }
    return OK;
}

static const struct pulse_kind likes_pulse = { "comment_counts", likes_freshen };

static err say_reacted(ctx *c, const struct event *e, struct says *out)
{
    struct reaction_told told;

    TRY(event_read_as(&c->arena, e, e->kind, &told));
    if (told.comment_id.is == GIVEN)
        pulse(out, &likes_pulse, &post_topic, told.post_id, told.comment_id.v);
    else
        pulse(out, &post_pulse, &post_topic, told.post_id, told.post_id);
    return OK;
}

/* Of comments it does not say on which post they are: those numbers are found with the next page. */
static err say_recounted(ctx *c, const struct event *e, struct says *out)
{
    struct reaction_recount_told told;

    TRY(event_read(&c->arena, e, reaction_recounted, &told));
    for (size_t i = 0; i < told.subjects.n; i++)
        pulse(out, &post_pulse, &post_topic, told.subjects.at[i], told.subjects.at[i]);
    return OK;
}

static err say_swept(ctx *c, const struct event *e, struct says *out)
{
    struct comments_swept_told told;

    TRY(event_read(&c->arena, e, comments_swept, &told));
    for (size_t i = 0; i < told.posts.n; i++)
        pulse(out, &post_pulse, &post_topic, told.posts.at[i], told.posts.at[i]);
    return OK;
}

const struct wire comment_wires[] = {
    { .kind = &comment_created, .say = say_created },
    { .kind = &comment_edited, .say = say_edited },
    { .kind = &comment_deleted, .say = say_deleted },
    { .kind = &comments_swept, .say = say_swept },
    { .kind = &reaction_created, .say = say_reacted },
    { .kind = &reaction_deleted, .say = say_reacted },
    { .kind = &reaction_recounted, .say = say_recounted },
    {0}
};
