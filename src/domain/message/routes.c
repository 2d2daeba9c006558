/* The routes of messages: sending, the history, one message. */
#include "api/front/problems.h"
#include "api/rest/route.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/message/routes.h"
#include "runtime/ctx.h"

struct message_key { id id; };
struct message_input { id id; HAS_MESSAGE_DRAFT; };
struct message_edit { id id; maybe_str content; };
struct history_query { id id; str before, before_id, after, around, threads; LIST_WISH; };
struct versions_query { id id; LIST_WISH; };

static const char *const threads_words[] = { "show", "hide", NULL };

SHAPE(message_key,
    FIELD(message_key, id));
SHAPE(message_input,
    FIELDS(MESSAGE_DRAFT, message_input) FIELD(message_input, id));
SHAPE(message_edit,
    FIELD(message_edit, id), FIELD(message_edit, content, .doc = "1 to 5000 characters"));
SHAPE(history_query,
    FIELD(history_query, id),
    FIELD(history_query, before, .optional = true, .doc = "A message of this channel, or seq:N: what is older"),
    FIELD(history_query, before_id, .optional = true, .doc = "The same as before"),
    FIELD(history_query, after, .optional = true, .doc = "Likewise: what is newer, the oldest of it"),
    FIELD(history_query, around, .optional = true, .doc = "Likewise: it, and what stands on both sides"),
    FIELD(history_query, threads, .optional = true, .words = threads_words, .doc = "hide: without replies in threads"),
    LIST_FIELDS(history_query));
SHAPE(versions_query,
    FIELD(versions_query, id), LIST_FIELDS(versions_query));

/* ---- the history ---- */

/* At most one of them is given. */
static err anchor_find(ctx *c, const struct history_query *in, const char **field, str *text, enum message_way *way)
{
    const struct { const char *field; str text; enum message_way way; } all[] = {
        { "before", in->before, MESSAGES_BEFORE }, { "before_id", in->before_id, MESSAGES_BEFORE },
        { "after", in->after, MESSAGES_AFTER }, { "around", in->around, MESSAGES_AROUND },
    };

    *field = NULL;
    for (size_t i = 0; i < COUNT(all); i++) {
        if (!all[i].text.n)
            continue;
        if (*field)
            return fail_field_saying(c, str_of(all[i].field), &invalid_form, "At most one of before, after and around may be given.");
        *field = all[i].field;
        *text = all[i].text;
        *way = all[i].way;
    }
    return OK;
}

/* A cursor is a place, and the way on from there; it stands for the anchor of the page before. */
static err cursor_place(ctx *c, str text, struct message_wish *wish)
{
    struct cursor at;

    TRY(cursor_read(c, text, &at));
    if (at.a != MESSAGES_BEFORE && at.a != MESSAGES_AFTER)
        return fail_field(c, S("cursor"), &invalid_form);
    wish->way = (enum message_way)at.a;
    wish->seq = at.b;
    return OK;
}

static err wish_read(ctx *c, const struct seat *s, const struct history_query *in, struct message_wish *wish)
{
    const char *field;
    str text;

    *wish = (struct message_wish){ .way = MESSAGES_BEFORE, .seq = INT64_MAX, .limit = in->limit, .roots = str_eq(in->threads, S("hide")) };
    TRY(anchor_find(c, in, &field, &text, &wish->way));
    if (in->cursor.n)
        return cursor_place(c, in->cursor, wish);
    return field ? message_anchor(c, s, str_of(field), text, &wish->seq) : OK;
}

/* `next` goes on in the same direction; around something, to what is older, and `prev` to what is newer. */
static void ends_show(ctx *c, enum message_way way, const struct message_ends *ends, struct pieces *out)
{
    str older = ends->older ? cursor_make(c, (struct cursor){ MESSAGES_BEFORE, ends->older }) : S("");
    str newer = ends->newer ? cursor_make(c, (struct cursor){ MESSAGES_AFTER, ends->newer }) : S("");

    out->next = way == MESSAGES_AFTER ? newer : older;
    out->prev = way == MESSAGES_AROUND ? newer : S("");
}

static err seat_history(ctx *c, const struct seat *s, const struct history_query *in, struct pieces *out)
{
    struct message_wish wish;
    struct message_ends ends;
    message_view_page page;

    TRY(wish_read(c, s, in, &wish));
    TRY(messages_page(c, s, &wish, &page, &ends));
    for (size_t i = 0; i < page.n; i++)
        message_piece(c, &page.at[i], out);
    ends_show(c, wish.way, &ends, out);
    return OK;
}

static err list(ctx *c, const struct caller *me, const struct history_query *in, struct pieces *out)
{
    struct seat s;

    TRY(channel_seat(c, me->account, in->id, &s));
    return seat_history(c, &s, in, out);
}

/* The same below /conversations, which knows direct and group channels only. */
static err talk_list(ctx *c, const struct caller *me, const struct history_query *in, struct pieces *out)
{
    struct seat s;

    TRY(channel_seat(c, me->account, in->id, &s));
    return seat_talks(&s) ? seat_history(c, &s, in, out) : fail(c, &channel_not_found);
}

/* ---- one ---- */

static err get(ctx *c, const struct caller *me, const struct message_key *in, struct pieces *out)
{
    struct message_view view;

    TRY(message_show(c, me->account, in->id, &view));
    message_piece(c, &view, out);
    return OK;
}

static err history(ctx *c, const struct caller *me, const struct versions_query *in, message_version_page *out)
{
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(message_history(c, me->account, in->id, from, in->limit, out, &from));
    out->next = list_next(c, from);
    return OK;
}

/* ---- deeds ---- */

/* The answer's place is known before: it is complete when the transaction is. One that was sent before is the other answer. */
static err create(ctx *c, const struct caller *me, const struct message_input *in, struct either *out)
{
    struct message *m = arena_new(&c->arena, struct message);
    bool sent_before = false;

    out->value = m;
    TRY(message_send(c, me->account, in->id, &in->draft, m, &sent_before));
    out->also = sent_before ? m : NULL;
    return OK;
}

static err talk_create(ctx *c, const struct caller *me, const struct message_input *in, struct either *out)
{
    struct seat s;

    TRY(channel_seat(c, me->account, in->id, &s));
    return seat_talks(&s) ? create(c, me, in, out) : fail(c, &channel_not_found);
}

static err answer_story(ctx *c, const struct caller *me, const struct story_reply *in, struct either *out)
{
    struct message *m = arena_new(&c->arena, struct message);
    bool sent_before = false;

    out->value = m;
    TRY(message_answer_story(c, me->account, in, m, &sent_before));
    out->also = sent_before ? m : NULL;
    return OK;
}

static err again(ctx *c, const struct caller *me, id which, struct either *out)
{
    struct message *m = arena_new(&c->arena, struct message);

    out->value = m;
    return message_get(c, me->account, which, m);
}

static err edit(ctx *c, const struct caller *me, const struct message_edit *in, struct message *out)
{
    return message_edit(c, me->account, in->id, in->content, out);
}

static err drop(ctx *c, const struct caller *me, const struct message_key *in, struct nothing *out)
{
    (void)out;
    return message_delete(c, me, in->id);
}

/* ---- the table ---- */

CALLS_AS(list, history_query, pieces)
CALLS_AS(talk_list, history_query, pieces)
CALLS_AS(get, message_key, pieces)
CALLS_AS(history, versions_query, message_version_page)
CALLS_AS(create, message_input, either)
CALLS_AS(talk_create, message_input, either)
CALLS_AS(answer_story, story_reply, either)
CALLS_AGAIN(again, either)
CALLS_AS(edit, message_edit, message)
CALLS_AS(drop, message_key, nothing)

static const struct problem *const list_problems[] = { &channel_not_found, &message_not_found, NULL };
static const struct problem *const send_problems[] = {
    &channel_not_found, &not_a_member, &announcement_only, &cannot_message, &request_pending, &channel_archived, &slow_mode,
    &media_unknown, &media_kind, &media_failed, &media_not_ready, &client_ref_reused, NULL
};
static const struct problem *const answer_problems[] = {
    &story_not_found, &replies_off, &cannot_reply_to_yourself, &cannot_message, &request_pending, PLAIN(ERR_TOO_MANY),
    &media_unknown, &media_kind, &media_failed, &media_not_ready, &client_ref_reused, NULL
};
static const struct problem *const get_problems[] = { &message_not_found, NULL };
static const struct problem *const edit_problems[] = {
    &message_not_found, PLAIN(ERR_FORBIDDEN), &not_a_member, &cannot_message, &channel_archived, &message_deleted, NULL
};
static const struct problem *const drop_problems[] = { &message_not_found, PLAIN(ERR_FORBIDDEN), NULL };

extern const struct route message_routes[];
const struct route message_routes[] = {
    { METHOD_GET,    "/channels/{id}/messages", list_entry,    &any_member,  RATE_READS,  200, TAKES(history_query),
      GIVES_PIECES_PAGE(message), .tag = "messages", .tag_says = "Messages of channels and conversations",
      .summary = "Read the history of a channel, newest first", .problems = list_problems },
    { METHOD_GET,    "/conversations/{id}/messages", talk_list_entry, &any_member, RATE_READS, 200, TAKES(history_query),
      GIVES_PIECES_PAGE(message), .tag = "messages", .summary = "The same of a direct or group channel", .problems = list_problems },
    { METHOD_POST,   "/channels/{id}/messages", create_entry,  &may_message, RATE_NONE,   201, TAKES(message_input),
      GIVES_EITHER(message, 200, message), AGAIN(again, message), .tag = "messages",
      .summary = "Send a message; 200 with what was sent before with its client_ref", .problems = send_problems },
    { METHOD_POST,   "/conversations/{id}/messages", talk_create_entry, &may_message, RATE_NONE,  201, TAKES(message_input),
      GIVES_EITHER(message, 200, message), AGAIN(again, message), .tag = "messages",
      .summary = "The same in a direct or group channel", .problems = send_problems },
    { METHOD_POST,   "/stories/{id}/reply",     answer_story_entry, &may_message, RATE_NONE, 201, TAKES(story_reply),
      GIVES_EITHER(message, 200, message), AGAIN(again, message), .tag = "stories",
      .summary = "Answer a story by a message to its author; 200 with what was sent before with its client_ref",
      .problems = answer_problems },
    { METHOD_GET,    "/messages/{id}",          get_entry,     &any_member,  RATE_READS,  200, TAKES(message_key), GIVES_PIECES(message),
      .tag = "messages", .summary = "Read a message", .problems = get_problems },
    { METHOD_GET,    "/messages/{id}/history",  history_entry, &any_member,  RATE_READS,  200, TAKES(versions_query),
      GIVES_PAGE(message_version), .tag = "messages", .summary = "Read the versions of a message, newest first", .problems = get_problems },
    { METHOD_PATCH,  "/messages/{id}",          edit_entry,    &may_message, RATE_WRITES, 200, TAKES(message_edit), GIVES(message),
      .tag = "messages", .summary = "Change a message of your own", .problems = edit_problems },
    { METHOD_DELETE, "/messages/{id}",          drop_entry,    &may_message, RATE_WRITES, 204, TAKES(message_key),
      .tag = "messages", .summary = "Delete a message of your own; admins and moderators delete others'", .problems = drop_problems },
    {0}
};
