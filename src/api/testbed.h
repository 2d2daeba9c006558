/* For the tests of this room: a server in the process with the test's own routes, and a client that sends and receives text. */
#pragma once
#include <arpa/inet.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include "api/rest/idempotency.h"
#include "api/rest/rest.h"
#include "api/rest/route.h"
#include "base/str.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/rate.h"
#include "ports/secrets.h"

enum { PATIENCE_S = 20 };            /* a test that waits longer fails */

struct testbed { struct test_world *world; struct front *front; struct rest *rest; struct server *server; struct arena arena; };

static inline struct testbed testbed_make(const struct program *p, const struct test_setting *settings)
{
    struct testbed b = { .world = test_world_open((struct test_world_options){ .migrations = rest_migrations, .settings = settings }) };
    struct world *w = &b.world->world;
    struct failure failure;

    arena_init(&b.arena, NULL, 0);
    failure_begin(&failure, &b.arena);
    w->program = p;
    expect_ok(secrets_open(w, &failure, &w->secrets));
    w->rates = rate_open(w);
    expect_ok(front_open(w, &failure, &b.front));
    expect_ok(rest_open(w, &failure, b.front, &b.rest));
    front_ready(b.front);
    return b;
}

/* Once all tables are added. */
static inline void testbed_begin(struct testbed *b)
{
    struct failure failure;

    failure_begin(&failure, &b->arena);
    expect_ok(server_open(&b->world->world, &failure, S("127.0.0.1:0"), front_handle, b->front, &b->server));
    server_start(b->server);
}

static inline struct testbed testbed_open(const struct program *p, const struct test_setting *settings)
{
    struct testbed b = testbed_make(p, settings);

    testbed_begin(&b);
    return b;
}

static inline void testbed_close(struct testbed *b)
{
    runtime_stop(b->world->world.runtime);
    server_close(&b->server);
    rest_close(&b->rest);
    front_close(&b->front);
    rate_close(&b->world->world.rates);
    secrets_close(&b->world->world.secrets);
    test_world_close(&b->world);
    arena_close(&b->arena);
}

static inline int testbed_connect(struct testbed *b)
{
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(server_port(b->server)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    struct timeval patience = { .tv_sec = PATIENCE_S };
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    expect_eq(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

struct heard { int status; str head, body; };

/* One request on its own connection: its first line, further header lines (each with CRLF), and a body of JSON or "". */
static inline struct heard ask(struct testbed *b, const char *line, const char *headers, const char *body)
{
    struct buf said = BUF_ON(&b->arena), heard = BUF_ON(&b->arena);
    int fd = testbed_connect(b);
    ssize_t n;

    buf_format(&said, "%s HTTP/1.1\r\nHost: kith.example\r\nConnection: close\r\n%s", line, headers);
    if (*body)
        buf_format(&said, "Content-Type: application/json\r\nContent-Length: %zu\r\n", strlen(body));
    buf_format(&said, "\r\n%s", body);
    expect_eq(send(fd, said.p, said.n, MSG_NOSIGNAL), (i64)said.n);
    while ((n = recv(fd, buf_reserve(&heard, 4096), 4096, 0)) > 0)
        heard.n += (size_t)n;
    close(fd);
    ptrdiff_t end = str_find(buf_str(&heard), S("\r\n\r\n"));
    i64 status = 0;
    expect(end > 12 && str_to_i64((str){ heard.p + 9, 3 }, &status));
    return (struct heard){ (int)status, str_to(buf_str(&heard), (size_t)end + 2), str_from(buf_str(&heard), (size_t)end + 4) };
}

/* A header's value, or {"", 0}; its name as it is on the wire. */
static inline str head_of(struct heard h, const char *name)
{
    str rest = h.head, line;

    while (str_cut(&rest, '\n', &line)) {
        str begin = str_to(line, strlen(name) + 2);
        if (str_eq_nocase(str_to(begin, strlen(name)), str_of(name)) && str_ends(begin, S(": ")))
            return str_to(str_from(line, begin.n), line.n - begin.n - 1);
    }
    return S("");
}

static inline bool says(struct heard h, const char *text)
{
    return str_find(h.body, str_of(text)) >= 0;
}
