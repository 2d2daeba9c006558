/*
 * Messages: what people write in channels. This capability owns them, their earlier versions, reactions, pins and threads; the
 * capability channel has the counter of `seq`, the members, and the one rule of who reads and writes there (domain/channel/channel.h),
 * which everything here asks.
 *
 * What is the same for all viewers is kept in the cache, packed once: the words, with their JSON, and the marks (reactions, pin,
 * thread), which change more often. A page of views reads the rest in a constant number of statements.
 *
 * A deleted message keeps its place as a tombstone: without words, edits, reactions and pin. So does everything that an erased account
 * wrote, without sender.
 */
#pragma once
#include "domain/message/problems.h"
#include "domain/profile/profile.h"
#include "domain/profile/wording.h"

enum message_type { MESSAGE_TEXT, MESSAGE_IMAGE, MESSAGE_VIDEO, MESSAGE_AUDIO, MESSAGE_FILE };
extern const char *const message_type_words[];   /* by the enum; NULL-terminated, for shapes */

/* ---- what a message is to a viewer ---- */

/* The words: the same for everybody. */
#define MESSAGE_WORDS {                                                                                                    \
    id id, channel_id, conversation_id;                                                                                    \
    i64 seq;                                                                                                               \
    str message_type;                                                                                                      \
    maybe_str content;                                                                                                     \
    raw_json media;                                                                                                        \
    maybe_str media_url;                                                                                                   \
    mention_page mentions;                                                                                                 \
    maybe_id reply_to_id, thread_root_id;                                                                                  \
    bool deleted;                                                                                                          \
    maybe_when edited_at;                                                                                                  \
    when created_at;                                                                                                       \
}
#define MESSAGE_WORDS_FIELDS(S)                                                                                            \
    FIELD(S, id, .doc = "Sorts by time"), FIELD(S, channel_id), FIELD(S, conversation_id, .doc = "The same as channel_id"), \
    FIELD(S, seq, .doc = "Its place in the channel: 1, 2, 3 ..."), FIELD(S, message_type, .words = message_type_words),    \
    FIELD(S, content, .doc = "Null once it is deleted"), FIELD(S, media), FIELD(S, media_url, .doc = "Of the first medium"), \
    FIELD_PAGE(S, mentions, &mention_shape, .doc = "In the order of the text"),                                            \
    FIELD(S, reply_to_id), FIELD(S, thread_root_id, .doc = "The message whose thread it stands in"),                       \
    FIELD(S, deleted, .doc = "It keeps its place, without words"), FIELD(S, edited_at), FIELD(S, created_at)
struct message_words MESSAGE_WORDS;
#define HAS_MESSAGE_WORDS union { struct MESSAGE_WORDS; struct message_words words; }

struct message_reply { id id; i64 seq; const struct card *sender; maybe_str content; bool deleted; };        /* what it answers */
struct message_thread { i64 reply_count; maybe_when last_reply_at; maybe_id last_reply_id; };
struct message_reactions { str emoji; i64 count; bool me; };         /* all with one emoji */
struct message_forward { maybe_id message_id, channel_id; const struct card *sender; when created_at; };
typedef PAGE(message_reactions) message_reactions_page;
extern const struct shape message_reply_shape, message_thread_shape, message_reactions_shape, message_forward_shape;

/* The rest is the viewer's. */
#define MESSAGE_REST {                                                                                                     \
    const struct card *sender;                   /* NULL: erased */                                                        \
    bool sender_blocked;                                                                                                   \
    const struct message_reply *reply_to;        /* NULL: none, or not for the viewer */                                   \
    const struct message_thread *thread;         /* NULL: nobody has replied */                                            \
    message_reactions_page reactions;            /* most used first, then by first use */                                  \
    const struct message_forward *forwarded_from;                                                                          \
    maybe_str client_ref;                                                                                                  \
    bool pinned, is_read;                                                                                                  \
}
#define MESSAGE_REST_FIELDS(S)                                                                                             \
    FIELD_LINK(S, sender, &card_shape, .nullable = true), FIELD(S, sender_blocked, .doc = "By the caller"),                \
    FIELD_LINK(S, reply_to, &message_reply_shape, .nullable = true, .doc = "Null also where the caller may not see it"),   \
    FIELD_LINK(S, thread, &message_thread_shape, .nullable = true),                                                        \
    FIELD_PAGE(S, reactions, &message_reactions_shape, .doc = "Most used first, then by first use"),                       \
    FIELD_LINK(S, forwarded_from, &message_forward_shape, .nullable = true),                                               \
    FIELD(S, client_ref, .doc = "Shown to its sender"), FIELD(S, pinned),                                                  \
    FIELD(S, is_read, .doc = "Of others' messages: by the caller. Of one's own: by anybody else")
struct message_rest MESSAGE_REST;
#define HAS_MESSAGE_REST union { struct MESSAGE_REST; struct message_rest rest; }

struct message_view {
    const struct message_words *words;
    struct message_rest rest;
    str json;                                    /* the words as JSON, from the cache */
};
typedef PAGE(message_view) message_view_page;

/* ---- answers ---- */

struct message { HAS_MESSAGE_WORDS; HAS_MESSAGE_REST; };
typedef PAGE(message) message_page;
extern const struct shape message_shape;

void message_of(const struct message_view *, struct message *out);

/* What the JSON of a view has beside `json`: together they are the whole answer, which message_json makes. */
str message_rest_json(struct arena *, const struct message_view *);
str message_json(struct arena *, const struct message_view *);

/* ---- where messages stand: place.c ---- */

/* By the id, and by the number, whether it is deleted or not. ERR_NOT_FOUND message_not_found: none of that channel. */
struct message_place { id id; i64 seq; };
err message_place_of(ctx *, id channel, id which, struct message_place *out);
err message_place_at(ctx *, id channel, i64 seq, struct message_place *out);

extern const struct capability message_capability;
