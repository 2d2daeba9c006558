/*
 * Do counts and rows agree? Quotes of each post, and the posts that a profile counts. Some at a time, each time by one
 * statement, which sees one state even while a server changes things.
 */
#include "base/buf.h"
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

enum { AT_ONCE = 200 };

SHAPE(post_tally, FIELD(post_tally, id), FIELD(post_tally, n));

static err quotes_check(ctx *c, i64 *posts, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    post_listed_page page;
    post_tally_page found;
    id after = { 0 }, last;

    do {
        arena_rewind(&c->arena, mark);
        TRY(q_posts_listed_after(c, after, AT_ONCE, &page));
        last = page.n == AT_ONCE ? page.at[page.n - 1].id : (id){ INT64_MAX };
        TRY(q_post_quotes_wrong(c, after, last, &found));
        *wrong = found.n ? found.at[0].id : (id){ 0 };
        *posts += (i64)page.n;
        after = last;
    } while (page.n == AT_ONCE && !wrong->v);
    return OK;
}

struct tallying { id who, next; bool wrong; };

/* The next account that has posts, or a count of them. */
static err author_next(tx *t, id after, id *out)
{
    post_tally_page author;
    id counted;

    TRY(q_post_author_after(t, after, &author));
    TRY(profile_posts_next(t, after, &counted));
    *out = author.n && (!counted.v || author.at[0].id.v < counted.v) ? author.at[0].id : counted;
    return OK;
}

/* An erased account has no count any more, while its posts are being deleted. */
static err author_look(tx *t, void *arg)
{
    struct tallying *in = arg;
    struct post_tally is;
    bool there, hidden;
    i64 counted;

    in->wrong = false;
    TRY(author_next(t, in->who, &in->next));
    if (!in->next.v)
        return OK;
    TRY(account_hidden_in(t, in->next, &there, &hidden));
    TRY(q_post_author_tally(t, in->next, &is));
    TRY(profile_posts_in(t, in->next, &counted));
    in->wrong = there && counted != is.n;
    return OK;
}

static err authors_check(ctx *c, i64 *authors, id *wrong)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct tallying in = { .wrong = false };

    do {
        in.who = in.next;
        TRY(transact(c, author_look, &in));
        arena_rewind(&c->arena, mark);
        *authors += in.next.v != 0;
    } while (in.next.v && !in.wrong);
    *wrong = in.wrong ? in.next : (id){ 0 };
    return OK;
}

err post_check(ctx *c, struct capability_check *out)
{
    i64 posts = 0, authors = 0;
    id wrong;

    TRY(quotes_check(c, &posts, &wrong));
    if (wrong.v)
        out->wrong = arena_format(&c->arena, "post %lld: its count of quotes is not theirs", (long long)wrong.v);
    else
        TRY(authors_check(c, &authors, &wrong));
    out->looked_at = arena_format(&c->arena, "%lld posts of %lld authors", (long long)posts, (long long)authors);
    if (wrong.v && !out->wrong.n)
        out->wrong = arena_format(&c->arena, "account %lld: its profile counts other posts than there are", (long long)wrong.v);
    return OK;
}
