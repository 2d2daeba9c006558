/* Comments: what is not a member of them. */
#include "api/graphql/graphql_own.h"
#include "base/id.h"

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
    return comments_placed_give(call, which);
}

/* ---- lists of the tree ---- */

struct sorted_args { str sort; PAGE_ARGS; };
static SHAPE(sorted_args, FIELD(sorted_args, sort, .words = comment_sort_words), PAGE_ARG_FIELDS(sorted_args));
struct query_args { id post_id; str sort; PAGE_ARGS; };
static SHAPE(query_args,
    FIELD(query_args, post_id), FIELD(query_args, sort, .words = comment_sort_words), PAGE_ARG_FIELDS(query_args));

static enum comment_sort sort_of(const struct gql_call *call)
{
    const struct gql_value *v = gql_input_of(call->input, S("sort"));
    str word = v && !gql_input_is_null(v) ? gql_input_text(v) : S("NEW");

    return str_eq(word, S("TOP")) ? COMMENTS_TOP : str_eq(word, S("OLD")) ? COMMENTS_OLD : COMMENTS_NEW;
}

static enum list_order order_of(const struct gql_call *call)
{
    static const enum list_order orders[] = { [COMMENTS_NEW] = NEWEST_FIRST, [COMMENTS_OLD] = RISING, [COMMENTS_TOP] = FORWARD_ONLY };

    return orders[sort_of(call)];
}

static const char *sort_with(const struct gql_call *call)
{
    return comment_sort_words[sort_of(call)];
}

/* Going back through a list is going through the one in the other order. */
static enum comment_sort reading_sort(const struct gql_call *call, const struct asked *a)
{
    enum comment_sort sort = sort_of(call);

    return !a->back ? sort : sort == COMMENTS_NEW ? COMMENTS_OLD : COMMENTS_NEW;
}

static struct cursor cursor_of_place(enum comment_sort sort, struct comment_place p)
{
    return sort == COMMENTS_TOP ? (struct cursor){ p.rank, p.id.v } : (struct cursor){ p.id.v, 0 };
}

/* The place after one, or with -1 before it. */
static struct comment_place place_beside(enum comment_sort sort, struct comment_place p, i64 by)
{
    p.id.v += sort == COMMENTS_NEW ? -by : by;
    return p;
}

static struct comment_place place_after(enum comment_sort sort, struct cursor at)
{
    struct comment_place p = { sort == COMMENTS_TOP ? at.a : 0, { sort == COMMENTS_TOP ? at.b : at.a } };

    return p.id.v ? place_beside(sort, p, 1) : p;
}

static void tree_take(struct gql_call *call, struct asked *a, enum comment_sort sort, const struct comment_tree *tree)
{
    for (size_t i = 0; i < tree->n; i++) {
        const struct comment_view *v = &tree->at[i];
        node_add(a, cursor_of_place(sort, (struct comment_place){ v->rank, v->words->id }), comment_row_of(ctx_of(call), v));
    }
    a->more = tree->next.id.v != 0;
    if (a->more && (i64)a->n < a->most)
        a->stopped = cursor_of_place(sort, place_beside(sort, tree->next, -1));
    if (a->back)
        edges_reverse(a);
}

/* The first of many lists at once. */
static err some_firsts_read(struct gql_call *call, struct asked *asked, size_t n, struct made_of *made)
{
    enum comment_sort sort = reading_sort(call, asked);
    ids of = { arena_array(call->arena, id, n), n };
    struct comment_tree *trees;

    for (size_t i = 0; i < n; i++)
        of.at[i] = asked[i].list;
    TRY(comments_first(ctx_of(call), me_of(call), of, sort, asked->most, made, &trees));
    for (size_t i = 0; i < n; i++)
        tree_take(call, &asked[i], sort, &trees[i]);
    return OK;
}

/* All of them, unless together they are very long. */
static err firsts_read(struct gql_call *call, struct asked *asked, size_t n, struct made_of *made)
{
    size_t most = lists_at_once(asked->most), some;

    for (size_t i = 0; i < n; i += some) {
        some = n - i < most ? n - i : most;
        TRY(some_firsts_read(call, asked + i, some, made));
    }
    return OK;
}

/* A cursor is one list's alone. */
static err further_read(struct gql_call *call, struct asked *a, id post, id parent)
{
    enum comment_sort sort = reading_sort(call, a);
    struct comment_wish wish = { .sort = sort, .depth = COMMENT_ALONE, .from = place_after(sort, a->from), .limit = a->most };
    struct comment_tree tree;

    TRY(comments_page(ctx_of(call), me_of(call), post, parent, &wish, &tree));
    tree_take(call, a, sort, &tree);
    return OK;
}

static bool begins_inside(const struct asked *a) { return a->from.a || a->from.b; }

static id subject_id(const void *row)
{
    const struct post *p = row;

    return post_is_plain(p) ? p->boost_of_id.v : p->id;
}

static err of_posts_read(struct gql_call *call, struct asked *asked, size_t n)
{
    if (begins_inside(asked))
        return further_read(call, asked, asked->list, (id){ 0 });
    return firsts_read(call, asked, n, reads_noted(call));
}

static const struct connecting of_posts = {
    .list = "Post.comments", .of = subject_id, .with = sort_with, .read = of_posts_read, .order_with = order_of,
};
static err post_comments(struct gql_call *call) { return connections_give(call, &of_posts); }

static id comment_id(const void *row) { return ((const struct comment *)row)->id; }

static err replies_read(struct gql_call *call, struct asked *asked, size_t n)
{
    if (!begins_inside(asked))
        return firsts_read(call, asked, n, NULL);
    return further_read(call, asked, ((const struct comment *)asked->of)->post_id, asked->list);
}

static const struct connecting of_comments = {
    .list = "Comment.replies", .of = comment_id, .with = sort_with, .read = replies_read, .order_with = order_of,
};
static err replies(struct gql_call *call) { return connections_give(call, &of_comments); }

/* ---- ancestors: their places are depths, and their ids say where a further page begins ---- */

enum { CHAIN_MOST = 2000, CHAINS_MOST = 100 };

/* Where the way up begins: the comment's parent, or what a cursor names, which is not on the page. */
static struct reach chain_begin(const struct asked *a)
{
    const struct comment *of = a->of;
    bool further = !a->back && begins_inside(a);

    return (struct reach){ a->list, further ? (id){ a->from.b } : of->parent_comment_id.is == GIVEN ? of->parent_comment_id.v : (id){ 0 } };
}

/* The ids of the page among those of the way up. */
static void chain_cut(struct asked *a, const struct reached *at, size_t n)
{
    size_t begin = !a->back && begins_inside(a) && n, end = n;

    while (a->back && begins_inside(a) && end > 0 && at[end - 1].place.v <= a->from.a)
        end--;
    if (a->back && (i64)(end - begin) > a->most)
        begin = end - (size_t)a->most;
    else if (!a->back && (i64)(end - begin) > a->most)
        end = begin + (size_t)a->most;
    a->more = a->back ? begin > 0 : end < n;
    for (size_t i = begin; i < end; i++)
        node_add(a, (struct cursor){ at[i].place.v, at[i].id.v }, &at[i].id);
}

/* Ids become comments, of all lists at once. */
static err chain_nodes(struct gql_call *call, struct asked *asked, size_t n)
{
    const struct comment **rows;
    ids which = { 0 };

    for (size_t i = 0; i < n; i++)
        which.n += asked[i].n;
    which = (ids){ arena_array(call->arena, id, which.n), 0 };
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < asked[i].n; k++)
            which.at[which.n++] = *(const id *)asked[i].edges[k].node;
    TRY(comments_placed_load(ctx_of(call), which, &rows));
    for (size_t i = 0, at = 0; i < n; i++) {
        size_t all = asked[i].n;
        asked[i].n = 0;
        for (size_t k = 0; k < all; k++, at++)
            if (rows[at])
                node_add(&asked[i], asked[i].edges[k].place, rows[at]);
    }
    return OK;
}

static err some_ancestors_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct reach *begin = arena_array(call->arena, struct reach, n);
    i64 most = asked->back ? CHAIN_MOST : asked->most + 2;
    reached_page chain;

    for (size_t i = 0; i < n; i++)
        begin[i] = chain_begin(&asked[i]);
    TRY(comments_up(ctx_of(call), begin, n, most, &chain));
    for (size_t i = 0, at = 0; i < n; i++) {
        size_t from = at;
        while (at < chain.n && chain.at[at].list.v == asked[i].list.v)
            at++;
        chain_cut(&asked[i], chain.at + from, at - from);
    }
    return chain_nodes(call, asked, n);
}

static err ancestors_read(struct gql_call *call, struct asked *asked, size_t n)
{
    size_t most = asked->back ? CHAINS_MOST : lists_at_once(asked->most), some;

    for (size_t i = 0; i < n; i += some) {
        some = n - i < most ? n - i : most;
        TRY(some_ancestors_read(call, asked + i, some));
    }
    return OK;
}

static const struct connecting of_ancestors = { .list = "Comment.ancestors", .of = comment_id, .read = ancestors_read };
static err ancestors(struct gql_call *call) { return connections_give(call, &of_ancestors); }

/* ---- as a field of Query: the same list as Post.comments ---- */

static err query_comments(struct gql_call *call)
{
    const struct query_args *in = call->args;
    const void *const *rows = call->rows;
    const struct post **posts;

    TRY(posts_load(ctx_of(call), (ids){ (id *)&in->post_id, 1 }, &posts));
    if (!posts[0])
        return OK;
    call->rows = (const void *const *)posts;
    call->notes = NULL;              /* the post is not noted */
    err e = connections_give(call, &of_posts);
    call->rows = rows;
    return e;
}

const struct gql_field_binding comment_fields[] = {
    { "Comment.author", author, .needs = "author" },
    { "Comment.post", post, .needs = "post_id" },
    { "Comment.parent", parent, .needs = "parent_comment_id" },
    { "Post.comments", post_comments, .args = &sorted_args_shape },
    { "Comment.ancestors", ancestors },
    { "Comment.replies", replies, .args = &sorted_args_shape },
    { "Query.comments", query_comments, .args = &query_args_shape },
    {0}
};
