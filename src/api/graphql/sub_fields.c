/* The fields of Subscription. Asked what they stand for, they note it; told of an event, they give what came of it. */
#include "api/graphql/graphql_own.h"
#include "api/graphql/sub.h"

enum { KIND_HOME, KIND_PUBLIC, KIND_COMMENTS };

const struct sub_kind sub_kinds[] = {
    [KIND_HOME]     = { "feed",   .type = "post_created", .who = &may_read_feed },
    [KIND_PUBLIC]   = { "public", .type = "post_created" },
    [KIND_COMMENTS] = { "post:",  .of_id = true, .type = "comment_created", .comments = true },
};

err sub_node(ctx *c, const struct sub_kind *kind, id which, const void **out)
{
    const struct comment **comments;
    const struct post **posts;

    if (kind->comments)
        TRY(comments_load(c, (ids){ &which, 1 }, &comments));
    else
        TRY(posts_load(c, (ids){ &which, 1 }, &posts));
    *out = kind->comments ? (const void *)comments[0] : (const void *)posts[0];
    return OK;
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

    return moment_serve(call, args->timeline.is == GIVEN && str_eq_nocase(args->timeline.v, S("public")) ? KIND_PUBLIC : KIND_HOME, (id){ 0 });
}

struct post_args { id post_id; };
static SHAPE(post_args, FIELD(post_args, post_id));

static err comment_added_serve(struct gql_call *call)
{
    return moment_serve(call, KIND_COMMENTS, ((const struct post_args *)call->args)->post_id);
}

const struct gql_field_binding subscription_fields[] = {
    { "Subscription.postCreated", post_created_serve, .args = &timeline_args_shape },
    { "Subscription.commentAdded", comment_added_serve, .args = &post_args_shape },
    {0}
};
