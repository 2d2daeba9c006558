/* WebSocket and event streams over HTTP/2: extended CONNECT (RFC 8441), and an answer without an end. */
#include <stdatomic.h>
#include "net/http2/testbed.h"
#include "net/shared.h"
#include "net/sse.h"
#include "net/ws/testbed.h"

static struct testbed bed;
static struct ws_kind *_Atomic kind;
static _Atomic int last_code, held;

static void message(struct ws *w, enum ws_opcode opcode, str text)
{
    if (str_eq(text, S("leave")))
        ws_close(w, 4000, text);
    else
        ws_send(w, opcode, text);
}

static void on_close(struct ws *w, u16 code)
{
    (void)w;
    atomic_store(&last_code, code);
}

static const struct ws_rules rules = { message, on_close, .message_most = 16 << 20 };

static void share(struct exchange *e)
{
    struct shared *text = sse_shared(S("2"), S(""), S("to all"));
    struct sse *s;

    expect_ok(sse_begin(e, (struct sse_rules){0}, NULL, &s));
    sse_send(s, S("1"), S(""), S("first"));
    sse_send_shared(s, text);
    sse_send(s, S("3"), S(""), S("last"));
    atomic_store(&held, (int)text->holders);
    sse_shared_drop(&text);
    sse_end(s);
}

static void handle(struct exchange *e, void *arg)
{
    (void)arg;
    if (str_eq(e->path, S("/shared"))) {
        share(e);
        return;
    }
    if (str_eq(e->path, S("/sse"))) {
        struct sse *s;
        expect_ok(sse_begin(e, (struct sse_rules){0}, NULL, &s));
        sse_send(s, S("1"), S(""), S("here"));
    } else if (ws_wanted(e)) {
        ws_upgrade(e, kind, NULL);
    } else {
        reply(e, 200, S("text/plain"), S("no socket"));
    }
}

static struct h2 open_session(void)
{
    atomic_store(&last_code, 0);
    testbed_init(&bed);
    testbed_serve(&bed, 1, handle);
    atomic_store(&kind, ws_kind_open(&bed.world, &rules));
    return h2_dial(&bed, S(""));
}

static void shut(struct h2 *c)
{
    struct ws_kind *k = kind;

    h2_close(c);
    runtime_stop(bed.world.runtime);
    ws_kind_close(&k);
    testbed_close(&bed);
}

static void ask_socket(struct h2 *c, int stream, const char *version, const char *extensions)
{
    h2_ask(c, stream, "CONNECT", "/", 0, ":protocol", "websocket", "sec-websocket-version", version,
           "sec-websocket-extensions", extensions);
}

static void say_masked(struct h2 *c, int stream, int first, str payload)
{
    struct buf b = {0};

    masked_add(&b, first, payload);
    h2_say(c, NGHTTP2_DATA, 0, stream, buf_str(&b));
    buf_close(&b);
}

/* Frames of the socket, however they were cut into DATA. */
static void expect_data(struct h2 *c, int stream, str want)
{
    struct buf all = BUF_ON(&bed.arena);

    while (all.n < want.n) {
        struct h2_frame f = h2_hear_type(c, NGHTTP2_DATA);
        expect_eq(f.stream, stream);
        buf_add(&all, f.payload);
    }
    expect_str(buf_str(&all), want);
}

TEST(sockets_live_side_by_side_on_one_session)
{
    struct h2 c = open_session();

    for (int stream = 1; stream < 7; stream += 2) {
        ask_socket(&c, stream, "13", "none");
        struct h2_frame head = h2_hear_type(&c, NGHTTP2_HEADERS);
        expect_eq(head.status, 200);
        expect(!has(head.fields, "sec-websocket-accept"));
    }
    for (int stream = 5; stream > 0; stream -= 2) {
        say_masked(&c, stream, FIN | WS_TEXT, S("hello"));
        expect_data(&c, stream, S("\x81\x05hello"));
    }
    say_masked(&c, 3, FIN | WS_PING, S("p"));
    expect_data(&c, 3, S("\x8a\x01p"));
    say_masked(&c, 3, FIN | WS_CLOSE, S("\x03\xe8"));
    expect_data(&c, 3, S("\x88\x02\x03\xe8"));
    say_masked(&c, 1, FIN | WS_TEXT, S("still here"));
    expect_data(&c, 1, S("\x81\x0astill here"));
    shut(&c);
}

TEST(compression_and_versions_are_agreed_as_over_http_1_1)
{
    struct h2 c = open_session();
    str body;

    ask_socket(&c, 1, "8", "none");
    struct h2_frame head = h2_answer(&c, 1, &body);
    expect_eq(head.status, 426);
    expect_has(head.fields, "sec-websocket-version: 13\n");
    ask_socket(&c, 3, "13", "permessage-deflate");
    head = h2_hear_type(&c, NGHTTP2_HEADERS);
    expect_eq(head.status, 200);
    expect_has(head.fields, "sec-websocket-extensions: permessage-deflate");
    h2_ask(&c, 5, "GET", "/", ES);
    expect_eq(h2_answer(&c, 5, &body).status, 200);
    shut(&c);
}

TEST(an_application_says_farewell_over_http_2)
{
    struct h2 c = open_session();

    ask_socket(&c, 1, "13", "none");
    say_masked(&c, 1, FIN | WS_TEXT, S("leave"));
    expect_data(&c, 1, S("\x88\x07\x0f\xa0leave"));
    say_masked(&c, 1, FIN | WS_CLOSE, S("\x0f\xa0"));
    expect(h2_hear_type(&c, NGHTTP2_DATA).flags & ES);
    expect_eq(atomic_load(&last_code), 4000);
    shut(&c);
}

/* More than the windows hold at once, both ways. */
TEST(a_large_message_comes_back_as_windows_allow)
{
    enum { SIZE = 1 << 20, PIECE = 16000 };
    static char large[SIZE];
    struct h2 c = open_session();
    struct buf b = {0};
    str back = S("");
    size_t sent = 0;

    memset(large, 'L', SIZE);
    masked_add(&b, FIN | WS_BINARY, (str){ large, SIZE });
    h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 0, 4 << 20);
    ask_socket(&c, 1, "13", "none");
    h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 1, 4 << 20);
    for (size_t window = 65535, all = 65535; sent < b.n;) {
        struct h2_frame f;
        size_t n = b.n - sent;
        n = n < PIECE ? n : PIECE;
        if (n <= window && n <= all) {
            h2_say(&c, NGHTTP2_DATA, 0, 1, (str){ b.p + sent, n });
            sent += n, window -= n, all -= n;
            continue;
        }
        expect(h2_hear_any(&c, &f));
        if (f.type == NGHTTP2_WINDOW_UPDATE)
            *(f.stream ? &window : &all) += u32_at(f.payload, 0);
        if (f.type == NGHTTP2_SETTINGS && !(f.flags & NGHTTP2_FLAG_ACK)) {
            window = 128 * 1024 - sent;
            h2_say(&c, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, S(""));
        }
    }
    struct buf all = BUF_ON(&bed.arena);
    while (all.n < SIZE + 10)
        buf_add(&all, h2_hear_type(&c, NGHTTP2_DATA).payload);
    back = str_from(buf_str(&all), 10);
    expect_str(back, ((str){ large, SIZE }));
    buf_close(&b);
    shut(&c);
}

TEST(a_stream_reset_tells_the_application)
{
    struct h2 c = open_session();

    ask_socket(&c, 1, "13", "none");
    h2_hear_type(&c, NGHTTP2_HEADERS);
    h2_say_u32(&c, NGHTTP2_RST_STREAM, 1, NGHTTP2_CANCEL);
    for (int i = 0; i < PATIENCE_S * 1000 && !atomic_load(&last_code); i++)
        usleep(1000);
    expect_eq(atomic_load(&last_code), WS_ABNORMAL);
    shut(&c);
}

TEST(a_drain_tells_sockets_over_http_2_that_the_server_goes_away)
{
    struct h2 c = open_session();

    ask_socket(&c, 1, "13", "none");
    expect_eq(h2_hear_type(&c, NGHTTP2_HEADERS).status, 200);
    say_masked(&c, 1, FIN | WS_CLOSE, S("\x03\xe9"));
    expect_data(&c, 1, S("\x88\x02\x03\xe9"));
    ask_socket(&c, 3, "13", "none");
    expect_eq(h2_hear_type(&c, NGHTTP2_HEADERS).status, 200);
    server_drain(bed.server, 10000);
    struct h2_frame f = h2_hear_type(&c, NGHTTP2_DATA);
    while (f.stream != 3)
        f = h2_hear_type(&c, NGHTTP2_DATA);
    expect(str_starts(f.payload, S("\x88\x0c\x03\xe9")));
    shut(&c);
}

TEST(events_come_as_data_and_the_requests_end_is_not_theirs)
{
    struct h2 c = open_session();

    h2_ask(&c, 1, "GET", "/sse", ES);
    struct h2_frame head = h2_hear_type(&c, NGHTTP2_HEADERS);
    expect_eq(head.status, 200);
    expect_has(head.fields, "content-type: text/event-stream\n");
    expect(!(head.flags & ES));
    expect_data(&c, 1, S("id: 1\ndata: here\n\n"));
    server_drain(bed.server, 10000);
    expect(h2_hear_type(&c, NGHTTP2_DATA).flags & ES);
    shut(&c);
}

TEST(a_stream_holds_what_goes_to_many_and_does_not_copy_it)
{
    struct h2 c = open_session();

    h2_ask(&c, 1, "GET", "/shared", ES, NULL);
    expect_eq(h2_hear_type(&c, NGHTTP2_HEADERS).status, 200);
    expect_data(&c, 1, S("id: 1\ndata: first\n\nid: 2\ndata: to all\n\nid: 3\ndata: last\n\n"));
    expect_eq(atomic_load(&held), 2);
    shut(&c);
}
