/* What happens to a message, as those hear it who listen to its channel. */
#include "base/json.h"
#include "base/str.h"
#include "domain/message/message_own.h"

#define AS(S, m, NAME) FIELD_AS(S, m, NAME)

/* Sent: dm with its kind, channel_message without. The client_ref is its sender's alone. */
struct sent_said {
    id from, channel_id, message_id;
    i64 seq;
    maybe_str kind;
    maybe_id thread_root_id, reply_to_id;
    bool mention;
    maybe_str client_ref;
};
struct edited_said { id channel_id, message_id; i64 seq; maybe_id from; };
struct deleted_said { id channel_id, message_id; i64 seq; maybe_id by; };
struct reacted_said { id channel_id, message_id; maybe_str emoji; maybe_id user_id; maybe_i64 count; };
struct pinned_said { id channel_id, message_id; maybe_id by; };
struct content_said { maybe_str content; maybe_str message_type; ids media_ids; maybe_when created_at; maybe_bool forwarded, deleted; };

static SHAPE(sent_said,
    FIELD(sent_said, from), AS(sent_said, channel_id, "channelId"), AS(sent_said, message_id, "messageId"), FIELD(sent_said, seq),
    FIELD(sent_said, kind), AS(sent_said, thread_root_id, "threadRootId"), AS(sent_said, reply_to_id, "replyToId"),
    FIELD(sent_said, mention), AS(sent_said, client_ref, "clientRef"));
static SHAPE(edited_said,
    AS(edited_said, channel_id, "channelId"), AS(edited_said, message_id, "messageId"), FIELD(edited_said, seq), FIELD(edited_said, from));
static SHAPE(deleted_said,
    AS(deleted_said, channel_id, "channelId"), AS(deleted_said, message_id, "messageId"), FIELD(deleted_said, seq),
    FIELD(deleted_said, by));
static SHAPE(reacted_said,
    AS(reacted_said, channel_id, "channelId"), AS(reacted_said, message_id, "messageId"), FIELD(reacted_said, emoji),
    AS(reacted_said, user_id, "userId"), FIELD(reacted_said, count));
static SHAPE(pinned_said,
    AS(pinned_said, channel_id, "channelId"), AS(pinned_said, message_id, "messageId"), FIELD(pinned_said, by));
static SHAPE(content_said,
    FIELD(content_said, content), AS(content_said, message_type, "messageType"), AS(content_said, media_ids, "mediaIds"),
    AS(content_said, created_at, "createdAt"), FIELD(content_said, forwarded), FIELD(content_said, deleted));

/* ---- its words, for those who want them with it ---- */

static err content_say(ctx *c, const struct saying *s, str *json)
{
    const struct message_told *told = s->facts;
    struct content_said said = { .content.is = NULLED, .deleted = { GIVEN, true } };
    struct buf b = BUF_ON(&c->arena);
    struct message_kept *m;

    TRY(messages_kept(c, told->channel_id, (ids){ (id[]){ told->message_id }, 1 }, &m));
    if (m->id.v && !m->deleted)
        said = (struct content_said){ .content = m->content, .message_type = { GIVEN, m->message_type },
                                      .media_ids = m->media_ids,
                                      .created_at = { GIVEN, m->created_at }, .forwarded = { m->forward_of.v ? GIVEN : ABSENT, true } };
    json_write(&b, &content_said_shape, &said);
    *json = buf_str(&b);
    return OK;
}

/* ---- what each becomes ---- */

static struct saying *say_sent(const struct message_told *t, struct says *out)
{
    bool talk = t->kind.is == GIVEN && str_eq(t->type, S("dm"));
    struct sent_said said = { t->from.v, t->channel_id, t->message_id, t->seq.v, { talk ? GIVEN : ABSENT, t->kind.v },
                              t->thread_root_id, t->reply_to_id, false, { .is = ABSENT } };
    struct saying *s = say(out, talk ? "dm" : "channel_message", &sent_said_shape, &said);
    ids sender = { (id *)&t->from.v, 1 };

    for (size_t i = 0; i < t->mentions.n; i++)
        said.mention |= t->mentions.at[i].v == t->from.v.v;
    said.client_ref = (maybe_str){ t->client_ref.is == GIVEN ? GIVEN : NULLED, t->client_ref.v };
    say_otherwise(out, s, sender, &sent_said_shape, &said);
    said.mention = true;
    said.client_ref.is = ABSENT;
    if (t->mentions.n)
        say_otherwise(out, s, t->mentions, &sent_said_shape, &said);
    s->content = content_say;
    return s;
}

static struct saying *say_edited(const struct message_told *t, struct says *out)
{
    struct saying *s = say(out, "message_edited", &edited_said_shape,
                           &(struct edited_said){ t->channel_id, t->message_id, t->seq.v, t->from });

    s->content = content_say;
    return s;
}

static struct saying *say_deleted(const struct message_told *t, struct says *out)
{
    return say(out, "message_deleted", &deleted_said_shape, &(struct deleted_said){ t->channel_id, t->message_id, t->seq.v, t->by });
}

static struct saying *say_reacted(const struct message_told *t, const char *type, struct says *out)
{
    return say(out, type, &reacted_said_shape, &(struct reacted_said){ t->channel_id, t->message_id, t->emoji, t->user_id, t->count });
}

static struct saying *say_pinned(const struct message_told *t, const char *type, struct says *out)
{
    return say(out, type, &pinned_said_shape, &(struct pinned_said){ t->channel_id, t->message_id, t->by });
}

/* NULL: a later program has written it. */
static struct saying *say_what(const struct message_told *t, struct says *out)
{
    static const struct { const char *type; struct saying *(*say)(const struct message_told *, const char *, struct says *); } marks[] = {
        { "reaction_added", say_reacted }, { "reaction_removed", say_reacted },
        { "message_pinned", say_pinned }, { "message_unpinned", say_pinned },
    };

    if (str_eq(t->type, S("dm")) || str_eq(t->type, S("channel_message")))
        return say_sent(t, out);
    if (str_eq(t->type, S("message_edited")))
        return say_edited(t, out);
    if (str_eq(t->type, S("message_deleted")))
        return say_deleted(t, out);
    for (size_t i = 0; i < COUNT(marks); i++)
        if (str_eq(t->type, str_of(marks[i].type)))
            return marks[i].say(t, marks[i].type, out);
    return NULL;
}

/* What the receiver of a request has not accepted is its sender's alone. */
static err say_changed(ctx *c, const struct event *e, struct says *out)
{
    struct message_told *told = arena_new(&c->arena, struct message_told);

    TRY(event_read(&c->arena, e, message_changed, told));
    struct saying *s = say_what(told, out);
    if (!s)
        return OK;
    s->facts = told;
    s->rank = told->seq.is == GIVEN ? told->seq.v : 0;
    if (told->request.is == GIVEN && told->request.v)
        say_to(out, s, told->from.is == GIVEN ? told->from.v : told->by.v);
    else
        say_to_topic(out, s, &channel_topic, told->channel_id);
    return OK;
}

const struct wire message_wires[] = { { &message_changed, say_changed }, {0} };
