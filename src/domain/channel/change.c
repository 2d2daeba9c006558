/* Changing a channel: who may change what of it, and what is told. */
#include "base/problems.h"
#include "base/str.h"
#include "domain/channel/channel_own.h"
#include "domain/media/media.h"

/* ---- who may ---- */

static bool is_given(const struct channel_change *by, enum channel_role least)
{
    bool owners = by->kind.is != ABSENT || by->history.is != ABSENT;
    bool admins = by->description.is != ABSENT || by->announcement.is != ABSENT || by->slow_mode_seconds.is != ABSENT ||
                  by->archived.is != ABSENT;

    return least == CHANNEL_OWNER ? owners : admins;
}

static err may_change(tx *t, const struct seat *s, const struct channel_change *by)
{
    bool all = s->kind == CHANNEL_GROUP && !is_given(by, CHANNEL_ADMIN);

    if (s->kind == CHANNEL_DIRECT)
        return nobody_of_two(t);
    if (!s->member)
        return tx_fail(t, &not_a_member);
    TRY(is_given(by, CHANNEL_OWNER) ? owner_only(t, s) : OK);
    return all ? OK : admins_only(t, s);
}

/* ---- what is new ---- */

static bool word_is(maybe_str s, const char *word) { return str_eq(s.v, str_of(word)); }

/* The kind of a group stays; one may give what it is. */
static err kind_apply(tx *t, const struct channel_change *by, struct seat_row *row)
{
    if (by->kind.is != GIVEN)
        return OK;
    if (row->kind == CHANNEL_GROUP)
        return failure_field(tx_failure(t), S("kind"), &fixed_kind);
    row->kind = word_is(by->kind, "private") ? CHANNEL_PRIVATE : CHANNEL_PUBLIC;
    return OK;
}

/* Opening the history opens all of it to all members, also for later: their `opened` is no longer the channel's. */
static void history_apply(const struct channel_change *by, struct seat_row *row)
{
    bool closed = by->history.is == GIVEN && word_is(by->history, "since_joined");

    if (by->history.is == ABSENT)
        return;
    if (row->history_since_joined && !closed)
        row->opened++;
    row->history_since_joined = closed;
}

/* What null makes of it: the standard of each. */
static str text_of(maybe_str by, str was) { return by.is == ABSENT ? was : by.is == GIVEN ? by.v : S(""); }

static void words_apply(const struct channel_change *by, when now, struct seat_row *row)
{
    row->name = text_of(by->name, row->name);
    row->topic = text_of(by->topic, row->topic);
    row->description = text_of(by->description, row->description);
    if (by->avatar_url.is != ABSENT)
        row->avatar_url = by->avatar_url.is == GIVEN && by->avatar_url.v.n ? by->avatar_url : (maybe_str){ .is = NULLED };
    if (by->announcement.is != ABSENT)
        row->announcement = by->announcement.is == GIVEN && by->announcement.v;
    if (by->slow_mode_seconds.is != ABSENT)
        row->slow_mode_seconds = by->slow_mode_seconds.is == GIVEN ? by->slow_mode_seconds.v : 0;
    bool archived = by->archived.is == GIVEN && by->archived.v;
    if (by->archived.is != ABSENT && archived != (row->archived_at.is == GIVEN))
        row->archived_at = (maybe_when){ archived ? GIVEN : NULLED, now };
}

static bool text_differs(maybe_str a, maybe_str b) { return (a.is == GIVEN) != (b.is == GIVEN) || (a.is == GIVEN && !str_eq(a.v, b.v)); }

enum { MEMBERS_OF_CHANGE = 9 };
static strs changed_of(struct arena *a, const struct seat_row *was, const struct seat_row *now)
{
    const struct { str word; bool changed; } all[MEMBERS_OF_CHANGE] = {
        { S("name"), !str_eq(was->name, now->name) }, { S("topic"), !str_eq(was->topic, now->topic) },
        { S("description"), !str_eq(was->description, now->description) },
        { S("avatar_url"), text_differs(was->avatar_url, now->avatar_url) }, { S("announcement"), was->announcement != now->announcement },
        { S("slow_mode_seconds"), was->slow_mode_seconds != now->slow_mode_seconds }, { S("kind"), was->kind != now->kind },
        { S("history"), was->history_since_joined != now->history_since_joined },
        { S("archived"), was->archived_at.is != now->archived_at.is },
    };
    strs out = { arena_array(a, str, MEMBERS_OF_CHANGE), 0 };

    for (size_t i = 0; i < MEMBERS_OF_CHANGE; i++)
        if (all[i].changed)
            out.at[out.n++] = all[i].word;
    return out;
}

/* ---- the deed ---- */

struct change_call { id me; const struct channel_change *by; bool turned; };

static err row_changed(tx *t, struct change_call *in, const struct seat_row *was, struct seat_row *now)
{
    strs changed = changed_of(tx_arena(t), was, now);
    bool reworded = was->kind != now->kind || !str_eq(was->name, now->name) || !str_eq(was->topic, now->topic);

    in->turned = was->kind != now->kind || was->history_since_joined != now->history_since_joined;
    if (!changed.n)
        return OK;
    now->updated_at = tx_now(t);
    TRY(channel_row_save(t, now, reworded));
    if (was->kind != now->kind)
        TRY(media_close(t, now->id, now->kind == CHANNEL_PUBLIC ? MEDIA_OPENED : MEDIA_CLOSED));
    return event_tell(t, channel_changed, now->id, &(struct channel_told){
        .type = S("channel_changed"), .channel_id = now->id, .changed = changed, .by = { GIVEN, in->me },
        .kind = str_of(channel_kind_words[now->kind]), .member_count = now->member_count });
}

static err change(tx *t, void *arg)
{
    struct change_call *in = arg;
    struct seat_row was, now;
    struct seat seat;

    TRY(account_acts_in(t, in->me));
    TRY(seat_row_in(t, in->me, in->by->id, &was));
    seat_of(in->me, &was, &seat);
    TRY(may_change(t, &seat, in->by));
    now = was;
    words_apply(in->by, tx_now(t), &now);
    history_apply(in->by, &now);
    TRY(kind_apply(t, in->by, &now));
    if (!now.name.n && now.kind != CHANNEL_GROUP)
        return failure_field_saying(tx_failure(t), S("name"), &too_short, "This must not be empty.");
    return row_changed(t, in, &was, &now);
}

/* All who listen to the channel are asked about again, before anything else is delivered: so that is not to be had often. */
static err turn(ctx *c, struct change_call *in)
{
    i64 now_s = ctx_now(c).ms / 1000;
    u64 who = rate_of_id(c->world, in->me);
    struct rate r = rate_take(c->world, &turns_hourly, who, now_s);

    TRY(rate_refuse(c, &r, "changes of who may read a channel"));
    err e = transact(c, change, in);
    if (e != OK || !in->turned)
        rate_give_back(c->world, &turns_hourly, who, now_s);
    return e;
}

err channel_change(ctx *c, id me, const struct channel_change *by)
{
    struct channel_change read = *by;
    struct change_call in = { me, &read, false };

    TRY(shape_read_texts(&c->failure, &channel_change_shape, &read));
    return is_given(&read, CHANNEL_OWNER) ? turn(c, &in) : transact(c, change, &in);
}
