/* Joining and leaving, bringing in and taking out, and roles. Each verb is one transaction, which reads what it decides by. */
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/member.sql.h"
#include "domain/profile/profile.h"

struct member_call {
    id me, channel, who;
    maybe_str role;
    id *joined;
    enum channel_role now;           /* what it came to */
    when joined_at;
};

err admins_only(tx *t, const struct seat *s)
{
    if (!s->member)
        return tx_fail(t, &not_a_member);
    return seat_admins(s) ? OK : tx_fail_with(t, ERR_FORBIDDEN, "Only admins of the channel may do that.");
}

err nobody_of_two(tx *t) { return tx_fail_with(t, ERR_FORBIDDEN, "Nobody can do that in a conversation of two people."); }

err owner_only(tx *t, const struct seat *s)
{
    return s->member && s->role == CHANNEL_OWNER ? OK : tx_fail_with(t, ERR_FORBIDDEN, "Only the owner of the channel may do that.");
}

/* ---- oneself ---- */

err member_join(tx *t, struct seat_row *row, id who)
{
    if (row->archived_at.is == GIVEN)
        return tx_fail(t, &channel_archived);
    TRY(members_fit(t, row, (ids){ &who, 1 }));
    return member_enter(t, row, &(struct entry){ who, CHANNEL_MEMBER, who, REQUEST_NONE, LISTED_ALWAYS });
}

static err join(tx *t, void *arg)
{
    struct member_call *in = arg;
    struct seat_row row;

    TRY(account_acts_in(t, in->me));
    TRY(seat_row_in(t, in->me, in->channel, &row));
    *in->joined = row.id;
    if (row.kind == CHANNEL_DIRECT)
        return nobody_of_two(t);
    return row.made.v ? OK : member_join(t, &row, in->me);
}

err channel_join(ctx *c, id me, id channel, id *joined)
{
    return transact(c, join, &(struct member_call){ .me = me, .channel = channel, .joined = joined });
}

/* A private channel is not there for one who has left it; to leave it again does no harm. */
static err left_already(tx *t, const struct member_call *in, err e)
{
    struct member_left left;

    if (e != ERR_NOT_FOUND)
        return e;
    err found = q_left_get(t, in->channel, in->me, &left);
    return found == ERR_NOT_FOUND ? tx_fail(t, &channel_not_found) : found;
}

static err leave(tx *t, void *arg)
{
    const struct member_call *in = arg;
    struct seat_row row;

    TRY(account_acts_in(t, in->me));
    err e = seat_row_in(t, in->me, in->channel, &row);
    if (e != OK)
        return left_already(t, in, e);
    if (row.kind == CHANNEL_DIRECT)
        return nobody_of_two(t);
    return row.made.v ? member_exit(t, &row, in->me, LEFT, in->me) : OK;
}

err channel_leave(ctx *c, id me, id channel)
{
    return transact(c, leave, &(struct member_call){ .me = me, .channel = channel });
}

/* ---- others ---- */

/* Of public and private channels admins bring people in, of a group any member; only admins lift a ban with it. */
static err may_add(tx *t, const struct seat *me, const struct seat_row *them)
{
    return me->kind == CHANNEL_GROUP && !them->banned ? OK : admins_only(t, me);
}

/* The owner makes admins and members; admins and, in a group, members bring in members. */
static err may_have_role(tx *t, const struct seat *me, bool is_new, enum channel_role role)
{
    return is_new && role == CHANNEL_MEMBER ? OK : owner_only(t, me);
}

/* The giver is an admin from then on: first that, so that there are never two owners. */
static err ownership_give(tx *t, struct seat_row *row, id me, id who)
{
    TRY(member_role_change(t, row, me, CHANNEL_ADMIN, me));
    return member_role_change(t, row, who, CHANNEL_OWNER, me);
}

static err role_give(tx *t, struct member_call *in, const struct seat *me, struct seat_row *them)
{
    if (in->now == (enum channel_role)them->role)
        return OK;
    TRY(may_have_role(t, me, false, in->now));
    if (in->who.v == in->me.v)
        return tx_fail_with(t, ERR_FORBIDDEN, "An owner steps down by making somebody else the owner.");
    return in->now == CHANNEL_OWNER ? ownership_give(t, them, in->me, in->who) : member_role_change(t, them, in->who, in->now, in->me);
}

static err bring_in(tx *t, struct member_call *in, const struct seat *me, struct seat_row *them)
{
    bool is_owner = in->now == CHANNEL_OWNER;

    TRY(may_have_role(t, me, true, in->now));
    if (me->archived)
        return tx_fail(t, &channel_archived);
    TRY(people_meet_in(t, in->me, (ids){ &in->who, 1 }));
    TRY(members_fit(t, them, (ids){ &in->who, 1 }));
    TRY(them->banned ? q_ban_drop(t, in->channel, in->who) : OK);
    TRY(member_enter(t, them, &(struct entry){ in->who, is_owner ? CHANNEL_MEMBER : in->now, in->me, REQUEST_NONE, LISTED_ALWAYS }));
    return is_owner ? ownership_give(t, them, in->me, in->who) : OK;
}

static enum channel_role role_of(maybe_str word, enum channel_role otherwise)
{
    for (int i = 0; word.is == GIVEN && channel_role_words[i]; i++)
        if (str_eq(word.v, str_of(channel_role_words[i])))
            return (enum channel_role)i;
    return otherwise;
}

static err set(tx *t, void *arg)
{
    struct member_call *in = arg;
    struct seat_row them;
    struct seat me;

    TRY(account_acts_in(t, in->me));
    TRY(channel_seat_in(t, in->me, in->channel, &me));
    if (!me.member)
        return tx_fail(t, &not_a_member);
    if (me.kind == CHANNEL_DIRECT)
        return nobody_of_two(t);
    TRY(channel_row_get(t, in->who, in->channel, &them));
    TRY(may_add(t, &me, &them));
    in->now = role_of(in->role, them.made.v ? (enum channel_role)them.role : CHANNEL_MEMBER);
    in->joined_at = them.made.v ? them.joined_at : tx_now(t);
    return them.made.v ? role_give(t, in, &me, &them) : bring_in(t, in, &me, &them);
}

err channel_member_set(ctx *c, id me, id channel, id who, maybe_str role, struct channel_member *out)
{
    struct member_call call = { .me = me, .channel = channel, .who = who, .role = role };
    card_page cards;

    TRY(transact(c, set, &call));
    TRY(cards_get(c, me, (ids){ &who, 1 }, NULL, &cards));
    *out = (struct channel_member){ .user_id = who, .avatar_url.is = NULLED, .role = str_of(channel_role_words[call.now]),
                                    .joined_at = call.joined_at };
    if (cards.n) {
        out->username = cards.at->username;
        out->display_name = cards.at->display_name;
        out->avatar_url = cards.at->avatar_url;
    }
    return OK;
}

/* Admins take out members, the owner anybody else. */
static err may_remove(tx *t, const struct seat *me, const struct seat_row *them)
{
    TRY(admins_only(t, me));
    if (them->role == CHANNEL_OWNER)
        return tx_fail_with(t, ERR_FORBIDDEN, "Nobody can remove or ban the owner of a channel.");
    return them->role == CHANNEL_MEMBER ? OK : owner_only(t, me);
}

err member_meet_to_remove(tx *t, id me, id channel, id who, struct seat_row *them)
{
    struct seat seat;

    TRY(account_acts_in(t, me));
    TRY(channel_seat_in(t, me, channel, &seat));
    if (seat.kind == CHANNEL_DIRECT)
        return nobody_of_two(t);
    TRY(channel_row_get(t, who, channel, them));
    return may_remove(t, &seat, them);
}

static err remove_in(tx *t, void *arg)
{
    const struct member_call *in = arg;
    struct seat_row them;

    TRY(member_meet_to_remove(t, in->me, in->channel, in->who, &them));
    return them.made.v ? member_exit(t, &them, in->who, REMOVED, in->me) : OK;
}

err channel_member_remove(ctx *c, id me, id channel, id who)
{
    if (me.v == who.v)
        return channel_leave(c, me, channel);
    return transact(c, remove_in, &(struct member_call){ .me = me, .channel = channel, .who = who });
}
