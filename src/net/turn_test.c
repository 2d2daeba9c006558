/* A client that asks much at once has its turn, and then others have theirs: one loop, and a handler that keeps it until all have asked. */
#include <stdatomic.h>
#include <stdlib.h>
#include "net/testbed.h"

enum { MANY = 300, A_TURN = 128 };    /* requests at once; and how many of them may go before another client's */

static struct testbed bed;
static _Atomic bool entered, let_go;
static int count;                    /* of the loop alone */

static void handle(struct exchange *e, void *arg)
{
    (void)arg;
    if (str_eq(e->path, S("/keep"))) {
        atomic_store(&entered, true);
        for (int i = 0; i < PATIENCE_S * 1000 && !atomic_load(&let_go); i++)
            usleep(1000);
    } else if (str_eq(e->path, S("/count"))) {
        count++;
    }
    reply(e, 200, S("text/plain"), arena_format(&e->c->arena, "after %d!", count));
}

/* A client that the server knows already. */
static int known(void)
{
    int fd = dial(&bed);

    say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    hear(&bed, fd, "!");
    return fd;
}

/* While the loop is kept busy, one client asks much of it, and then `other` asks: how much goes first? */
static int before_other(void (*ask_much)(void *arg), void *arg, int keeper, int other)
{
    count = 0;
    atomic_store(&entered, false);
    atomic_store(&let_go, false);
    say(keeper, "GET /keep HTTP/1.1\r\nHost: h\r\n\r\n");
    while (!atomic_load(&entered))
        usleep(1000);
    ask_much(arg);
    say(other, "GET /see HTTP/1.1\r\nHost: h\r\n\r\n");
    atomic_store(&let_go, true);
    str heard = hear(&bed, other, "!");
    return atoi(arena_cstr(&bed.arena, str_from(heard, (size_t)str_find(heard, S("after ")) + 6)));
}

static void ask_http1(void *arg)
{
    struct buf all = BUF_ON(&bed.arena);

    for (int i = 0; i < MANY; i++)
        buf_lit(&all, "GET /count HTTP/1.1\r\nHost: h\r\n\r\n");
    say_bytes(*(int *)arg, buf_str(&all));
}

TEST(requests_that_come_at_once_do_not_all_go_before_another_client)
{
    testbed_init(&bed);
    testbed_serve(&bed, 1, handle);
    int keeper = known(), greedy = known(), other = known();
    expect(before_other(ask_http1, &greedy, keeper, other) <= A_TURN);
    for (int i = 0; i < MANY; i++)
        expect_has(hear(&bed, greedy, "!"), " 200 ");
    close(keeper);
    close(greedy);
    close(other);
    testbed_close(&bed);
}

static void ask_as_newcomers(void *arg)
{
    for (int *fd = arg; fd < (int *)arg + MANY; fd++)
        say(*fd, "GET /count HTTP/1.1\r\nHost: h\r\n\r\n");
}

TEST(newcomers_that_come_at_once_do_not_all_go_before_a_client_that_is_there)
{
    int fds[MANY];

    testbed_init(&bed);
    testbed_serve(&bed, 1, handle);
    int keeper = known(), other = known();
    for (int i = 0; i < MANY; i++)
        fds[i] = dial(&bed);
    int last = known();              /* the others have been accepted, too */
    expect(before_other(ask_as_newcomers, fds, keeper, other) <= A_TURN);
    for (int i = 0; i < MANY; i++) {
        expect_has(hear(&bed, fds[i], "!"), " 200 ");
        say(fds[i], "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        expect_has(hear(&bed, fds[i], "!"), " 200 ");
        close(fds[i]);
    }
    close(keeper);
    close(other);
    close(last);
    testbed_close(&bed);
}
