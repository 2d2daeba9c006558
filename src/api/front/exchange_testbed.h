/* For tests of routes that handle the exchange themselves: a keeper that knows two callers, and a client that sends and receives bytes. */
#pragma once
#include "api/front/call.h"
#include "api/testbed.h"
#include "crypto/problems.h"
#include "ports/blob.h"
#include "ports/keeper.h"
#include "runtime/metrics.h"

static inline err known(ctx *c, str word, struct caller *out)
{
    if (!str_eq(word, S("ann")) && !str_eq(word, S("bob")))
        return fail_saying(c, &token_invalid, "That is no token of ours.");
    *out = (struct caller){ { word.p[0] == 'a' ? 11 : 12 }, { 21 }, ROLE_USER };
    return OK;
}

static const struct keeper keeper = { .by_token = known, .by_cookie = known };

static inline void say(int fd, str s)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        expect(n > 0);
        s = str_from(s, (size_t)n);
    }
}

/* What is received until it ends with `end`, or until the connection ends. */
static inline str hear(struct testbed *b, int fd, const char *end)
{
    struct buf all = BUF_ON(&b->arena);

    while (!end || !str_ends(buf_str(&all), str_of(end))) {
        ssize_t n = recv(fd, buf_reserve(&all, 4096), end ? 1 : 4096, 0);
        if (n <= 0)
            break;
        all.n += (size_t)n;
    }
    return buf_str(&all);
}

#define ANN "Authorization: Bearer ann\r\n"
#define COOKIE "Cookie: kith_session=ann\r\n"

/* The number of such requests in the metrics. */
static inline i64 requests(struct testbed *b, const char *method, const char *route, const char *status)
{
    struct buf text = {0};
    str name = arena_format(&b->arena, "kith_http_requests_total{method=\"%s\",route=\"%s\",status=\"%s\"} ", method, route, status);
    i64 n = 0;

    metrics_print(b->world->world.metrics, &text);
    ptrdiff_t at = str_find(buf_str(&text), name);
    if (at >= 0) {
        str rest = str_from(buf_str(&text), (size_t)at + name.n), line;
        expect(str_cut(&rest, '\n', &line) && str_to_i64(line, &n));
    }
    buf_close(&text);
    return n;
}
