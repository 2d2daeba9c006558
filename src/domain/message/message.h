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
#include "base/members.h"
#include "domain/channel/channel.h"
#include "domain/media/media.h"
#include "domain/message/problems.h"
#include "domain/profile/profile.h"
#include "domain/profile/wording.h"
#include "domain/story/story.h"
#include "ports/reach.h"

enum message_type { MESSAGE_TEXT, MESSAGE_IMAGE, MESSAGE_VIDEO, MESSAGE_AUDIO, MESSAGE_FILE };
extern const char *const message_type_words[];   /* by the enum; NULL-terminated, for shapes */

/* ---- what a message is to a viewer ---- */

/* The words: the same for everybody. */
#define MESSAGE_WORDS {                                                                                                    \
    id id, channel_id, conversation_id;                                                                                    \
    i64 seq;                                                                                                               \
    str message_type;                                                                                                      \
    maybe_str content;                                                                                                     \
    mention_page mentions;                                                                                                 \
    maybe_id reply_to_id, thread_root_id;                                                                                  \
    bool deleted;                                                                                                          \
    maybe_when edited_at;                                                                                                  \
    when created_at;                                                                                                       \
}
#define MESSAGE_WORDS_FIELDS(S)                                                                                            \
    FIELD(S, id, .doc = "Sorts by time"), FIELD(S, channel_id), FIELD(S, conversation_id, .doc = "The same as channel_id"), \
    FIELD(S, seq, .doc = "Its place in the channel: 1, 2, 3 ..."), FIELD(S, message_type, .words = message_type_words),    \
    FIELD(S, content, .doc = "Null once it is deleted"), \
    FIELD_PAGE(S, mentions, &mention_shape, .doc = "In the order of the text"),                                            \
    FIELD(S, reply_to_id), FIELD(S, thread_root_id, .doc = "The message whose thread it stands in"),                       \
    FIELD(S, deleted, .doc = "It keeps its place, without words"), FIELD(S, edited_at), FIELD(S, created_at)
struct message_words MESSAGE_WORDS;
#define HAS_MESSAGE_WORDS union { struct MESSAGE_WORDS; struct message_words words; }

struct message_reply { id id; i64 seq; const struct card *sender; maybe_str content; bool deleted; };        /* what it answers */
struct message_thread { i64 reply_count; maybe_when last_reply_at; maybe_id last_reply_id; };
struct message_reactions { str emoji; i64 count; bool me; };         /* all with one emoji */
struct message_forward { maybe_id message_id, channel_id; const struct card *sender; when created_at; };
struct message_story { id id, author_id; str kind; bool available; };         /* available: the reader may see it now */
typedef PAGE(message_reactions) message_reactions_page;
extern const struct shape message_reply_shape, message_thread_shape, message_reactions_shape, message_forward_shape, message_story_shape;

/* The rest is the viewer's. */
#define MESSAGE_REST {                                                                                                     \
    const struct card *sender;                   /* NULL: erased */                                                        \
    bool sender_blocked;                                                                                                   \
    const struct message_reply *reply_to;        /* NULL: none, or not for the viewer */                                   \
    const struct message_thread *thread;         /* NULL: nobody has replied */                                            \
    message_reactions_page reactions;            /* most used first, then by first use */                                  \
    const struct message_forward *forwarded_from;                                                                          \
    const struct message_story *story;           /* that it answers; NULL: none */                                         \
    media_page media;                                                                                                      \
    maybe_str media_url;                                                                                                   \
    maybe_str client_ref;                                                                                                  \
    bool pinned, is_read;                                                                                                  \
}
#define MESSAGE_REST_FIELDS(S)                                                                                             \
    FIELD_LINK(S, sender, &card_shape, .nullable = true), FIELD(S, sender_blocked, .doc = "By the caller"),                \
    FIELD_LINK(S, reply_to, &message_reply_shape, .nullable = true, .doc = "Null also where the caller may not see it"),   \
    FIELD_LINK(S, thread, &message_thread_shape, .nullable = true),                                                        \
    FIELD_PAGE(S, reactions, &message_reactions_shape, .doc = "Most used first, then by first use"),                       \
    FIELD_LINK(S, forwarded_from, &message_forward_shape, .nullable = true),                                               \
    FIELD_LINK(S, story, &message_story_shape, .nullable = true, .doc = "Of a reply to a story"),                          \
    FIELD_PAGE(S, media, &media_shape, .doc = "In the order of media_ids"), FIELD(S, media_url, .doc = "Of the first medium"), \
    FIELD(S, client_ref, .doc = "Shown to its sender"), FIELD(S, pinned),                                                  \
    FIELD(S, is_read, .doc = "Of others' messages: by the caller. Of one's own: by anybody else")
struct message_rest MESSAGE_REST;
#define HAS_MESSAGE_REST union { struct MESSAGE_REST; struct message_rest rest; }

/* Where a forwarded one was written; zeros: it was written here. Not for everybody: `forwarded_from` is. */
struct message_origin { id message, channel, by; };

struct message_view {
    const struct message_words *words;
    id sender;                                   /* 0: erased */
    struct message_origin origin;
    struct message_rest rest;
    ids media_ids;
    str json;                                    /* the words as JSON, from the cache */
};
typedef PAGE(message_view) message_view_page;

/* As `me` may see them, in the order asked, each once; those that are not for `me` are left out. A constant number of statements. */
err messages_show(ctx *, id me, ids which, message_view_page *out);
err message_show(ctx *, id me, id which, struct message_view *out);  /* ERR_NOT_FOUND message_not_found */

/*
 * The history of a channel, newest first, of which `seat` has been read: what is older than a number, newer, or on both sides of it.
 * The ends are the numbers after which it goes on; 0: there is no more.
 */
enum message_way { MESSAGES_BEFORE, MESSAGES_AFTER, MESSAGES_AROUND };
struct message_wish { enum message_way way; i64 seq, limit; bool roots; };       /* roots: without replies in threads */
struct message_ends { i64 older, newer; };
err messages_page(ctx *, const struct seat *, const struct message_wish *, message_view_page *out, struct message_ends *ends);

/*
 * The same lists of many at once (ports/reach.h), whose places are numbers: histories of channels, and threads below roots, each from its
 * `floor` on. What `me` sees of them is still to be asked.
 */
struct message_reach { id list, channel; i64 from, floor; };         /* list: the channel, or the root. `from` 0: from the end */
err messages_reached(ctx *, const struct message_reach *, size_t n, enum reach_way, i64 most, reached_page *out);
err threads_reached(ctx *, const struct message_reach *, size_t n, enum reach_way, i64 most, reached_page *out);

/*
 * The number of a message that a client names, by its id or as "seq:7", which need not be there. ERR_INVALID on `field`;
 * ERR_NOT_FOUND message_not_found: it is none of this channel's, or not for this seat.
 */
err message_anchor(ctx *, const struct seat *, str field, str text, i64 *seq);

/* What it says and said, newest first; `before`: from the page before. None of a tombstone. */
struct message_version { str content; when created_at; };
typedef PAGE(message_version) message_version_page;
extern const struct shape message_version_shape;
err message_history(ctx *, id me, id which, id before, i64 most, message_version_page *out, id *next);

/* ---- answers ---- */

struct message { HAS_MESSAGE_WORDS; HAS_MESSAGE_REST; };
typedef PAGE(message) message_page;
extern const struct shape message_shape;

void message_of(const struct message_view *, struct message *out);

/* What the JSON of a view has beside `json`: together they are the whole answer. */
str message_rest_json(struct arena *, const struct message_view *);

/* ---- where messages stand: place.c ---- */

/* By the id, and by the number, whether it is deleted or not. ERR_NOT_FOUND message_not_found: none of that channel. */
struct message_place { id id; i64 seq; };
err message_place_of(ctx *, id channel, id which, struct message_place *out);
err message_place_at(ctx *, id channel, i64 seq, struct message_place *out);

/* ---- writing: each answers with the message as it then is, complete at the commit ---- */

enum { MESSAGE_MOST = 5000, MESSAGE_MEDIA_MOST = 10, CLIENT_REF_MOST = 64 };

/* What somebody would send. A member that is null counts as left out. */
#define MESSAGE_DRAFT(X, S)                                                                                                \
    X(S, maybe_str, content,        .doc = "1 to 5000 characters; may be empty with media or forward_of")                  \
    X(S, maybe_str, message_type,   .words = message_type_words, .doc = "Left out: text")                                  \
    X(S, strs,      media_ids,      .optional = true, .max = MESSAGE_MEDIA_MOST, \
      .doc = "Of media of your own that are ready and attached to nothing") \
    X(S, maybe_id,  reply_to_id,    .doc = "The message of this channel that it answers")                                  \
    X(S, maybe_id,  thread_root_id, .doc = "The message of this channel whose thread it stands in; of a reply: its root")  \
    X(S, maybe_id,  forward_of,     .doc = "The message whose text and media are copied")                                             \
    X(S, maybe_str, client_ref,     .min = 1, .max = CLIENT_REF_MOST, .doc = "The same one is the same message, for ever")
struct message_draft { MEMBERS(MESSAGE_DRAFT) };
#define HAS_MESSAGE_DRAFT HAS_MEMBERS(MESSAGE_DRAFT, message_draft, draft)
extern const struct shape message_draft_shape;

/*
 * `*repeated`: there was one with its client_ref, which is the answer. ERR_NOT_FOUND channel_not_found; ERR_INVALID: the text,
 * what media_attach refuses, message_not_found (of what it answers, whose thread, or what it forwards), client_ref_reused; ERR_TOO_MANY:
 * messages_per_minute; and what channel_take_seq refuses.
 */
err message_send(ctx *, id me, id channel, const struct message_draft *, struct message *out, bool *repeated);

/*
 * The same to the author of a story, in the direct conversation of the two, which is made if there is none: all of it in one
 * transaction. What story_answer_check and message_send refuse, and the beginning of a conversation.
 */
struct story_reply { id id; maybe_str content; strs media_ids; maybe_str client_ref; };
extern const struct shape story_reply_shape;
err message_answer_story(ctx *, id me, const struct story_reply *, struct message *out, bool *repeated);

/* ERR_NOT_FOUND; ERR_FORBIDDEN: another's; ERR_CONFLICT message_deleted; ERR_INVALID; ERR_TOO_MANY; what channel_writes_in refuses. */
err message_edit(ctx *, id me, id which, maybe_str content, struct message *out);

/*
 * One's own, any by admins of the channel, and any of a public channel by a moderator, which is audited. Repeats are harmless.
 * ERR_NOT_FOUND message_not_found; ERR_FORBIDDEN: another's, which `me` sees.
 */
err message_delete(ctx *, const struct caller *me, id which);

err message_get(ctx *, id me, id which, struct message *out);        /* message_show as an answer */

/* ---- for a search ---- */

/* What a search finds messages by: of those that are there and not deleted, in no order. And which there are, in the order of ids. */
struct message_text { id id, channel_id; i64 seq; id sender_id; str content; bool has_media, has_link; };
typedef PAGE(message_text) message_text_page;
struct message_worded { id id, channel_id; i64 seq; };
typedef PAGE(message_worded) message_worded_page;
extern const struct shape message_worded_shape;
err message_texts_in(tx *, ids which, message_text_page *out);
err messages_worded_after_in(tx *, id after, i64 most, message_worded_page *out);

/* ---- events, whose key is the channel ---- */

/*
 * What happened to a message: `type` says what, in the word that clients get (dm and channel_message: it was sent). Its members are
 * theirs too, and what a deed has no use for is left out. `mentions`: all whom it mentions now, of one sent or edited. `request`:
 * true where the receiver has yet to accept it.
 */
struct message_told {
    str type;
    id channel_id, message_id;
    maybe_i64 seq;
    maybe_id from;
    maybe_str kind;
    maybe_id thread_root_id, reply_to_id;
    maybe_str client_ref;
    maybe_id by;
    maybe_str emoji;
    maybe_id user_id;
    maybe_i64 count;
    str channel_kind;
    ids mentions;
    maybe_bool request;
};
extern const struct shape message_told_shape;
EVENT(message_changed, message_told);

/* Many at once went with their account or their channel: what caches and indexes drop. Key: that account, or that channel. */
struct messages_swept_told { ids messages; };
EVENT(messages_swept, messages_swept_told);

/* ---- for commands ---- */

/*
 * Made up for a trial, all at once, by accounts that are shown, in channels that are there, with the numbers that follow: without
 * events. `mentioned`: the only one whom a text can mention; NULL: nobody.
 */
struct planted_message { id id, channel; i64 seq; id user; str content; const struct account *mentioned; };
err messages_plant(tx *, const struct planted_message *, size_t n);

/* X(name, word, who, leaving, what it allows): permit.h */
#define MESSAGE_PERMISSIONS(X) \
    X(may_message,        "message",        USERS,      UNTIL_LEAVING, \
      "Write, change and delete messages of one's own, react to messages and pin them") \
    X(may_remove_message, "remove_message", MODERATORS, UNTIL_LEAVING, "Delete messages of others in public channels")
PERMISSIONS_DECLARE(message_permissions, MESSAGE_PERMISSIONS);

extern const struct capability message_capability;
