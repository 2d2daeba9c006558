/* Beginning conversations. */
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.h"
#include "domain/channel/conversation.sql.h"
#include "domain/channel/messaging.h"
#include "domain/graph/graph.h"

#define BLOCKING_SAYS "You block this user. Unblock them before you write to them."

static const struct problem *const too_many_named = PROBLEM_AS(ERR_INVALID, too_many_members);

/* ---- how many ---- */

err conversation_rate_take(ctx *c, id me)
{
    struct rate r = rate_take(c->world, &conversations_daily, rate_of_id(c->world, me), ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "conversations");
}

void conversation_rate_give_back(ctx *c, id me)
{
    rate_give_back(c->world, &conversations_daily, rate_of_id(c->world, me), ctx_now(c).ms / 1000);
}

/* ---- of two ---- */

err direct_find(ctx *c, id me, id other, id *channel)
{
    struct sight sight;

    TRY(sight_meet(c, me, other, &sight));
    if (sight.blocking)
        return fail_saying(c, &blocking, BLOCKING_SAYS);
    return pair_find(c, me, other, channel);
}

/* `*asks`: it begins as a request, since the other does not follow `me` and wants it so. */
static err other_meet(tx *t, id me, id other, bool *asks)
{
    messaging_row_page wants;
    struct sight sight;

    TRY(sight_meet_in(t, me, other, &sight));
    if (sight.blocking)
        return tx_fail_saying(t, &blocking, BLOCKING_SAYS);
    TRY(messagings_get_in(t, (ids){ &other, 1 }, &wants));
    *asks = wants.at[0].from_following && !sight.followed_by;
    return OK;
}

/* The one that was there before it goes on; `*there` is 0 otherwise. */
static err direct_make(tx *t, id me, id other, id *there, id *made)
{
    bool low = me.v < other.v, asks = false;
    struct seat_row row = { .kind = CHANNEL_DIRECT, .low_id = low ? me : other, .high_id = low ? other : me, .avatar_url.is = NULLED };

    TRY(other_meet(t, me, other, &asks));
    TRY(pair_find_in(t, me, other, there));
    if (there->v)
        return ERR_CONFLICT;
    TRY(channel_make(t, &row));
    *made = row.id;
    TRY(q_pair_add(t, row.low_id, row.high_id, row.id));
    TRY(member_enter(t, &row, &(struct entry){ me, CHANNEL_MEMBER, me, asks ? REQUEST_SENT : REQUEST_NONE, LISTED_ALWAYS, false }));
    return member_enter(t, &row, &(struct entry){ other, CHANNEL_MEMBER, me, asks ? REQUEST_RECEIVED : REQUEST_NONE, 0, false });
}

/* ---- of more ---- */

static err group_make(tx *t, id me, const struct conversation_wish *w, id *made)
{
    struct seat_row row = { .kind = CHANNEL_GROUP, .name = w->name, .owner_id = me, .history_since_joined = true, .avatar_url.is = NULLED };
    i64 most = channel_settings(tx_world(t)->settings)->group_size;

    if ((i64)w->others.n >= most)
        return tx_fail_saying(t, too_many_named, "A group has at most %lld members.", (long long)most);
    TRY(account_acts_in(t, me));
    TRY(people_meet_in(t, me, w->others));
    TRY(members_fit(t, &row, (ids){ &me, 1 }));
    TRY(members_fit(t, &row, w->others));
    TRY(channel_make(t, &row));
    *made = row.id;
    return members_bring(t, &row, me, w->others);
}

err conversation_make(tx *t, id me, const struct conversation_wish *w, struct channel_kept *out, id *there)
{
    id made;

    *there = (id){ 0 };
    TRY(w->group ? group_make(t, me, w, &made) : direct_make(t, me, w->others.at[0], there, &made));
    return channel_get_in(t, me, made, out);
}
