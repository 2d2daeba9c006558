/* The routes of channels: lists of them, making, changing and deleting, joining and leaving. */
#include "base/str.h"
#include "domain/talk/routes.h"
#include "runtime/ctx.h"

struct channel_key { id id; };
struct channels_query { str filter; maybe_bool archived; str q; LIST_WISH; };
struct mute_wish { id id; maybe_when until; };

static const char *const filter_words[] = { "mine", "public", NULL };

static SHAPE(channel_key,
    FIELD(channel_key, id));
static SHAPE(channels_query,
    FIELD(channels_query, filter, .optional = true, .words = filter_words, .doc = "Left out: mine"),
    FIELD(channels_query, archived, .doc = "Of mine: true: only those that are archived"),
    FIELD(channels_query, q, .optional = true, .max = 250, .doc = "Of public ones: words of name and topic, or what they begin with"),
    LIST_FIELDS(channels_query));
static SHAPE(mute_wish,
    FIELD(mute_wish, id), FIELD(mute_wish, until, .doc = "Left out: until it is unmuted"));

/* ---- lists ---- */

static err mine(ctx *c, const struct caller *me, const struct channels_query *in, channel_page *out)
{
    bool archived = in->archived.is == GIVEN && in->archived.v;
    struct activity_place next;
    struct cursor from;
    ids which;

    TRY(cursor_read(c, in->cursor, &from));
    TRY(channels_mine(c, me->account, archived, (struct activity_place){ from.a, { from.b } }, in->limit, &which, &next));
    TRY(channels_show(c, me->account, which, out));
    out->next = next.channel.v ? cursor_make(c, (struct cursor){ next.active, next.channel.v }) : S("");
    return OK;
}

static err list(ctx *c, const struct caller *me, const struct channels_query *in, channel_page *out)
{
    id from, next;
    ids which;

    if (!str_eq(in->filter, S("public")))
        return mine(c, me, in, out);
    TRY(list_from(c, in->cursor, &from));
    TRY(channels_public(c, me->account, in->q, from, in->limit, &which, &next));
    TRY(channels_show(c, me->account, which, out));
    out->next = list_next(c, next);
    return OK;
}

/* ---- one ---- */

static err again(ctx *c, const struct caller *me, id which, struct channel *out)
{
    return channel_show(c, me->account, which, out);
}

/* The answer's id is there with the transaction; what else it shows is read after it. */
static err make(ctx *c, const struct caller *me, const struct channel_draft *in, struct channel *out)
{
    TRY(channel_create(c, me->account, in, &out->id));
    return channel_show(c, me->account, out->id, out);
}

static err get(ctx *c, const struct caller *me, const struct channel_key *in, struct channel *out)
{
    return channel_show(c, me->account, in->id, out);
}

static err change(ctx *c, const struct caller *me, const struct channel_change *in, struct channel *out)
{
    TRY(channel_change(c, me->account, in));
    return channel_show(c, me->account, in->id, out);
}

static err drop(ctx *c, const struct caller *me, const struct channel_key *in, struct nothing *out)
{
    (void)out;
    return channel_delete(c, me, in->id);
}

static err join(ctx *c, const struct caller *me, const struct channel_key *in, struct channel *out)
{
    TRY(channel_join(c, me->account, in->id, &out->id));
    return channel_show(c, me->account, in->id, out);
}

static err leave(ctx *c, const struct caller *me, const struct channel_key *in, struct nothing *out)
{
    (void)out;
    return channel_leave(c, me->account, in->id);
}

/* Repeats are harmless, so one need not see it any more; but a public or private channel is no conversation. */
static err talk_leave(ctx *c, const struct caller *me, const struct channel_key *in, struct nothing *out)
{
    id which = in->id;
    seat_page seats;

    (void)out;
    TRY(channel_seats(c, me->account, (ids){ &which, 1 }, &seats));
    if (seats.at[0].there && !seat_talks(seats.at))
        return fail(c, &channel_not_found);
    return channel_leave(c, me->account, in->id);
}

static err mute(ctx *c, const struct caller *me, const struct mute_wish *in, struct channel *out)
{
    TRY(channel_mute(c, me->account, in->id, in->until));
    return channel_show(c, me->account, in->id, out);
}

static err unmute(ctx *c, const struct caller *me, const struct channel_key *in, struct channel *out)
{
    TRY(channel_unmute(c, me->account, in->id));
    return channel_show(c, me->account, in->id, out);
}

/* ---- the table ---- */

CALLS_AS(list, channels_query, channel_page)
CALLS_AS(make, channel_draft, channel)
CALLS_AS(get, channel_key, channel)
CALLS_BOTH(change, channel_change, channel)
CALLS_AS(drop, channel_key, nothing)
CALLS_BOTH(join, channel_key, channel)
CALLS_AS(leave, channel_key, nothing)
CALLS_AS(talk_leave, channel_key, nothing)
CALLS_BOTH(mute, mute_wish, channel)
CALLS_BOTH(unmute, channel_key, channel)
CALLS_AGAIN(again, channel)

static const struct problem *const make_problems[] = { &user_not_found, &blocking, &cannot_message, &too_many_channels, NULL };
static const struct problem *const problems[] = { &channel_not_found, NULL };
static const struct problem *const change_problems[] = { &channel_not_found, &not_a_member, &fixed_kind, NULL };
static const struct problem *const join_problems[] = { &channel_not_found, &channel_archived, &too_many_channels, NULL };
static const struct problem *const mute_problems[] = { &channel_not_found, &not_a_member, &over_already, NULL };

const struct route talk_routes[] = {
    { METHOD_GET,    "/channels", list_entry, &may_talk, RATE_READS, 200, TAKES(channels_query), GIVES_PAGE(channel), .tag = "channels",
      .tag_says = "Rooms for many: public ones, which everybody reads, and private ones; their members, invites and bans",
      .summary = "Read the channels that you are in, latest activity first; or the public ones, newest first" },
    { METHOD_POST,   "/channels", make_entry, &may_talk, RATE_WRITES, 201, TAKES(channel_draft), GIVES(channel), AGAIN(again, channel),
      .tag = "channels", .summary = "Make a channel, which you own", .problems = make_problems },
    { METHOD_GET,    "/channels/{id}", get_entry, &may_talk, RATE_READS, 200, TAKES(channel_key), GIVES(channel), .tag = "channels",
      .summary = "Read one", .problems = problems },
    { METHOD_PATCH,  "/channels/{id}", change_entry, &may_talk, RATE_WRITES, 200, TAKES(channel_change), GIVES(channel), .tag = "channels",
      .summary = "Change it: a missing member stays as it is", .problems = change_problems },
    { METHOD_PATCH,  "/conversations/{id}", talk_change_entry, &may_talk, RATE_WRITES, 200, TAKES(channel_change), GIVES(channel),
      .tag = "conversations", .summary = "Change a group: a missing member stays as it is", .problems = change_problems },
    { METHOD_DELETE, "/channels/{id}", drop_entry, &may_talk, RATE_WRITES, 204, TAKES(channel_key), .tag = "channels",
      .summary = "Delete it, as its owner; a public one also as a moderator", .problems = problems },
    { METHOD_POST,   "/channels/{id}/join", join_entry, &may_talk, RATE_WRITES, 200, TAKES(channel_key), GIVES(channel),
      AGAIN(again, channel), .tag = "channels", .summary = "Join a public one", .problems = join_problems },
    { METHOD_POST,   "/conversations/{id}/join", talk_join_entry, &may_talk, RATE_WRITES, 200, TAKES(channel_key), GIVES(channel),
      AGAIN(again, channel), .alias = true, .tag = "channels", .summary = "Come into a group that you are in", .problems = join_problems },
    { METHOD_POST,   "/channels/{id}/leave", leave_entry, &may_talk, RATE_WRITES, 204, TAKES(channel_key), .tag = "channels",
      .summary = "Leave it; the next one owns what you owned", .problems = problems },
    { METHOD_POST,   "/conversations/{id}/leave", talk_leave_entry, &may_talk, RATE_WRITES, 204, TAKES(channel_key), .alias = true,
      .tag = "channels", .summary = "Leave a group", .problems = problems },
    { METHOD_PUT,    "/channels/{id}/mute", mute_entry, &may_talk, RATE_WRITES, 200, TAKES(mute_wish), GIVES(channel), .tag = "channels",
      .summary = "Mute it: no notifications but of mentions, and it counts for nothing in what is unread", .problems = mute_problems },
    { METHOD_PUT,    "/conversations/{id}/mute", talk_mute_entry, &may_talk, RATE_WRITES, 200, TAKES(mute_wish), GIVES(channel),
      .alias = true, .tag = "channels", .summary = "Mute it", .problems = mute_problems },
    { METHOD_DELETE, "/channels/{id}/mute", unmute_entry, &may_talk, RATE_WRITES, 200, TAKES(channel_key), GIVES(channel),
      .tag = "channels", .summary = "Unmute it", .problems = mute_problems },
    { METHOD_DELETE, "/conversations/{id}/mute", talk_unmute_entry, &may_talk, RATE_WRITES, 200, TAKES(channel_key), GIVES(channel),
      .alias = true, .tag = "channels", .summary = "Unmute it", .problems = mute_problems },
    {0}
};
