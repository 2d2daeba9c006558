/* Lists that are not read yet: empty connections. */
#include "api/graphql/graphql_own.h"

static err nothing_read(struct gql_call *call, struct asked *asked, size_t n)
{
    (void)call, (void)asked, (void)n;
    return OK;
}

static err nothing(struct gql_call *call)
{
    return connections_give(call, &(struct connecting){ .list = "nothing", .read = nothing_read });
}

static err none(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give_empty(call, i);
    return OK;
}

static err no_tag(struct gql_call *call)
{
    (void)call;
    return OK;
}

const struct gql_field_binding later_fields[] = {
    { "User.followers", nothing },
    { "User.following", nothing },
    { "User.mutuals", nothing },
    { "User.posts", nothing },
    { "User.comments", nothing },
    { "Post.comments", nothing },
    { "Post.quotes", nothing },
    { "Post.history", nothing },
    { "Post.reactions", nothing },
    { "Comment.replies", nothing },
    { "Comment.ancestors", nothing },
    { "Tag.posts", nothing },
    { "List.members", nothing },
    { "List.posts", nothing },
    { "Query.comments", nothing },
    { "Query.feed", nothing },
    { "Query.publicTimeline", nothing },
    { "Query.followedTags", nothing },
    { "Query.lists", nothing },
    { "Query.saved", nothing },
    { "Query.followRequests", nothing },
    { "Query.blocks", nothing },
    { "Query.mutes", nothing },
    { "Query.search", nothing },
    { "User.pinnedPosts", none },
    { "Query.trendingTags", none },
    { "Query.tag", no_tag },
    {0}
};
