/*
 * Sends to one channel take its numbers one after the other, so transactions side by side would only undo each other. In a process
 * one of them is on its way at a time: when it runs it takes along all that wait by then, each of another sender, and one that came
 * next leads the next ones. What cannot go along (it would be refused, or the sender's row says more than `may`) goes alone afterwards, and is
 * told why there. Where nobody knows whether the store has kept them, none goes again: it might be there twice.
 */
#include "domain/message/message_own.h"

enum { TOGETHER_MOST = 128 };
enum outcome { WAITS, LEADS, SENT, ALONE, DOUBTED };

struct queue { struct link link; id channel; struct link waiting; };     /* of a channel, while somebody leads */
struct waiting { struct link link; struct sending *in; ctx *c; enum outcome outcome; struct queue own; };
struct batch { id channel; struct send_bucket *bucket; struct waiting *of[TOGETHER_MOST]; bool sent[TOGETHER_MOST]; size_t n; };

void message_memory_open(void *memory)
{
    struct message_memory *m = memory;

    for (size_t i = 0; i < COUNT(m->sends); i++) {
        pthread_mutex_init(&m->sends[i].lock, NULL);
        list_init(&m->sends[i].queues);
    }
}

void message_memory_close(void *memory)
{
    struct message_memory *m = memory;

    for (size_t i = 0; i < COUNT(m->sends); i++)
        pthread_mutex_destroy(&m->sends[i].lock);
}

/* The last bits of most ids are alike. */
static struct send_bucket *bucket_of(ctx *c, id channel)
{
    struct message_memory *m = capability_memory(c->world, &message_capability);

    return &m->sends[((u64)channel.v * 0x9e3779b97f4a7c15u >> 32) % COUNT(m->sends)];
}

/* ---- who leads ---- */

static struct queue *queue_of(struct send_bucket *b, id channel)
{
    LIST_EACH(l, &b->queues)
        if (CONTAINER(l, struct queue, link)->channel.v == channel.v)
            return CONTAINER(l, struct queue, link);
    return NULL;
}

static void lead_begin(struct send_bucket *b, id channel, struct waiting *w)
{
    w->outcome = LEADS;
    w->own.channel = channel;
    list_init(&w->own.waiting);
    list_add_last(&b->queues, &w->own.link);
}

/* False: somebody leads, and wakes it. */
static bool queue_enter(struct send_bucket *b, id channel, struct waiting *w)
{
    pthread_mutex_lock(&b->lock);
    struct queue *q = queue_of(b, channel);
    if (q)
        list_add_last(&q->waiting, &w->link);
    else
        lead_begin(b, channel, w);
    pthread_mutex_unlock(&b->lock);
    return !q;
}

static bool batch_has(const struct batch *b, id sender)
{
    for (size_t i = 0; i < b->n; i++)
        if (sending_by(b->of[i]->in).v == sender.v)
            return true;
    return false;
}

/* After the leader's own, those that wait: of one sender only the first, so that what somebody sends stays in order. */
static void batch_fill(struct batch *b)
{
    pthread_mutex_lock(&b->bucket->lock);
    LIST_EACH(l, &b->of[0]->own.waiting) {
        struct waiting *w = CONTAINER(l, struct waiting, link);
        if (b->n == TOGETHER_MOST)
            break;
        if (batch_has(b, sending_by(w->in)))
            continue;
        list_remove(l);
        b->of[b->n++] = w;
    }
    pthread_mutex_unlock(&b->bucket->lock);
}

/* The first of those that came meanwhile leads. */
static void lead_pass(struct send_bucket *b, struct waiting *leader)
{
    struct link *next;

    pthread_mutex_lock(&b->lock);
    list_remove(&leader->own.link);
    next = list_pop(&leader->own.waiting);
    if (next) {
        struct waiting *w = CONTAINER(next, struct waiting, link);
        lead_begin(b, leader->own.channel, w);
        list_move(&leader->own.waiting, &w->own.waiting);
    }
    pthread_mutex_unlock(&b->lock);
    if (next)
        ctx_wake_from_thread(CONTAINER(next, struct waiting, link)->c);
}

/* ---- the deed ---- */

static err send_many(tx *t, struct batch *b)
{
    struct channel_bid *bids = arena_array(tx_arena(t), struct channel_bid, b->n);
    size_t *whose = arena_array(tx_arena(t), size_t, b->n), n = 0;

    for (size_t i = 0; i < b->n; i++) {
        bool fresh;
        b->sent[i] = false;
        TRY(sending_is_fresh(t, b->of[i]->in, &fresh));
        if (!fresh)
            continue;
        bids[n] = (struct channel_bid){ .sender = sending_by(b->of[i]->in), .message = tx_new_id(t) };
        whose[n++] = i;
    }
    TRY(channel_take_seqs(t, b->channel, bids, n));
    for (size_t k = 0; k < n; k++)
        if (bids[k].taken) {
            TRY(sending_do(t, b->of[whose[k]]->in, bids[k].message, &bids[k].turn));
            b->sent[whose[k]] = true;
        }
    return OK;
}

/* On whatever thread transactions run: what came while it waited for its turn goes along. */
static err send_waiting(tx *t, void *arg)
{
    struct batch *b = arg;

    batch_fill(b);
    return b->n == 1 ? sending_alone(t, b->of[0]->in) : send_many(t, b);
}

static void batch_wake(const struct batch *b, err e)
{
    for (size_t i = 1; i < b->n; i++) {
        b->of[i]->outcome = e == ERR_UNAVAILABLE ? DOUBTED : e == OK && b->sent[i] ? SENT : ALONE;
        ctx_wake_from_thread(b->of[i]->c);
    }
}

/* First the others whose messages came in the same turn may join. */
static err lead(ctx *c, struct send_bucket *bucket, struct waiting *me)
{
    struct batch b = { .channel = me->own.channel, .bucket = bucket, .of = { me }, .n = 1 };
    err e = ctx_yield(c);

    if (e == OK)
        e = transact(c, send_waiting, &b);
    lead_pass(bucket, me);
    if (b.n == 1)
        return e;
    batch_wake(&b, e);
    return e == ERR_UNAVAILABLE || (e == OK && b.sent[0]) ? e : transact(c, sending_alone, me->in);
}

err send_in_turn(ctx *c, id channel, struct sending *in)
{
    struct send_bucket *b = bucket_of(c, channel);
    struct waiting me = { .in = in, .c = c };

    list_init(&me.link);
    if (!queue_enter(b, channel, &me))
        ctx_park_firm(c);
    if (me.outcome == LEADS)
        return lead(c, b, &me);
    if (me.outcome == DOUBTED)
        return fail_with(c, ERR_UNAVAILABLE, "The database went away while this was saved; it may or may not be there.");
    return me.outcome == SENT ? OK : transact(c, sending_alone, in);
}
