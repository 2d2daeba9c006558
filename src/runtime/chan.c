#include "runtime/chan.h"
#include <assert.h>
#include <pthread.h>
#include "base/memory.h"
#include "runtime/ctx_own.h"

/*
 * The lock guards a few words for a few instructions. The handoff is under way at most once, and
 * outlives a receiver that gave up: a close meanwhile leaves the freeing to it.
 */
struct chan {
    pthread_mutex_t lock;
    void **ring;
    size_t first, n, most;
    ctx *receiver;                   /* parked for a message */
    bool *told;                      /* its flag, on its stack */
    bool posted, closed;
    struct handoff handoff;
};

static void chan_free(struct chan *ch)
{
    pthread_mutex_destroy(&ch->lock);
    memory_free(ch->ring);
    memory_free(ch);
}

static void chan_tell(struct chan *ch)
{
    if (!ch->receiver)
        return;
    *ch->told = true;
    ctx_unpark(ch->receiver);
    ch->receiver = NULL;
}

static void told_by_handoff(struct handoff *p)
{
    struct chan *ch = CONTAINER(p, struct chan, handoff);

    pthread_mutex_lock(&ch->lock);
    ch->posted = false;
    bool closed = ch->closed;
    chan_tell(ch);
    pthread_mutex_unlock(&ch->lock);
    if (closed)
        chan_free(ch);
}

struct chan *chan_open(size_t most)
{
    struct chan *ch = memory_new(struct chan);

    assert(most > 0);
    pthread_mutex_init(&ch->lock, NULL);
    ch->ring = memory_alloc(most * sizeof *ch->ring);
    ch->most = most;
    ch->handoff.run = told_by_handoff;
    return ch;
}

void chan_close(struct chan **chan)
{
    struct chan *ch = *chan;

    *chan = NULL;
    pthread_mutex_lock(&ch->lock);
    assert(!ch->receiver);
    ch->closed = true;
    bool posted = ch->posted;
    pthread_mutex_unlock(&ch->lock);
    if (!posted)
        chan_free(ch);
}

bool chan_send(struct chan *ch, void *message)
{
    assert(message);
    pthread_mutex_lock(&ch->lock);
    bool room = ch->n < ch->most;
    struct loop *ring = NULL;
    if (room)
        ch->ring[(ch->first + ch->n++) % ch->most] = message;
    if (room && ch->receiver) {
        if (loop_current() == ch->receiver->loop) {
            chan_tell(ch);
        } else if (!ch->posted) {
            ch->posted = true;
            ring = ch->receiver->loop;
        }
    }
    pthread_mutex_unlock(&ch->lock);
    if (ring)
        loop_hand(ring, &ch->handoff);
    return room;
}

/* A message, or NULL and the receiver noted as waiting. */
static void *chan_take_now(struct chan *ch, ctx *c, bool *told)
{
    void *message = NULL;

    pthread_mutex_lock(&ch->lock);
    if (ch->n) {
        message = ch->ring[ch->first];
        ch->first = (ch->first + 1) % ch->most;
        ch->n--;
    } else {
        assert(!ch->receiver);
        ch->receiver = c;
        ch->told = told;
    }
    pthread_mutex_unlock(&ch->lock);
    return message;
}

err chan_receive(ctx *c, struct chan *ch, void **message)
{
    ctx_chaos(c);
    for (;;) {
        bool told = false;
        *message = chan_take_now(ch, c, &told);
        if (*message)
            return OK;
        err e = ctx_park_until(c, &told);
        if (e == OK)
            continue;
        pthread_mutex_lock(&ch->lock);
        ch->receiver = NULL;
        pthread_mutex_unlock(&ch->lock);
        return e;
    }
}
