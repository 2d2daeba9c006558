/* The viewer's feed and what they have saved, the public timeline, and what lists of people have published. */
#include "api/graphql/graphql_own.h"
#include "base/problems.h"

/* ---- saved ---- */

static err saved_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                      i64 most, struct entries *out)
{
    reaction_page page;

    (void)how, (void)n;
    if (way == REACH_DOWN)
        TRY(reactions_by(ctx_of(call), me_of(call), REACTION_SAVE, reaches->from, most, &page));
    else
        TRY(reactions_by_up(ctx_of(call), me_of(call), REACTION_SAVE, reaches->from, most, &page));
    *out = (struct entries){ arena_array(call->arena, struct entry, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = (struct entry){ reaches->list, page.at[i].made, page.at[i].subject_id, NULL };
    return OK;
}

static err saved_read(struct gql_call *call, struct asked *asked, size_t n)
{
    asked->list = me_of(call);
    return lists_fill(call, asked, n, &(struct filling){ .read = saved_fill, .look = posts_seen_look });
}

static const struct connecting saved_list = { .list = "Query.saved", .of_viewer = true, .read = saved_read };

static err saved(struct gql_call *call)
{
    TRY(reader_check(call, &may_react));
    return connections_give(call, &saved_list);
}

/* ---- of everybody ---- */

struct public_args { bool media_only; PAGE_ARGS; };
static SHAPE(public_args, FIELD(public_args, media_only), PAGE_ARG_FIELDS(public_args));

static err public_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                       i64 most, struct entries *out)
{
    post_by_page page;

    (void)how, (void)n;
    if (way == REACH_DOWN)
        TRY(posts_public(ctx_of(call), reaches->from, most, &page));
    else
        TRY(posts_public_up(ctx_of(call), reaches->from, most, &page));
    *out = (struct entries){ arena_array(call->arena, struct entry, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        out->at[i] = (struct entry){ reaches->list, page.at[i].id, page.at[i].id, NULL };
    return OK;
}

static err public_read(struct gql_call *call, struct asked *asked, size_t n)
{
    u32 without = ((const struct public_args *)call->args)->media_only ? ONLY_WITH_MEDIA : 0;

    asked->list = (id){ 1 };
    return lists_fill(call, asked, n, &(struct filling){ .read = public_fill, .look = posts_seen_look, .without = without,
                                                         .asks_post = post_is_open });
}

static const char *public_with(const struct gql_call *call)
{
    return ((const struct public_args *)call->args)->media_only ? "media" : "";
}

static const struct connecting public_list = { .list = "Query.publicTimeline", .with = public_with, .read = public_read };
static err public_timeline(struct gql_call *call) { return connections_give(call, &public_list); }

/* ---- of the people on lists ---- */

static err authors_of(struct gql_call *call, const struct reach *reaches, size_t n, ids *out)
{
    struct reach *all = arena_array(call->arena, struct reach, n);
    reached_page members;

    for (size_t i = 0; i < n; i++)
        all[i] = (struct reach){ reaches[i].list, { 0 } };
    TRY(list_members_reached(ctx_of(call), all, n, REACH_DOWN, LIST_MEMBERS_MOST, &members));
    for (size_t i = 0, at = 0; i < n; i++) {
        out[i] = (ids){ arena_array(call->arena, id, members.n - at), 0 };
        for (; at < members.n && members.at[at].list.v == reaches[i].list.v; at++)
            out[i].at[out[i].n++] = members.at[at].id;
    }
    return OK;
}

static err listed_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                       i64 most, struct entries *out)
{
    ids *authors = arena_array(call->arena, ids, n);
    reached_page page;

    (void)how;
    TRY(authors_of(call, reaches, n, authors));
    TRY(posts_from_reached(ctx_of(call), reaches, authors, n, way, most, &page));
    return entries_of(call, &page, out);
}

static err listed_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return lists_fill(call, asked, n, &(struct filling){ .read = listed_fill, .look = posts_seen_look, .asks_post = post_is_brought });
}

static id list_id(const void *row) { return ((const struct list *)row)->id; }
static const struct connecting listed_list = { .list = "List.posts", .of = list_id, .read = listed_read };
static err list_posts(struct gql_call *call) { return connections_give(call, &listed_list); }

/* ---- the feed ---- */

enum { THOUSAND = 1000, BACK_MOST = 2000, BACK_PAGE = 100 };

struct feed_args { str order; PAGE_ARGS; };
static const char *const feed_orders[] = { "chronological", "ranked", NULL };
static SHAPE(feed_args, FIELD(feed_args, order, .words = feed_orders), PAGE_ARG_FIELDS(feed_args));

static bool is_ranked(const struct gql_call *call)
{
    return str_eq(((const struct feed_args *)call->args)->order, S("ranked"));
}

static void views_take(struct gql_call *call, struct asked *a, const post_view_page *page)
{
    for (size_t i = 0; i < page->n; i++)
        node_add(a, (struct cursor){ page->at[i].words->id.v, 0 }, post_row(ctx_of(call), &page->at[i]));
}

static err feed_down(struct gql_call *call, struct asked *a)
{
    struct feed_wish wish = { .after = { a->from.a }, .limit = a->most, .made = a->from.a ? NULL : feed_noted(call) };
    post_view_page page;
    struct moment now;
    id next;

    TRY(feed_get(ctx_of(call), me_of(call), wish, &page, &next, &now));
    views_take(call, a, &page);
    a->more = next.v != 0;
    if (a->more && (i64)a->n < a->most)
        a->stopped = (struct cursor){ next.v, 0 };
    return OK;
}

/* A feed is put together from above: what stands before a place is found from there, as far as that goes. */
static err feed_up(struct gql_call *call, struct asked *a)
{
    struct feed_wish wish = { .limit = BACK_PAGE };
    post_view_page page;
    struct moment now;
    id next;

    do {
        TRY(feed_get(ctx_of(call), me_of(call), wish, &page, &next, &now));
        for (size_t i = 0; i < page.n && (!a->from.a || page.at[i].words->id.v > a->from.a); i++)
            node_add(a, (struct cursor){ page.at[i].words->id.v, 0 }, post_row(ctx_of(call), &page.at[i]));
        wish.after = next;
    } while (next.v && (!a->from.a || next.v > a->from.a) && a->n < BACK_MOST);
    asked_keep_last(a);
    return OK;
}

struct reason_row { str reason; double score; };
extern const struct shape reason_row_shape;

static void ranked_add(struct gql_call *call, struct asked *a, struct cursor place, const struct ranked_view *v)
{
    struct reason_row *reasons = arena_array(call->arena, struct reason_row, REASONS);
    size_t n = 0;
    i64 sum = 0;

    for (int i = 0; i < REASONS; i++) {
        sum += v->parts[i];
        if (v->parts[i])
            reasons[n++] = (struct reason_row){ str_of(reason_words[i]), (double)v->parts[i] / THOUSAND };
    }
    node_add(a, place, post_row(ctx_of(call), &v->view));
    a->edges[a->n - 1].score = (double)sum / THOUSAND;
    a->edges[a->n - 1].reasons = (struct page){ .at = reasons, .n = n };
}

/* A place is in an order that is kept for a while: {when it was made, how many of it come before}. */
static err feed_in_order(struct gql_call *call, struct asked *a)
{
    struct ranked_place from = { { a->from.a }, a->from.b }, next;
    ctx *c = ctx_of(call);
    ranked_view_page page;

    /* of an order that was not kept, since it had no more */
    err e = !from.made.v && from.at ? ERR_NOT_FOUND : feed_ranked(c, me_of(call), from, a->most, &page, &next);
    if (e == ERR_NOT_FOUND)
        return fail_field_saying(c, S("after"), &invalid_form, "This order is not kept any more. Begin again without a cursor.");
    TRY(e);
    for (size_t i = 0; i < page.n; i++)
        ranked_add(call, a, (struct cursor){ next.made.v ? next.made.v : a->from.a, page.at[i].at }, &page.at[i]);
    a->more = next.made.v != 0;
    if (a->more && (i64)a->n < a->most)
        a->stopped = (struct cursor){ next.made.v, next.at };
    return OK;
}

static err feed_read(struct gql_call *call, struct asked *asked, size_t n)
{
    (void)n;
    return is_ranked(call) ? feed_in_order(call, asked) : asked->back ? feed_up(call, asked) : feed_down(call, asked);
}

static const char *feed_with(const struct gql_call *call) { return is_ranked(call) ? "ranked" : ""; }
static enum list_order feed_order(const struct gql_call *call) { return is_ranked(call) ? FORWARD_ONLY : NEWEST_FIRST; }

static const struct connecting feed_list = {
    .list = "Query.feed", .of_viewer = true, .with = feed_with, .read = feed_read, .order_with = feed_order,
};

static err feed(struct gql_call *call)
{
    TRY(reader_check(call, &may_read_feed));
    return connections_give(call, &feed_list);
}

const struct gql_field_binding timeline_fields[] = {
    { "Query.saved", saved },
    { "Query.publicTimeline", public_timeline, .args = &public_args_shape },
    { "Query.feed", feed, .args = &feed_args_shape },
    { "List.posts", list_posts, .needs = "id" },
    {0}
};
