/*
 * HTTP/2 frames against a connection, over a pair of sockets, after a preface and SETTINGS.
 * The first octet chooses the size of the pieces in which they are sent. The handler reads
 * bodies, streams answers, and opens tunnels that echo.
 */
#include <assert.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/str.h"
#include "net/capacity.h"
#include "net/conn.h"
#include "net/door.h"
#include "net/http_first.h"
#include "net/tunnel.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { QUIET_US = 10000, BODY_MOST = 1 << 20 };

static struct settings settings;
static struct clock hand_clock;
static struct world world;
static struct lane lane;

static i64 no_time(struct clock *c)
{
    (void)c;
    return 1795253400000000;
}

/* ---- the handler ---- */

static size_t tunnel_input(struct tunnel *t, char *bytes, size_t n)
{
    tunnel_write(t, (str){ bytes, n / 2 + n % 2 });
    if (!n)
        tunnel_finish(t);
    else if (n > 1)
        tunnel_resume(t);
    return n;
}

static void tunnel_room(struct tunnel *t)
{
    tunnel_finish(t);
}

static void tunnel_gone(struct tunnel *t)
{
    (void)t;
}

static const struct tunnel_user echo_user = { tunnel_input, tunnel_room, tunnel_room, tunnel_gone };

static err stream(struct exchange *e, str body)
{
    static char piece[20000];

    TRY(reply_begin(e, 200, S("text/plain"), -1));
    for (int i = 0; i < 4; i++) {
        TRY(reply_write(e, (str){ piece, sizeof piece }));
        TRY(reply_write(e, body));
    }
    return reply_end(e);
}

static err answer(struct exchange *e)
{
    struct tunnel *t;
    str body;

    if (exchange_upgrade(e).n)
        return exchange_tunnel(e, &echo_user, NULL, &t);
    TRY(body_all(e, BODY_MOST, &body));
    if (e->query.n)
        return stream(e, body);
    reply(e, 200, S("text/plain"), body);
    return OK;
}

static void handle(struct exchange *e, void *arg)
{
    err failed = answer(e);

    (void)arg;
    if (failed != OK && !e->status)
        reply(e, error_facts[failed].status, S(""), S(""));
}

/* ---- the connection ---- */

struct arrival { struct handoff handoff; int fd; };

static void arrive(struct handoff *p)
{
    struct address nowhere = {0};

    conn_open(&lane, CONTAINER(p, struct arrival, handoff)->fd, &nowhere, &http_first_protocol, &plain_transport);
}

static void world_open(void)
{
    static struct arena arena;
    static struct door door;
    struct failure failure;

    arena_init(&arena, NULL, 0);
    settings_defaults(&settings, &arena);
    hand_clock.now_us = no_time;
    world = (struct world){ .settings = &settings, .clock = &hand_clock, .log = { STDERR_FILENO, LOG_ERROR, &hand_clock },
                            .metrics = metrics_open() };
    runtime_open(&world, 1);
    lane_init(&lane, runtime_loop(world.runtime, 0), handle, NULL);
    lane.capacity = capacity_hold(&world);
    lane.guests = lane.capacity->guests[0];
    failure_begin(&failure, &arena);
    err e = door_open(&door, &failure, &settings, lane.capacity->visitors);
    assert(e == OK);
    lane.door = &door;
    runtime_start(world.runtime);
}

static bool say(int fd, str s)
{
    return send(fd, s.p, s.n, MSG_NOSIGNAL) == (ssize_t)s.n;
}

static void hear_all(int fd)
{
    static char heard[65536];
    struct timeval quiet = { .tv_usec = QUIET_US };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet);
    while (recv(fd, heard, sizeof heard, 0) > 0)
        ;
}

/* Runs until the connection has closed its end, so that the next input finds the lane as this one did. */
static void settle(void)
{
    while (atomic_load(&lane.count) > 0)
        usleep(100);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arrival a = { { NULL, arrive }, -1 };
    int ends[2];

    if (!world.runtime)
        world_open();
    if (n < 2 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0)
        return 0;
    a.fd = ends[0];
    lane_enter(&lane);
    loop_hand(lane.loop, &a.handoff);
    str bytes = { (const char *)data + 1, n - 1 };
    size_t step = data[0] % 32 ? data[0] : bytes.n;
    bool open = say(ends[1], S("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0"));
    for (size_t at = 0; open && at < bytes.n; at += step)
        open = say(ends[1], str_to(str_from(bytes, at), step));
    shutdown(ends[1], SHUT_WR);
    int flags = 0;
    ioctl(ends[1], FIONBIO, &flags);
    hear_all(ends[1]);
    close(ends[1]);
    settle();
    return 0;
}
