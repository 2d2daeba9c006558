/*
 * Memory for messages that come in pieces. A large frame says how long it is, so its
 * payload is read straight to its place; and one large message reuses the memory of
 * the last, since fresh pages cost as much as copying.
 */
#include "base/str.h"
#include "net/ws/own.h"

void ws_spares_drop(struct ws_lane *l)
{
    while (l->spare_count)
        buf_close(&l->spares[--l->spare_count]);
}

void ws_spares_idle(struct timer *t)
{
    ws_spares_drop(CONTAINER(t, struct ws_lane, idle));
}

void ws_message_give(struct ws *w, struct buf *b)
{
    struct ws_lane *l = ws_lane(w->kind, w->loop);

    if (b->size < WS_INTO_LEAST || b->size > WS_SPARE_MOST || l->spare_count == WS_SPARES) {
        buf_close(b);
        return;
    }
    b->n = 0;
    l->spares[l->spare_count++] = *b;
    *b = (struct buf){0};
    l->loop = w->loop;
    if (!l->idle.place)
        timer_start(w->loop, &l->idle, WS_SPARE_MS);
}

/* Room for what a frame announces, so that the message is not moved as it grows; but no more than a spare has. */
static void message_take(struct ws *w, const struct ws_event *e)
{
    struct ws_lane *l = ws_lane(w->kind, w->loop);
    u64 whole = w->reader.left + e->payload.n;

    if (whole >= WS_INTO_LEAST && l->spare_count)
        w->message = l->spares[--l->spare_count];
    buf_reserve(&w->message, whole < WS_SPARE_MOST ? (size_t)whole : WS_SPARE_MOST);
}

/* A piece that was read straight to its place is there already. */
void ws_gather(struct ws *w, const struct ws_event *e)
{
    struct buf *m = &w->message;

    if (!e->payload.n)
        return;
    if (!m->p)
        message_take(w, e);
    if (e->payload.p == m->p + m->n && m->size - m->n >= e->payload.n)
        m->n += e->payload.n;
    else
        buf_add(m, e->payload);
    w->gathered = m->n;
}

str ws_message_room(struct ws *w)
{
    u64 left = w->message.n ? ws_data_left(&w->reader) : 0;
    size_t n = left < WS_INTO_MOST ? (size_t)left : WS_INTO_MOST;

    return n < WS_INTO_LEAST ? S("") : (str){ buf_reserve(&w->message, n), n };
}
