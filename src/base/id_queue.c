#include "base/id_queue.h"
#include "base/memory.h"

enum { ROOM_LEAST = 4 };

/* What had come around the end is laid out in order. */
static void grow(struct id_queue *q)
{
    size_t room = q->room ? 2 * q->room : ROOM_LEAST;
    id *at = memory_alloc(room * sizeof *at);

    for (size_t i = 0; i < q->n; i++)
        at[i] = q->at[(q->first + i) % q->room];
    memory_free(q->at);
    *q = (struct id_queue){ .at = at, .room = room, .n = q->n };
}

void id_queue_add(struct id_queue *q, id which)
{
    if (q->n == q->room)
        grow(q);
    q->at[(q->first + q->n++) % q->room] = which;
}

bool id_queue_take(struct id_queue *q, id *out)
{
    if (!q->n)
        return false;
    *out = q->at[q->first];
    q->first = (q->first + 1) % q->room;
    q->n--;
    return true;
}

void id_queue_close(struct id_queue *q)
{
    memory_free(q->at);
    *q = (struct id_queue){ .at = NULL };
}
