/* People: what is not a member of their profile. */
#include "api/graphql/graphql_own.h"

static id user_id(const void *row) { return ((const struct profile *)row)->user_id; }

/* A profile of oneself has one, of all false. */
static err relationship(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct profile *p = call->rows[i];
        gql_give(call, i, p->user_id.v == me_of(call).v || user_is_unseen(p) ? NULL : p->relationship);
    }
    return OK;
}

static err account(struct gql_call *call)
{
    struct my_profile *mine = NULL;

    for (size_t i = 0; i < call->n; i++) {
        if (!me_of(call).v || user_id(call->rows[i]).v != me_of(call).v)
            continue;
        if (!mine) {
            mine = arena_new(call->arena, struct my_profile);
            TRY(profile_mine(ctx_of(call), me_of(call), mine));
        }
        gql_give(call, i, mine);
    }
    return OK;
}

/* ---- lists of people ---- */

static err side_read(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                     i64 most, struct entries *out)
{
    reached_page page;

    TRY(graph_reached(ctx_of(call), (enum graph_side)how->side, me_of(call), reaches, n, way, most, &page));
    return entries_of(call, &page, out);
}

static err side_fill(struct gql_call *call, struct asked *asked, size_t n, enum graph_side side, sight_question *asks)
{
    return lists_fill(call, asked, n, &(struct filling){ .read = side_read, .look = people_look, .side = (int)side, .asks = asks });
}

#define SIDE(name, SIDE, asks)                                                                                             \
    static err name##_read(struct gql_call *call, struct asked *asked, size_t n) { return side_fill(call, asked, n, SIDE, asks); }
SIDE(followers, FOLLOWERS, sight_reaches)
SIDE(following, FOLLOWING, sight_reaches)
SIDE(requests, REQUESTS, sight_reaches)
SIDE(blocks, BLOCKS, sight_sees)                 /* of one's own, people are in them whom one blocks */
SIDE(mutes, MUTES, sight_sees)

/* A viewer who is not signed in has none. */
static err mutuals_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return me_of(call).v ? side_fill(call, asked, n, MUTUALS, sight_reaches) : OK;
}

/* Whom the viewer may not see has none of them. */
static id seen_id(const void *row) { return user_is_unseen(row) ? (id){ 0 } : user_id(row); }

static const struct connecting followers_list = { .list = "User.followers", .of = seen_id, .read = followers_read };
static const struct connecting following_list = { .list = "User.following", .of = seen_id, .read = following_read };
static const struct connecting mutuals_list = { .list = "User.mutuals", .of = seen_id, .read = mutuals_read };

static err followers(struct gql_call *call) { return connections_give(call, &followers_list); }
static err following(struct gql_call *call) { return connections_give(call, &following_list); }
static err mutuals(struct gql_call *call) { return connections_give(call, &mutuals_list); }

/* ---- the viewer's own ---- */

#define OWN(name, list_name, permission)                                                                                   \
    static err name##_own_read(struct gql_call *call, struct asked *asked, size_t n)                                       \
    {                                                                                                                      \
        for (size_t i = 0; i < n; i++)                                                                                     \
            asked[i].list = me_of(call);                                                                                   \
        return name##_read(call, asked, n);                                                                                \
    }                                                                                                                      \
    static const struct connecting name##_list = { .list = list_name, .of_viewer = true, .read = name##_own_read };        \
    static err name(struct gql_call *call)                                                                                 \
    {                                                                                                                      \
        TRY(reader_check(call, permission));                                                                               \
        return connections_give(call, &name##_list);                                                                       \
    }
OWN(requests, "Query.followRequests", &may_follow)
OWN(blocks, "Query.blocks", &may_block)
OWN(mutes, "Query.mutes", &may_block)

/* ---- what they have written ---- */

/* What somebody has whom the viewer blocks is empty. */
static id shown_id(const void *row)
{
    const struct profile *p = row;

    return user_is_unseen(p) || (p->relationship && p->relationship->blocking) ? (id){ 0 } : p->user_id;
}

static void shown_only(struct asked *asked, size_t n)
{
    for (size_t i = 0; i < n; i++)
        asked[i].list = shown_id(asked[i].of);
}

/* What is null is as usual. */
struct posts_args { maybe_bool boosts, quotes; bool media_only; PAGE_ARGS; };
static SHAPE(posts_args,
    FIELD(posts_args, boosts), FIELD(posts_args, quotes), FIELD(posts_args, media_only), PAGE_ARG_FIELDS(posts_args));

static u32 without_of(const struct posts_args *in)
{
    return (in->boosts.is == GIVEN && !in->boosts.v ? WITHOUT_BOOSTS : 0) | (in->quotes.is == GIVEN && !in->quotes.v ? WITHOUT_QUOTES : 0) |
           (in->media_only ? ONLY_WITH_MEDIA : 0);
}

static err posts_read(struct gql_call *call, struct asked *asked, size_t n)
{
    const struct posts_args *in = call->args;

    shown_only(asked, n);
    return lists_fill(call, asked, n, &(struct filling){ .reached = posts_by_reached, .look = posts_seen_look, .without = without_of(in) });
}

static const char *posts_with(const struct gql_call *call)
{
    u32 without = without_of(call->args);

    return arena_format(call->arena, "%s%s%s", without & WITHOUT_BOOSTS ? "" : "boosts ", without & WITHOUT_QUOTES ? "" : "quotes ",
        without & ONLY_WITH_MEDIA ? "media" : "").p;
}

static const struct connecting posts_list = { .list = "User.posts", .of = user_id, .with = posts_with, .read = posts_read };
static err posts(struct gql_call *call) { return connections_give(call, &posts_list); }

static err comments_read(struct gql_call *call, struct asked *asked, size_t n)
{
    shown_only(asked, n);
    return lists_fill(call, asked, n, &(struct filling){ .reached = comments_reached, .look = comments_look });
}

static const struct connecting comments_list = { .list = "User.comments", .of = user_id, .read = comments_read };
static err comments(struct gql_call *call) { return connections_give(call, &comments_list); }

static err pinned(struct gql_call *call)
{
    ids who = { arena_array(call->arena, id, call->n), call->n }, which;
    const struct post **rows;
    reached_page pins;

    for (size_t i = 0; i < call->n; i++)
        who.at[i] = shown_id(call->rows[i]);
    TRY(posts_pinned_reached(ctx_of(call), who, &pins));
    which = (ids){ arena_array(call->arena, id, pins.n), pins.n };
    for (size_t i = 0; i < pins.n; i++)
        which.at[i] = pins.at[i].id;
    TRY(posts_load(ctx_of(call), which, &rows));
    for (size_t i = 0; i < call->n; i++) {
        gql_give_empty(call, i);
        for (size_t k = 0; k < pins.n; k++)
            if (pins.at[k].list.v == who.at[i].v && rows[k])
                gql_give_item(call, i, NULL, rows[k]);
    }
    return OK;
}

const struct gql_field_binding people_fields[] = {
    { "User.id", .member = "user_id" },
    { "User.relationship", relationship, .needs = "user_id relationship" },
    { "User.account", account, .needs = "user_id" },
    { "User.followers", followers, .needs = "user_id relationship" },
    { "User.following", following, .needs = "user_id relationship" },
    { "User.mutuals", mutuals, .needs = "user_id relationship" },
    { "User.posts", posts, .args = &posts_args_shape, .needs = "user_id relationship" },
    { "User.pinnedPosts", pinned, .needs = "user_id relationship" },
    { "User.comments", comments, .needs = "user_id relationship" },
    { "Query.followRequests", requests },
    { "Query.blocks", blocks },
    { "Query.mutes", mutes },
    {0}
};
