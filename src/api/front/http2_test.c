/* Routes that handle the exchange themselves, over HTTP/2: a socket by CONNECT, an upload read as it arrives, an answer in pieces. */
#include <stdatomic.h>
#include "api/front/endpoint.h"
#include "api/front/front.h"
#include "net/http2/testbed.h"
#include "net/websocket.h"
#include "net/ws/testbed.h"
#include "ports/rate.h"
#include "work/capability.h"

enum { PIECES = 3000 };

static void send_back(struct ws *w, enum ws_opcode opcode, str message)
{
    ws_send(w, opcode, message);
}

static const struct ws_rules echoes = { .message = send_back };

static err echo(struct exchange *x, const struct nothing *in, void *kind)
{
    (void)in;
    (void)ws_upgrade(x, kind, NULL);
    return OK;
}

static err count(struct exchange *x, const struct nothing *in, void *arg)
{
    i64 n = 0;
    str piece;

    (void)in, (void)arg;
    do {
        TRY(body_read(x, &piece));
        n += (i64)piece.n;
    } while (piece.n);
    reply(x, 200, S("text/plain"), arena_format(&x->c->arena, "%lld", (long long)n));
    return OK;
}

/* More than any buffer on the way can hold, in large and small pieces. */
static err pieces(struct exchange *x, const struct nothing *in, void *arg)
{
    static char large[100 * 1000];
    str *all = arena_array(&x->c->arena, str, PIECES);

    (void)in, (void)arg;
    memset(large, 'k', sizeof large);
    for (int i = 0; i < PIECES; i++)
        all[i] = i % 1000 ? S("small,") : (str){ large, sizeof large };
    reply_pieces(x, 200, S("text/plain"), all, PIECES);
    return OK;
}

CALLS_EXCHANGE(echo, nothing)
CALLS_EXCHANGE(count, nothing)
CALLS_EXCHANGE(pieces, nothing)

static const struct route rows[] = {
    { METHOD_GET, "/echo", NULL, &anyone, RATE_READS, 101, .exchange = echo_exchange, .socket = true, .summary = "A socket" },
    { METHOD_GET, "/pieces", NULL, &anyone, RATE_READS, 200, .exchange = pieces_exchange, .type = "text/plain", .summary = "Pieces" },
    { METHOD_POST, "/count", NULL, &anyone, RATE_WRITES, 200, .exchange = count_exchange, .type = "text/plain",
      .body_type = "application/octet-stream", .body_most = 100, .body_streams = true, .summary = "An upload" },
    {0}
};

static const struct route *const tables[] = { rows, NULL };
static const struct program program = { "test", NULL, tables, NULL };
static struct testbed bed;
static _Atomic(struct front *) front;
static struct ws_kind *kind;

static void handle(struct exchange *x, void *arg)
{
    (void)arg;
    front_handle(x, front);
}

static struct h2 open_session(void)
{
    struct endpoints added;
    struct failure failure;
    struct front *f;

    testbed_init(&bed);
    failure_begin(&failure, &bed.arena);
    bed.settings.limits = false;
    bed.settings.access_log = S("off");
    bed.world.program = &program;
    bed.world.rates = rate_open(&bed.world);
    testbed_serve(&bed, 1, handle);
    kind = ws_kind_open(&bed.world, &echoes);
    expect_ok(front_open(&bed.world, &failure, &f));
    expect_ok(front_add(f, &failure, &(struct front_tables){ .tables = tables, .arg = kind }, &added));
    front_ready(f);
    front = f;
    return h2_dial(&bed, S(""));
}

static void shut(struct h2 *c)
{
    struct front *f = front;

    h2_close(c);
    runtime_stop(bed.world.runtime);
    front_close(&f);
    rate_close(&bed.world.rates);
    ws_kind_close(&kind);
    testbed_close(&bed);
}

TEST(a_row_that_is_a_socket_takes_connect)
{
    struct h2 c = open_session();
    struct buf hello = BUF_ON(&bed.arena);

    h2_ask(&c, 1, "CONNECT", "/api/v1/echo", 0, ":protocol", "websocket", "sec-websocket-version", "13");
    struct h2_frame head = h2_hear_type(&c, NGHTTP2_HEADERS);
    expect_eq(head.status, 200);
    expect_has(head.fields, "x-request-id: ");
    masked_add(&hello, FIN | WS_TEXT, S("hello"));
    h2_say(&c, NGHTTP2_DATA, 0, 1, buf_str(&hello));
    expect_str(h2_hear_type(&c, NGHTTP2_DATA).payload, S("\x81\x05hello"));
    shut(&c);
}

TEST(no_other_row_is_a_tunnel)
{
    static const char *const paths[] = { "/api/v1/pieces", "/api/v1/count", "/nowhere" };
    static const int statuses[] = { 405, 405, 404 };
    struct h2 c = open_session();
    str body;

    for (int i = 0; i < 3; i++) {
        h2_ask(&c, 2 * i + 1, "CONNECT", paths[i], 0, ":protocol", "websocket", "sec-websocket-version", "13");
        expect_eq(h2_answer(&c, 2 * i + 1, &body).status, statuses[i]);
    }
    shut(&c);
}

TEST(an_upload_is_read_as_it_comes)
{
    struct h2 c = open_session();
    str body;

    h2_ask(&c, 1, "POST", "/api/v1/count", 0, "content-type", "application/octet-stream");
    h2_say(&c, NGHTTP2_DATA, 0, 1, S("0123456789"));
    h2_say(&c, NGHTTP2_DATA, ES, 1, S("0123456789"));
    expect_eq(h2_answer(&c, 1, &body).status, 200);
    expect_str(body, S("20"));
    h2_ask(&c, 3, "POST", "/api/v1/count", 0, "content-type", "application/octet-stream", "content-length", "101");
    expect_eq(h2_answer(&c, 3, &body).status, 413);
    shut(&c);
}

TEST(an_answer_in_pieces_arrives_whole)
{
    struct h2 c = open_session();
    size_t want = 3 * 100 * 1000 + (PIECES - 3) * 6;
    struct buf all = BUF_ON(&bed.arena);
    struct h2_frame f;

    h2_ask(&c, 1, "GET", "/api/v1/pieces", ES);
    expect_eq(h2_hear_type(&c, NGHTTP2_HEADERS).status, 200);
    do {
        f = h2_hear_type(&c, NGHTTP2_DATA);
        buf_add(&all, f.payload);
        if (f.payload.n) {
            h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 0, (u32)f.payload.n);
            h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 1, (u32)f.payload.n);
        }
    } while (!(f.flags & ES));
    expect_eq(all.n, want);
    expect(str_find(str_from(buf_str(&all), 100 * 1000 - 3), S("kkksmall,small,")) == 0 && str_ends(buf_str(&all), S("small,")));
    shut(&c);
}
