/* Ids that wait for their turn: a ring, which grows and is never moved up. Begins zeroed; closed by its owner. */
#pragma once
#include <stddef.h>
#include "base/types.h"

struct id_queue { id *at; size_t room, first, n; };

void id_queue_add(struct id_queue *, id);
bool id_queue_take(struct id_queue *, id *out);              /* the one that has waited longest. False: none waits */
void id_queue_close(struct id_queue *);
