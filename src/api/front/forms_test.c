/* Routes that are not typed functions: a socket, a stream of events. They are admitted, limited and counted as all others. */
#include <stdatomic.h>
#include "api/front/exchange_testbed.h"
#include "base/memory.h"
#include "net/sse.h"
#include "net/websocket.h"

#define FORMS_PROBLEMS(X) X(too_many_streams, ERR_TOO_MANY, "You have too many streams.")
PROBLEMS_DECLARE(forms_problems, FORMS_PROBLEMS)
PROBLEMS_DEFINE(forms_problems, FORMS_PROBLEMS)

/* ---- a socket that names its caller, and then echoes what it receives ---- */

static void send_back(struct ws *w, enum ws_opcode opcode, str message)
{
    ws_send(w, opcode, message);
}

static const struct ws_rules echoes = { .message = send_back };

struct echo_query { i64 times; };
SHAPE(echo_query, FIELD(echo_query, times, .optional = true, .min = 1, .max = 3, .standard = 1));

static err echo(struct exchange *x, const struct echo_query *in, void *kind)
{
    str hello = arena_format(&x->c->arena, "hello %lld", (long long)x->c->caller.account.v);
    struct ws *w = ws_upgrade(x, kind, NULL);

    for (i64 i = 0; w && i < in->times; i++)
        ws_send(w, WS_TEXT, hello);
    return OK;
}

/* ---- a stream that begins with the last event its client has seen ---- */

struct ticker { str greeting; };
static _Atomic int tickers_gone;

static void ticker_begin(struct sse *s, void *arg)
{
    struct ticker *t = arg;

    sse_send(s, S("7"), S("greeting"), t->greeting);
    sse_end(s);
}

static void ticker_gone(void *arg)
{
    struct ticker *t = arg;

    memory_free((void *)t->greeting.p);
    memory_free(t);
    atomic_fetch_add(&tickers_gone, 1);
}

static err ticks(ctx *c, const struct echo_query *in, struct event_stream *out)
{
    if (in->times == 3)
        return fail(c, &too_many_streams);
    struct ticker *t = memory_new(struct ticker);
    t->greeting = memory_copy(arena_format(&c->arena, "%lld after " STR_FMT, (long long)c->caller.account.v,
                                           STR_ARG(request_last_event_id(c))));
    *out = (struct event_stream){ ticker_begin, { .gone = ticker_gone }, t };
    return OK;
}

/* The whole body has arrived before this is called. */
static err echo_body(struct exchange *x, const struct nothing *in, void *arg)
{
    str body;

    (void)in, (void)arg;
    TRY(body_all(x, 1024, &body));
    reply(x, 200, S("text/plain"), body);
    return OK;
}

static void refuse_shortly(struct call *k, err e)
{
    refusal_begin(k, e);
    reply(k->x, error_facts[e].status, S("text/plain"), problem_detail(k, e));
}

CALLS_EXCHANGE(echo, echo_query)
CALLS_EXCHANGE(echo_body, nothing)
CALLS(ticks, echo_query, event_stream)

static const struct route live_routes[] = {
    { METHOD_GET, "/echo", NULL, &any_member, RATE_READS, 101, TAKES(echo_query), .exchange = echo_exchange, .socket = true,
      .summary = "A socket" },
    { METHOD_GET, "/ticks", ticks_entry, &any_member, RATE_READS, 200, TAKES(echo_query), GIVES_STREAM, .summary = "A stream",
      .problems = PROBLEMS(&too_many_streams) },
    { METHOD_POST, "/plain", NULL, &anyone, RATE_WRITES, 200, .exchange = echo_body_exchange, .type = "text/plain",
      .body_type = "text/plain", .body_most = 16, .refuse = refuse_shortly, .summary = "A body that is waited for" },
    {0}
};

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct program program = { "test", capabilities, (const struct route *const[]){ rest_routes, live_routes, NULL }, &keeper };

struct bed { struct testbed b; struct ws_kind *sockets; };

static struct bed bed(const struct test_setting *settings)
{
    static const struct test_setting usual[] = {
        { "limits", "off" }, { "access_log", "off" }, { "cors_origins", "https://app.example" }, {0}
    };
    struct bed s = { .b = testbed_make(&program, settings ? settings : usual) };

    atomic_store(&tickers_gone, 0);
    s.sockets = ws_kind_open(&s.b.world->world, &echoes);
    front_bind(s.b.front, live_routes, s.sockets);
    testbed_begin(&s.b);
    return s;
}

static void bed_close(struct bed *s)
{
    testbed_close(&s->b);
    ws_kind_close(&s->sockets);
}

#define UPGRADE "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

/* ---- the socket ---- */

static str handshake(struct bed *s, int fd, const char *target, const char *headers)
{
    struct buf said = BUF_ON(&s->b.arena);

    buf_format(&said, "GET %s HTTP/1.1\r\nHost: kith.example\r\nConnection: Upgrade\r\n" UPGRADE "%s\r\n", target, headers);
    say(fd, buf_str(&said));
    return hear(&s->b, fd, "\r\n\r\n");
}

static str frame(int fd, char bytes[64])
{
    expect_eq(recv(fd, bytes, 2, MSG_WAITALL), 2);
    size_t n = (u8)bytes[1];
    expect_eq(recv(fd, bytes, n, MSG_WAITALL), (i64)n);
    return (str){ bytes, n };
}

TEST(a_socket_is_admitted_and_knows_its_caller)
{
    struct bed s = bed(NULL);
    int fd = testbed_connect(&s.b);
    str head = handshake(&s, fd, "/api/echo?times=2", ANN);
    char bytes[64];

    expect(str_starts(head, S("HTTP/1.1 101 ")));
    expect(str_find(head, S("\r\nX-Request-Id: ")) > 0 && str_find(head, S("\r\ntraceparent: ")) > 0);
    expect_str(frame(fd, bytes), S("hello 11"));
    expect_str(frame(fd, bytes), S("hello 11"));
    say(fd, (str){ "\x81\x82\0\0\0\0hi", 8 });   /* a masked text whose mask is zero */
    expect_str(frame(fd, bytes), S("hi"));
    close(fd);
    expect_eq(requests(&s.b, "GET", "/api/v1/echo", "1xx"), 1);
    bed_close(&s);
}

TEST(a_socket_is_refused_before_it_is_one)
{
    static const struct { const char *target, *headers, *status; } cases[] = {
        { "/api/v1/echo", "", "401" },
        { "/api/v1/echo", "Authorization: Bearer eve\r\n", "401" },
        { "/api/v1/echo?times=9", ANN, "422" },
        { "/api/v1/echo", COOKIE "Origin: https://evil.example\r\n", "403" },
        { "/api/v1/echo", COOKIE "Origin: https://kith.example\r\n", "403" },
        { "/api/v1/echo", COOKIE "Sec-Fetch-Site: cross-site\r\n", "403" },
        { "/api/v1/echo", COOKIE "Origin: http://kith.example\r\n", "101" },
        { "/api/v1/echo", COOKIE "Origin: https://app.example\r\n", "101" },
        { "/api/v1/echo", ANN "Origin: https://evil.example\r\n", "101" },
    };
    struct bed s = bed(NULL);

    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = testbed_connect(&s.b);
        str head = handshake(&s, fd, cases[i].target, cases[i].headers);
        expect_str(str_to(str_from(head, 9), 3), str_of(cases[i].status));
        expect(cases[i].status[0] == '1' || str_find(head, S("application/problem+json")) > 0);
        close(fd);
    }
    struct heard plain = ask(&s.b, "GET /api/v1/echo", ANN, "");
    expect_eq(plain.status, 426);
    expect_str(head_of(plain, "Upgrade"), S("websocket"));
    expect(says(plain, "upgrade_required"));
    expect_eq(ask(&s.b, "POST /api/v1/echo", ANN, "{}").status, 405);
    expect_eq(requests(&s.b, "GET", "/api/v1/echo", "4xx"), 7);
    bed_close(&s);
}

TEST(sockets_and_streams_count_against_the_limits)
{
    struct bed s = bed((struct test_setting[]){ { "rate_per_minute", "2" }, { "access_log", "off" }, {0} });
    int fd = testbed_connect(&s.b);

    expect(str_find(handshake(&s, fd, "/api/v1/echo", ANN), S("\r\nRateLimit-Remaining: 1\r\n")) > 0);
    close(fd);
    expect_str(head_of(ask(&s.b, "GET /api/v1/ticks", ANN, ""), "RateLimit-Remaining"), S("0"));
    fd = testbed_connect(&s.b);
    str head = handshake(&s, fd, "/api/v1/echo", ANN);
    expect(str_starts(head, S("HTTP/1.1 429 ")) && str_find(head, S("\r\nRetry-After: ")) > 0);
    close(fd);
    bed_close(&s);
}

/* ---- the stream ---- */

static bool comes_to(_Atomic int *count, int want)
{
    for (int i = 0; i < PATIENCE_S * 1000 && atomic_load(count) < want; i++)
        usleep(1000);
    return atomic_load(count) == want;
}

TEST(a_stream_begins_once_its_handler_has_agreed)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /api/v1/ticks", ANN "Last-Event-ID: 6\r\n", "");

    expect_eq(h.status, 200);
    expect_str(head_of(h, "Content-Type"), S("text/event-stream"));
    expect_str(head_of(h, "Cache-Control"), S("no-store"));
    expect(head_of(h, "X-Request-Id").n > 0);
    expect(says(h, "id: 7\nevent: greeting\ndata: 11 after 6\n\n"));
    expect(comes_to(&tickers_gone, 1));
    expect_eq(requests(&s.b, "GET", "/api/v1/ticks", "2xx"), 1);
    bed_close(&s);
}

TEST(a_stream_that_is_not_to_be_is_a_problem)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /api/v1/ticks?times=3", ANN, "");

    expect_eq(h.status, 429);
    expect(says(h, "\"code\":\"too_many_streams\"") && head_of(h, "Retry-After").n > 0);
    expect_eq(ask(&s.b, "GET /api/v1/ticks", "", "").status, 401);
    expect_eq(ask(&s.b, "GET /api/v1/ticks", COOKIE "Origin: https://evil.example\r\n", "").status, 403);
    expect_eq(atomic_load(&tickers_gone), 0);
    h = ask(&s.b, "HEAD /api/v1/ticks", ANN, "");
    expect_eq(h.status, 200);
    expect_str(head_of(h, "Content-Type"), S("text/event-stream"));
    expect(!h.body.n && comes_to(&tickers_gone, 1));
    bed_close(&s);
}

/* ---- all of them ---- */

static struct heard plain(struct bed *s, const char *body)
{
    str headers = arena_format(&s->b.arena, "Content-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\n\r\n%s", strlen(body), body);

    return ask(&s->b, "POST /api/v1/plain", arena_cstr(&s->b.arena, headers), "");
}

TEST(a_row_refuses_in_its_own_form)
{
    struct bed s = bed(NULL);

    expect_str(plain(&s, "as it came").body, S("as it came"));
    struct heard h = plain(&s, "more than sixteen");
    expect_eq(h.status, 413);
    expect_str(head_of(h, "Content-Type"), S("text/plain"));
    expect_str(h.body, S("The body is larger than the 16 octets accepted here."));
    h = ask(&s.b, "POST /api/v1/plain", "", "{}");
    expect(h.status == 415 && says(h, "The body must be text/plain."));
    h = ask(&s.b, "POST /api/v1/plain", "Authorization: Bearer eve\r\n", "{}");
    expect(h.status == 401 && head_of(h, "WWW-Authenticate").n > 0);
    bed_close(&s);
}

TEST(the_description_tells_what_it_can_of_each)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /api/v1/openapi.json", "", "");

    expect(says(h, "\"/api/v1/echo\":{\"get\":") && says(h, "\"101\":{\"description\":\"Switching Protocols\""));
    expect(says(h, "\"content\":{\"text/event-stream\":{\"schema\":{}}}")
           && says(h, "\"name\":\"Last-Event-ID\",\"in\":\"header\""));
    expect(says(h, "`too_many_streams`: You have too many streams.\\n\\n`too_many_requests`: "));
    bed_close(&s);
}
