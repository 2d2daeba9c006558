/* Tunnels over HTTP/1.1 on real sockets, with a user that sends back what it gets. */
#include <stdatomic.h>
#include "net/conn.h"
#include "net/testbed.h"
#include "net/tunnel.h"

static struct testbed bed;
static _Atomic int gone, drained, room;
static struct tunnel *stopped;       /* one whose user takes nothing for a while */

static size_t echo_input(struct tunnel *t, char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (bytes[i] == '.')
            tunnel_finish(t);
        else if (bytes[i] == '!')
            tunnel_abort(t);
        else
            tunnel_write(t, (str){ bytes + i, 1 });
    }
    if (!n)
        tunnel_finish(t);
    return n;
}

static void echo_room(struct tunnel *t)
{
    (void)t;
    atomic_fetch_add(&room, 1);
}

static void echo_drain(struct tunnel *t)
{
    atomic_fetch_add(&drained, 1);
    tunnel_write(t, S("farewell"));
    tunnel_finish(t);
}

static void echo_gone(struct tunnel *t)
{
    (void)t;
    atomic_fetch_add(&gone, 1);
}

static const struct tunnel_user echo_user = { echo_input, echo_room, echo_drain, echo_gone };

/* Takes three octets, then none until the timer has run. */
static struct timer later;

static void go_on(struct timer *t)
{
    (void)t;
    tunnel_write(stopped, S("-"));
    tunnel_resume(stopped);
}

static size_t slow_input(struct tunnel *t, char *bytes, size_t n)
{
    size_t taken = n < 3 ? n : 3;

    tunnel_write(t, (str){ bytes, taken });
    if (!n)
        tunnel_finish(t);
    if (taken < n) {
        stopped = t;
        later.fire = go_on;
        timer_start(t->loop, &later, 20);
    }
    return taken;
}

static const struct tunnel_user slow_user = { slow_input, echo_room, echo_drain, echo_gone };

/* Writes until there is too much, and ends when there was room again. */
static size_t flood_input(struct tunnel *t, char *bytes, size_t n)
{
    static char piece[10000];

    (void)bytes;
    while (tunnel_write(t, (str){ piece, sizeof piece }))
        ;
    return n;
}

static void flood_room(struct tunnel *t)
{
    atomic_fetch_add(&room, 1);
    tunnel_finish(t);
}

static const struct tunnel_user flood_user = { flood_input, flood_room, echo_drain, echo_gone };

static void handle(struct exchange *e, void *arg)
{
    struct tunnel *t;
    const struct tunnel_user *user = str_eq(e->path, S("/slow")) ? &slow_user : str_eq(e->path, S("/flood")) ? &flood_user : &echo_user;

    (void)arg;
    reply_header(e, S("X-Extra"), S("yes"));
    err failed = exchange_tunnel(e, user, NULL, &t);
    if (failed != OK && !e->status)
        reply(e, error_facts[failed].status, S("text/plain"), S("no tunnel!"));
}

static void open_bed(void)
{
    atomic_store(&gone, 0);
    atomic_store(&drained, 0);
    atomic_store(&room, 0);
    testbed_init(&bed);
    testbed_serve(&bed, 1, handle);
}

static bool comes_to(_Atomic int *count, int want)
{
    for (int i = 0; i < PATIENCE_S * 1000 && atomic_load(count) < want; i++)
        usleep(1000);
    return atomic_load(count) >= want;
}

static int upgrade(const char *path, const char *behind)
{
    int fd = dial(&bed);

    say(fd, "GET ");
    say(fd, path);
    say(fd, " HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n");
    say(fd, behind);
    return fd;
}

TEST(a_tunnel_begins_behind_a_101)
{
    open_bed();
    int fd = upgrade("/", "");
    expect_str(hear(&bed, fd, "\r\n\r\n"),
               S("HTTP/1.1 101 Switching Protocols\r\nDate: Sat, 21 Nov 2026 09:30:00 GMT\r\nUpgrade: websocket\r\n"
                                             "Connection: Upgrade\r\nX-Extra: yes\r\n\r\n"));
    say(fd, "hello");
    expect_str(hear(&bed, fd, "hello"), S("hello"));
    say(fd, "again.");
    expect_str(hear_all(&bed, fd), S("again"));
    close(fd);
    expect(comes_to(&gone, 1));
    testbed_close(&bed);
}

TEST(what_stands_behind_the_request_in_its_packet_goes_through_the_tunnel)
{
    open_bed();
    int fd = upgrade("/", "early.");
    expect(str_ends(hear_all(&bed, fd), S("\r\n\r\nearly")));
    close(fd);
    testbed_close(&bed);
}

TEST(what_the_user_does_not_take_waits_for_it)
{
    open_bed();
    int fd = upgrade("/slow", "123456789");
    expect(str_ends(hear(&bed, fd, "789"), S("\r\n\r\n123-456-789")));
    close(fd);
    expect(comes_to(&gone, 1));
    testbed_close(&bed);
}

TEST(a_user_hears_of_room_once_the_client_has_read)
{
    open_bed();
    int fd = upgrade("/flood", "x");
    expect(hear_all(&bed, fd).n > OUT_HIGH);
    expect_eq(atomic_load(&room), 1);
    close(fd);
    testbed_close(&bed);
}

TEST(a_client_that_ends_or_resets_ends_its_tunnel)
{
    struct linger none = { .l_onoff = 1 };

    open_bed();
    int fd = upgrade("/", "hey");
    hear(&bed, fd, "hey");
    shutdown(fd, SHUT_WR);
    expect_eq(hear_all(&bed, fd).n, 0);
    close(fd);
    expect(comes_to(&gone, 1));
    fd = upgrade("/slow", "123456");
    hear(&bed, fd, "123");
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(fd);
    expect(comes_to(&gone, 2));
    testbed_close(&bed);
}

TEST(a_user_may_cut_its_tunnel)
{
    open_bed();
    int fd = upgrade("/", "!");
    expect_has(hear_all(&bed, fd), "(the connection broke");
    close(fd);
    expect(comes_to(&gone, 1));
    testbed_close(&bed);
}

TEST(who_asks_for_nothing_gets_no_tunnel)
{
    open_bed();
    int fd = dial(&bed);
    say(fd, "GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    expect_has(hear(&bed, fd, "no tunnel!"), "HTTP/1.1 400 ");
    say(fd, "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n\r\n");
    expect_has(hear(&bed, fd, "no tunnel!"), "HTTP/1.1 400 ");
    say(fd, "GET / HTTP/1.0\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n");
    expect_has(hear(&bed, fd, "no tunnel!"), "HTTP/1.1 400 ");
    close(fd);
    testbed_close(&bed);
}

TEST(a_drain_lets_tunnels_say_farewell)
{
    open_bed();
    int fd = upgrade("/", "hey");
    hear(&bed, fd, "hey");
    server_drain(bed.server, 10000);
    expect_eq(atomic_load(&drained), 1);
    expect_str(hear_all(&bed, fd), S("farewell"));
    close(fd);
    testbed_close(&bed);
}
