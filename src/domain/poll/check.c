/* Are the counts those of the votes? Poll by poll, each in a transaction of its own, which sees one state while a server changes things. */
#include "base/str.h"
#include "domain/poll/poll.sql.h"
#include "domain/poll/poll_own.h"

enum { AT_ONCE = 100 };

struct look { id post; bool wrong; };

static err poll_look(tx *t, void *arg)
{
    struct look *l = arg;
    struct poll_count is, rows;
    struct poll_row poll;

    err e = q_poll_get(t, l->post, &poll);
    l->wrong = false;
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;      /* deleted meanwhile */
    TRY(q_poll_tally(t, l->post, &rows));
    e = q_poll_count_get(t, l->post, &is);
    l->wrong = e != OK || is.voters != rows.voters || memcmp(is.of, rows.of, sizeof is.of) != 0;
    return e == ERR_NOT_FOUND ? OK : e;
}

static err page_look(ctx *c, const poll_row_page *page, id *wrong)
{
    for (size_t i = 0; i < page->n && !wrong->v; i++) {
        struct look l = { .post = page->at[i].post_id };
        TRY(transact(c, poll_look, &l));
        if (l.wrong)
            *wrong = l.post;
    }
    return OK;
}

err poll_check(ctx *c, struct capability_check *out)
{
    struct arena_mark mark = arena_mark(&c->arena);
    id after = { 0 }, wrong = { 0 };
    poll_row_page page;
    i64 polls = 0;

    do {
        arena_rewind(&c->arena, mark);
        TRY(q_polls_after(c, after, AT_ONCE, &page));
        TRY(page_look(c, &page, &wrong));
        polls += (i64)page.n;
        after = page.n ? page.at[page.n - 1].post_id : after;
    } while (page.n == AT_ONCE && !wrong.v);
    out->looked_at = arena_format(&c->arena, "%lld polls: their counts", (long long)polls);
    if (wrong.v)
        out->wrong = arena_format(&c->arena, "the poll of post %lld: its counts are not those of its votes", (long long)wrong.v);
    return OK;
}
