/* HTTP/2 over real sockets, by prior knowledge: streams, windows, time-outs, ends. */
#include <stdatomic.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include "net/conn.h"
#include "net/http2/testbed.h"
#include "net/tunnel.h"

static struct testbed bed;
static _Atomic int entered, cancelled, gone;

/* ---- the handlers, by path ---- */

static void echo(struct exchange *e)
{
    struct buf text = BUF_ON(&e->c->arena);
    struct header *trailers;
    str body = S("");
    err failed = body_all(e, 1 << 20, &body);

    if (failed != OK) {
        reply(e, error_facts[failed].status, S("text/plain"), str_of(error_facts[failed].code));
        return;
    }
    buf_format(&text, STR_FMT " " STR_FMT " " STR_FMT "\n", STR_ARG(e->method_text), STR_ARG(e->target), STR_ARG(e->authority));
    buf_add(&text, header_get(e, S("cookie")));
    buf_add(&text, body);
    for (size_t i = 0, n = body_trailers(e, &trailers); i < n; i++)
        buf_add(&text, trailers[i].value);
    reply_header(e, S("X-Extra"), S("yes"));
    reply_header(e, S("Set-Cookie"), S("a=b"));
    reply(e, 200, S("text/plain"), buf_str(&text));
}

static void flood(struct exchange *e, size_t size, int pieces)
{
    static char piece[65536];
    err failed = reply_begin(e, 200, S("text/plain"), -1);

    for (int i = 0; i < pieces && failed == OK; i++)
        failed = reply_write(e, (str){ piece, size });
    if (failed == ERR_CANCELLED)
        atomic_fetch_add(&cancelled, 1);
    else
        failed = reply_end(e);
}

static void sleeper(struct exchange *e, i64 ms)
{
    err failed;

    atomic_fetch_add(&entered, 1);
    failed = ctx_sleep(e->c, ms);
    if (failed == ERR_CANCELLED)
        atomic_fetch_add(&cancelled, 1);
    reply(e, 200, S("text/plain"), S("slept"));
}

/* Reads nothing for a while. */
static void late(struct exchange *e)
{
    err failed = ctx_sleep(e->c, 100);

    (void)failed;
    echo(e);
}

static void short_of(struct exchange *e)
{
    err failed = reply_begin(e, 200, S("text/plain"), 100);

    if (failed == OK)
        failed = reply_write(e, S("short"));
    if (failed == OK)
        failed = reply_end(e);
    expect_eq(failed, ERR_INTERNAL);
}

static _Atomic int watched;          /* a client's socket */
static _Atomic int there;            /* octets that had reached it when somebody looked */

static void look(struct exchange *e)
{
    int n = 0;

    ioctl(atomic_load(&watched), FIONREAD, &n);
    atomic_store(&there, n);
    atomic_fetch_add(&entered, 1);
    reply(e, 200, S("text/plain"), S("seen"));
}

static size_t tunnel_input(struct tunnel *t, char *bytes, size_t n)
{
    if (n)
        tunnel_write(t, (str){ bytes, n });
    else
        tunnel_finish(t);
    return n;
}

static void tunnel_room(struct tunnel *t)
{
    (void)t;
}

static void tunnel_drain(struct tunnel *t)
{
    tunnel_write(t, S("farewell"));
    tunnel_finish(t);
}

static void tunnel_gone(struct tunnel *t)
{
    (void)t;
    atomic_fetch_add(&gone, 1);
}

static const struct tunnel_user echo_user = { tunnel_input, tunnel_room, tunnel_drain, tunnel_gone };

static void tunnel(struct exchange *e)
{
    struct tunnel *t;

    expect_str(exchange_upgrade(e), S("websocket"));
    expect_ok(exchange_tunnel(e, &echo_user, NULL, &t));
}

static void handle(struct exchange *e, void *arg)
{
    (void)arg;
    if (e->protocol.n)
        tunnel(e);
    else if (str_eq(e->path, S("/flood")))
        flood(e, 65536, 64);
    else if (str_eq(e->path, S("/pieces")))
        flood(e, 10, 100000);
    else if (str_eq(e->path, S("/large")))
        reply(e, 200, S("text/plain"), (str){ arena_zero(&e->c->arena, 300000, 1), 300000 });
    else if (str_eq(e->path, S("/page")))
        reply(e, 200, S("text/plain"), (str){ arena_zero(&e->c->arena, 500, 1), 500 });
    else if (str_eq(e->path, S("/look")))
        look(e);
    else if (str_eq(e->path, S("/sleep")))
        sleeper(e, 50);
    else if (str_eq(e->path, S("/long")))
        sleeper(e, 1000 * PATIENCE_S);
    else if (str_eq(e->path, S("/late")))
        late(e);
    else if (str_eq(e->path, S("/short")))
        short_of(e);
    else if (str_eq(e->path, S("/unread")))
        reply(e, 200, S("text/plain"), S("unread"));
    else if (str_eq(e->path, S("/nothing")))
        reply(e, 204, S(""), S(""));
    else if (str_eq(e->path, S("/same")))
        reply(e, 304, S(""), S(""));
    else
        echo(e);
}

static void open_bed(void)
{
    testbed_init(&bed);
    atomic_store(&entered, 0);
    atomic_store(&cancelled, 0);
    atomic_store(&gone, 0);
}

static struct h2 serve(int loops)
{
    testbed_serve(&bed, loops, handle);
    return h2_dial(&bed, S(""));
}

static void finish(struct h2 *c)
{
    h2_close(c);
    testbed_close(&bed);
}

static bool comes_to(_Atomic int *count, int want)
{
    for (int i = 0; i < PATIENCE_S * 1000 && atomic_load(count) < want; i++)
        usleep(1000);
    return atomic_load(count) >= want;
}

static u32 error_of(const struct h2_frame *f)
{
    return u32_at(f->payload, f->type == NGHTTP2_GOAWAY ? 4 : 0);
}

/* ---- answers ---- */

TEST(an_answer_has_a_date_a_type_a_length_and_what_the_surface_adds)
{
    str body;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/a?b", ES);
    struct h2_frame f = h2_answer(&c, 1, &body);
    expect_str(f.fields, S(":status: 200\ndate: Sat, 21 Nov 2026 09:30:00 GMT\ncontent-type: text/plain\ncontent-length: "
                           "11\nx-extra: yes\n(secret) set-cookie: a=b\n"));
    expect_str(body, S("GET /a?b h\n"));
    finish(&c);
}

TEST(head_204_and_304_have_no_body)
{
    str body;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "HEAD", "/a", ES);
    struct h2_frame f = h2_answer(&c, 1, &body);
    expect_has(f.fields, "content-length: 10\n");
    expect_eq(body.n, 0);
    h2_ask(&c, 3, "GET", "/nothing", ES);
    expect_eq(h2_answer(&c, 3, &body).status, 204);
    h2_ask(&c, 5, "GET", "/same", ES);
    expect_eq(h2_answer(&c, 5, &body).status, 304);
    h2_ask(&c, 7, "HEAD", "/flood", ES);
    expect_eq(h2_answer(&c, 7, &body).status, 200);
    expect_eq(body.n, 0);
    finish(&c);
}

TEST(an_answer_that_stays_short_of_its_length_breaks_its_stream_only)
{
    str body;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/short", ES);
    struct h2_frame f = h2_hear_type(&c, NGHTTP2_RST_STREAM);
    expect_eq(error_of(&f), NGHTTP2_INTERNAL_ERROR);
    h2_ask(&c, 3, "GET", "/a", ES);
    expect_eq(h2_answer(&c, 3, &body).status, 200);
    finish(&c);
}

TEST(a_slow_stream_does_not_hold_up_another)
{
    open_bed();
    struct h2 c = serve(2);
    h2_ask(&c, 1, "GET", "/long", ES);
    for (int number = 3; number < 99; number += 2)
        h2_ask(&c, number, "GET", "/a", ES);
    for (int left = 48; left > 0;) {
        struct h2_frame f = h2_hear(&c);
        expect(f.type >= 0 && f.stream != 1);
        left -= (f.flags & ES) != 0;
    }
    finish(&c);
}

/* All come in one packet, and no handler parks: still the client need not wait for the last. */
TEST(the_first_answers_go_out_while_the_last_is_made)
{
    struct buf all = {0};
    str body;

    open_bed();
    struct h2 c = serve(1);
    atomic_store(&watched, c.fd);
    for (int number = 1; number < 20; number += 2) {
        struct buf head = {0};
        field_add(&head, ":method", "GET");
        field_add(&head, ":path", number < 19 ? "/page" : "/look");
        field_add(&head, ":scheme", "http");
        field_add(&head, ":authority", "h");
        frame_add(&all, NGHTTP2_HEADERS, EH | ES, number, buf_str(&head));
        buf_close(&head);
    }
    say_bytes(c.fd, buf_str(&all));
    expect(comes_to(&entered, 1));
    expect_eq(h2_answer(&c, 19, &body).status, 200);
    expect(atomic_load(&there) >= OUT_EARLY);
    buf_close(&all);
    finish(&c);
}

TEST(what_begins_with_the_preface_octet_by_octet_is_http_2)
{
    str body;

    open_bed();
    testbed_serve(&bed, 1, handle);
    struct h2 c = { .bed = &bed, .fd = dial(&bed) };
    expect(nghttp2_hd_inflate_new(&c.inflater) == 0);
    for (const char *p = NGHTTP2_CLIENT_MAGIC; *p; p++) {
        say_bytes(c.fd, (str){ p, 1 });
        usleep(300);
    }
    h2_say(&c, NGHTTP2_SETTINGS, 0, 0, S(""));
    h2_ask(&c, 1, "GET", "/a", ES);
    expect_eq(h2_answer(&c, 1, &body).status, 200);
    int old = dial(&bed);
    say(old, "P");
    usleep(2000);
    say(old, "OST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi");
    expect_has(hear(&bed, old, "hi"), "HTTP/1.1 200 OK");
    close(old);
    finish(&c);
}

/* ---- bodies ---- */

TEST(a_body_and_its_trailers_reach_the_handler)
{
    struct buf trailers = {0};
    str body;

    open_bed();
    struct h2 c = serve(1);
    field_add(&trailers, "x-sum", "42");
    h2_ask(&c, 1, "POST", "/a", 0);
    h2_say(&c, NGHTTP2_DATA, 0, 1, S("hello "));
    h2_say(&c, NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, 1, S("\3you \0\0\0"));
    h2_say(&c, NGHTTP2_HEADERS, EH | ES, 1, buf_str(&trailers));
    h2_answer(&c, 1, &body);
    expect_str(body, S("POST /a h\nhello you 42"));
    h2_ask(&c, 3, "POST", "/late", 0, "content-length", "5");
    h2_say(&c, NGHTTP2_DATA, ES, 3, S("hello"));
    h2_answer(&c, 3, &body);
    expect_str(body, S("POST /late h\nhello"));
    buf_close(&trailers);
    finish(&c);
}

TEST(a_body_is_granted_as_its_handler_reads_it)
{
    static char piece[16384];
    struct h2_frame f;
    size_t granted = 0;

    open_bed();
    struct h2 c = serve(1);
    h2_say(&c, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, S(""));
    h2_ask(&c, 1, "POST", "/late", 0);
    for (int i = 0; i < 8; i++)
        h2_say(&c, NGHTTP2_DATA, 0, 1, (str){ piece, sizeof piece });        /* all that the window of a stream takes */
    i64 began = mono_ms();
    while (granted < 65536 && h2_hear_any(&c, &f))
        if (f.type == NGHTTP2_WINDOW_UPDATE && f.stream == 1)
            granted += u32_at(f.payload, 0);
    expect(granted >= 65536 && mono_ms() - began >= 50);
    finish(&c);
}

TEST(a_client_that_overruns_its_window_is_stopped)
{
    static char piece[16384];

    open_bed();
    struct h2 c = serve(1);
    h2_say(&c, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, S(""));
    h2_ask(&c, 1, "POST", "/long", 0);
    for (int i = 0; i < 9; i++)
        h2_say(&c, NGHTTP2_DATA, 0, 1, (str){ piece, sizeof piece });
    struct h2_frame f = h2_hear(&c);
    expect(f.type == NGHTTP2_RST_STREAM || f.type == NGHTTP2_GOAWAY);
    expect_eq(error_of(&f), NGHTTP2_FLOW_CONTROL_ERROR);
    finish(&c);
}

TEST(a_body_larger_than_the_windows_arrives_whole)
{
    static char piece[16384];
    size_t allowed = 65535, sent = 0, all = 1000000;
    struct h2_frame f;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "POST", "/late", 0);
    while (sent < all) {
        size_t n = all - sent < sizeof piece ? all - sent : sizeof piece;
        while (allowed < n && h2_hear_any(&c, &f))
            if (f.type == NGHTTP2_WINDOW_UPDATE && f.stream == 1)
                allowed += u32_at(f.payload, 0);
        h2_say(&c, NGHTTP2_DATA, sent + n == all ? ES : 0, 1, (str){ piece, n });
        allowed -= n;
        sent += n;
    }
    do
        f = h2_hear(&c);
    while (f.type != NGHTTP2_HEADERS && f.type >= 0);
    expect_has(f.fields, "content-length: 1000013\n");
    finish(&c);
}

TEST(who_expects_100_continue_is_told_when_the_body_is_wanted)
{
    str body;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "POST", "/a", 0, "expect", "100-continue");
    struct h2_frame f = h2_hear(&c);
    expect_eq(f.status, 100);
    h2_say(&c, NGHTTP2_DATA, ES, 1, S("hello"));
    expect_eq(h2_answer(&c, 1, &body).status, 200);
    h2_ask(&c, 3, "POST", "/unread", 0, "expect", "100-continue");
    f = h2_hear(&c);
    expect_eq(f.status, 200);
    h2_ask(&c, 5, "POST", "/a", 0, "expect", "miracles");
    expect_eq(h2_answer(&c, 5, &body).status, 417);
    expect_has(body, "\"code\":\"expectation_failed\"");
    finish(&c);
}

TEST(a_body_that_nobody_wants_is_not_waited_for)
{
    str body;

    open_bed();
    bed.settings.max_body = 1024;
    struct h2 c = serve(1);
    h2_ask(&c, 1, "POST", "/a", 0, "content-length", "1025");
    expect_eq(h2_answer(&c, 1, &body).status, 413);
    struct h2_frame f = h2_hear(&c);
    expect_eq(f.type, NGHTTP2_RST_STREAM);
    expect_eq(error_of(&f), NGHTTP2_NO_ERROR);
    h2_say(&c, NGHTTP2_DATA, ES, 1, S("still on its way"));
    h2_ask(&c, 3, "GET", "/a", ES);
    expect_eq(h2_answer(&c, 3, &body).status, 200);
    finish(&c);
}

TEST(a_small_body_that_nobody_wants_may_end_by_itself)
{
    str body;

    open_bed();
    bed.settings.max_body = 1024;
    struct h2 c = serve(1);
    h2_ask(&c, 1, "POST", "/a", 0, "content-length", "1025");
    expect_eq(h2_answer(&c, 1, &body).status, 413);
    h2_say(&c, NGHTTP2_DATA, ES, 1, (str){ arena_zero(&bed.arena, 1025, 1), 1025 });
    h2_ask(&c, 3, "GET", "/a", ES);
    struct h2_frame f = h2_hear(&c);
    expect(f.type != NGHTTP2_RST_STREAM && f.stream == 3);
    finish(&c);
}

TEST(cookies_in_several_fields_are_one)
{
    str body;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/a", ES, "cookie", "a=1", "x-other", "y", "cookie", "b=2", "cookie", "c=3");
    h2_answer(&c, 1, &body);
    expect_str(body, S("GET /a h\na=1; b=2; c=3"));
    finish(&c);
}

/* ---- windows of the client ---- */

TEST(an_answer_waits_for_the_clients_window)
{
    struct h2_frame f;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/large", ES);
    while (c.data < 65535)
        h2_hear(&c);
    h2_say(&c, NGHTTP2_PING, 0, 0, S("12345678"));
    f = h2_hear(&c);
    expect_eq(f.type, NGHTTP2_PING);             /* and no octet more */
    expect_eq(c.data, 65535);
    h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 0, 1000000);
    h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 1, 1000000);
    do
        f = h2_hear(&c);
    while (!(f.flags & ES) && f.type >= 0);
    expect_eq(c.data, 300000);
    finish(&c);
}

static void check_stream(const char *path, size_t size)
{
    struct h2_frame f;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", path, ES);
    do {
        f = h2_hear(&c);
        if (f.type == NGHTTP2_DATA && f.payload.n) {
            h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 0, (u32)f.payload.n);
            h2_say_u32(&c, NGHTTP2_WINDOW_UPDATE, 1, (u32)f.payload.n);
        }
    } while (!(f.flags & ES) && f.type >= 0);
    expect_eq(c.data, size);
    finish(&c);
}

TEST(a_stream_of_large_pieces_comes_whole)
{
    check_stream("/flood", 64 * 65536);
}

TEST(a_stream_of_small_pieces_comes_whole)
{
    check_stream("/pieces", 1000000);
}

/* ---- ends ---- */

TEST(a_reset_cancels_the_handler_that_waits)
{
    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/long", ES);
    expect(comes_to(&entered, 1));
    h2_say_u32(&c, NGHTTP2_RST_STREAM, 1, NGHTTP2_CANCEL);
    expect(comes_to(&cancelled, 1));
    h2_ask(&c, 3, "GET", "/flood", ES);
    h2_hear_type(&c, NGHTTP2_DATA);
    h2_say_u32(&c, NGHTTP2_RST_STREAM, 3, NGHTTP2_CANCEL);
    expect(comes_to(&cancelled, 2));
    finish(&c);
}

TEST(what_is_reset_in_its_own_packet_never_starts)
{
    struct buf all = {0};
    struct buf head = {0};
    str body;

    open_bed();
    struct h2 c = serve(1);
    field_add(&head, ":method", "GET");
    field_add(&head, ":path", "/long");
    field_add(&head, ":scheme", "http");
    field_add(&head, ":authority", "h");
    for (int number = 1; number < 100; number += 2) {
        frame_add(&all, NGHTTP2_HEADERS, EH | ES, number, buf_str(&head));
        frame_add(&all, NGHTTP2_RST_STREAM, 0, number, S("\0\0\0\10"));
    }
    say_bytes(c.fd, buf_str(&all));
    h2_ask(&c, 101, "GET", "/a", ES);
    expect_eq(h2_answer(&c, 101, &body).status, 200);
    expect_eq(atomic_load(&entered), 0);
    buf_close(&all);
    buf_close(&head);
    finish(&c);
}

TEST(rapid_resets_end_the_connection_and_start_few_handlers)
{
    open_bed();
    struct h2 c = serve(1);
    for (int number = 1; number < 2000; number += 2) {
        struct buf head = {0}, both = {0};
        field_add(&head, ":method", "GET");
        field_add(&head, ":path", "/long");
        field_add(&head, ":scheme", "http");
        field_add(&head, ":authority", "h");
        frame_add(&both, NGHTTP2_HEADERS, EH | ES, number, buf_str(&head));
        frame_add(&both, NGHTTP2_RST_STREAM, 0, number, S("\0\0\0\10"));
        ssize_t n = send(c.fd, both.p, both.n, MSG_NOSIGNAL);
        buf_close(&head);
        buf_close(&both);
        if (n < 0)
            break;
    }
    struct h2_frame f = h2_hear_type(&c, NGHTTP2_GOAWAY);
    expect(error_of(&f) != NGHTTP2_NO_ERROR);
    expect(atomic_load(&entered) <= 120);
    finish(&c);
}

TEST(streams_beyond_the_bound_are_refused)
{
    open_bed();
    bed.settings.max_streams = 2;
    struct h2 c = serve(1);
    h2_say(&c, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, S(""));
    h2_ask(&c, 1, "GET", "/long", ES);
    h2_ask(&c, 3, "GET", "/long", ES);
    h2_ask(&c, 5, "GET", "/long", ES);
    struct h2_frame f = h2_hear(&c);
    expect(f.type == NGHTTP2_RST_STREAM || f.type == NGHTTP2_GOAWAY);
    expect_eq(atomic_load(&entered), 2);
    finish(&c);
}

TEST(a_client_that_closes_its_half_gets_its_answers)
{
    str body;

    open_bed();
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/sleep", ES);
    h2_ask(&c, 3, "POST", "/a", 0);
    shutdown(c.fd, SHUT_WR);
    expect_eq(h2_answer(&c, 3, &body).status, 400);
    expect_eq(h2_answer(&c, 1, &body).status, 200);
    struct h2_frame f = h2_hear(&c);
    while (f.type == NGHTTP2_RST_STREAM)
        f = h2_hear(&c);
    expect_eq(f.type, -1);
    finish(&c);
}

TEST(a_stop_ends_handlers_that_wait_and_connections_at_rest)
{
    str body;

    open_bed();
    struct h2 c = serve(2), rest = h2_dial(&bed, S(""));
    h2_ask(&rest, 1, "GET", "/a", ES);
    h2_answer(&rest, 1, &body);
    h2_ask(&c, 1, "GET", "/long", ES);
    h2_ask(&c, 3, "GET", "/flood", ES);
    expect(comes_to(&entered, 1));
    testbed_close(&bed);
    expect(atomic_load(&cancelled) >= 1);
    h2_close(&rest);
    h2_close(&c);
}

TEST(a_drain_gives_notice_and_lets_streams_finish)
{
    str body;

    open_bed();
    struct h2 c = serve(1), rest = h2_dial(&bed, S(""));
    h2_ask(&rest, 1, "GET", "/a", ES);
    h2_answer(&rest, 1, &body);
    h2_ask(&c, 1, "GET", "/sleep", ES);
    expect(comes_to(&entered, 1));
    atomic_store(&bed.world.draining, 1);
    server_drain(bed.server, 10000);
    struct h2_frame f = h2_hear(&c);
    expect_eq(f.type, NGHTTP2_GOAWAY);
    expect_eq(u32_at(f.payload, 0), INT32_MAX);
    expect_eq(h2_answer(&c, 1, &body).status, 200);
    f = h2_hear(&c);
    expect_eq(f.type, NGHTTP2_GOAWAY);
    expect_eq(u32_at(f.payload, 0), 1);
    expect_eq(h2_hear(&c).type, -1);
    expect_eq(metric_value(bed.world.metrics, M_HTTP_CONNECTIONS, 0), 0);
    h2_close(&rest);
    finish(&c);
}

/* ---- time ---- */

TEST(a_body_that_trickles_is_stalled)
{
    str body;

    open_bed();
    bed.settings.body_timeout = 100;
    struct h2 c = serve(1);
    h2_ask(&c, 1, "POST", "/a", 0);
    for (int i = 0; i < 30; i++) {
        h2_say(&c, NGHTTP2_DATA, 0, 1, S("a"));
        usleep(10000);
    }
    expect_eq(h2_answer(&c, 1, &body).status, 408);
    finish(&c);
}

TEST(an_answer_that_nobody_reads_is_cut)
{
    open_bed();
    bed.settings.write_timeout = 100;
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/flood", ES);
    h2_ask(&c, 3, "GET", "/large", ES);
    struct h2_frame f = h2_hear_type(&c, NGHTTP2_RST_STREAM);
    expect_eq(error_of(&f), NGHTTP2_CANCEL);
    f = h2_hear_type(&c, NGHTTP2_RST_STREAM);
    expect_eq(error_of(&f), NGHTTP2_CANCEL);
    expect(comes_to(&cancelled, 1));
    finish(&c);
}

TEST(a_connection_at_rest_is_told_that_it_ends)
{
    str body;

    open_bed();
    bed.settings.idle_timeout = 100;
    struct h2 c = serve(1);
    h2_ask(&c, 1, "GET", "/a", ES);
    h2_answer(&c, 1, &body);
    struct h2_frame f = h2_hear(&c);
    expect_eq(f.type, NGHTTP2_GOAWAY);
    expect_eq(error_of(&f), NGHTTP2_NO_ERROR);
    expect_eq(h2_hear(&c).type, -1);
    finish(&c);
}

TEST(a_head_that_does_not_end_is_given_up)
{
    open_bed();
    bed.settings.header_timeout = 100;
    struct h2 c = serve(1);
    h2_say(&c, NGHTTP2_HEADERS, ES, 1, S("\x82"));
    expect_eq(h2_hear(&c).type, NGHTTP2_GOAWAY);
    h2_close(&c);
    int fd = dial(&bed);
    say(fd, "PRI * HT");
    expect_has(hear_all(&bed, fd), "HTTP/1.1 408 ");
    close(fd);
    fd = dial(&bed);
    say(fd, NGHTTP2_CLIENT_MAGIC);
    expect(hear_all(&bed, fd).n > 0);
    close(fd);
    testbed_close(&bed);
}

/* ---- tunnels ---- */

static void ask_tunnel(struct h2 *c, int stream)
{
    h2_ask(c, stream, "CONNECT", "/chat", 0, ":protocol", "websocket");
}

TEST(an_extended_connect_becomes_a_tunnel)
{
    open_bed();
    struct h2 c = serve(1);
    ask_tunnel(&c, 1);
    h2_say(&c, NGHTTP2_DATA, 0, 1, S("hello"));
    struct h2_frame f = h2_hear(&c);
    expect_str(f.fields, S(":status: 200\ndate: Sat, 21 Nov 2026 09:30:00 GMT\n"));
    expect_str(h2_hear_type(&c, NGHTTP2_DATA).payload, S("hello"));
    h2_say(&c, NGHTTP2_DATA, 0, 1, S("again"));
    expect_str(h2_hear_type(&c, NGHTTP2_DATA).payload, S("again"));
    h2_say(&c, NGHTTP2_DATA, ES, 1, S(""));
    f = h2_hear_type(&c, NGHTTP2_DATA);
    expect(f.flags & ES && f.payload.n == 0);
    expect(comes_to(&gone, 1));
    finish(&c);
}

TEST(a_tunnel_whose_client_goes_is_gone)
{
    open_bed();
    struct h2 c = serve(1);
    ask_tunnel(&c, 1);
    h2_hear_type(&c, NGHTTP2_HEADERS);
    h2_say_u32(&c, NGHTTP2_RST_STREAM, 1, NGHTTP2_CANCEL);
    expect(comes_to(&gone, 1));
    ask_tunnel(&c, 3);
    h2_hear_type(&c, NGHTTP2_HEADERS);
    h2_close(&c);
    expect(comes_to(&gone, 2));
    testbed_close(&bed);
}

TEST(a_drain_lets_tunnels_of_streams_say_farewell)
{
    open_bed();
    struct h2 c = serve(1);
    ask_tunnel(&c, 1);
    h2_hear_type(&c, NGHTTP2_HEADERS);
    server_drain(bed.server, 10000);
    expect_str(h2_hear_type(&c, NGHTTP2_DATA).payload, S("farewell"));
    expect_eq(atomic_load(&gone), 1);
    finish(&c);
}

TEST(connect_without_a_protocol_is_refused)
{
    struct buf head = {0};
    str body;

    open_bed();
    struct h2 c = serve(1);
    field_add(&head, ":method", "CONNECT");
    field_add(&head, ":authority", "h:80");
    h2_say(&c, NGHTTP2_HEADERS, EH, 1, buf_str(&head));
    expect_eq(h2_answer(&c, 1, &body).status, 501);
    buf_close(&head);
    finish(&c);
}
