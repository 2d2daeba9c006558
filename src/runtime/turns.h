/*
 * Turns: which of those that wait for a thread comes next. Each belongs to groups, one
 * inside the other (an address, its network, the network around that). Each hash moves
 * the next turn of all its groups back, of the narrow by more than of the wide: a group
 * gets its share however many of it wait, and a wide one no more than a few narrow ones
 * do.
 *
 * Among equals the first comes first. Once one has waited for long, the newest comes
 * first: it is the likeliest to be there still when its turn is over.
 *
 * Nothing here locks: the lane does. A turn is its owner's memory, and on the list until
 * it is taken or dropped.
 */
#pragma once
#include "base/list.h"

enum { TURN_GROUPS = 3, TURN_CROWDED_MS = 250 };

struct claim { u64 of[TURN_GROUPS]; };           /* narrowest first; hashed with a seed that strangers do not know */
struct turn { struct link link; struct claim claim; u64 tag; i64 since_ms; };

struct turns { struct link waiting; size_t n; u64 now, last, latest; u64 *groups; };         /* latest: of all tags so far */

void turns_open(struct turns *);
void turns_close(struct turns *);
size_t turns_before(const struct turns *, const struct claim *);     /* how many come before one that would be added now */
void turn_add(struct turns *, struct turn *, i64 now_ms);            /* claim is set */
struct turn *turns_last(const struct turns *);   /* whose turn comes after all others', or NULL */
struct turn *turns_next(struct turns *, i64 now_ms);                 /* taken out, or NULL */
void turn_drop(struct turns *, struct turn *);
