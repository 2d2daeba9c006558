/* What clients ask on an open socket: the verbs of the routes, in the words of the stream. */
#include "base/str.h"
#include "domain/message/marks.h"
#include "domain/message/message_own.h"
#include "hub/command.h"

#define AS(S, m, NAME, ...) FIELD_AS(S, m, NAME, __VA_ARGS__)

struct send_wish {
    id channel_id;
    maybe_str content, message_type;
    strs media_ids;
    maybe_id reply_to_id, thread_root_id, forward_of;
    maybe_str client_ref;
};
struct send_ack { id channel_id, message_id; i64 seq; maybe_str client_ref; when created_at; bool duplicate; };
struct message_edit_wish { id message_id; maybe_str content; };
struct message_wish_of { id message_id; };
struct reaction_wish { id message_id; str emoji; };

static SHAPE(send_wish,
    AS(send_wish, channel_id, "channelId"), FIELD(send_wish, content),
    AS(send_wish, message_type, "messageType", .words = message_type_words),
    AS(send_wish, media_ids, "mediaIds", .optional = true, .max = MESSAGE_MEDIA_MOST), AS(send_wish, reply_to_id, "replyToId"),
    AS(send_wish, thread_root_id, "threadRootId"), AS(send_wish, forward_of, "forwardOf"),
    AS(send_wish, client_ref, "clientRef", .min = 1, .max = CLIENT_REF_MOST));
static SHAPE(send_ack,
    AS(send_ack, channel_id, "channelId"), AS(send_ack, message_id, "messageId"), FIELD(send_ack, seq),
    AS(send_ack, client_ref, "clientRef"), AS(send_ack, created_at, "createdAt"), FIELD(send_ack, duplicate));
static SHAPE(message_edit_wish, AS(message_edit_wish, message_id, "messageId"), FIELD(message_edit_wish, content));
static SHAPE(message_wish_of, AS(message_wish_of, message_id, "messageId"));
static SHAPE(reaction_wish, AS(reaction_wish, message_id, "messageId"), FIELD(reaction_wish, emoji));

static err send(ctx *c, const struct caller *me, struct ear *ear, const struct send_wish *in, struct send_ack *out)
{
    const struct message_draft draft = { in->content, in->message_type, in->media_ids, in->reply_to_id, in->thread_root_id,
                                         in->forward_of, in->client_ref };
    struct message m;
    bool repeated;

    (void)ear;
    TRY(message_send(c, me->account, in->channel_id, &draft, &m, &repeated));
    *out = (struct send_ack){ m.channel_id, m.id, m.seq, m.client_ref, m.created_at, repeated };
    return OK;
}

static err edit(ctx *c, const struct caller *me, struct ear *ear, const struct message_edit_wish *in, struct message_wish_of *out)
{
    struct message m;

    (void)ear;
    TRY(message_edit(c, me->account, in->message_id, in->content, &m));
    out->message_id = m.id;
    return OK;
}

static err drop(ctx *c, const struct caller *me, struct ear *ear, const struct message_wish_of *in, struct message_wish_of *out)
{
    (void)ear;
    *out = *in;
    return message_delete(c, me, in->message_id);
}

static err react(ctx *c, const struct caller *me, struct ear *ear, const struct reaction_wish *in, struct message_wish_of *out)
{
    struct message m;

    (void)ear;
    out->message_id = in->message_id;
    return message_react(c, me->account, in->message_id, in->emoji, &m);
}

static err unreact(ctx *c, const struct caller *me, struct ear *ear, const struct reaction_wish *in, struct message_wish_of *out)
{
    struct message m;

    (void)ear;
    out->message_id = in->message_id;
    return message_unreact(c, me->account, in->message_id, in->emoji, &m);
}

COMMAND(send, send_wish, send_ack)
COMMAND(edit, message_edit_wish, message_wish_of)
COMMAND(drop, message_wish_of, message_wish_of)
COMMAND(react, reaction_wish, message_wish_of)
COMMAND(unreact, reaction_wish, message_wish_of)

const struct command message_commands[] = {
    { "send", send_command, TAKES_COMMAND(send_wish), GIVES_ACK(send_ack), &may_message },
    { "edit", edit_command, TAKES_COMMAND(message_edit_wish), GIVES_ACK(message_wish_of), &may_message },
    { "delete", drop_command, TAKES_COMMAND(message_wish_of), GIVES_ACK(message_wish_of), &may_message },
    { "react", react_command, TAKES_COMMAND(reaction_wish), GIVES_ACK(message_wish_of), &may_message },
    { "unreact", unreact_command, TAKES_COMMAND(reaction_wish), GIVES_ACK(message_wish_of), &may_message },
    {0}
};
