/* For the tests of this room: a server in the process on a free port, and a client that sends and receives bytes. */
#pragma once
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"
#include "net/server.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

struct testbed {
    struct world world;
    struct clock clock;
    struct arena arena;
    struct settings settings;
    struct server *server;
    struct tls *tls;                 /* NULL: plain */
};

enum { PATIENCE_S = 20 };            /* a test that waits longer has failed */

static inline i64 testbed_now_us(struct clock *k)
{
    (void)k;
    return 1795253400000000;         /* Sat, 21 Nov 2026 09:30:00 GMT */
}

static inline void testbed_init(struct testbed *b)
{
    *b = (struct testbed){ .clock = { testbed_now_us } };
    arena_init(&b->arena, NULL, 0);
    settings_defaults(&b->settings, &b->arena);
    b->world.settings = &b->settings;
    b->world.clock = &b->clock;
    b->world.log = (struct log){ STDERR_FILENO, LOG_WARN, &b->clock };
    b->world.metrics = metrics_open();
}

static inline void testbed_serve(struct testbed *b, int loops, http_handler *handler)
{
    const char *chaos = getenv("KITH_TEST_CHAOS");
    struct failure failure;

    failure_begin(&failure, &b->arena);
    runtime_open(&b->world, loops);
    runtime_chaos(b->world.runtime, chaos ? strtoull(chaos, NULL, 10) : 0);
    expect_ok(server_open(&b->world, &failure, S("127.0.0.1:0"), handler, b, &b->server));
    if (b->tls)
        server_secure(b->server, b->tls);
    runtime_start(b->world.runtime);
    server_start(b->server);
}

static inline void testbed_close(struct testbed *b)
{
    if (b->world.runtime)
        runtime_stop(b->world.runtime);
    server_close(&b->server);
    if (b->world.runtime)
        runtime_close(&b->world.runtime);
    metrics_close(&b->world.metrics);
    arena_close(&b->arena);
}

static inline int dial(const struct testbed *b)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval patience = { .tv_sec = PATIENCE_S };
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(server_port(b->server)), .sin_addr = { htonl(INADDR_LOOPBACK) } };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
    expect(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

static inline void say_bytes(int fd, str s)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        expect(n > 0);
        s = str_from(s, (size_t)n);
    }
}

static inline void say(int fd, const char *text)
{
    say_bytes(fd, str_of(text));
}

/* What comes until it ends with `end`, or until the connection ends. */
static inline str hear(struct testbed *b, int fd, const char *end)
{
    struct buf all = BUF_ON(&b->arena);

    while (!end || !str_ends(buf_str(&all), str_of(end))) {
        ssize_t n = recv(fd, buf_reserve(&all, 4096), end ? 1 : 4096, 0);
        if (n < 0)
            buf_lit(&all, " (the connection broke, or nothing came)");
        if (n <= 0)
            break;
        all.n += (size_t)n;
    }
    return buf_str(&all);
}

static inline str hear_all(struct testbed *b, int fd)
{
    return hear(b, fd, NULL);
}

static inline bool has(str s, const char *what)
{
    return str_find(s, str_of(what)) >= 0;
}

#define expect_has(s, what) \
    do { \
        str has_ = (s); \
        if (!has(has_, what)) \
            test_fail(__FILE__, __LINE__, "\"%s\" is not in \"" STR_FMT "\"", what, STR_ARG(has_)); \
    } while (0)
