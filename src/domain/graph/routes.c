/* The routes of the graph: who follows, asks, blocks and mutes whom, and lists of them as profiles. */
#include "api/rest/route.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "domain/profile/profile.h"
#include "runtime/ctx.h"

struct graph_key { str id; };
struct asker_key { str user_id; };
struct graph_query { str id; i64 limit; str cursor; };
struct graph_side_query { str id; i64 limit; str cursor; i64 offset; };
struct own_query { i64 limit; str cursor; };
struct suggestion_query { i64 limit; };

#define LIMIT(S)  FIELD(S, limit,  .optional = true, .min = 1, .max = 100, .standard = 20)
#define CURSOR(S) FIELD(S, cursor, .optional = true, .doc = "From the Link of the page before")

SHAPE(graph_key,
    FIELD_USER(graph_key, id));
SHAPE(asker_key,
    FIELD_USER(asker_key, user_id));
SHAPE(graph_query,
    FIELD_USER(graph_query, id), LIMIT(graph_query), CURSOR(graph_query));
SHAPE(graph_side_query,
    FIELD_USER(graph_side_query, id), LIMIT(graph_side_query), CURSOR(graph_side_query),
    FIELD(graph_side_query, offset, .optional = true, .max = 1000000, .doc = "How many to pass over; a cursor has them behind it"));
SHAPE(own_query, LIMIT(own_query), CURSOR(own_query));
SHAPE(suggestion_query, LIMIT(suggestion_query));

/* ---- deeds ---- */

static err follow(ctx *c, const struct caller *me, id who, const struct graph_key *in, struct follow *out)
{
    (void)in;
    return graph_follow(c, me->account, who, out);
}

static err unfollow(ctx *c, const struct caller *me, id who, const struct graph_key *in, struct follow *out)
{
    (void)in;
    return graph_unfollow(c, me->account, who, out);
}

#define DEED(name, IN, verb)                                                                                  \
    static err name(ctx *c, const struct caller *me, id who, const struct IN *in, struct nothing *out)        \
    {                                                                                                         \
        (void)in, (void)out;                                                                                  \
        return verb(c, me->account, who);                                                                     \
    }
DEED(block, graph_key, graph_block)
DEED(unblock, graph_key, graph_unblock)
DEED(mute, graph_key, graph_mute)
DEED(unmute, graph_key, graph_unmute)
DEED(accept, asker_key, graph_accept)
DEED(reject, asker_key, graph_reject)

/* ---- lists ---- */

struct people { enum graph_side side; bool common; id of, me, at; i64 offset, limit; };

static err ids_read(ctx *c, const struct people *p, i64 most, struct graph_page *out)
{
    return p->common ? graph_common(c, p->me, p->of, p->at, most, out)
                     : graph_list(c, p->side, p->of, p->me, p->at, p->offset, most, out);
}

static void people_add(profile_page *out, const profile_page *more)
{
    if (more->n)
        memcpy(out->at + out->n, more->at, more->n * sizeof *more->at);
    out->n += more->n;
}

/* Somebody who has just been hidden may still stand on a list; who comes behind fills the place. */
static err people_read(ctx *c, struct people p, str cursor, profile_page *out)
{
    struct cursor from;
    struct graph_page page;
    profile_page more;

    TRY(cursor_read(c, cursor, &from));
    p.at = (id){ from.a };
    p.offset = cursor.n ? 0 : p.offset;
    *out = (profile_page){ .at = arena_array(&c->arena, struct profile, (size_t)p.limit) };
    do {
        TRY(ids_read(c, &p, p.limit - (i64)out->n, &page));
        TRY(profiles_get(c, p.me, page.users, &more));
        people_add(out, &more);
        p.at = page.next;
        p.offset = 0;
    } while (p.at.v && (i64)out->n < p.limit);
    if (p.at.v)
        out->next = cursor_make(c, (struct cursor){ .a = p.at.v });
    return OK;
}

static err side_read(ctx *c, enum graph_side side, const struct graph_side_query *in, profile_page *out)
{
    struct people p = { .side = side, .me = c->caller.account, .offset = in->offset, .limit = in->limit };

    TRY(account_refer(c, in->id, &p.of));
    return people_read(c, p, in->cursor, out);
}

static err followers(ctx *c, const struct graph_side_query *in, profile_page *out)
{
    return side_read(c, FOLLOWERS, in, out);
}

static err following(ctx *c, const struct graph_side_query *in, profile_page *out)
{
    return side_read(c, FOLLOWING, in, out);
}

static err common(ctx *c, const struct graph_query *in, profile_page *out)
{
    struct people p = { .common = true, .me = c->caller.account, .limit = in->limit };

    TRY(account_refer(c, in->id, &p.of));
    return people_read(c, p, in->cursor, out);
}

#define OWN(name, SIDE)                                                                                       \
    static err name(ctx *c, const struct own_query *in, profile_page *out)                                    \
    {                                                                                                         \
        struct people p = { .side = SIDE, .of = c->caller.account, .me = c->caller.account, .limit = in->limit }; \
        return people_read(c, p, in->cursor, out);                                                            \
    }
OWN(requests, REQUESTS)
OWN(blocks, BLOCKS)
OWN(mutes, MUTES)
OWN(mutuals, MUTUALS)

static err suggestions(ctx *c, const struct suggestion_query *in, profile_page *out)
{
    suggestion_page found;

    TRY(graph_suggestions(c, c->caller.account, in->limit, &found));
    ids who = { arena_array(&c->arena, id, found.n), found.n };
    for (size_t i = 0; i < found.n; i++)
        who.at[i] = found.at[i].user_id;
    return profiles_get(c, c->caller.account, who, out);
}

/* ---- the table ---- */

CALLS_ON(follow, graph_key, id, follow)
CALLS_ON(unfollow, graph_key, id, follow)
CALLS_ON(block, graph_key, id, nothing)
CALLS_ON(unblock, graph_key, id, nothing)
CALLS_ON(mute, graph_key, id, nothing)
CALLS_ON(unmute, graph_key, id, nothing)
CALLS_ON(accept, asker_key, user_id, nothing)
CALLS_ON(reject, asker_key, user_id, nothing)
CALLS(followers, graph_side_query, profile_page)
CALLS(following, graph_side_query, profile_page)
CALLS(common, graph_query, profile_page)
CALLS(requests, own_query, profile_page)
CALLS(blocks, own_query, profile_page)
CALLS(mutes, own_query, profile_page)
CALLS(mutuals, own_query, profile_page)
CALLS(suggestions, suggestion_query, profile_page)

static const char *const problems[] = { "404 user_not_found", NULL };
static const char *const follow_problems[] = { "404 user_not_found", "422 cannot_follow_yourself", "403 blocking", NULL };
static const char *const unfollow_problems[] = { "404 user_not_found", "422 cannot_follow_yourself", NULL };
static const char *const block_problems[] = { "404 user_not_found", "422 cannot_block_yourself", NULL };
static const char *const mute_problems[] = { "404 user_not_found", "422 cannot_mute_yourself", NULL };
static const char *const request_problems[] = { "404 follow_request_not_found", "404 user_not_found", NULL };

#define PEOPLE GIVES_PAGE(profile), .tag = "people"

extern const struct route graph_routes[];
const struct route graph_routes[] = {
    { METHOD_POST,   "/users/{id}/follow",    follow_entry,    &may_follow, RATE_WRITES, 200, TAKES(graph_key), GIVES(follow),
      .tag = "people", .summary = "Follow somebody, or ask to where the account is locked", .problems = follow_problems },
    { METHOD_DELETE, "/users/{id}/follow",    unfollow_entry,  &may_follow, RATE_WRITES, 200, TAKES(graph_key), GIVES(follow),
      .tag = "people", .summary = "Stop following, or take a request back", .problems = unfollow_problems },
    { METHOD_GET,    "/users/{id}/followers", followers_entry, &anyone,     RATE_READS,  200, TAKES(graph_side_query), PEOPLE,
      .summary = "Read who follows somebody, newest first", .problems = problems },
    { METHOD_GET,    "/users/{id}/following", following_entry, &anyone,     RATE_READS,  200, TAKES(graph_side_query), PEOPLE,
      .summary = "Read whom somebody follows, newest first", .problems = problems },
    { METHOD_GET,    "/users/{id}/mutuals",   common_entry,    &may_follow, RATE_READS,  200, TAKES(graph_query), PEOPLE,
      .summary = "Read who follows somebody, of those whom you follow", .problems = problems },
    { METHOD_GET,    "/users/me/mutuals",     mutuals_entry,   &may_follow, RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read who follows you, of those whom you follow" },
    { METHOD_GET,    "/users/suggestions",    suggestions_entry, &may_follow, RATE_READS, 200, TAKES(suggestion_query), PEOPLE,
      .summary = "Read whom you may want to follow, as many of those whom you follow do" },
    { METHOD_GET,    "/follow_requests",      requests_entry,  &may_follow, RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read who asks to follow you, newest first" },
    { METHOD_POST,   "/follow_requests/{user_id}/accept", accept_entry, &may_follow, RATE_WRITES, 204, TAKES(asker_key),
      .tag = "people", .summary = "Let somebody follow you", .problems = request_problems },
    { METHOD_POST,   "/follow_requests/{user_id}/reject", reject_entry, &may_follow, RATE_WRITES, 204, TAKES(asker_key),
      .tag = "people", .summary = "Do not let somebody follow you", .problems = request_problems },
    { METHOD_POST,   "/users/{id}/block",     block_entry,     &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Block somebody: neither sees the other, and follows end both ways", .problems = block_problems },
    { METHOD_DELETE, "/users/{id}/block",     unblock_entry,   &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Stop blocking somebody; no follow comes back by it", .problems = block_problems },
    { METHOD_GET,    "/blocks",               blocks_entry,    &may_block,  RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read whom you block, newest first" },
    { METHOD_POST,   "/users/{id}/mute",      mute_entry,      &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Mute somebody, who does not learn of it", .problems = mute_problems },
    { METHOD_DELETE, "/users/{id}/mute",      unmute_entry,    &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Stop muting somebody", .problems = mute_problems },
    { METHOD_GET,    "/mutes",                mutes_entry,     &may_block,  RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read whom you mute, newest first" },
    {0}
};
