/* Bans, and mutes. */
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/member.sql.h"
#include "domain/profile/profile.h"

/* ---- bans ---- */

struct ban_call { id me, channel, who; };

/* Members are seen by all who read the channel; of others one that `me` may not see is not there. */
static err banned_meet(tx *t, const struct ban_call *in, const struct seat_row *them)
{
    struct sight sight;

    if (them->made.v || them->banned)
        return OK;
    TRY(sight_of_in(t, in->me, in->who, &sight));
    return sight_sees(&sight) ? OK : tx_fail(t, &user_not_found);
}

static err ban(tx *t, void *arg)
{
    const struct ban_call *in = arg;
    struct seat_row them;

    TRY(member_meet_to_remove(t, in->me, in->channel, in->who, &them));
    if (in->who.v == in->me.v)
        return tx_fail_with(t, ERR_FORBIDDEN, "Nobody can ban themselves.");
    TRY(banned_meet(t, in, &them));
    if (them.banned)
        return OK;
    TRY(q_ban_add(t, in->channel, in->who, tx_new_id(t), tx_now(t)));
    return them.made.v ? member_exit(t, &them, in->who, BANNED, in->me) : member_banned_tell(t, &them, in->who, in->me);
}

err channel_ban(ctx *c, id me, id channel, id who)
{
    return transact(c, ban, &(struct ban_call){ me, channel, who });
}

static err unban(tx *t, void *arg)
{
    const struct ban_call *in = arg;
    struct seat me;

    TRY(account_acts_in(t, in->me));
    TRY(channel_seat_in(t, in->me, in->channel, &me));
    TRY(me.kind == CHANNEL_DIRECT ? nobody_of_two(t) : admins_only(t, &me));
    return q_ban_drop(t, in->channel, in->who);
}

err channel_unban(ctx *c, id me, id channel, id who)
{
    return transact(c, unban, &(struct ban_call){ me, channel, who });
}

static err bans_read(ctx *c, const void *arg, id at, i64 offset, i64 most, struct people_ids *out)
{
    const id *channel = arg;
    ban_row_page rows;

    (void)offset;
    TRY(q_bans_before(c, *channel, at.v ? at : (id){ INT64_MAX }, most + 1, &rows));
    size_t n = rows.n > (size_t)most ? (size_t)most : rows.n;
    *out = (struct people_ids){ .who = { arena_array(&c->arena, id, n), n }, .next = rows.n > n ? rows.at[n].made : (id){ 0 } };
    for (size_t i = 0; i < n; i++)
        out->who.at[i] = rows.at[i].user_id;
    return OK;
}

err channel_bans(ctx *c, id me, id channel, struct people_wish wish, profile_page *out, id *next)
{
    struct seat seat;

    TRY(channel_seat(c, me, channel, &seat));
    if (!seat.member)
        return fail(c, &not_a_member);
    if (!seat_admins(&seat) || seat.kind == CHANNEL_DIRECT)
        return fail_with(c, ERR_FORBIDDEN, "Only admins of the channel may do that.");
    return people_list(c, me, &(struct people_source){ bans_read, &channel, sight_sees }, wish, out, next);
}

/* ---- mutes ---- */

struct mute_call { id me, channel; bool muted; maybe_when until; };

static err mute_set(tx *t, void *arg)
{
    const struct mute_call *in = arg;
    struct seat seat;

    TRY(account_acts_in(t, in->me));
    TRY(channel_seat_in(t, in->me, in->channel, &seat));
    if (!seat.member)
        return tx_fail(t, &not_a_member);
    return q_member_mute_set(t, in->channel, in->me, in->muted, in->until);
}

err channel_mute(ctx *c, id me, id channel, maybe_when until)
{
    if (until.is == GIVEN && until.v.ms <= ctx_now(c).ms)
        return fail_field(c, S("until"), &over_already);
    return transact(c, mute_set, &(struct mute_call){ me, channel, true, until.is == GIVEN ? until : (maybe_when){ .is = NULLED } });
}

err channel_unmute(ctx *c, id me, id channel)
{
    return transact(c, mute_set, &(struct mute_call){ me, channel, false, { .is = NULLED } });
}
