/* Tags, and the posts that use them. */
#include "api/graphql/graphql_own.h"
#include "base/problems.h"

enum { TRENDING_MOST = 50 };

struct name_args { str name; };
static SHAPE(name_args, FIELD(name_args, name));
struct trending_args { maybe_i64 first; };
static SHAPE(trending_args, FIELD(trending_args, first));

static err tag(struct gql_call *call)
{
    struct tag *out = arena_new(call->arena, struct tag);
    err e = tag_get(ctx_of(call), me_of(call), ((const struct name_args *)call->args)->name, out);

    if (e == OK)
        gql_give(call, 0, out);
    return null_if_missing(call, e);
}

static err trending(struct gql_call *call)
{
    maybe_i64 first = ((const struct trending_args *)call->args)->first;
    i64 most = first.is == GIVEN ? first.v : 10;
    tag_page page;

    if (most < 1)
        return fail_field_saying(ctx_of(call), S("first"), &too_small, "This must be at least 1.");
    if (most > TRENDING_MOST)
        return fail_field_saying(ctx_of(call), S("first"), &too_large, "This must be at most %d.", TRENDING_MOST);
    TRY(tags_trending(ctx_of(call), me_of(call), most, &page));
    gql_give_list(call, 0, page.at, page.n, sizeof *page.at);
    return OK;
}

/* ---- posts: a tag has no id, so its list is named by the place among those that are asked for ---- */

struct tagged { struct filling how; strs names; };

static err tagged_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                       i64 most, struct entries *out)
{
    const struct tagged *t = CONTAINER(how, struct tagged, how);
    strs names = { arena_array(call->arena, str, n), n };
    id *from = arena_array(call->arena, id, n);
    reached_page page;

    for (size_t i = 0; i < n; i++) {
        names.at[i] = t->names.at[reaches[i].list.v - 1];
        from[i] = reaches[i].from;
    }
    TRY(tags_reached(ctx_of(call), names, from, way, most, &page));
    for (size_t i = 0; i < page.n; i++)
        page.at[i].list = reaches[page.at[i].list.v - 1].list;
    return entries_of(call, &page, out);
}

static err posts_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct tagged t = { { .read = tagged_fill, .look = posts_seen_look, .asks_post = post_is_open },
                        { arena_array(call->arena, str, n), n } };

    for (size_t i = 0; i < n; i++) {
        t.names.at[i] = asked[i].text;
        asked[i].list = (id){ (i64)i + 1 };
    }
    return lists_fill(call, asked, n, &t.how);
}

static str tag_name(const struct gql_call *call, size_t row)
{
    return ((const struct tag *)call->rows[row])->name;
}

static const struct connecting posts_list = { .list = "Tag.posts", .of_text = tag_name, .read = posts_read };
static err posts(struct gql_call *call) { return connections_give(call, &posts_list); }

/* ---- those that the viewer follows ---- */

static err followed_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                         i64 most, struct entries *out)
{
    tag_followed_page page;
    tag_page tags = { 0 };

    (void)how, (void)n;
    TRY(tag_follows_reached(ctx_of(call), me_of(call), reaches->from, way, most, &page));
    strs names = { arena_array(call->arena, str, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        names.at[i] = page.at[i].name;
    if (page.n)
        TRY(tags_get(ctx_of(call), me_of(call), names, &tags));
    *out = (struct entries){ arena_array(call->arena, struct entry, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = (struct entry){ reaches->list, page.at[i].made, { 0 }, i < tags.n ? &tags.at[i] : NULL };
    return OK;
}

static err followed_read(struct gql_call *call, struct asked *asked, size_t n)
{
    asked->list = me_of(call);
    return lists_fill(call, asked, n, &(struct filling){ .read = followed_fill });
}

static const struct connecting followed_list = { .list = "Query.followedTags", .of_viewer = true, .read = followed_read };

static err followed(struct gql_call *call)
{
    TRY(reader_check(call, &may_follow_tags));
    return connections_give(call, &followed_list);
}

const struct gql_field_binding tag_fields[] = {
    { "Query.followedTags", followed },
    { "Query.tag", tag, .args = &name_args_shape },
    { "Query.trendingTags", trending, .args = &trending_args_shape },
    { "Tag.posts", posts, .needs = "name" },
    {0}
};
