/* Posts: what is not a member of them. */
#include "api/graphql/graphql_own.h"

static err author(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);

    for (size_t i = 0; i < call->n; i++)
        cards[i] = &((const struct post *)call->rows[i])->author;
    return carded_give(call, cards);
}

/* What it shows is a post like any other, but for its own boost_of. */
static err boost_of(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct embedded_post *e = ((const struct post *)call->rows[i])->boost_of;
        if (!e)
            continue;
        struct post *out = arena_new(call->arena, struct post);
        *out = (struct post){
            .words = e->words, .author = e->author, .poll = e->poll, .comment_count = e->comment_count, .like_count = e->like_count,
            .save_count = e->save_count, .boost_count = e->boost_count, .quote_count = e->quote_count, .liked = e->liked,
            .saved = e->saved, .boosted = e->boosted,
        };
        gql_give(call, i, out);
    }
    return OK;
}

/* No post has any yet. */
static err media(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give_empty(call, i);
    return OK;
}

/* ---- what texts name ---- */

static err mention_user(struct gql_call *call)
{
    id *who = arena_array(call->arena, id, call->n);

    for (size_t i = 0; i < call->n; i++)
        who[i] = ((const struct mention *)call->rows[i])->user_id;
    return users_give(call, who);
}

static err tag_use_tag(struct gql_call *call)
{
    str *names = arena_array(call->arena, str, call->n);

    for (size_t i = 0; i < call->n; i++)
        names[i] = ((const struct hashtag *)call->rows[i])->name;
    return tags_give(call, names);
}

static err reaction_user(struct gql_call *call)
{
    const struct card **cards = arena_array(call->arena, const struct card *, call->n);

    for (size_t i = 0; i < call->n; i++)
        cards[i] = &((const struct post_reaction *)call->rows[i])->user;
    return carded_give(call, cards);
}

const struct gql_field_binding post_fields[] = {
    { "Post.author", author, .needs = "author" },
    { "Post.media", media },
    { "Post.boostOf", boost_of, .needs = "boost_of" },
    { "PostVersion.media", media },
    { "Mention.user", mention_user, .needs = "user_id" },
    { "TagUse.tag", tag_use_tag, .needs = "name" },
    { "Reaction.user", reaction_user, .needs = "user" },
    {0}
};
