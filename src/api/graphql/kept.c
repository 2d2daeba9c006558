/*
 * Answers that are given again. One that shows the feed is kept as its finished page is (domain/timeline), under a name made of all
 * that it depends on but its data: what the document says, the variables, and what the caller may do. It is kept only if each
 * call of a resolver said that what it read is noted; those that say nothing keep nothing.
 */
#include "api/graphql/graphql_own.h"
#include "base/hash.h"
#include "graphql/graphql.h"

void reads_nothing(struct gql_call *call)
{
    struct noting *n = call->notes;

    if (n)
        n->calls++;
}

/* Before the feed nothing is noted. */
struct made_of *reads_noted(struct gql_call *call)
{
    struct noting *n = call->notes;

    if (!n || !n->feed)
        return NULL;
    n->calls++;
    return feed_made_of(n->feed);
}

/* One feed for each answer: a second one is not noted. */
struct feed_made *feed_noted(struct gql_call *call)
{
    struct noting *n = call->notes;

    if (!n || n->feed || n->post)
        return NULL;
    n->calls++;
    return n->feed = feed_made_new(ctx_of(call));
}

/* What is asked for a page of this server is noted with the page. */
struct post_made *post_noted(struct gql_call *call)
{
    struct noting *n = call->notes;

    if (!n || !n->post)
        return NULL;
    n->calls++;
    return n->post;
}

/* ---- which answers ---- */

static bool shows_feed(const struct gql_request *r)
{
    for (u32 i = 0; i < gql_request_roots(r); i++)
        if (str_eq(gql_request_root(r, i), S("feed")))
            return true;
    return false;
}

static str name_of(ctx *c, str sense, str variables, u64 seed)
{
    const str pieces[] = { sense, variables };
    u64 one = hash_pieces(seed, pieces, COUNT(pieces)), other = hash_pieces(~seed, pieces, COUNT(pieces));

    return arena_format(&c->arena, "graphql %016llx%016llx %u %d", (unsigned long long)one, (unsigned long long)other,
                        c->caller.role, c->caller.leaving);
}

bool noting_begin(ctx *c, const struct gql_request *r, str sense, str variables, u64 seed, struct noting *out)
{
    *out = (struct noting){ .calls = 0 };
    if (!sense.n || !c->caller.account.v || !feed_pages_are_kept(c) || !shows_feed(r))
        return false;
    out->name = name_of(c, sense, variables, seed);
    return true;
}

err noting_get(ctx *c, const struct noting *n, str *out, bool *found)
{
    struct feed_page page;

    TRY(feed_page_get(c, c->caller.account, n->name, 0, &page, found));
    if (*found)
        *out = page.text;
    return OK;
}

void noting_keep(ctx *c, const struct noting *n, const struct gql_run *run, str text)
{
    if (n->feed && n->calls == run->calls && !run->errors)
        feed_page_keep(c, n->feed, &(struct feed_page){ .name = n->name, .text = text });
}
