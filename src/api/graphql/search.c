/* Search: the language, order and refusals of GET /search. */
#include "api/graphql/graphql_own.h"
#include "base/problems.h"
#include "base/utf8.h"
#include "domain/search/search.h"

enum { TAGS_MOST = 5000 };

struct search_args { str query, type; PAGE_ARGS; };
static const char *const search_types[] = { "posts", "users", "tags", NULL };
static SHAPE(search_args,
    FIELD(search_args, query, .min = 1, .max = SEARCH_MOST), FIELD(search_args, type, .optional = true, .words = search_types),
    PAGE_ARG_FIELDS(search_args));

static const struct search_args *args_of(const struct gql_call *call) { return call->args; }

static void typed_add(struct gql_call *call, struct asked *a, struct cursor place, const char *type, const void *node)
{
    node_add(a, place, node);
    a->edges[a->n - 1].type = gql_type_named(call->schema, str_of(type));
}

/* ---- posts: by their ids ---- */

static err posts_down(struct gql_call *call, struct asked *a)
{
    post_view_page page;
    id next;

    TRY(posts_search(ctx_of(call), me_of(call), args_of(call)->query, (id){ a->from.a }, a->most, &page, &next));
    for (size_t i = 0; i < page.n; i++)
        typed_add(call, a, (struct cursor){ page.at[i].words->id.v, 0 }, "Post", post_row(ctx_of(call), &page.at[i]));
    a->more = next.v != 0;
    if (a->more && (i64)a->n < a->most)
        a->stopped = (struct cursor){ next.v, 0 };
    return OK;
}

/* From the oldest up; `left`: from there on it was not searched, since it took long. */
struct risen { struct filling how; id *left; };

static err found_up(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                    i64 most, struct entries *out)
{
    struct post_entries found;

    (void)n, (void)way;
    TRY(posts_search_up(ctx_of(call), me_of(call), args_of(call)->query, reaches->from, most, &found));
    *CONTAINER(how, struct risen, how)->left = found.left;
    *out = (struct entries){ arena_array(call->arena, struct entry, found.n), found.n };
    for (size_t i = 0; i < found.n; i++)
        out->at[i] = (struct entry){ reaches->list, found.at[i].place, found.at[i].post, NULL };
    return OK;
}

static err posts_up(struct gql_call *call, struct asked *a)
{
    id left = { 0 };
    const struct risen r = { { .read = found_up, .look = posts_seen_look }, &left };

    a->list = (id){ 1 };
    TRY(lists_fill(call, a, 1, &r.how));
    for (size_t i = 0; i < a->n; i++)
        a->edges[i].type = gql_type_named(call->schema, S("Post"));
    if (left.v && !a->more) {
        a->more = true;
        a->stopped = (i64)a->n < a->most ? (struct cursor){ left.v, 0 } : a->stopped;
    }
    return OK;
}

/* ---- people and tags: by how many stand before them ---- */

/* Which of them: so many, after the first `skip`. Going back, `all` is how many there are. */
struct span { i64 skip, n; };

static struct span span_of(const struct asked *a, i64 all)
{
    i64 end = a->from.a ? a->from.a - 1 : all;
    i64 n = end < a->most ? end : a->most;

    return a->back ? (struct span){ end - n, n } : (struct span){ a->from.a, a->most };
}

/* A cursor leads on after all that were passed over, too. */
static i64 place_at(struct span s, size_t i, size_t n, bool last)
{
    return last && i + 1 == n ? s.skip + s.n : s.skip + (i64)i + 1;
}

static err people_read(struct gql_call *call, struct asked *a)
{
    str q = args_of(call)->query;
    struct people_found found;

    if (a->back && !a->from.a)
        TRY(people_search(ctx_of(call), me_of(call), q, 1, 0, &found));
    struct span s = span_of(a, a->back && !a->from.a ? found.total : 0);
    TRY(people_search(ctx_of(call), me_of(call), q, s.n ? s.n : 1, s.skip, &found));
    size_t n = s.n ? found.results.n : 0;
    a->more = a->back ? s.skip > 0 : s.skip + s.n < found.total;
    for (size_t i = 0; i < n; i++)
        typed_add(call, a, (struct cursor){ place_at(s, i, n, a->more && !a->back), 0 }, "User", &found.results.at[i]);
    if (!a->back && a->more && !n)
        a->stopped = (struct cursor){ s.skip + s.n, 0 };
    return OK;
}

static err tags_read(struct gql_call *call, struct asked *a)
{
    str q = args_of(call)->query;
    tag_page found = { 0 };

    if (a->back && !a->from.a)
        TRY(tags_by_prefix(ctx_of(call), me_of(call), q, 0, TAGS_MOST, &found));
    struct span s = span_of(a, (i64)found.n);
    TRY(tags_by_prefix(ctx_of(call), me_of(call), q, s.skip, s.n + !a->back, &found));
    size_t n = (i64)found.n > s.n ? (size_t)s.n : found.n;
    a->more = a->back ? s.skip > 0 : n < found.n;
    for (size_t i = 0; i < n; i++)
        typed_add(call, a, (struct cursor){ s.skip + (i64)i + 1, 0 }, "Tag", &found.at[i]);
    return OK;
}

/* ---- the field ---- */

static bool finds(const struct gql_call *call, const char *type)
{
    return str_eq(args_of(call)->type, str_of(type));
}

static err search_read(struct gql_call *call, struct asked *asked, size_t n)
{
    (void)n;
    if (finds(call, "users"))
        return people_read(call, asked);
    if (finds(call, "tags"))
        return tags_read(call, asked);
    return asked->back ? posts_up(call, asked) : posts_down(call, asked);
}

static enum list_order search_order(const struct gql_call *call)
{
    return finds(call, "users") || finds(call, "tags") ? RISING : NEWEST_FIRST;
}

/* Another question is another list. */
static const char *search_with(const struct gql_call *call)
{
    return arena_format(call->arena, STR_FMT " " STR_FMT, STR_ARG(args_of(call)->type), STR_ARG(args_of(call)->query)).p;
}

static const struct connecting search_list = {
    .list = "Query.search", .with = search_with, .read = search_read, .order_with = search_order,
};

/* The domain's name for the question is that of REST. */
static void question_rename(struct failure *f)
{
    for (struct field_error *e = f->fields; e; e = e->next)
        if (str_eq(e->field, S("q")))
            e->field = S("query");
}

static err search(struct gql_call *call)
{
    err e = gql_args_check(call);

    if (e == OK)
        e = connections_give(call, &search_list);
    question_rename(call->failure);
    return e;
}

const struct gql_field_binding search_fields[] = {
    { "Query.search", search, .args = &search_args_shape },
    {0}
};
