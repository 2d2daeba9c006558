/* The routes of conversations, of reading, and of how one wants to be written to. */
#include "base/str.h"
#include "domain/channel/messaging.h"
#include "domain/channel/reading.h"
#include "domain/message/message.h"
#include "domain/talk/routes.h"
#include "runtime/ctx.h"

struct conversation_key { id id; };
struct conversations_query { maybe_bool requests; LIST_WISH; i64 offset; };
SHAPE(conversation_key, FIELD(conversation_key, id));
SHAPE(conversations_query,
    FIELD(conversations_query, requests, .doc = "true: only requests to the caller"), LIST_FIELDS(conversations_query),
    FIELD(conversations_query, offset, .optional = true, .max = 1000000, .doc = "How many to skip; a cursor has already skipped them"));

/* ---- conversations ---- */

static err list(ctx *c, const struct caller *me, const struct conversations_query *in, channel_page *out)
{
    struct activity_place next;
    struct cursor from;

    TRY(cursor_read(c, in->cursor, &from));
    struct conversations_wish wish = { .requests = in->requests.is == GIVEN && in->requests.v, .from = { from.a, { from.b } },
                                       .offset = in->cursor.n ? 0 : in->offset, .limit = in->limit };
    TRY(conversations_show(c, me->account, &wish, out, &next));
    out->next = next.channel.v ? cursor_make(c, (struct cursor){ next.active, next.channel.v }) : S("");
    return OK;
}

/* The answer's place is known before: it is complete when the transaction is. */
static err begin(ctx *c, const struct caller *me, const struct conversation_draft *in, struct either *out)
{
    struct channel *channel = arena_new(&c->arena, struct channel);
    bool made;

    out->value = channel;
    TRY(conversation_open(c, me->account, in, channel, &made));
    out->also = made ? NULL : channel;
    return OK;
}

static err begun(ctx *c, const struct caller *me, id which, struct either *out)
{
    struct channel *channel = arena_new(&c->arena, struct channel);

    out->value = channel;
    return channel_show(c, me->account, which, channel);
}

static err get(ctx *c, const struct caller *me, const struct conversation_key *in, struct channel *out)
{
    struct seat seat;

    TRY(conversation_seat(c, me->account, in->id, &seat));
    return channel_show(c, me->account, in->id, out);
}

static err unlist(ctx *c, const struct caller *me, const struct conversation_key *in, struct nothing *out)
{
    (void)out;
    return conversation_drop(c, me->account, in->id);
}

static err accept(ctx *c, const struct caller *me, const struct conversation_key *in, struct channel *out)
{
    return conversation_accept(c, me->account, in->id, out);
}

static err again(ctx *c, const struct caller *me, id which, struct channel *out)
{
    return channel_show(c, me->account, which, out);
}

static err decline(ctx *c, const struct caller *me, const struct conversation_key *in, struct nothing *out)
{
    (void)out;
    return request_decline(c, me->account, in->id);
}

/* ---- reading ---- */

static err read_on(ctx *c, const struct caller *me, const struct read_wish *in, struct read_state *out)
{
    return talk_read(c, me->account, in, out);
}

static err reads(ctx *c, const struct caller *me, const struct conversation_key *in, receipt_page *out)
{
    struct seat seat;

    TRY(channel_seat(c, me->account, in->id, &seat));
    return channel_receipts(c, &seat, out);
}

static err unread(ctx *c, const struct caller *me, const struct nothing *in, struct unread_sum *out)
{
    (void)in;
    return talk_unread(c, me->account, out);
}

/* ---- settings ---- */

static err settings(ctx *c, const struct caller *me, const struct nothing *in, struct messaging *out)
{
    (void)in;
    return messaging_get(c, me->account, out);
}

static err settings_change(ctx *c, const struct caller *me, const struct messaging_change *in, struct messaging *out)
{
    return messaging_change(c, me->account, in, out);
}

/* ---- the table ---- */

CALLS_AS(list, conversations_query, channel_page)
CALLS_AS(begin, conversation_draft, either)
CALLS_AS(get, conversation_key, channel)
CALLS_AS(unlist, conversation_key, nothing)
CALLS_AS(accept, conversation_key, channel)
CALLS_AS(decline, conversation_key, nothing)
CALLS_BOTH(read_on, read_wish, read_state)
CALLS_BOTH(reads, conversation_key, receipt_page)
CALLS_AS(unread, nothing, unread_sum)
CALLS_AS(settings, nothing, messaging)
CALLS_AS(settings_change, messaging_change, messaging)
CALLS_AGAIN(begun, either)
CALLS_AGAIN(again, channel)

static const struct problem *const begin_problems[] = {
    &cannot_message_yourself, &needs_group, PROBLEM_AS(ERR_INVALID, too_many_members), &user_not_found, &blocking, &cannot_message,
    &too_many_channels, NULL
};
static const struct problem *const problems[] = { &channel_not_found, NULL };
static const struct problem *const request_problems[] = { &channel_not_found, &no_request, NULL };
static const struct problem *const read_problems[] = { &channel_not_found, &message_not_found, &not_a_member, NULL };
static const struct problem *const reads_problems[] = { &channel_not_found, &no_receipts, NULL };

extern const struct route talk_conversation_routes[];
const struct route talk_conversation_routes[] = {
    { METHOD_GET,    "/conversations", list_entry, &may_talk, RATE_READS, 200, TAKES(conversations_query), GIVES_PAGE(channel),
      .tag = "conversations",
      .tag_says = "Channels of two, and of groups: a direct one is there once for its two, and may begin as a request",
      .summary = "Read your conversations, latest activity first; or the requests to you" },
    { METHOD_POST,   "/conversations", begin_entry, &may_talk, RATE_WRITES, 201, TAKES(conversation_draft),
      GIVES_EITHER(channel, 200, channel), AGAIN(begun, channel),
      .tag = "conversations", .summary = "Begin one: with one other, the one there is, or a new one; with more, a group",
      .problems = begin_problems },
    { METHOD_GET,    "/conversations/{id}", get_entry, &may_talk, RATE_READS, 200, TAKES(conversation_key), GIVES(channel),
      .tag = "conversations", .summary = "Read one", .problems = problems },
    { METHOD_DELETE, "/conversations/{id}", unlist_entry, &may_talk, RATE_WRITES, 204, TAKES(conversation_key),
      .tag = "conversations", .summary = "Take one out of your list, and what was said out of your sight, until there is more",
      .problems = problems },
    { METHOD_POST,   "/conversations/{id}/accept", accept_entry, &may_talk, RATE_WRITES, 200, TAKES(conversation_key), GIVES(channel),
      AGAIN(again, channel),
      .tag = "conversations", .summary = "Accept a request", .problems = request_problems },
    { METHOD_POST,   "/conversations/{id}/decline", decline_entry, &may_talk, RATE_WRITES, 204, TAKES(conversation_key),
      .tag = "conversations", .summary = "Decline a request; its maker is not told", .problems = request_problems },
    { METHOD_PUT,    "/channels/{id}/read", read_on_entry, &may_talk, RATE_WRITES, 200, TAKES(read_wish), GIVES(read_state),
      .tag = "channels", .summary = "Say how far you have read", .problems = read_problems },
    { METHOD_PUT,    "/conversations/{id}/read", talk_read_on_entry, &may_talk, RATE_WRITES, 200, TAKES(read_wish),
      GIVES(read_state), .tag = "conversations", .summary = "Say how far you have read", .problems = read_problems },
    { METHOD_POST,   "/conversations/{id}/read", talk_read_on_entry, &may_talk, RATE_WRITES, 200, TAKES(read_wish),
      GIVES(read_state), .tag = "conversations", .summary = "Say how far you have read", .problems = read_problems },
    { METHOD_GET,    "/channels/{id}/reads", reads_entry, &may_talk, RATE_READS, 200, TAKES(conversation_key), GIVES_PAGE(receipt),
      .tag = "channels", .summary = "Read how far the members of a conversation have read, furthest first", .problems = reads_problems },
    { METHOD_GET,    "/conversations/{id}/reads", talk_reads_entry, &may_talk, RATE_READS, 200, TAKES(conversation_key),
      GIVES_PAGE(receipt), .alias = true,
      .tag = "conversations", .summary = "Read how far its members have read", .problems = reads_problems },
    { METHOD_GET,    "/unread", unread_entry, &may_talk, RATE_READS, 200, GIVES(unread_sum),
      .tag = "channels", .summary = "Read what is unread: the totals, and each channel" },
    { METHOD_GET,    "/users/me/messaging", settings_entry, &may_talk, RATE_READS, 200, GIVES(messaging),
      .tag = "conversations", .summary = "Read how you want to be written to, and what you show" },
    { METHOD_PATCH,  "/users/me/messaging", settings_change_entry, &may_talk, RATE_WRITES, 200, TAKES(messaging_change), GIVES(messaging),
      .tag = "conversations", .summary = "Change it: a missing member stays as it is, null is the standard" },
    {0}
};
