/* Shared by the files of this capability. */
#pragma once
#include <pthread.h>
#include "base/list.h"
#include "domain/channel/channel.h"
#include "domain/message/message.h"
#include "hub/command.h"
#include "hub/wire.h"
#include "ports/rate.h"
#include "runtime/setting.h"

/* As it is kept; of ids, 0 is none. */
struct message_row {
    id channel_id;
    i64 seq;
    id id, sender_id;
    i64 type;
    str content, wording;                        /* wording: "" has nothing */
    id reply_to, thread_root, forward_of, forward_channel, forward_by;
    maybe_str client_ref;
    i64 ref_digest;
    bool deleted;
    maybe_when edited_at;
    str media;                                   /* ids: "1,2,3" */
    id story, story_by;                          /* that it answers */
    i64 story_kind;
};
typedef PAGE(message_row) message_row_page;
extern const struct shape message_row_shape;

extern const struct shape message_place_shape;

/* ---- in the cache: kept.c ---- */

/* A message for all viewers; an id of 0: there is none. */
struct message_kept {
    id sender_id, reply_to, forward_of, forward_channel, forward_by, story, story_by;
    HAS_MESSAGE_WORDS;                           /* clang 14 takes `id` for its member from here on */
    maybe_str ref;                               /* for its sender only */
    ids media_ids;
    i64 story_kind;
    raw_json json;                               /* of the words */
};
/* One for each, in the order asked; each once. `channel`: that of all of them; 0: of any. */
err messages_kept(ctx *, id channel, ids which, struct message_kept **out);
err message_kept_of(struct arena *, const struct message_row *, struct message_kept *out);
err message_wording(struct arena *, const struct message_row *, struct wording *out);
str message_wording_pack(struct arena *, const struct wording *);
void message_keep(ctx *, const struct message_kept *, u64 ticket);
u64 message_ticket(ctx *, id);
void message_forget(struct world *, id which);   /* the words */

/* What the tables of marks and reactions say of a message, the same for all viewers. */
struct message_marks { id message_id; bool pinned; i64 replies; id last_reply; message_reactions_page reactions; };      /* `me` is false */
err messages_marks(ctx *, ids which, struct message_marks **out);    /* one for each, in the order asked */
void message_marks_forget(struct world *, id which);

struct message_mark_row { id message_id, channel_id, pinned; i64 replies; id last_reply; };
struct message_count_row { id message_id; str emoji; i64 count; id first; };
typedef PAGE(message_mark_row) message_mark_row_page;
typedef PAGE(message_count_row) message_count_row_page;
extern const struct shape message_mark_row_shape, message_count_row_shape;

/* ---- view.c ---- */

/* messages_show, where all are of the channel whose seat is known; NULL: of any. */
err messages_look(ctx *, id me, const struct seat *known, ids which, message_view_page *out);
struct message_reply message_reply_of(const struct message_words *, const struct card *sender);
struct message_own_row { id message_id; str emoji; };
typedef PAGE(message_own_row) message_own_row_page;
extern const struct shape message_own_row_shape;

/* ---- media.c ---- */

/* Into the views, in one question for all. */
err message_media_fill(ctx *, message_view_page *);
void message_media_show(ctx *, ids which, struct message *out);      /* after the commit: as they are now */
struct media_take message_take(id message, id channel, enum channel_kind);
err message_media_drop(tx *, const struct message_row *);    /* with a message that goes */
extern const char message_open_job[];
err message_open_run(ctx *, str payload);        /* of a channel that has become public, or is so no longer */

/* ---- story.c ---- */

/* Into the views of those that answer stories: one question for all of them, none where there is none. */
err message_story_fill(ctx *, id me, const struct message_kept *const *, message_view_page *);

/* ---- send.c, edit.c, delete.c ---- */

struct message_ref { id id; i64 ref_digest; };
extern const struct shape message_ref_shape;
struct message_version_row { id message_id, made; str content; when created_at; };
typedef PAGE(message_version_row) message_version_row_page;
extern const struct shape message_version_row_shape;

err message_fits(ctx *, str content);            /* ERR_INVALID too_long, which says how long it may be */

/* One send that is checked; and how many at once to one channel go: together.c. */
struct sending;
id sending_by(const struct sending *);
err sending_is_fresh(tx *, struct sending *, bool *is);
err sending_do(tx *, struct sending *, id message, const struct channel_turn *);
err sending_alone(tx *, void *sending);          /* all of it */
err send_in_turn(ctx *, id channel, struct sending *);
struct send_bucket { pthread_mutex_t lock; struct link queues; };
struct message_memory { struct send_bucket sends[64]; };     /* what is on its way, by channel */
void message_memory_open(void *memory);
void message_memory_close(void *memory);

/* What a text says there: of the people whom it mentions, those who may read the channel. */
err message_wording_read(ctx *, id me, const struct seat *, str content, struct wording *out, ids *named);

err message_row_read(tx *, id channel, id which, struct message_row *out);       /* ERR_NOT_FOUND message_not_found */
struct message_told message_told_of(const struct message_row *, enum channel_kind);      /* what all of them have */
err message_tell(tx *, const struct message_row *, const struct message_told *);

static inline maybe_bool message_request(bool is) { return (maybe_bool){ is ? GIVEN : ABSENT, is }; }

/* Makes a tombstone of one that is none, with its event. `by` 0: nobody's deed. */
struct message_end { enum channel_kind kind; id by; bool request; };
err message_row_strip(tx *, const struct message_row *, const struct message_end *);
err message_versions_run(ctx *, str payload);
err message_trace_drop(tx *, id message);        /* what is kept beside its row */

/* ---- leave.c, export.c, check.c, commands.c ---- */

extern const struct shape messages_swept_told_shape, message_walked_shape;
struct message_walked { id after; };

extern const char message_erase_job[], message_channel_job[];
err message_erase_run(ctx *, str payload);
err message_channel_run(ctx *, str payload);
err message_retention_run(ctx *);
extern const struct consumer message_consumers[];
extern const struct belongings message_belongings[];
extern const struct command message_commands[];
extern const struct wire message_wires[];

struct message_tally { id channel_id; i64 n, first, last; };
struct message_by { id id, channel_id; };
struct message_pinned { id channel_id; i64 n; };     /* messages of it */
typedef PAGE(message_tally) message_tally_page;
typedef PAGE(message_pinned) message_pinned_page;
typedef PAGE(message_by) message_by_page;
extern const struct shape message_tally_shape, message_by_shape, message_pinned_shape;
err message_check(ctx *, struct capability_check *out);

#define MESSAGE_AUDIT(X) X(message_removed)
AUDIT_DECLARE(message_audit_actions, MESSAGE_AUDIT);

/* X(name, word, seconds, setting) */
#define MESSAGE_RATES(X) \
    X(messages_minutely,      "messages",      60, "messages_per_minute") \
    X(message_edits_minutely, "message_edits", 60, "messages_per_minute") \
    X(message_reactions_minutely, "message_reactions", 60, "messages_per_minute") \
    X(message_pins_minutely,  "message_pins",  60, "messages_per_minute")
RATES_DECLARE(message_rates, MESSAGE_RATES);

#define MESSAGE_SETTINGS(X) \
    X(messages_per_minute, INT,  "120", 1, 1000000, \
      "Messages that one account may send in a minute; changes of them, and reactions, count for themselves") \
    X(message_retention,   TIME, "0",   0, 3650 * 86400000ll, "Time after which messages turn to tombstones; 0: never")
SETTINGS_DECLARE(message_settings, MESSAGE_SETTINGS);

/* ---- thread.c ---- */

struct message_placed { id id; i64 seq; };
typedef PAGE(message_placed) message_placed_page;
extern const struct shape message_placed_shape;

/* In the transaction that sends a reply, or deletes one that was not deleted: one statement. Their events drop the root's marks. */
err thread_replied(tx *, id channel, id root, id reply);
err thread_reply_gone(tx *, id channel, id root, id reply);

/* A message that `me` sees, with their seat. ERR_NOT_FOUND message_not_found: in the same time whether or not there is one. */
err message_meet(ctx *, id me, id which, struct message_kept **out, struct seat *seat);
/* In the transaction of an action in its channel. ERR_NOT_FOUND message_not_found: it is none of this channel's, or not for this seat. */
err message_meet_in(tx *, const struct seat *, id which, struct message_row *out);

/* ---- react.c, pin.c ---- */

/* In the transaction that deletes a message: its reactions and its pin go. */
err message_reactions_strip(tx *, id message);
err message_pin_strip(tx *, id channel, id message);
extern const char message_strip_job[], message_unreact_job[];
err message_strip_run(ctx *, str payload);
err message_unreact_run(ctx *, str payload);     /* the reactions of an erased account */

struct message_reacted { id message_id; str emoji; id user_id, made; };
typedef PAGE(message_reacted) message_reacted_page;
extern const struct shape message_reacted_shape;
