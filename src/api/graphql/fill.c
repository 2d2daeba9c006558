/* Pages of many lists at once, full as long as there is more: what the viewer may not see is replaced by what comes after it. */
#include "api/graphql/graphql_own.h"
#include "base/ids.h"

enum { PASSED_OVER_MOST = 2000, CHUNK_MOST = 256, ENTRIES_MOST = 8192 };

/* A list that lacks some. */
struct lacking { struct asked *a; struct reach at; i64 passed; };
struct rounds {
    struct gql_call *call;
    const struct filling *how;
    struct lacking *lists;
    size_t n;
    bool back;
    i64 most;                        /* of each list in this round */
};

/* ---- entries ---- */

err entries_of(struct gql_call *call, const reached_page *page, struct entries *out)
{
    *out = (struct entries){ arena_array(call->arena, struct entry, page->n), page->n };
    for (size_t i = 0; i < page->n; i++)
        out->at[i] = (struct entry){ page->at[i].list, page->at[i].place, page->at[i].id, NULL };
    return OK;
}

static err nodes_look(struct rounds *r, struct entries *some)
{
    ids which = { arena_array(r->call->arena, id, some->n), some->n };
    const void **nodes;

    if (!r->how->look || !some->n)
        return OK;
    for (size_t i = 0; i < some->n; i++)
        which.at[i] = some->at[i].id;
    TRY(r->how->look(r->call, r->how, which, &nodes));
    for (size_t i = 0; i < some->n; i++)
        some->at[i].node = nodes[i];
    return OK;
}

static struct cursor place_of(const struct filling *how, i64 rank, id place)
{
    return how->ranked ? (struct cursor){ rank, place.v } : (struct cursor){ place.v, 0 };
}

/* Where the reading of a list begins: a cursor's place, or nowhere. */
static struct reach reach_of(const struct filling *how, const struct asked *a)
{
    return how->ranked ? (struct reach){ a->list, { a->from.b }, a->from.a } : (struct reach){ a->list, { a->from.a }, 0 };
}

/* What came of one list: false, it lacks some. */
static bool list_take(const struct rounds *r, struct lacking *l, const struct entry *at, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        l->at.from = at[i].place;
        l->at.rank = at[i].rank;
        if (!at[i].node) {
            l->passed++;
        } else if ((i64)l->a->n < l->a->most) {
            node_add(l->a, place_of(r->how, at[i].rank, at[i].place), at[i].node);
            l->a->edges[l->a->n - 1].beside = at[i].beside;
        } else {
            l->a->more = true;
            return true;
        }
    }
    if ((i64)n < r->most)
        return true;
    if (l->passed < PASSED_OVER_MOST)
        return false;
    l->a->more = true;
    l->a->stopped = place_of(r->how, l->at.rank, l->at.from);
    return true;
}

static err entries_read(const struct rounds *r, const struct reach *reaches, struct entries *out)
{
    enum reach_way way = r->back ? REACH_UP : REACH_DOWN;
    reached_page page;

    if (r->how->read)
        return r->how->read(r->call, r->how, reaches, r->n, way, r->most, out);
    TRY(r->how->reached(ctx_of(r->call), reaches, r->n, way, r->most, &page));
    return entries_of(r->call, &page, out);
}

static err round_read(struct rounds *r)
{
    struct reach *reaches = arena_array(r->call->arena, struct reach, r->n);
    size_t at = 0, lacking = 0;
    struct entries some;

    for (size_t i = 0; i < r->n; i++)
        reaches[i] = r->lists[i].at;
    TRY(entries_read(r, reaches, &some));
    TRY(nodes_look(r, &some));
    for (size_t i = 0; i < r->n; i++) {
        size_t n = 0;
        while (at + n < some.n && some.at[at + n].list.v == r->lists[i].at.list.v)
            n++;
        struct lacking l = r->lists[i];
        if (!list_take(r, &l, some.at + at, n))
            r->lists[lacking++] = l;
        at += n;
    }
    r->n = lacking;
    return OK;
}

/* Each round reads more of those that still lack some, but not too much of all together. */
static void round_widen(struct rounds *r)
{
    i64 fits = ENTRIES_MOST / (i64)(r->n ? r->n : 1), wider = r->most < 16 ? 64 : 4 * r->most;

    r->most = wider > CHUNK_MOST ? CHUNK_MOST : wider;
    if (r->most > fits)
        r->most = fits < 2 ? 2 : fits;
}

void edges_reverse(struct asked *a)
{
    for (size_t i = 0, k = a->n; i + 1 < k; i++) {
        struct node_edge e = a->edges[i];
        a->edges[i] = a->edges[--k];
        a->edges[k] = e;
    }
}

/* So many lists of pages of that length are read by one statement: what is longer together takes several. */
size_t lists_at_once(i64 most)
{
    return ENTRIES_MOST > most ? (size_t)(ENTRIES_MOST / (most + 1)) : 1;
}

static err some_fill(struct gql_call *call, struct asked *asked, size_t n, const struct filling *how)
{
    struct rounds r = { .call = call, .how = how, .lists = arena_array(call->arena, struct lacking, n), .back = asked->back,
                        .most = asked->most + 1 };

    for (size_t i = 0; i < n; i++)
        if (asked[i].list.v)
            r.lists[r.n++] = (struct lacking){ &asked[i], reach_of(how, &asked[i]), 0 };
    while (r.n) {
        TRY(round_read(&r));
        round_widen(&r);
    }
    for (size_t i = 0; i < n; i++)
        if (asked[i].back)
            edges_reverse(&asked[i]);
    return OK;
}

err lists_fill(struct gql_call *call, struct asked *asked, size_t n, const struct filling *how)
{
    size_t most = lists_at_once(asked->most), some;

    for (size_t i = 0; i < n; i += some) {
        some = n - i < most ? n - i : most;
        TRY(some_fill(call, asked + i, some, how));
    }
    return OK;
}

/* ---- looks ---- */

err people_look(struct gql_call *call, const struct filling *how, ids which, const void ***nodes)
{
    ctx *c = ctx_of(call);
    profile_page page;

    _Static_assert(offsetof(struct profile, user_id) == 0, "its id is first");
    TRY(profiles_where(c, me_of(call), ids_once(call->arena, which), how->asks, &page));
    *nodes = rows_placed(call->arena, which, page.at, page.n, sizeof *page.at);
    return OK;
}

err posts_seen_look(struct gql_call *call, const struct filling *how, ids which, const void ***nodes)
{
    post_view_page page;

    TRY(posts_look(ctx_of(call), me_of(call), ids_once(call->arena, which), how->asks_post, how->without, &page));
    *nodes = (const void **)posts_placed(ctx_of(call), which, &page);
    return OK;
}

err comments_look(struct gql_call *call, const struct filling *how, ids which, const void ***nodes)
{
    (void)how;
    return comments_load(ctx_of(call), which, (const struct comment ***)nodes);
}
