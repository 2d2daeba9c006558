/*
 * What `kith seed` makes up: names and words of people, who follows whom, what they say. The same seed makes the same. A few
 * are followed by many, most by few, and some do much more than others, as among real people. Nothing here knows of a store.
 */
#pragma once
#include "base/arena.h"
#include "base/random.h"

struct person { str username, display_name, bio; };

/* The username ends in `number`, in digits that do not look like letters: so no two numbers give names that look alike. */
void person_make(struct rng *, struct arena *, i64 number, struct person *out);

/* Draws one of 0 to n - 1 by a power law: the few first of a random order often, most others seldom; more evenly if `little` is more. */
struct wanted { u32 *order; i64 *up_to; i64 n; };
struct wanted wanted_make(struct rng *, struct arena *, i64 n, i64 little);
u32 wanted_one(const struct wanted *, struct rng *);

/* One that is not taken by `mark` yet, and then is; there is one. If those drawn are all taken, the next free one will do. */
u32 wanted_free(const struct wanted *, struct rng *, u32 *taken, u32 mark);

struct pair { u32 follower, followed; };         /* by number, 0 to users - 1 */

/*
 * `follows` different pairs of two different people, ordered by follower, none of whom follows a star by them; and all others
 * follow the first `stars`.
 */
struct pair *pairs_make(struct rng *, struct arena *, i64 users, i64 stars, i64 follows);
i64 pairs_most(i64 users, i64 stars);            /* the most that `follows` may be */

struct room_name { str name, topic; };           /* of a channel */
void room_name_make(struct rng *, struct arena *, struct room_name *out);

/* What somebody says; `named`: somebody whom it mentions, or "". `language`: NULL, or a BCP 47 tag. */
struct saying { str text; const char *language; };
void saying_make(struct rng *, struct arena *, str named, struct saying *out);
void reply_make(struct rng *, struct arena *, struct saying *out);           /* shorter, of plain words */
