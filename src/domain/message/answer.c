/* Messages as answers: whole, and in two parts, of which the cache has the first. */
#include "base/json.h"
#include "base/str.h"
#include "domain/message/message_own.h"

const char *const message_type_words[] = { "text", "image", "video", "audio", "file", NULL };

SHAPE(message_reply,
    FIELD(message_reply, id), FIELD(message_reply, seq), FIELD_LINK(message_reply, sender, &card_shape, .nullable = true),
    FIELD(message_reply, content, .doc = "Its first 200 characters"), FIELD(message_reply, deleted));
SHAPE(message_thread,
    FIELD(message_thread, reply_count, .doc = "Those that are not deleted"), FIELD(message_thread, last_reply_at),
    FIELD(message_thread, last_reply_id));
SHAPE(message_reactions,
    FIELD(message_reactions, emoji), FIELD(message_reactions, count), FIELD(message_reactions, me, .doc = "The caller is among them"));
SHAPE(message_forward,
    FIELD(message_forward, message_id, .doc = "Null where the caller may not read the original"), FIELD(message_forward, channel_id),
    FIELD_LINK(message_forward, sender, &card_shape, .nullable = true, .doc = "Who wrote the original"),
    FIELD(message_forward, created_at, .doc = "When"));
SHAPE(message_story,
    FIELD(message_story, id), FIELD(message_story, author_id), FIELD(message_story, kind, .words = story_kind_words),
    FIELD(message_story, available, .doc = "Whether the caller may see it now"));
SHAPE(message,
    MESSAGE_WORDS_FIELDS(message), MESSAGE_REST_FIELDS(message));
static SHAPE(message_rest, MESSAGE_REST_FIELDS(message_rest));

void message_of(const struct message_view *v, struct message *out)
{
    *out = (struct message){ .words = *v->words, .rest = v->rest };
}

str message_rest_json(struct arena *a, const struct message_view *v)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &message_rest_shape, &v->rest);
    return buf_str(&b);
}
