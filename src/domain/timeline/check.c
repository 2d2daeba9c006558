/* Do lists count their members, and does every entry belong to a feed? In short pages, even while a server runs. */
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

enum { LISTS_AT_ONCE = 50 };

static err lists_check(ctx *c, i64 *lists, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    list_row_page page, found;
    id after = { 0 }, last;

    do {
        arena_rewind(&c->arena, mark);
        TRY(q_lists_after(c, after, LISTS_AT_ONCE, &page));
        last = page.n ? page.at[page.n - 1].id : after;
        TRY(q_lists_wrong(c, after, last, &found));
        *wrong = found.n ? found.at[0].id : (id){ 0 };
        *lists += (i64)page.n;
        after = last;
    } while (page.n == LISTS_AT_ONCE && !wrong->v);
    return OK;
}

static err feeds_check(ctx *c, i64 *feeds, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    timeline_user_page page, found;
    id after = { 0 };

    do {
        arena_rewind(&c->arena, mark);
        TRY(q_entries_next(c, after, &page));
        if (!page.n)
            return OK;
        TRY(q_entries_lost(c, after, page.at[0].user_id, &found));
        *wrong = found.n ? found.at[0].user_id : (id){ 0 };
        ++*feeds;
        after = page.at[0].user_id;
    } while (!wrong->v);
    return OK;
}

err timeline_check(ctx *c, struct capability_check *out)
{
    i64 lists = 0, feeds = 0;
    id list = { 0 }, feed = { 0 };

    TRY(lists_check(c, &lists, &list));
    TRY(feeds_check(c, &feeds, &feed));
    out->looked_at = arena_format(&c->arena, "%lld lists and %lld feeds: members and entries", (long long)lists, (long long)feeds);
    if (list.v)
        out->wrong = arena_format(&c->arena, "list %lld: its number of members is not that of its rows", (long long)list.v);
    else if (feed.v)
        out->wrong = arena_format(&c->arena, "account %lld: it has entries of a feed and no feed", (long long)feed.v);
    return OK;
}
