/*
 * Made-up people for trials: names, words about themselves, and who follows whom. The
 * same seed makes the same people. A few are followed by many, most by few, and some
 * follow many more than others, as among real people. Nothing here knows of a store.
 */
#pragma once
#include "base/arena.h"
#include "base/random.h"

struct person { str username, display_name, bio; };

/* The username ends in `number`, in digits that do not look like letters: so no two numbers give names that look alike. */
void person_make(struct rng *, struct arena *, i64 number, struct person *out);

struct pair { u32 follower, followed; };         /* by number, 0 to users - 1 */

/* `follows` different pairs of two different people, ordered by follower. At most users * (users - 1). */
struct pair *pairs_make(struct rng *, struct arena *, i64 users, i64 follows);
