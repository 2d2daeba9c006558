#include "domain/graph/graph.h"
#include <stdlib.h>
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"
#include "ports/bus.h"
#include "ports/stamps.h"

PROBLEMS_DEFINE(graph_problems, GRAPH_PROBLEMS)

SHAPE(follow,
    FIELD(follow, follower_id),
    FIELD(follow, following_id),
    FIELD(follow, created_at, .doc = "null: does not follow (any more, or not yet)"),
    FIELD(follow, requested,  .doc = "true: the account is locked; its owner has yet to answer"));
SHAPE(graph_counts, FIELD(graph_counts, user_id), FIELD(graph_counts, followers), FIELD(graph_counts, following));

/* ---- within a transaction ---- */

struct follow_call { id me, other; struct follow *out; };

static void answer(const struct follow_call *in, const struct edge *e)
{
    bool follows = e && !e->requested;

    *in->out = (struct follow){
        .follower_id = in->me,
        .following_id = in->other,
        .created_at = { follows ? GIVEN : NULLED, { follows ? id_ms(e->edge) : 0 } },
        .requested = { e && e->requested ? GIVEN : ABSENT, true },
    };
}

static err edge_make(tx *t, const struct follow_call *in, bool requested, struct edge *out)
{
    TRY(edge_add(t, in->me, in->other, requested, out));
    struct follow_told told = { in->me, in->other };
    return requested ? event_tell(t, graph_requested, in->other, &told) : event_tell(t, graph_followed, in->other, &told);
}

/* If the account was unlocked after a request, a repeated request follows at once. */
static err follow_write(tx *t, void *arg)
{
    const struct follow_call *in = arg;
    struct sight other;
    struct edge edge;
    err e = ERR_NOT_FOUND;

    TRY(sight_meet_in(t, in->me, in->other, &other));
    if (!sight_reaches(&other))
        return tx_fail(t, &blocking);
    if (other.following || other.requested)
        TRY(e = q_edge_get(t, in->me, in->other, &edge));
    if (other.requested && !other.of.locked)
        TRY(edge_drop(t, in->me, in->other, &edge));
    if (e != OK || (other.requested && !other.of.locked))
        TRY(edge_make(t, in, other.of.locked, &edge));
    answer(in, &edge);
    return OK;
}

static err unfollow(tx *t, void *arg)
{
    const struct follow_call *in = arg;
    struct sight other;
    struct edge gone;

    TRY(sight_meet_in(t, in->me, in->other, &other));
    answer(in, NULL);
    err e = edge_drop(t, in->me, in->other, &gone);
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    return gone.requested ? OK : event_tell(t, graph_unfollowed, in->other, &(struct follow_told){ in->me, in->other });
}

struct request_call { id me, who; };

static err no_request(tx *t)
{
    return tx_fail(t, &follow_request_not_found);
}

/* Removes a request to follow `me` from the list; a request by a hidden account does not exist. */
static err request_take(tx *t, const struct request_call *in)
{
    struct sight who;
    struct edge edge;

    TRY(account_acts_in(t, in->me));
    TRY(sight_of_in(t, in->me, in->who, &who));
    return sight_sees(&who) && who.asked_by ? edge_drop(t, in->who, in->me, &edge) : no_request(t);
}

static err accept(tx *t, void *arg)
{
    const struct request_call *in = arg;
    struct edge edge;

    TRY(request_take(t, in));
    TRY(edge_add(t, in->who, in->me, false, &edge));
    return event_tell(t, graph_followed, in->me, &(struct follow_told){ in->who, in->me });
}

static err reject(tx *t, void *arg)
{
    return request_take(t, arg);
}

/* ---- the verbs ---- */

err graph_follow(ctx *c, id me, id other, struct follow *out)
{
    if (me.v == other.v)
        return fail(c, &cannot_follow_yourself);
    return transact(c, follow_write, &(struct follow_call){ me, other, out });
}

err graph_unfollow(ctx *c, id me, id other, struct follow *out)
{
    if (me.v == other.v)
        return fail(c, &cannot_follow_yourself);
    return transact(c, unfollow, &(struct follow_call){ me, other, out });
}

err graph_accept(ctx *c, id me, id who)
{
    return transact(c, accept, &(struct request_call){ me, who });
}

err graph_reject(ctx *c, id me, id who)
{
    return transact(c, reject, &(struct request_call){ me, who });
}

err graph_counts(ctx *c, ids users, graph_counts_page *out)
{
    return q_counts_get(c, users, out);
}

err graph_counts_of_each_in(tx *t, ids users, graph_counts_page *out)
{
    return q_counts_get(t, users, out);
}

err graph_counts_of(ctx *c, id user, struct graph_counts *out)
{
    err e = q_count_get(c, user, out);

    if (e == ERR_NOT_FOUND)
        *out = (struct graph_counts){ .user_id = user };
    return e == ERR_NOT_FOUND ? OK : e;
}

static err check(ctx *c, struct capability_check *out)
{
    i64 accounts;
    id wrong;

    TRY(graph_check(c, &accounts, &wrong));
    out->looked_at = arena_format(&c->arena, "%lld accounts: counts, follows, blocks and mutes", (long long)accounts);
    if (wrong.v)
        out->wrong = arena_format(&c->arena, "account %lld: its counts, its follows and those of others do not agree", (long long)wrong.v);
    return OK;
}

/*
 * What finished answers were made of: whom somebody follows, blocks and mutes, and who blocks them. Being followed shows nothing more.
 * And whoever both have to do with, in any way.
 */
static void relations_ear(void *world, const struct event *e)
{
    bool of_both = e->kind == &graph_blocked || e->kind == &graph_restanced;
    struct follow_told told;
    char room[1024];
    struct arena a;

    arena_init(&a, room, sizeof room);
    if (event_read_as(&a, e, e->kind, &told) == OK) {
        stamp_raise(world, STAMP_PEOPLE, told.follower_id);
        stamp_raise(world, STAMP_PEOPLE, told.following_id);
        stamp_raise(world, STAMP_RELATIONS, told.follower_id);
        if (of_both)
            stamp_raise(world, STAMP_RELATIONS, told.following_id);
    }
    arena_close(&a);
}

static const struct listens listeners[] = {
    { KINDS(&graph_followed, &graph_unfollowed, &graph_requested, &graph_blocked, &graph_restanced), relations_ear },
    {0}
};

extern const struct migration graph_migrations[];

PERMISSIONS_DEFINE(graph_permissions, GRAPH_PERMISSIONS);

const struct capability graph_capability = {
    .name = "graph",
    .problems = graph_problems,
    .permissions = graph_permissions,
    .events = KINDS(&graph_followed, &graph_unfollowed, &graph_requested, &graph_blocked, &graph_restanced, &graph_recounted),
    .migrations = graph_migrations,
    .statements = graph_statements,
    .consumers = graph_consumers,
    .wires = graph_wires,
    .listeners = listeners,
    .jobs = graph_jobs,
    .check = check,
    .belongings = graph_belongings,
};
