/* Comments: what is not a member of them. */
#include "api/graphql/graphql_own.h"

static err author(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);

    for (size_t i = 0; i < call->n; i++)
        cards[i] = ((const struct comment *)call->rows[i])->author;
    return carded_give(call, cards);
}

static err post(struct gql_call *call)
{
    id *which = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        which[i] = ((const struct comment *)call->rows[i])->post_id;
    return posts_give(call, which);
}

static err parent(struct gql_call *call)
{
    id *which = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++) {
        maybe_id above = ((const struct comment *)call->rows[i])->parent_comment_id;
        which[i] = above.is == GIVEN ? above.v : (id){ 0 };
    }
    return comments_give(call, which);
}

const struct gql_field_binding comment_fields[] = {
    { "Comment.author", author, .needs = "author" },
    { "Comment.post", post, .needs = "post_id" },
    { "Comment.parent", parent, .needs = "parent_comment_id" },
    {0}
};
