/* The routes of the graph: who follows, asks, blocks and mutes whom, and lists of them as profiles. */
#include "api/rest/route.h"
#include "base/str.h"
#include "domain/graph/graph.h"
#include "domain/profile/profile.h"
#include "runtime/ctx.h"

struct graph_key { str id; };
struct asker_key { str user_id; };
struct graph_query { str id; LIST_WISH; };
struct graph_side_query { str id; LIST_WISH; i64 offset; };
struct own_query { LIST_WISH; };
struct suggestion_query { i64 limit; };

SHAPE(graph_key,
    FIELD_USER(graph_key, id));
SHAPE(asker_key,
    FIELD_USER(asker_key, user_id));
SHAPE(graph_query,
    FIELD_USER(graph_query, id), LIST_FIELDS(graph_query));
SHAPE(graph_side_query,
    FIELD_USER(graph_side_query, id), LIST_FIELDS(graph_side_query),
    FIELD(graph_side_query, offset, .optional = true, .max = 1000000, .doc = "How many to skip; a cursor has already skipped them"));
SHAPE(own_query, LIST_FIELDS(own_query));
SHAPE(suggestion_query, LIST_LIMIT(suggestion_query));

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

/* The position of a page, by its cursor; a cursor has already skipped the offset. */
static err wish_read(ctx *c, str cursor, i64 offset, i64 limit, struct people_wish *out)
{
    *out = (struct people_wish){ .offset = cursor.n ? 0 : offset, .limit = limit };
    return list_from(c, cursor, &out->at);
}

static err side_read(ctx *c, id me, enum graph_side side, id of, const struct graph_side_query *in, profile_page *out)
{
    struct people_wish wish;
    id next;

    TRY(wish_read(c, in->cursor, in->offset, in->limit, &wish));
    TRY(people_of(c, me, side, of, wish, out, &next));
    out->next = list_next(c, next);
    return OK;
}

static err followers(ctx *c, const struct caller *me, id who, const struct graph_side_query *in, profile_page *out)
{
    return side_read(c, me->account, FOLLOWERS, who, in, out);
}

static err following(ctx *c, const struct caller *me, id who, const struct graph_side_query *in, profile_page *out)
{
    return side_read(c, me->account, FOLLOWING, who, in, out);
}

static err common(ctx *c, const struct caller *me, id who, const struct graph_query *in, profile_page *out)
{
    struct people_wish wish;
    id next;

    TRY(wish_read(c, in->cursor, 0, in->limit, &wish));
    TRY(people_in_common(c, me->account, who, wish, out, &next));
    out->next = list_next(c, next);
    return OK;
}

#define OWN(name, SIDE)                                                                                                 \
    static err name(ctx *c, const struct caller *me, const struct own_query *in, profile_page *out)                     \
    {                                                                                                                   \
        const struct graph_side_query all = { .limit = in->limit, .cursor = in->cursor };                               \
        return side_read(c, me->account, SIDE, me->account, &all, out);                                                 \
    }
OWN(requests, REQUESTS)
OWN(blocks, BLOCKS)
OWN(mutes, MUTES)
OWN(mutuals, MUTUALS)

static err suggestions(ctx *c, const struct caller *me, const struct suggestion_query *in, profile_page *out)
{
    return people_suggested(c, me->account, in->limit, out);
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
CALLS_ON(followers, graph_side_query, id, profile_page)
CALLS_ON(following, graph_side_query, id, profile_page)
CALLS_ON(common, graph_query, id, profile_page)
CALLS_AS(requests, own_query, profile_page)
CALLS_AS(blocks, own_query, profile_page)
CALLS_AS(mutes, own_query, profile_page)
CALLS_AS(mutuals, own_query, profile_page)
CALLS_AS(suggestions, suggestion_query, profile_page)

static const struct problem *const problems[] = { &user_not_found, NULL };
static const struct problem *const follow_problems[] = { &user_not_found, &cannot_follow_yourself, &blocking, NULL };
static const struct problem *const unfollow_problems[] = { &user_not_found, &cannot_follow_yourself, NULL };
static const struct problem *const block_problems[] = { &user_not_found, &cannot_block_yourself, NULL };
static const struct problem *const mute_problems[] = { &user_not_found, &cannot_mute_yourself, NULL };
static const struct problem *const request_problems[] = { &follow_request_not_found, &user_not_found, NULL };

#define PEOPLE GIVES_PAGE(profile), .tag = "people"

extern const struct route graph_routes[];
const struct route graph_routes[] = {
    { METHOD_POST,   "/users/{id}/follow",    follow_entry,    &may_follow, RATE_WRITES, 200, TAKES(graph_key), GIVES(follow),
      .tag = "people", .summary = "Follow somebody, or ask to if the account is locked", .problems = follow_problems },
    { METHOD_DELETE, "/users/{id}/follow",    unfollow_entry,  &may_follow, RATE_WRITES, 200, TAKES(graph_key), GIVES(follow),
      .tag = "people", .summary = "Stop following, or withdraw a request", .problems = unfollow_problems },
    { METHOD_GET,    "/users/{id}/followers", followers_entry, &anyone,     RATE_READS,  200, TAKES(graph_side_query), PEOPLE,
      .summary = "Read the followers of somebody, newest first", .problems = problems },
    { METHOD_GET,    "/users/{id}/following", following_entry, &anyone,     RATE_READS,  200, TAKES(graph_side_query), PEOPLE,
      .summary = "Read the people whom somebody follows, newest first", .problems = problems },
    { METHOD_GET,    "/users/{id}/mutuals",   common_entry,    &may_follow, RATE_READS,  200, TAKES(graph_query), PEOPLE,
      .summary = "Read the followers of somebody whom you follow", .problems = problems },
    { METHOD_GET,    "/users/me/mutuals",     mutuals_entry,   &may_follow, RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read the people whom you follow and who follow you" },
    { METHOD_GET,    "/users/suggestions",    suggestions_entry, &may_follow, RATE_READS, 200, TAKES(suggestion_query), PEOPLE,
      .summary = "Read suggestions: people followed by many of those whom you follow" },
    { METHOD_GET,    "/follow_requests",      requests_entry,  &may_follow, RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read the requests to follow you, newest first" },
    { METHOD_POST,   "/follow_requests/{user_id}/accept", accept_entry, &may_follow, RATE_WRITES, 204, TAKES(asker_key),
      .tag = "people", .summary = "Accept a request to follow you", .problems = request_problems },
    { METHOD_POST,   "/follow_requests/{user_id}/reject", reject_entry, &may_follow, RATE_WRITES, 204, TAKES(asker_key),
      .tag = "people", .summary = "Decline a request to follow you", .problems = request_problems },
    { METHOD_POST,   "/users/{id}/block",     block_entry,     &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Block somebody: neither sees the other, and follows end both ways", .problems = block_problems },
    { METHOD_DELETE, "/users/{id}/block",     unblock_entry,   &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Stop blocking somebody; this restores no follow", .problems = block_problems },
    { METHOD_GET,    "/blocks",               blocks_entry,    &may_block,  RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read the people whom you block, newest first" },
    { METHOD_POST,   "/users/{id}/mute",      mute_entry,      &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Mute somebody; they are not informed", .problems = mute_problems },
    { METHOD_DELETE, "/users/{id}/mute",      unmute_entry,    &may_block,  RATE_WRITES, 204, TAKES(graph_key),
      .tag = "people", .summary = "Stop muting somebody", .problems = mute_problems },
    { METHOD_GET,    "/mutes",                mutes_entry,     &may_block,  RATE_READS,  200, TAKES(own_query), PEOPLE,
      .summary = "Read the people whom you mute, newest first" },
    {0}
};
