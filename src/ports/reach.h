/*
 * Many lists read by one statement: of each the next entries from a place on, either way. An entry's place is an id, by which
 * its list is ordered, newest first. What comes is in the order of the lists, and of each in the order in which it was read.
 *
 *   -- replies_down(reaches str, most i64) -> page reached        "[list,place],[list,place]": reaches_text
 *
 * Of a list that is ordered by a rank, and among equals by an id, a place is both.
 */
#pragma once
#include "base/shape.h"

enum reach_way { REACH_DOWN, REACH_UP };         /* to older ones, from the newest; to newer ones, from the oldest */
struct reach { id list, from; i64 rank; };       /* `from`: the place before the first one; 0: none. `rank`: see below */
struct reached { id list, id, place; };
typedef PAGE(reached) reached_page;
extern const struct shape reached_shape;

struct arena;
str reaches_text(struct arena *, const struct reach *, size_t n, enum reach_way);
