/*
 * Events are declared. The header of a capability names each kind, and its struct; one of its files gives
 * the subject, and the shape of the struct is the payload's JSON:
 *
 *     struct follow_told { id follower_id, following_id; };
 *     EVENT(graph_followed, follow_told);                             in graph.h
 *     EVENT_KIND(graph_followed, "graph.followed", follow_told);      in one .c, beside SHAPE(follow_told, ...)
 *
 *     TRY(event_tell(t, graph_followed, other, &(struct follow_told){ me, other }));
 *     TRY(event_read(tx_arena(t), event, graph_followed, &told));
 *
 * A subject may have places, "channel.*.changed" or "channel.*.message.*": the first is filled by the key, the second by what
 * event_tell_on is given besides. The kind of such a subject is found by its pattern, so two kinds never fit one subject.
 *
 * A misspelt kind does not compile, nor does a payload of another type. Rows stay in the log for days, and older and newer
 * programs share it: a member is added as a maybe_, and none changes its meaning.
 */
#pragma once
#include "base/shape.h"
#include "ports/store.h"

struct event_kind { const char *subject; const struct shape *payload; };

/* One event. The position is 0 while it is not known yet; `kind` is NULL for one that this program does not know. */
struct event { i64 position; id id; i64 partition; str subject, key, payload; when created_at; const struct event_kind *kind; };

#define EVENT(NAME, TOLD)                                                                                         \
    typedef struct TOLD NAME##_payload;                                                                           \
    extern const struct event_kind NAME
#define EVENT_KIND(NAME, SUBJECT, TOLD)                                                                           \
    _Static_assert(__builtin_types_compatible_p(NAME##_payload, struct TOLD), #NAME " tells another struct");     \
    const struct event_kind NAME = { SUBJECT, &TOLD##_shape }

/* A list of kinds: `.hears = KINDS(&graph_followed, &graph_unfollowed)`. Within a function it ends with its block. */
typedef const struct event_kind *const *event_kinds;
#define KINDS(...) (const struct event_kind *const[]){ __VA_ARGS__, NULL }
bool kinds_have(event_kinds, const struct event_kind *);

/* For kinds that say only whom they are about. */
struct nothing_told {};
extern const struct shape nothing_told_shape;
#define NOTHING_TOLD &(struct nothing_told){}

/* Within the transaction that changes something. The key is an id, or a text: events of one key stay in order. */
#define event_tell(t, KIND, key, ...)                                                                             \
    event_tell_as((t), &KIND, EVENT_WORD(t, key), (str){0}, (const KIND##_payload *){ (__VA_ARGS__) })
#define event_tell_on(t, KIND, key, second, ...)                                                                  \
    event_tell_as((t), &KIND, EVENT_WORD(t, key), EVENT_WORD(t, second), (const KIND##_payload *){ (__VA_ARGS__) })
#define EVENT_WORD(t, word) _Generic((word), id: event_key_of_id, str: event_key_of_text)((t), (word))
err event_tell_as(tx *, const struct event_kind *, str key, str second, const void *payload);
str event_key_of_id(tx *, id);
str event_key_of_text(tx *, str);

/* The same with the payload's text, for tests: as another version would write it. Not of a kind with two places. */
err event_add(tx *, const struct event_kind *, str key, str payload);

/* The contents of an event of that kind. ERR_JSON, ERR_INVALID: it does not have that form. */
#define event_read(arena, event, KIND, out) event_read_as((arena), (event), &KIND, (KIND##_payload *){ (out) })
err event_read_as(struct arena *, const struct event *, const struct event_kind *, void *out);

/* The key as an id. ERR_INVALID: it is another text. */
err event_about(tx *, const struct event *, id *out);
