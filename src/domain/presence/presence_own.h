/* Shared by the files of this capability. */
#pragma once
#include "domain/presence/presence.h"
#include "hub/command.h"
#include "hub/wire.h"
#include "ports/recent.h"
#include "ports/roll.h"

/*
 * Something has changed by which two people may see each other, or not any more (`hides`). `other` 0: what everybody sees of `one`.
 */
struct relation_change { i64 position; id one, other; bool hides; };

enum { TYPED_PLACES = 8192 };
struct presence_memory {
    struct roll *roll;
    struct recent *relations;        /* struct relation_change */
    i64 relations_told;              /* up to this position */
    _Atomic u64 typed[TYPED_PLACES]; /* typing.c */
    bool ended;
};
struct presence_memory *presence_memory(const struct world *);
struct roll_time presence_time(const struct world *);

extern const char *const presence_words[];       /* by enum roll_state */
err presence_visible(ctx *, id me, ids who, bool *out);      /* may `me` know? Invisible ones are not */
err presence_real(ctx *, id who, struct presence *out);      /* whoever may know that */

/*
 * sees.c: the rule. Between one and many: may the one see theirs, may they see the one's, or might they if the one were shown?
 * Invisible people are asked about by the caller. At most five statements.
 */
enum presence_way { SEES_THEM, SEEN_BY_THEM, KNOWN_TO_THEM };
err presence_between(ctx *, id one, enum presence_way, ids others, bool *out);

/* keep.c: what is done as long as the process lives. */
void presence_begin(struct world *);
void presence_heard(void *world, i64 from, str text);
void presence_ears(struct world *, id account, int ears, int away);
struct seen { id user_id; when seen_at; };
typedef PAGE(seen) seen_page;
extern const struct shape seen_shape;
extern const struct consumer presence_consumers[];
extern const struct belongings presence_belongings[];

/* topic.c: what those hear who listen. */
extern const struct topic_kind presence_topic;
extern const struct wire presence_wires[];
extern const struct listens presence_listeners[];
err presence_tell(ctx *, ids changed);           /* in this process; the others know by themselves. ERR_CANCELLED */

/* typing.c */
err typing_hears(ctx *, const struct saying *, const struct topic *, ids listeners, bool *out);
extern const struct command presence_commands[];
