/* The fields of Subscription. Asked what they stand for, they note it; told of an event, they give what came of it. */
#include "api/graphql/graphql_own.h"
#include "api/graphql/sub_kinds.h"

enum { KIND_HOME, KIND_PUBLIC, KIND_COMMENTS, KIND_MESSAGES };

const struct sub_kind sub_kinds[] = {
    [KIND_HOME]     = { "feed", .types = { "post_created" }, .who = &may_read_feed },
    [KIND_PUBLIC]   = { "public", .types = { "post_created" } },
    [KIND_COMMENTS] = { "post:", true, { "comment_created" }, GIVES_COMMENT, .missing = &post_not_found },
    [KIND_MESSAGES] = { "channel:", true, { "channel_message", "dm" }, GIVES_MESSAGE, &may_talk, &channel_not_found },
};

#define LOADS(fn, load, ROW)                                                                                               \
    static err fn(ctx *c, id which, const void **out)                                                                      \
    {                                                                                                                      \
        const struct ROW **rows;                                                                                           \
        TRY(load(c, (ids){ &which, 1 }, &rows));                                                                           \
        *out = rows[0];                                                                                                    \
        return OK;                                                                                                         \
    }
LOADS(post_load, posts_load, post)
LOADS(comment_load, comments_load, comment)
LOADS(message_load, messages_load, message)

err sub_node(ctx *c, const struct sub_kind *kind, id which, const void **out)
{
    static err (*const loads[])(ctx *, id, const void **) = {
        [GIVES_POST] = post_load, [GIVES_COMMENT] = comment_load, [GIVES_MESSAGE] = message_load,
    };

    return loads[kind->gives](c, which, out);
}

static err moment_serve(struct gql_call *call, int kind, id about)
{
    struct sub_moment *m = (struct sub_moment *)(uintptr_t)call->rows[0];

    m->kind = &sub_kinds[kind];
    m->about = about;
    if (m->node)
        gql_give(call, 0, m->node);
    return OK;
}

struct timeline_args { maybe_str timeline; };
static SHAPE(timeline_args, FIELD(timeline_args, timeline));

static err post_created_serve(struct gql_call *call)
{
    const struct timeline_args *args = call->args;
    bool of_all = args->timeline.is == GIVEN && str_eq_nocase(args->timeline.v, S("public"));

    return moment_serve(call, of_all ? KIND_PUBLIC : KIND_HOME, (id){ 0 });
}

struct post_args { id post_id; };
static SHAPE(post_args, FIELD(post_args, post_id));

static err comment_added_serve(struct gql_call *call)
{
    return moment_serve(call, KIND_COMMENTS, ((const struct post_args *)call->args)->post_id);
}

struct channel_args { id channel_id; };
static SHAPE(channel_args, FIELD(channel_args, channel_id));

static err message_added_serve(struct gql_call *call)
{
    return moment_serve(call, KIND_MESSAGES, ((const struct channel_args *)call->args)->channel_id);
}

const struct gql_field_binding subscription_fields[] = {
    { "Subscription.postCreated", post_created_serve, .args = &timeline_args_shape },
    { "Subscription.commentAdded", comment_added_serve, .args = &post_args_shape },
    { "Subscription.messageAdded", message_added_serve, .args = &channel_args_shape },
    {0}
};
