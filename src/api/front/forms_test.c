/* Rows that are no typed function: a socket, a stream of events, an upload read as it comes. Each is admitted, limited and counted as all others. */
#include <pthread.h>
#include <stdatomic.h>
#include "api/front/call.h"
#include "api/testbed.h"
#include "base/memory.h"
#include "crypto/problems.h"
#include "net/multipart.h"
#include "net/sse.h"
#include "net/websocket.h"
#include "ports/blob.h"
#include "ports/keeper.h"
#include "runtime/metrics.h"

/* ---- a keeper of two callers ---- */

#define FORMS_PROBLEMS(X) \
    X(too_many_streams, ERR_TOO_MANY,  "You have too many streams.") \
    X(file_not_found,   ERR_NOT_FOUND, "There is no such file.")
PROBLEMS_DECLARE(forms_problems, FORMS_PROBLEMS)
PROBLEMS_DEFINE(forms_problems, FORMS_PROBLEMS)

static err known(ctx *c, str word, struct caller *out)
{
    if (!str_eq(word, S("ann")) && !str_eq(word, S("bob")))
        return fail_saying(c, &token_invalid, "That is no token of ours.");
    *out = (struct caller){ { word.p[0] == 'a' ? 11 : 12 }, { 21 }, ROLE_USER };
    return OK;
}

static const struct keeper keeper = { .by_token = known, .by_cookie = known };

/* ---- a socket that says who it is, and then sends back what it gets ---- */

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

/* ---- a stream that tells what its client saw last ---- */

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
    t->greeting = memory_copy(arena_format(&c->arena, "%lld after " STR_FMT, (long long)c->caller.account.v, STR_ARG(request_last_event_id(c))));
    *out = (struct event_stream){ ticker_begin, ticker_gone, t };
    return OK;
}

/* ---- an upload that costs the memory of a piece ---- */

enum { FILE_MOST = 8 << 20, UPLOAD_MEMORY = 64 * 1024 };

struct file_key { str name; };
SHAPE(file_key, FIELD(file_key, name, .min = 1, .max = 9));

static err upload_write(struct exchange *x, struct blob_writer *w, i64 pause_ms, i64 *n)
{
    str piece;

    for (*n = 0;; *n += (i64)piece.n) {
        TRY(body_read(x, &piece));
        if (!piece.n)
            return OK;
        TRY(blob_write(x->c, w, piece));
        TRY(pause_ms ? ctx_sleep(x->c, pause_ms) : OK);
        expect(x->c->arena.used < UPLOAD_MEMORY);
    }
}

static err upload(struct exchange *x, const struct file_key *in, void *arg)
{
    struct blob_writer *w;
    i64 n;

    (void)arg;
    if (str_eq(in->name, S("none")))
        return fail(x->c, &file_not_found);
    TRY(blob_begin(x->c, arena_format(&x->c->arena, "test/" STR_FMT, STR_ARG(in->name)), &w));
    TRY(upload_write(x, w, str_eq(in->name, S("slow")) ? 200 : 0, &n));
    TRY(blob_finish(x->c, w));
    reply(x, 201, S("application/json"), arena_format(&x->c->arena, "{\"size\":%lld}", (long long)n));
    return OK;
}

/* The length of each part of a form, whose files go by. */
static err form_read_through(struct exchange *x, struct buf *told)
{
    struct form_part part;
    struct form form;
    bool end;
    str piece;

    TRY(form_begin(&form, x));
    for (;;) {
        TRY(form_next(&form, &part, &end));
        if (end)
            return OK;
        buf_format(told, STR_FMT " ", STR_ARG(part.name));
        size_t n = 0;
        do {
            TRY(form_read(&form, &piece));
            n += piece.n;
            expect(x->c->arena.used < UPLOAD_MEMORY);
        } while (piece.n);
        buf_format(told, "%zu\n", n);
    }
}

/* What is there of a file, as resumable uploads ask; and how they go, which needs nobody signed in. */
static err file_state(struct exchange *x, const struct file_key *in, void *arg)
{
    (void)arg;
    reply_header(x, S("Upload-Offset"), in->name);
    reply(x, 200, S(""), S(""));
    return OK;
}

static err file_options(struct exchange *x, const struct file_key *in, void *arg)
{
    (void)in, (void)arg;
    reply_header(x, S("Tus-Version"), S("1.0.0"));
    reply(x, 204, S(""), S(""));
    return OK;
}

static err form_upload(struct exchange *x, const struct nothing *in, void *arg)
{
    struct buf told = BUF_ON(&x->c->arena);

    (void)in, (void)arg;
    TRY(form_read_through(x, &told));
    reply(x, 200, S("text/plain"), buf_str(&told));
    return OK;
}

/* Its body is there when it is called. */
static err echo_body(struct exchange *x, const struct nothing *in, void *arg)
{
    str body;

    (void)in, (void)arg;
    TRY(body_all(x, FILE_MOST, &body));
    reply(x, 200, S("text/plain"), body);
    return OK;
}

static void refuse_shortly(struct call *k, err e)
{
    refusal_begin(k, e);
    reply(k->x, error_facts[e].status, S("text/plain"), problem_detail(k, e));
}

CALLS_EXCHANGE(echo, echo_query)
CALLS_EXCHANGE(upload, file_key)
CALLS_EXCHANGE(file_state, file_key)
CALLS_EXCHANGE(file_options, file_key)
CALLS_EXCHANGE(form_upload, nothing)
CALLS_EXCHANGE(echo_body, nothing)
CALLS(ticks, echo_query, event_stream)

static const struct problem *const upload_problems[] = { &file_not_found, NULL };

static const struct route live_routes[] = {
    { METHOD_GET, "/echo", NULL, &any_member, RATE_READS, 101, TAKES(echo_query), .exchange = echo_exchange, .socket = true, .summary = "A socket" },
    { METHOD_GET, "/ticks", ticks_entry, &any_member, RATE_READS, 200, TAKES(echo_query), GIVES_STREAM, .summary = "A stream",
      .problems = PROBLEMS(&too_many_streams) },
    { METHOD_PUT, "/files/{name}", NULL, &any_member, RATE_WRITES, 201, TAKES(file_key), .exchange = upload_exchange, .type = "application/json",
      .body_type = "application/octet-stream", .body_most = FILE_MOST, .body_streams = true, .summary = "An upload", .problems = upload_problems },
    { METHOD_HEAD, "/files/{name}", NULL, &any_member, RATE_READS, 200, TAKES(file_key), .exchange = file_state_exchange, .summary = "Its state" },
    { METHOD_OPTIONS, "/files/{name}", NULL, &anyone, RATE_NONE, 204, TAKES(file_key), .exchange = file_options_exchange, .asks_nobody = true,
      .summary = "How it goes" },
    { METHOD_POST, "/forms", NULL, &any_member, RATE_WRITES, 200, .exchange = form_upload_exchange, .type = "text/plain",
      .body_type = "multipart/form-data", .body_most = FILE_MOST, .body_streams = true, .summary = "A form with files" },
    { METHOD_POST, "/plain", NULL, &anyone, RATE_WRITES, 200, .exchange = echo_body_exchange, .type = "text/plain", .body_type = "text/plain",
      .body_most = 16, .refuse = refuse_shortly, .summary = "A body that is waited for" },
    {0}
};

static const struct capability *const capabilities[] = { &rest_capability, NULL };
static const struct program program = { "test", capabilities, (const struct route *const[]){ rest_routes, live_routes, NULL }, &keeper };

struct bed { struct testbed b; struct ws_kind *sockets; };

static struct bed bed(const struct test_setting *settings)
{
    static const struct test_setting usual[] = { { "limits", "off" }, { "access_log", "off" }, { "cors_origins", "https://app.example" }, {0} };
    struct bed s = { .b = testbed_make(&program, settings ? settings : usual) };
    struct failure failure;

    atomic_store(&tickers_gone, 0);
    failure_begin(&failure, &s.b.arena);
    expect_ok(blob_open(&s.b.world->world, &failure, &s.b.world->world.blob));
    s.sockets = ws_kind_open(&s.b.world->world, &echoes);
    front_bind(s.b.front, live_routes, s.sockets);
    testbed_begin(&s.b);
    return s;
}

static void bed_close(struct bed *s)
{
    struct blob *blob = s->b.world->world.blob;

    testbed_close(&s->b);
    ws_kind_close(&s->sockets);
    blob_close(&blob);
}

static void say(int fd, str s)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        expect(n > 0);
        s = str_from(s, (size_t)n);
    }
}

/* What comes until it ends so, or until the connection does. */
static str hear(struct bed *s, int fd, const char *end)
{
    struct buf all = BUF_ON(&s->b.arena);

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
#define UPGRADE "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static i64 requests(struct bed *s, const char *method, const char *route, const char *status)
{
    struct buf text = {0};
    str name = arena_format(&s->b.arena, "kith_http_requests_total{method=\"%s\",route=\"%s\",status=\"%s\"} ", method, route, status);
    i64 n = 0;

    metrics_print(s->b.world->world.metrics, &text);
    ptrdiff_t at = str_find(buf_str(&text), name);
    if (at >= 0) {
        str rest = str_from(buf_str(&text), (size_t)at + name.n), line;
        expect(str_cut(&rest, '\n', &line) && str_to_i64(line, &n));
    }
    buf_close(&text);
    return n;
}

/* ---- the socket ---- */

static str handshake(struct bed *s, int fd, const char *target, const char *headers)
{
    struct buf said = BUF_ON(&s->b.arena);

    buf_format(&said, "GET %s HTTP/1.1\r\nHost: kith.example\r\nConnection: Upgrade\r\n" UPGRADE "%s\r\n", target, headers);
    say(fd, buf_str(&said));
    return hear(s, fd, "\r\n\r\n");
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
    expect_eq(requests(&s, "GET", "/api/v1/echo", "1xx"), 1);
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
    expect_eq(ask(&s.b, "GET /api/v1/echo", ANN, "").status, 400);
    expect_eq(ask(&s.b, "POST /api/v1/echo", ANN, "{}").status, 405);
    expect_eq(requests(&s, "GET", "/api/v1/echo", "4xx"), 7);
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
    expect_eq(requests(&s, "GET", "/api/v1/ticks", "2xx"), 1);
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

/* ---- the upload ---- */

static int upload_begin_as(struct bed *s, const char *name, const char *headers)
{
    struct buf said = BUF_ON(&s->b.arena);
    int fd = testbed_connect(&s->b);

    buf_format(&said, "PUT /api/v1/files/%s HTTP/1.1\r\nHost: kith.example\r\nConnection: close\r\n%s\r\n", name, headers);
    say(fd, buf_str(&said));
    return fd;
}

static int upload_begin(struct bed *s, const char *headers) { return upload_begin_as(s, "one", headers); }

#define OCTETS "Content-Type: application/octet-stream\r\n"

TEST(an_upload_of_any_length_costs_the_memory_of_a_piece)
{
    static char piece[1 << 16];
    struct bed s = bed(NULL);
    int fd = upload_begin(&s, ANN OCTETS "Content-Length: 8388608\r\n");

    memset(piece, 'k', sizeof piece);
    for (size_t n = 0; n < FILE_MOST; n += sizeof piece)
        say(fd, (str){ piece, sizeof piece });
    str heard = hear(&s, fd, NULL);
    expect(str_starts(heard, S("HTTP/1.1 201 ")) && str_ends(heard, S("\r\n\r\n{\"size\":8388608}")));
    expect(str_find(heard, S("\r\nX-Content-Type-Options: nosniff\r\n")) > 0);
    close(fd);
    expect_eq(requests(&s, "PUT", "/api/v1/files/{name}", "2xx"), 1);
    bed_close(&s);
}

TEST(a_form_with_files_is_read_as_it_comes)
{
    static const char head[] = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nTea\r\n"
                               "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n", end[] = "\r\n--b--\r\n";
    static char piece[1 << 16];
    struct bed s = bed(NULL);
    struct buf said = BUF_ON(&s.b.arena);
    int fd = testbed_connect(&s.b);

    buf_format(&said, "POST /api/v1/forms HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" ANN "Content-Type: multipart/form-data; boundary=b\r\n"
               "Content-Length: %zu\r\n\r\n%s", strlen(head) + 32 * sizeof piece + strlen(end), head);
    say(fd, buf_str(&said));
    memset(piece, 'k', sizeof piece);
    for (int i = 0; i < 32; i++)
        say(fd, (str){ piece, sizeof piece });
    say(fd, str_of(end));
    str heard = hear(&s, fd, NULL);
    expect(str_starts(heard, S("HTTP/1.1 200 ")) && str_ends(heard, S("\r\n\r\ntitle 3\nfile 2097152\n")));
    close(fd);
    expect_eq(ask(&s.b, "POST /api/v1/forms", ANN, "{}").status, 415);
    bed_close(&s);
}

TEST(head_and_options_may_have_rows_of_their_own)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "HEAD /api/v1/files/one", ANN, "");

    expect_eq(h.status, 200);
    expect_str(head_of(h, "Upload-Offset"), S("one"));
    expect_eq(ask(&s.b, "HEAD /api/v1/files/one", "", "").status, 401);
    expect_eq(ask(&s.b, "GET /api/v1/files/one", ANN, "").status, 405);
    h = ask(&s.b, "OPTIONS /api/v1/files/one", "Origin: https://app.example\r\nAccess-Control-Request-Method: PUT\r\n"
            "Access-Control-Request-Headers: upload-offset\r\n", "");
    expect_eq(h.status, 204);
    expect_str(head_of(h, "Tus-Version"), S("1.0.0"));
    expect_str(head_of(h, "Allow"), S("HEAD, PUT, OPTIONS"));
    expect_str(head_of(h, "Access-Control-Allow-Headers"), S("upload-offset"));
    expect_eq(requests(&s, "HEAD", "/api/v1/files/{name}", "2xx"), 1);
    bed_close(&s);
}

static void expect_refusal(struct bed *s, const char *headers, const char *body, const char *status, const char *code)
{
    int fd = upload_begin(s, headers);

    say(fd, str_of(body));
    str heard = hear(s, fd, NULL);
    expect_str(str_to(str_from(heard, 9), 3), str_of(status));
    expect(str_find(heard, str_of(code)) > 0);
    close(fd);
}

TEST(an_upload_is_refused_by_its_head_and_stopped_at_its_bound)
{
    struct bed s = bed(NULL);

    expect_refusal(&s, OCTETS "Content-Length: 4\r\n", "", "401", "not_signed_in");
    expect_refusal(&s, ANN "Content-Type: text/html\r\nContent-Length: 4\r\n", "", "415", "unsupported_type");
    expect_refusal(&s, ANN "Content-Length: 4\r\n", "", "415", "unsupported_type");
    expect_refusal(&s, ANN OCTETS "Content-Length: 8388609\r\n", "", "413", "body_too_large");
    expect_refusal(&s, ANN OCTETS "Content-Length: 8388609\r\nExpect: 100-continue\r\n", "", "413", "body_too_large");
    expect_refusal(&s, ANN OCTETS "Transfer-Encoding: chunked\r\n", "900000\r\n", "413", "body_too_large");
    expect_refusal(&s, ANN OCTETS "Transfer-Encoding: chunked\r\n", "zz\r\n", "400", "malformed_request");
    struct heard h = ask(&s.b, "PUT /api/v1/files/none", ANN, "");
    expect(h.status == 404 && says(h, "file_not_found"));
    h = ask(&s.b, "PUT /api/v1/files/longer-than-nine", ANN, "");
    expect(h.status == 404 && says(h, "file_not_found"));
    bed_close(&s);
}

/* Its client and the disk may each take longer, all in all, than a request. */
TEST(an_upload_may_take_longer_than_a_request_but_not_stand_still)
{
    struct bed s = bed((struct test_setting[]){ { "limits", "off" }, { "access_log", "off" }, { "request_timeout", "1s" }, { "body_timeout", "1500ms" }, {0} });
    int fd = upload_begin_as(&s, "slow", ANN OCTETS "Content-Length: 3072\r\n");
    char piece[512];

    memset(piece, 'k', sizeof piece);
    for (int i = 0; i < 6; i++) {
        say(fd, (str){ piece, sizeof piece });
        usleep(250 * 1000);
    }
    expect(str_starts(hear(&s, fd, NULL), S("HTTP/1.1 201 ")));
    close(fd);
    fd = upload_begin(&s, ANN OCTETS "Content-Length: 4\r\n");
    say(fd, S("kk"));
    str heard = hear(&s, fd, NULL);
    expect(str_starts(heard, S("HTTP/1.1 408 ")) && str_find(heard, S("request_timeout")) > 0);
    close(fd);
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
    expect_str(h.body, S("The body is larger than the 16 octets taken here."));
    h = ask(&s.b, "POST /api/v1/plain", "", "{}");
    expect(h.status == 415 && says(h, "The body has to be text/plain."));
    h = ask(&s.b, "POST /api/v1/plain", "Authorization: Bearer eve\r\n", "{}");
    expect(h.status == 401 && head_of(h, "WWW-Authenticate").n > 0);
    bed_close(&s);
}

TEST(the_description_tells_what_it_can_of_each)
{
    struct bed s = bed(NULL);
    struct heard h = ask(&s.b, "GET /api/v1/openapi.json", "", "");

    expect(says(h, "\"/api/v1/echo\":{\"get\":") && says(h, "\"101\":{\"description\":\"Switching Protocols\""));
    expect(says(h, "\"content\":{\"text/event-stream\":{\"schema\":{\"type\":\"string\"}}}") && says(h, "\"name\":\"Last-Event-ID\",\"in\":\"header\""));
    expect(says(h, "\"requestBody\":{\"required\":true,\"content\":{\"application/octet-stream\":{\"schema\":{}}}}"));
    expect(says(h, "`too_many_streams`: You have too many streams.\\n\\n`too_many_requests`: "));
    bed_close(&s);
}
