/* The routes of threads, reactions and pins. */
#include "api/rest/route.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/routes.h"
#include "runtime/ctx.h"

struct thread_query { id id; LIST_WISH; };
struct message_emoji_key { id id; str emoji; };
struct message_reactions_query { id id; str emoji; LIST_WISH; };
struct pins_key { id id; };
struct pin_key { id id, message_id; };

SHAPE(thread_query,
    FIELD(thread_query, id), LIST_FIELDS(thread_query));
SHAPE(message_emoji_key,
    FIELD(message_emoji_key, id), FIELD(message_emoji_key, emoji, .doc = "One emoji; with and without U+FE0F are one"));
SHAPE(message_reactions_query,
    FIELD(message_reactions_query, id),
    FIELD(message_reactions_query, emoji, .optional = true, .doc = "Left out: any"), LIST_FIELDS(message_reactions_query));
SHAPE(pins_key,
    FIELD(pins_key, id));
SHAPE(pin_key,
    FIELD(pin_key, id), FIELD(pin_key, message_id));

/* Below /conversations there are direct and group channels only. */
static err talk_meet(ctx *c, const struct caller *me, id channel)
{
    struct seat seat;

    TRY(channel_seat(c, me->account, channel, &seat));
    return seat_talks(&seat) ? OK : fail(c, &channel_not_found);
}

/* ---- threads ---- */

static err thread(ctx *c, const struct caller *me, const struct thread_query *in, struct pieces *out)
{
    message_view_page page;
    struct cursor at;
    i64 next;

    TRY(cursor_read(c, in->cursor, &at));
    TRY(message_thread(c, me->account, in->id, at.b, in->limit, &page, &next));
    for (size_t i = 0; i < page.n; i++)
        message_piece(c, &page.at[i], out);
    out->next = next ? cursor_make(c, (struct cursor){ 0, next }) : S("");
    return OK;
}

/* ---- reactions ---- */

static err react(ctx *c, const struct caller *me, const struct message_emoji_key *in, struct message *out)
{
    return message_react(c, me->account, in->id, in->emoji, out);
}

static err unreact(ctx *c, const struct caller *me, const struct message_emoji_key *in, struct message *out)
{
    return message_unreact(c, me->account, in->id, in->emoji, out);
}

static err reactions(ctx *c, const struct caller *me, const struct message_reactions_query *in, message_reaction_page *out)
{
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(message_reactions(c, me->account, in->id, in->emoji, from, in->limit, out, &from));
    out->next = list_next(c, from);
    return OK;
}

/* ---- pins ---- */

static err pin(ctx *c, const struct caller *me, const struct pin_key *in, struct nothing *out)
{
    (void)out;
    return message_pin(c, me->account, in->id, in->message_id);
}

static err unpin(ctx *c, const struct caller *me, const struct pin_key *in, struct nothing *out)
{
    (void)out;
    return message_unpin(c, me->account, in->id, in->message_id);
}

static err pins(ctx *c, const struct caller *me, const struct pins_key *in, struct pieces *out)
{
    message_view_page page;

    TRY(message_pins(c, me->account, in->id, &page));
    for (size_t i = 0; i < page.n; i++)
        message_piece(c, &page.at[i], out);
    return OK;
}

static err talk_pin(ctx *c, const struct caller *me, const struct pin_key *in, struct nothing *out)
{
    TRY(talk_meet(c, me, in->id));
    return pin(c, me, in, out);
}

static err talk_unpin(ctx *c, const struct caller *me, const struct pin_key *in, struct nothing *out)
{
    TRY(talk_meet(c, me, in->id));
    return unpin(c, me, in, out);
}

static err talk_pins(ctx *c, const struct caller *me, const struct pins_key *in, struct pieces *out)
{
    TRY(talk_meet(c, me, in->id));
    return pins(c, me, in, out);
}

/* ---- the table ---- */

CALLS_AS(thread, thread_query, pieces)
CALLS_AS(react, message_emoji_key, message)
CALLS_AS(unreact, message_emoji_key, message)
CALLS_AS(reactions, message_reactions_query, message_reaction_page)
CALLS_AS(pin, pin_key, nothing)
CALLS_AS(unpin, pin_key, nothing)
CALLS_AS(pins, pins_key, pieces)
CALLS_AS(talk_pin, pin_key, nothing)
CALLS_AS(talk_unpin, pin_key, nothing)
CALLS_AS(talk_pins, pins_key, pieces)

static const struct problem *const thread_problems[] = { &message_not_found, NULL };
static const struct problem *const react_problems[] = {
    &message_not_found, &invalid_emoji, &not_a_member, &cannot_message, &channel_archived, &message_deleted, &too_many_reactions, NULL
};
static const struct problem *const unreact_problems[] = {
    &message_not_found, &invalid_emoji, &not_a_member, &cannot_message, &channel_archived, &message_deleted, NULL
};
static const struct problem *const reactions_problems[] = { &message_not_found, &invalid_emoji, NULL };
static const struct problem *const pin_problems[] = {
    &channel_not_found, &message_not_found, &not_a_member, PLAIN(ERR_FORBIDDEN), &cannot_message, &channel_archived, &message_deleted,
    &too_many_pins, NULL
};
static const struct problem *const unpin_problems[] = {
    &channel_not_found, &message_not_found, &not_a_member, PLAIN(ERR_FORBIDDEN), &cannot_message, &channel_archived, NULL
};
static const struct problem *const pins_problems[] = { &channel_not_found, NULL };

extern const struct route message_marks_routes[];
const struct route message_marks_routes[] = {
    { METHOD_GET,    "/messages/{id}/thread", thread_entry, &any_member, RATE_READS, 200, TAKES(thread_query), GIVES_PIECES_PAGE(message),
      .tag = "messages", .summary = "Read the replies in a thread, oldest first", .problems = thread_problems },
    { METHOD_PUT,    "/messages/{id}/reactions/{emoji}", react_entry, &may_message, RATE_WRITES, 200, TAKES(message_emoji_key),
      GIVES(message), .tag = "messages", .summary = "React with an emoji; repeats are harmless", .problems = react_problems },
    { METHOD_DELETE, "/messages/{id}/reactions/{emoji}", unreact_entry, &may_message, RATE_WRITES, 200, TAKES(message_emoji_key),
      GIVES(message), .tag = "messages", .summary = "Take a reaction back", .problems = unreact_problems },
    { METHOD_GET,    "/messages/{id}/reactions", reactions_entry, &any_member, RATE_READS, 200, TAKES(message_reactions_query),
      GIVES_PAGE(message_reaction), .tag = "messages", .summary = "Read who reacted to a message, newest first",
      .problems = reactions_problems },
    { METHOD_PUT,    "/channels/{id}/pins/{message_id}", pin_entry, &may_message, RATE_WRITES, 204, TAKES(pin_key),
      .tag = "messages", .summary = "Pin a message; repeats are harmless", .problems = pin_problems },
    { METHOD_DELETE, "/channels/{id}/pins/{message_id}", unpin_entry, &may_message, RATE_WRITES, 204, TAKES(pin_key),
      .tag = "messages", .summary = "Take a pin away", .problems = unpin_problems },
    { METHOD_GET,    "/channels/{id}/pins", pins_entry, &any_member, RATE_READS, 200, TAKES(pins_key), GIVES_PIECES_PAGE(message),
      .tag = "messages", .summary = "Read what is pinned, last pinned first", .problems = pins_problems },
    { METHOD_PUT,    "/conversations/{id}/pins/{message_id}", talk_pin_entry, &may_message, RATE_WRITES, 204, TAKES(pin_key),
      .tag = "messages", .summary = "Pin a message of a direct or group channel", .problems = pin_problems },
    { METHOD_DELETE, "/conversations/{id}/pins/{message_id}", talk_unpin_entry, &may_message, RATE_WRITES, 204, TAKES(pin_key),
      .tag = "messages", .summary = "Take a pin of a direct or group channel away", .problems = unpin_problems },
    { METHOD_GET,    "/conversations/{id}/pins", talk_pins_entry, &any_member, RATE_READS, 200, TAKES(pins_key),
      GIVES_PIECES_PAGE(message), .tag = "messages", .summary = "Read what is pinned in a direct or group channel",
      .problems = pins_problems },
    {0}
};
