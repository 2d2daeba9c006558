#include "runtime/chan.h"
#include <pthread.h>
#include "base/memory.h"
#include "kit/test.h"
#include "runtime/testbed.h"

enum { SENDERS = 4, EACH = 5000, ROOM = 16 };

TEST(a_full_channel_says_so)
{
    struct chan *ch = chan_open(2);
    int message;

    expect(chan_send(ch, &message) && chan_send(ch, &message));
    expect(!chan_send(ch, &message));
    chan_close(&ch);
}

struct sender { struct chan *to; int messages[EACH]; };

static void *send_all(void *arg)
{
    struct sender *s = arg;

    for (int i = 0; i < EACH; i++) {
        s->messages[i] = i;
        while (!chan_send(s->to, &s->messages[i]))
            usleep(50);
    }
    return NULL;
}

static err receive_all(ctx *c, void *arg)
{
    struct sender *senders = arg;
    int next[SENDERS] = {0};
    void *message;

    for (int n = 0; n < SENDERS * EACH; n++) {
        TRY(chan_receive(c, senders[0].to, &message));
        int from = 0;
        while ((int *)message < senders[from].messages || (int *)message >= senders[from].messages + EACH)
            from++;
        expect_eq(*(int *)message, next[from]++);
    }
    return OK;
}

TEST(every_message_arrives_once_each_senders_in_order)
{
    struct testbed b;
    struct sender *senders = memory_zero(SENDERS * sizeof *senders);
    struct chan *ch = chan_open(ROOM);
    pthread_t threads[SENDERS];

    testbed_open(&b, 1);
    for (int i = 0; i < SENDERS; i++)
        senders[i].to = ch;
    for (int i = 0; i < SENDERS; i++)
        pthread_create(&threads[i], NULL, send_all, &senders[i]);
    expect_ok(runtime_call(b.world.runtime, receive_all, senders));
    for (int i = 0; i < SENDERS; i++)
        pthread_join(threads[i], NULL);
    chan_close(&ch);
    testbed_close(&b);
    memory_free(senders);
}

struct tennis { struct chan *here, *there; int rallies; };

static void hit_back(ctx *c, void *arg)
{
    struct tennis *t = arg;
    void *ball;

    while (chan_receive(c, t->there, &ball) == OK)
        expect(chan_send(t->here, ball));
}

static err serve(ctx *c, void *arg)
{
    struct tennis *t = arg;
    void *ball = t;

    for (t->rallies = 0; t->rallies < 1000; t->rallies++) {
        expect(chan_send(t->there, ball));
        TRY(chan_receive(c, t->here, &ball));
    }
    return OK;
}

static void play(int other_loop)
{
    struct testbed b;
    struct tennis t = { chan_open(1), chan_open(1), 0 };

    testbed_open(&b, 2);
    runtime_spawn(b.world.runtime, other_loop, "tennis", hit_back, &t);
    expect_ok(runtime_call(b.world.runtime, serve, &t));
    runtime_stop(b.world.runtime);
    expect_eq(t.rallies, 1000);
    chan_close(&t.here);
    chan_close(&t.there);
    testbed_close(&b);
}

TEST(two_fibers_of_one_loop_talk)
{
    play(0);
}

TEST(two_fibers_of_two_loops_talk)
{
    play(1);
}

static err wait_in_vain(ctx *c, void *arg)
{
    void *message;

    c->deadline_ms = loop_mono_ms(c->loop) + 5;
    err e = chan_receive(c, arg, &message);
    expect(chan_send(arg, arg));
    c->deadline_ms = 0;
    expect_eq(chan_receive(c, arg, &message), OK);
    ctx_cancel(c);
    expect(chan_send(arg, arg));
    expect_eq(chan_receive(c, arg, &message), OK);           /* what was sent is delivered */
    expect_eq(chan_receive(c, arg, &message), ERR_CANCELLED);
    return e;
}

TEST(who_waits_in_vain_is_told_so_and_can_wait_again)
{
    struct testbed b;
    struct chan *ch = chan_open(1);

    testbed_open(&b, 1);
    expect_eq(runtime_call(b.world.runtime, wait_in_vain, ch), ERR_TIMEOUT);
    chan_close(&ch);
    testbed_close(&b);
}
