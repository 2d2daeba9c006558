/* Mutations of channels, conversations and messages. */
#include "api/graphql/mutations.h"
#include "domain/message/marks.h"

INPUT(channel_draft);
INPUT(conversation_draft);
INPUT(id_input);

struct channel_input { id channel_id; };
static SHAPE(channel_input, FIELD(channel_input, channel_id));
INPUT(channel_input);

struct message_input { id channel_id; HAS_MESSAGE_DRAFT; };
static SHAPE(message_input, FIELDS(MESSAGE_DRAFT, message_input) FIELD(message_input, channel_id));
INPUT(message_input);

struct message_words_input { id id; maybe_str content; };
static SHAPE(message_words_input, FIELD(message_words_input, id), FIELD(message_words_input, content));
INPUT(message_words_input);

struct emoji_input { id message_id; str emoji; };
static SHAPE(emoji_input, FIELD(emoji_input, message_id), FIELD(emoji_input, emoji));
INPUT(emoji_input);

struct mark_input { id channel_id, message_id; };
static SHAPE(mark_input, FIELD(mark_input, channel_id), FIELD(mark_input, message_id));
INPUT(mark_input);

/* ---- channels ---- */

static struct channel *channel_of_deed(ctx *c, struct deed *out)
{
    struct channel *channel = arena_zero(&c->arena, sizeof *channel, _Alignof(struct channel));

    out->id = &channel->id;
    return channel;
}

/* A text that is no id names nobody. */
static err channel_add(ctx *c, const struct caller *me, const struct channel_draft *in, struct deed *out)
{
    for (size_t i = 0; i < in->member_ids.n; i++)
        if (!in->member_ids.at[i].v)
            return fail(c, &user_not_found);
    return channel_create(c, me->account, in, &channel_of_deed(c, out)->id);
}

static err join(ctx *c, const struct caller *me, const struct channel_input *in, struct deed *out)
{
    return channel_join(c, me->account, in->channel_id, &channel_of_deed(c, out)->id);
}

static err leave(ctx *c, const struct caller *me, const struct channel_input *in, struct deed *out)
{
    out->payload.id = in->channel_id;
    return channel_leave(c, me->account, in->channel_id);
}

static err conversation_add(ctx *c, const struct caller *me, const struct conversation_draft *in, struct deed *out)
{
    bool made;

    return conversation_open(c, me->account, in, channel_of_deed(c, out), &made);
}

static err read_on(ctx *c, const struct caller *me, const struct mark_input *in, struct deed *out)
{
    struct read_wish wish = { .id = in->channel_id, .message_id = { GIVEN, in->message_id } };
    struct read_state state;

    out->payload.id = in->channel_id;
    return talk_read(c, me->account, &wish, &state);
}

MUTATES(channel_add, channel_draft, &may_talk)
MUTATES(join, channel_input, &may_talk)
MUTATES(leave, channel_input, &may_talk)
MUTATES(conversation_add, conversation_draft, &may_talk)
MUTATES(read_on, mark_input, &may_talk)

/* ---- messages ---- */

static struct message *message_of_deed(ctx *c, struct deed *out)
{
    struct message *message = arena_zero(&c->arena, sizeof *message, _Alignof(struct message));

    out->id = &message->id;
    return message;
}

static err send(ctx *c, const struct caller *me, const struct message_input *in, struct deed *out)
{
    bool repeated = false;

    return message_send(c, me->account, in->channel_id, &in->draft, message_of_deed(c, out), &repeated);
}

static err change(ctx *c, const struct caller *me, const struct message_words_input *in, struct deed *out)
{
    return message_edit(c, me->account, in->id, in->content, message_of_deed(c, out));
}

static err drop(ctx *c, const struct caller *me, const struct id_input *in, struct deed *out)
{
    out->payload.id = in->id;
    return message_delete(c, me, in->id);
}

static err emoji_add(ctx *c, const struct caller *me, const struct emoji_input *in, struct deed *out)
{
    return message_react(c, me->account, in->message_id, in->emoji, message_of_deed(c, out));
}

static err emoji_drop(ctx *c, const struct caller *me, const struct emoji_input *in, struct deed *out)
{
    return message_unreact(c, me->account, in->message_id, in->emoji, message_of_deed(c, out));
}

MUTATES(send, message_input, &may_message)
MUTATES(change, message_words_input, &may_message)
MUTATES(drop, id_input, &may_message)
MUTATES(emoji_add, emoji_input, &may_message)
MUTATES(emoji_drop, emoji_input, &may_message)

const struct gql_field_binding mutation_talk_fields[] = {
    MUTATION("createChannel", channel_add, channel_draft),
    MUTATION("joinChannel", join, channel_input),
    MUTATION("leaveChannel", leave, channel_input),
    MUTATION("createConversation", conversation_add, conversation_draft),
    MUTATION("sendMessage", send, message_input),
    MUTATION("updateMessage", change, message_words_input),
    MUTATION("deleteMessage", drop, id_input),
    MUTATION("addMessageReaction", emoji_add, emoji_input),
    MUTATION("removeMessageReaction", emoji_drop, emoji_input),
    MUTATION("markRead", read_on, mark_input),
    {0}
};
