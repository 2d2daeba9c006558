#include "runtime/loop.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>
#include "kit/test.h"
#include "runtime/ready.h"
#include "runtime/testbed.h"

static struct testbed bed;
static struct loop *loop;

static void begin(void)
{
    testbed_world(&bed);
    loop = loop_open(&bed.world, 0);
}

static void finish(void)
{
    loop_close(&loop);
    testbed_close(&bed);
}

struct numbered { struct timer timer; int number; };
static int order[8], fired;

static void note_number(struct timer *t)
{
    order[fired++] = CONTAINER(t, struct numbered, timer)->number;
    if (fired == 3)
        loop_stop(loop);
}

TEST(timers_fire_in_order_and_a_stopped_one_never)
{
    struct numbered t[4] = { { { .fire = note_number }, 0 }, { { .fire = note_number }, 1 },
                             { { .fire = note_number }, 2 }, { { .fire = note_number }, 3 } };
    i64 from = mono_ms();

    begin();
    fired = 0;
    timer_start(loop, &t[0].timer, 30);
    timer_start(loop, &t[1].timer, 10);
    timer_start(loop, &t[2].timer, 5);
    timer_start(loop, &t[3].timer, 20);
    timer_stop(loop, &t[2].timer);
    timer_stop(loop, &t[2].timer);
    loop_run(loop);
    expect(order[0] == 1 && order[1] == 3 && order[2] == 0);
    expect(mono_ms() - from >= 30);
    finish();
}

static struct timer eager;
static int rounds;

static void again_at_once(struct timer *t)
{
    if (++rounds == 5)
        loop_stop(loop);
    else
        timer_start(loop, t, 0);
}

TEST(a_timer_that_starts_itself_for_now_leaves_room_for_the_turn)
{
    begin();
    rounds = 0;
    eager = (struct timer){ .fire = again_at_once };
    timer_start(loop, &eager, 0);
    loop_run(loop);
    expect_eq(rounds, 5);
    expect(loop_turns(loop) >= 5);
    finish();
}

struct end { struct watch watch; struct end *other; int *calls; };

/* Both ends are readable in one turn: whichever comes first takes the other off. */
static void unwatch_the_other(struct watch *w, u32 events)
{
    struct end *e = CONTAINER(w, struct end, watch);

    (void)events;
    ++*e->calls;
    loop_unwatch(loop, &e->other->watch);
    loop_unwatch(loop, &e->watch);
    memset(e->other, 0xff, sizeof *e->other);    /* its memory is somebody else's now */
    loop_stop(loop);
}

TEST(after_unwatch_an_event_that_was_fetched_already_is_not_told)
{
    int a[2], b[2], calls = 0;
    struct end first, second;

    begin();
    expect(pipe(a) == 0 && pipe(b) == 0 && write(a[1], "x", 1) == 1 && write(b[1], "x", 1) == 1);
    first = (struct end){ { a[0], unwatch_the_other }, &second, &calls };
    second = (struct end){ { b[0], unwatch_the_other }, &first, &calls };
    expect(loop_watch(loop, &first.watch, EPOLLIN) && loop_watch(loop, &second.watch, EPOLLIN));
    loop_run(loop);
    expect_eq(calls, 1);
    for (int i = 0; i < 2; i++)
        expect(close(a[i]) == 0 && close(b[i]) == 0);
    finish();
}

static u32 seen_events;

static void note_events(struct watch *w, u32 events)
{
    seen_events |= events;
    if (events & EPOLLOUT) {
        expect(loop_rewatch(loop, w, EPOLLIN));
        return;
    }
    loop_unwatch(loop, w);
    loop_stop(loop);
}

TEST(a_watch_can_change_what_it_waits_for)
{
    int pair[2];
    struct watch w;

    begin();
    seen_events = 0;
    expect(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && write(pair[1], "x", 1) == 1);
    w = (struct watch){ pair[0], note_events };
    expect(loop_watch(loop, &w, EPOLLOUT));
    expect(!loop_watch(loop, &w, EPOLLOUT));
    loop_run(loop);
    expect((seen_events & EPOLLIN) && (seen_events & EPOLLOUT));
    close(pair[0]);
    close(pair[1]);
    finish();
}

enum { SENDERS = 4, POSTS = 20000 };

struct numbered_handoff { struct handoff handoff; int sender, number; };
static struct numbered_handoff handoffs[SENDERS][POSTS];
static int last_of[SENDERS], arrived;
static bool in_order;

static void note_handoff(struct handoff *p)
{
    struct numbered_handoff *n = CONTAINER(p, struct numbered_handoff, handoff);

    in_order = in_order && n->number == last_of[n->sender];
    last_of[n->sender]++;
    if (++arrived == SENDERS * POSTS)
        loop_stop(loop);
}

static void *send_posts(void *arg)
{
    struct numbered_handoff *mine = arg;

    for (int i = 0; i < POSTS; i++) {
        loop_hand(loop, &mine[i].handoff);
        if (i % 1000 == 0)
            usleep(100);             /* lets the loop fall asleep now and then */
    }
    return NULL;
}

TEST(posts_from_many_threads_all_arrive_each_senders_in_order)
{
    pthread_t threads[SENDERS];

    begin();
    arrived = 0;
    in_order = true;
    for (int i = 0; i < SENDERS; i++) {
        last_of[i] = 0;
        for (int k = 0; k < POSTS; k++)
            handoffs[i][k] = (struct numbered_handoff){ { .run = note_handoff }, i, k };
    }
    for (int i = 0; i < SENDERS; i++)
        pthread_create(&threads[i], NULL, send_posts, handoffs[i]);
    loop_run(loop);
    for (int i = 0; i < SENDERS; i++)
        pthread_join(threads[i], NULL);
    expect_eq(arrived, SENDERS * POSTS);
    expect(in_order);
    finish();
}

static struct handoff ping;
static int pings;

static void ping_again(struct handoff *p)
{
    if (++pings == 1000)
        loop_stop(loop);
    else
        loop_hand(loop, p);
}

TEST(a_post_can_be_posted_again_as_it_runs)
{
    begin();
    pings = 0;
    ping.run = ping_again;
    loop_hand(loop, &ping);
    loop_run(loop);
    expect_eq(pings, 1000);
    finish();
}

static int acts[8], act_count;

static void act(int n)
{
    acts[act_count++] = n;
}

static void hook_ran(struct turn_hook *h)
{
    (void)h;
    act(3);
    loop_stop(loop);
}

static void hook_never(struct turn_hook *h)
{
    (void)h;
    act(99);
}

static void loop_ended(struct stop_hook *h)
{
    (void)h;
    act(4);
}

static struct turn_hook kept = { .run = hook_ran }, dropped = { .run = hook_never };
static struct timer now_timer;

static void timer_phase(struct timer *t)
{
    (void)t;
    act(2);
}

static void post_phase(struct handoff *p)
{
    (void)p;
    act(1);
    loop_at_turn_end(loop, &kept);
    loop_at_turn_end(loop, &kept);
    loop_at_turn_end(loop, &dropped);
    turn_hook_cancel(&dropped);
    turn_hook_cancel(&dropped);
}

TEST(a_turn_runs_posts_timers_and_then_its_hooks_and_the_end_comes_last)
{
    struct stop_hook stop = { .run = loop_ended };

    begin();
    act_count = 0;
    ping.run = post_phase;
    now_timer = (struct timer){ .fire = timer_phase };
    timer_start_at(loop, &now_timer, 0);
    loop_hand(loop, &ping);
    loop_at_stop(loop, &stop);
    loop_run(loop);
    expect_eq(act_count, 4);
    for (int i = 0; i < 4; i++)
        expect_eq(acts[i], i + 1);
    finish();
}

static int clock_reads;
static i64 moving_clock(struct clock *k)
{
    (void)k;
    return 1795253400000000 + clock_reads++;
}

TEST(the_wall_clock_is_read_once_a_turn_and_the_date_made_once_a_second)
{
    begin();
    clock_reads = 0;
    bed.clock.now_us = moving_clock;
    i64 first = loop_wall_us(loop);
    expect(loop_wall_us(loop) == first && clock_reads == 1);
    expect_str(loop_http_date(loop), S("Sat, 21 Nov 2026 09:30:00 GMT"));
    pings = 999;
    ping.run = ping_again;
    loop_hand(loop, &ping);
    loop_run(loop);
    expect(loop_wall_us(loop) != first);
    finish();
}

TEST(what_is_posted_before_the_stop_still_runs)
{
    begin();
    pings = 0;
    ping.run = ping_again;
    loop_hand(loop, &ping);
    loop_stop(loop);
    loop_run(loop);
    expect_eq(pings, 1000);
    finish();
}

/* ---- what one thread hands over together ---- */

enum { TOGETHER = 4, SPINS = 2000 };

static struct numbered_handoff parts[TOGETHER];
static u64 turn_of[TOGETHER];
static _Atomic int parts_run;

static void note_part(struct handoff *p)
{
    turn_of[CONTAINER(p, struct numbered_handoff, handoff)->number] = loop_turns(loop);
    if (atomic_fetch_add(&parts_run, 1) == TOGETHER - 1)
        loop_stop(loop);
}

/* The loop has time to run each before the next is there. */
static void *hand_parts(void *arg)
{
    (void)arg;
    usleep(20000);                   /* it sleeps by then; if not, the test says less */
    loop_rings_hold();
    for (int i = 0; i < TOGETHER; i++) {
        loop_hand(loop, &parts[i].handoff);
        for (int spin = 0; spin < SPINS && atomic_load(&parts_run) == i; spin++)
            sched_yield();
    }
    loop_rings_release();
    return NULL;
}

TEST(a_loop_that_sleeps_is_woken_once_for_what_a_thread_hands_over_together)
{
    pthread_t thread;

    begin();
    atomic_store(&parts_run, 0);
    for (int i = 0; i < TOGETHER; i++)
        parts[i] = (struct numbered_handoff){ { .run = note_part }, 0, i };
    pthread_create(&thread, NULL, hand_parts, NULL);
    loop_run(loop);
    pthread_join(thread, NULL);
    expect_eq(atomic_load(&parts_run), TOGETHER);
    expect_eq(turn_of[TOGETHER - 1], turn_of[0]);
    finish();
}

/* ---- what is for many ---- */

static void many_ran(struct turn_hook *h)
{
    (void)h;
    act(2);
    loop_stop(loop);
}

static void few_ran(struct turn_hook *h)
{
    (void)h;
    act(1);
}

static struct turn_hook many = { .run = many_ran }, few = { .run = few_ran };

static void many_and_few(struct handoff *p)
{
    (void)p;
    loop_at_turn_last(loop, &many);
    loop_at_turn_last(loop, &many);
    loop_at_turn_end(loop, &many);   /* it is queued already */
    loop_at_turn_end(loop, &few);
}

TEST(hooks_for_many_run_after_those_for_few)
{
    begin();
    act_count = 0;
    ping.run = many_and_few;
    loop_hand(loop, &ping);
    loop_run(loop);
    expect(act_count == 2 && acts[0] == 1 && acts[1] == 2);
    finish();
}
