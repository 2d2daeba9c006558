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
    { "Comment.ancestors", nothing },
    { "Tag.posts", nothing },
    { "List.members", nothing },
    { "List.posts", nothing },
    { "Query.feed", nothing },
    { "Query.publicTimeline", nothing },
    { "Query.followedTags", nothing },
    { "Query.lists", nothing },
    { "Query.saved", nothing },
    { "Query.search", nothing },
    { "Query.trendingTags", none },
    { "Query.tag", no_tag },
    {0}
};
