/*
 * Is every post in the index, and nothing else? In short pages, also while a server runs, whose consumer is a moment late: a page that
 * differs is compared again, and is wrong if it still differs in the same place although nothing is left to do.
 */
#include "base/str.h"
#include "domain/search/search.sql.h"
#include "domain/search/search_own.h"

enum { AT_ONCE = 500, COMPARED_MOST = 8, PAUSE_MS = 300 };

struct comparing { id after, end, wrong; i64 posts; };

/* The first id that only one of them has. Neither has any that is not looked at, up to the end of the shorter one. */
static id first_apart(const post_by_page *posts, const search_hit_page *hits)
{
    size_t n = posts->n < hits->n ? posts->n : hits->n, i = 0;

    while (i < n && posts->at[i].id.v == hits->at[i].id.v)
        i++;
    if (i == posts->n && i == hits->n)
        return (id){ 0 };
    if (i == posts->n)
        return posts->n < AT_ONCE ? hits->at[i].id : (id){ 0 };
    return i == hits->n || posts->at[i].id.v < hits->at[i].id.v ? posts->at[i].id : hits->at[i].id;
}

/* One transaction, which sees one state of both. */
static err page_compare(tx *t, void *arg)
{
    struct comparing *in = arg;
    post_by_page posts;
    search_hit_page hits;

    TRY(posts_worded_after_in(t, in->after, AT_ONCE, &posts));
    TRY(q_documents_after(t, in->after, AT_ONCE + 1, &hits));
    in->wrong = first_apart(&posts, &hits);
    in->posts = (i64)posts.n;
    in->end = posts.n == AT_ONCE ? posts.at[posts.n - 1].id : (id){ 0 };
    return OK;
}

/* `wrong` 0: as far as can be said now. */
static err page_check(ctx *c, struct comparing *in)
{
    id before = { 0 };

    for (int n = 0; n < COMPARED_MOST; n++) {
        bool done;
        TRY(consumer_is_done(c, SEARCH_CONSUMER, &done));
        TRY(transact(c, page_compare, in));
        if (!in->wrong.v || (done && in->wrong.v == before.v))
            return OK;
        before = in->wrong;
        TRY(ctx_sleep(c, PAUSE_MS));
    }
    in->wrong = (id){ 0 };
    return OK;
}

err search_check(ctx *c, struct capability_check *out)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct comparing in = { .posts = 0 };
    i64 posts = 0;

    do {
        in.after = in.end;
        TRY(page_check(c, &in));
        arena_rewind(&c->arena, mark);
        posts += in.posts;
    } while (in.end.v && !in.wrong.v);
    out->looked_at = arena_format(&c->arena, "%lld posts: are they in the index of the search", (long long)posts);
    if (in.wrong.v)
        out->wrong = arena_format(&c->arena, "post %lld: it is not in the index of the search, or is there although it is gone",
                                  (long long)in.wrong.v);
    return OK;
}
