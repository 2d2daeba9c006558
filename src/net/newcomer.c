#include "net/newcomer.h"
#include "base/time.h"

/* Of a turn. What follows from a request that has been read, on its fiber, takes about as long again, so they are counted, too. */
enum { SERVED_US = 1000, SERVED_MOST = 16 };

static bool turn_has_room(struct lane *l)
{
    if (l->newcomers_in != loop_turns(l->loop)) {
        l->newcomers_in = loop_turns(l->loop);
        l->newcomers_us = l->newcomers_served = 0;
    }
    return l->newcomers_served < SERVED_MOST && l->newcomers_us < SERVED_US;
}

static void newcomer_serve(struct lane *l, struct conn *c)
{
    i64 from_us = mono_us();

    l->newcomers_served++;
    conn_run(c);
    l->newcomers_us += mono_us() - from_us;
}

static void newcomers_serve(struct turn_hook *h)
{
    struct lane *l = CONTAINER(h, struct lane, newcomers_turn);
    struct link *first;

    while (turn_has_room(l) && (first = list_pop(&l->newcomers)))
        newcomer_serve(l, CONTAINER(first, struct conn, turn_end.link));
    if (!list_empty(&l->newcomers))
        loop_at_turn_end(l->loop, h);
}

void newcomers_open(struct lane *l)
{
    list_init(&l->newcomers);
    l->newcomers_turn.run = newcomers_serve;
}

void newcomer_ready(struct conn *c)
{
    struct lane *l = c->lane;

    if (turn_hook_queued(&c->turn_end))
        return;
    if (list_empty(&l->newcomers) && turn_has_room(l)) {
        newcomer_serve(l, c);
        return;
    }
    list_add_last(&l->newcomers, &c->turn_end.link);
    loop_at_turn_end(l->loop, &l->newcomers_turn);
}
