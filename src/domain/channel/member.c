/* Who comes into a channel and goes out of it. The number of members, its owner and the log change in the same transaction. */
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/member.sql.h"
#include "domain/channel/reading.sql.h"
#include "domain/graph/graph.h"

SHAPE(member_gone, FIELD(member_gone, mention_count), FIELD(member_gone, last_sent_at));
SHAPE(member_left, FIELD(member_left, last_sent_at));
SHAPE(member_row, FIELD(member_row, user_id), FIELD(member_row, role), FIELD(member_row, joined_at), FIELD(member_row, made));
SHAPE(ban_row, FIELD(ban_row, user_id), FIELD(ban_row, made));
SHAPE(channel_user, FIELD(channel_user, user_id));

static const char *const reason_words[] = { "left", "removed", "banned", "deleted" };

/* ---- whom somebody may bring in ---- */

static err sights_meet(tx *t, const sight_page *sights)
{
    for (size_t i = 0; i < sights->n; i++)
        if (!sight_sees(&sights->at[i]))
            return tx_fail(t, &user_not_found);
    for (size_t i = 0; i < sights->n; i++)
        if (!sight_reaches(&sights->at[i]))
            return tx_fail_saying(t, &blocking, "You block this user. Unblock them before you bring them in.");
    return OK;
}

static bool is_among(const channel_user_page *page, id who)
{
    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].user_id.v == who.v)
            return true;
    return false;
}

err people_meet_in(tx *t, id me, ids who)
{
    channel_user_page closed;
    sight_page sights;

    if (!who.n)
        return OK;
    TRY(sights_of_in(t, me, who, &sights));
    TRY(sights_meet(t, &sights));
    TRY(q_closed_among(t, who, &closed));
    for (size_t i = 0; i < sights.n; i++)
        if (!sights.at[i].followed_by && is_among(&closed, who.at[i]))
            return tx_fail(t, &cannot_message);
    return OK;
}

err members_fit(tx *t, const struct seat_row *row, ids who)
{
    channel_user_page full;

    if (row->kind == CHANNEL_GROUP && row->member_count + (i64)who.n > channel_settings(tx_world(t)->settings)->group_size)
        return tx_fail(t, &too_many_members);
    if (!who.n)
        return OK;
    TRY(q_members_with_many(t, who, CHANNELS_MOST, &full));
    return full.n ? tx_fail(t, &too_many_channels) : OK;
}

/* ---- telling ---- */

static maybe_str word(const char *text) { return (maybe_str){ text ? GIVEN : ABSENT, str_of(text ? text : "") }; }

static struct membership_told told_of(const struct seat_row *row, id who, id by, const char *type)
{
    return (struct membership_told){ .type = str_of(type), .channel_id = row->id, .user_id = who, .by = { by.v ? GIVEN : ABSENT, by },
                                     .kind = str_of(channel_kind_words[row->kind]), .member_count = row->member_count };
}

err member_banned_tell(tx *t, const struct seat_row *row, id who, id by)
{
    struct membership_told told = told_of(row, who, by, "member_banned");

    return event_tell_on(t, channel_membership, row->id, who, &told);
}

/* ---- coming ---- */

/* Slow mode counts on for one who comes back. */
static err sent_before(tx *t, id channel, id who, when *out)
{
    struct member_left left;
    err e = q_left_get(t, channel, who, &left);

    *out = e == OK ? left.last_sent_at : (when){ 0 };
    return e == ERR_NOT_FOUND ? OK : e;
}

err member_enter(tx *t, struct seat_row *row, const struct entry *n)
{
    i64 from = row->history_since_joined ? row->last_seq + 1 : 1;
    bool direct = row->kind == CHANNEL_DIRECT;
    when sent = { 0 };

    TRY(n->brought ? OK : sent_before(t, row->id, n->who, &sent));
    TRY(q_channel_member_add(t, row->id, n->who, n->role, tx_new_id(t), from, row->opened, n->listed_from, row->last_seq,
                             row->last_message_id, sent, n->request, tx_now(t), talk_of(row->kind), direct ? row->last_seq : 0,
                             direct ? row->active_at : (when){ 0 }));
    TRY(n->brought ? OK : q_channel_members_count(t, row->id, 1));
    row->member_count++;
    if (n->request == REQUEST_RECEIVED)          /* they hear of it once they have accepted it */
        return OK;
    struct membership_told told = told_of(row, n->who, n->by, "member_joined");
    told.role = word(channel_role_words[n->role]);
    told.visible_from = (maybe_i64){ GIVEN, from };
    told.brought = (maybe_bool){ n->brought ? GIVEN : ABSENT, n->brought };
    return event_tell_on(t, channel_membership, row->id, n->who, &told);
}

/* With the making of a channel: they are counted together. */
err members_bring(tx *t, struct seat_row *row, id me, ids others)
{
    TRY(member_enter(t, row, &(struct entry){ me, CHANNEL_OWNER, me, REQUEST_NONE, LISTED_ALWAYS, true }));
    for (size_t i = 0; i < others.n; i++)
        TRY(member_enter(t, row, &(struct entry){ others.at[i], CHANNEL_MEMBER, me, REQUEST_NONE, LISTED_ALWAYS, true }));
    return q_channel_members_count(t, row->id, row->member_count);
}

err member_accepted_tell(tx *t, const struct seat_row *row, id who)
{
    struct membership_told told = told_of(row, who, who, "request_accepted");

    told.role = word(channel_role_words[CHANNEL_MEMBER]);
    told.visible_from = (maybe_i64){ GIVEN, 1 };
    told.maker = (maybe_id){ GIVEN, row->low_id.v == who.v ? row->high_id : row->low_id };
    return event_tell_on(t, channel_membership, row->id, who, &told);
}

/* ---- roles ---- */

err member_role_change(tx *t, struct seat_row *row, id who, enum channel_role role, id by)
{
    TRY(q_member_role_set(t, row->id, who, role));
    if (role == CHANNEL_OWNER)
        TRY(q_channel_owner_set(t, row->id, who));
    struct membership_told told = told_of(row, who, by, "member_changed");
    told.role = word(channel_role_words[role]);
    return event_tell_on(t, channel_membership, row->id, who, &told);
}

/* ---- going ---- */

static err owner_follow(tx *t, struct seat_row *row, id by)
{
    struct channel_user next;
    err e = q_member_first(t, row->id, &next);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    return member_role_change(t, row, next.user_id, CHANNEL_OWNER, by);
}

static err member_drop(tx *t, const struct seat_row *row, id who)
{
    struct member_gone gone;

    TRY(q_channel_member_drop(t, row->id, who, &gone));
    TRY(gone.mention_count ? q_mentions_drop(t, who, row->id) : OK);
    return q_left_add(t, row->id, who, gone.last_sent_at, tx_now(t));
}

err member_exit(tx *t, struct seat_row *row, id who, enum leaving why, id by)
{
    TRY(member_drop(t, row, who));
    TRY(q_channel_members_count(t, row->id, -1));
    row->member_count--;
    struct membership_told told = told_of(row, who, by, "member_left");
    told.reason = word(reason_words[why]);
    TRY(event_tell_on(t, channel_membership, row->id, who, &told));
    if (!row->member_count)
        return channel_row_end(t, row, by);
    return row->role == CHANNEL_OWNER ? owner_follow(t, row, by) : OK;
}
