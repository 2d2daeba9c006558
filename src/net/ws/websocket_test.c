/* WebSocket over HTTP/1.1 on real sockets: the handshake, messages, control frames, and every way to end. */
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include "net/ws/testbed.h"

static struct testbed bed;
static struct ws_kind *_Atomic kind;
static _Atomic int closed, last_code, cancelled, served;

/* ---- the applications ---- */

static struct ws *crowd[4];
static int crowd_count;

static void serve_slowly(ctx *c, struct ws *w, enum ws_opcode opcode, str message)
{
    err e = ctx_sleep(c, 150);

    atomic_fetch_add(&served, 1);
    if (e == ERR_CANCELLED)
        atomic_fetch_add(&cancelled, 1);
    ws_send(w, opcode, message);
}

static void tell_all(struct ws *w, str message)
{
    struct ws_frame *f = ws_frame_new(WS_TEXT, message);

    (void)w;
    for (int i = 0; i < crowd_count; i++)
        expect(ws_send_shared(crowd[i], f));
    ws_frame_close(&f);
}

/* As much as may wait for the client, and how often that went. */
static void flood(struct ws *w)
{
    static char piece[5000];
    int sent = 0;

    memset(piece, 'f', sizeof piece);
    while (sent < 10000 && ws_send(w, WS_BINARY, (str){ piece, sizeof piece }))
        sent++;
    atomic_store(&served, sent);
}

/* Large and small for many, and now and then something for this client alone; each begins with its number. */
enum { MIXED = 600, MIXED_MOST = 5000 };
static size_t mixed_length(int i) { return i % 3 ? 4 + (size_t)(i * 37 % 400) : MIXED_MOST; }

/* The second half finds the first waiting already. */
static void tell_mixed(ctx *c, struct ws *w, enum ws_opcode opcode, str message)
{
    static char text[MIXED_MOST];

    (void)opcode;
    (void)message;
    for (int i = 0; i < MIXED; i++) {
        if (i == MIXED / 2)
            expect_eq(ctx_sleep(c, 50), OK);
        memcpy(text, &i, sizeof i);
        str all = { text, mixed_length(i) };
        struct ws_frame *f = ws_frame_new(WS_BINARY, all);
        expect(i % 50 == 49 ? ws_send(w, WS_BINARY, all) : ws_send_shared(w, f));
        ws_frame_close(&f);
    }
    atomic_fetch_add(&served, 1);
}

/* How much comes from one client before the loop's turn ends. */
static size_t of_turn;
static _Atomic size_t of_turn_most;
static _Atomic int measured;

static void turn_over(struct turn_hook *h)
{
    (void)h;
    of_turn = 0;
}

static struct turn_hook turn = { .run = turn_over };

static void measure(size_t n)
{
    of_turn += n;
    if (of_turn > atomic_load(&of_turn_most))
        atomic_store(&of_turn_most, of_turn);
    loop_at_turn_end(loop_current(), &turn);
    atomic_fetch_add(&measured, 1);
}

static void message(struct ws *w, enum ws_opcode opcode, str text)
{
    const char *path = ws_arg(w);

    if (strcmp(path, "/measure") == 0)
        measure(text.n);
    else if (strcmp(path, "/slow") == 0)
        ws_serve(w, serve_slowly, opcode, text);
    else if (strcmp(path, "/crowd") == 0)
        tell_all(w, text);
    else if (strcmp(path, "/flood") == 0)
        flood(w);
    else if (strcmp(path, "/mixed") == 0)
        ws_serve(w, tell_mixed, opcode, text);
    else if (strcmp(path, "/leave") == 0)
        ws_close(w, 4321, text);
    else
        ws_send(w, opcode, text);
}

static void on_close(struct ws *w, u16 code)
{
    (void)w;
    atomic_store(&last_code, code);
    atomic_fetch_add(&closed, 1);
}

static const struct ws_rules rules = { message, on_close, .protocols = (const char *const[]){ "second", "first", NULL } };

static void handle(struct exchange *e, void *arg)
{
    static const char *const paths[] = { "/slow", "/crowd", "/flood", "/leave", "/measure", "/mixed" };
    const char *path = "/";

    (void)arg;
    for (size_t i = 0; i < COUNT(paths); i++)
        if (str_eq(e->path, str_of(paths[i])))
            path = paths[i];
    struct ws *w = ws_upgrade(e, kind, (void *)(uintptr_t)path);
    if (w && strcmp(path, "/crowd") == 0)
        crowd[crowd_count++] = w;
}

static void open_bed(void)
{
    atomic_store(&closed, 0);
    atomic_store(&last_code, 0);
    atomic_store(&cancelled, 0);
    atomic_store(&served, 0);
    crowd_count = 0;
    testbed_init(&bed);
}

/* Settings may be changed between the two. */
static void serve(void)
{
    testbed_serve(&bed, 1, handle);
    atomic_store(&kind, ws_kind_open(&bed.world, &rules));
}

static void shut(void)
{
    struct ws_kind *k = kind;

    runtime_stop(bed.world.runtime);
    ws_kind_close(&k);
    testbed_close(&bed);
}

static int open_socket(void)
{
    open_bed();
    serve();
    return shake_hands(&bed, HANDSHAKE("/"), "");
}

static bool comes_to(_Atomic int *count, int want)
{
    for (int i = 0; i < PATIENCE_S * 1000 && atomic_load(count) < want; i++)
        usleep(1000);
    return atomic_load(count) >= want;
}

/* ---- the handshake ---- */

#define ASKS "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define KEY "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

TEST(a_handshake_that_is_not_good_is_told_why)
{
    static const struct { const char *request, *answer; } cases[] = {
        { ASKS VERSION "\r\n", "HTTP/1.1 400 " },
        { ASKS VERSION "Sec-WebSocket-Key: c2hvcnQ=\r\n\r\n", "HTTP/1.1 400 " },
        { ASKS VERSION KEY KEY "\r\n", "HTTP/1.1 400 " },
        { ASKS KEY "\r\n", "HTTP/1.1 426 " },
        { ASKS KEY "Sec-WebSocket-Version: 8\r\n\r\n", "HTTP/1.1 426 " },
        { ASKS KEY "Sec-WebSocket-Version: 8\r\n\r\n", "\r\nSec-WebSocket-Version: 13\r\n" },
        { ASKS KEY VERSION VERSION "\r\n", "HTTP/1.1 426 " },
        { ASKS KEY VERSION VERSION "\r\n", "\r\n\r\n{\"type\":\"urn:kith:problem:websocket_version\"," },
        { ASKS VERSION "\r\n", "\"status\":400,\"code\":\"websocket_handshake\",\"detail\":\"Sec-WebSocket-Key is not 16 octets "
                               "in base64.\"}" },
        { ASKS KEY VERSION "Content-Length: 5\r\n\r\n12345", "HTTP/1.1 400 " },
        { "GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\n" VERSION KEY "\r\n", "HTTP/1.1 426 " },
        { "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "HTTP/1.1 426 " },
        { "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" },
        { "GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\"code\":\"upgrade_required\"" },
        { "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n", "HTTP/1.1 426 " },
        { "POST / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" VERSION KEY "\r\n", "HTTP/1.1 400 " },
        { "GET / HTTP/1.0\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" VERSION KEY "\r\n", " 426 " },
    };

    open_bed();
    serve();
    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = dial(&bed);
        say(fd, cases[i].request);
        expect_has(hear(&bed, fd, "}"), cases[i].answer);
        close(fd);
    }
    shut();
}

TEST(websocket_may_be_one_of_several_protocols_that_are_offered)
{
    static const char *const offers[] = { "Upgrade: other, WebSocket\r\n", "Upgrade: websocket , h2c\r\n",
                                          "Upgrade: other\r\nUpgrade: websocket\r\n" };

    open_bed();
    serve();
    for (size_t i = 0; i < COUNT(offers); i++) {
        int fd = dial(&bed);
        say(fd, "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        say(fd, offers[i]);
        say(fd, "\r\n");
        expect_has(hear(&bed, fd, "\r\n\r\n"), "HTTP/1.1 101 ");
        say_frame(fd, FIN | WS_TEXT, S("hello"));
        expect_frame(fd, FIN | WS_TEXT, S("hello"));
        close(fd);
    }
    shut();
}

TEST(the_first_of_the_clients_subprotocols_that_is_spoken_is_agreed)
{
    open_bed();
    serve();
    int fd = dial(&bed);
    say(fd, HANDSHAKE("/") "Sec-WebSocket-Protocol: third\r\nSec-WebSocket-Protocol: fourth, first,second\r\n\r\n");
    expect_has(hear(&bed, fd, "\r\n\r\n"), "\r\nSec-WebSocket-Protocol: first\r\n");
    close(fd);
    fd = shake_hands(&bed, HANDSHAKE("/"), "Sec-WebSocket-Protocol: third\r\n");
    say_frame(fd, FIN | WS_TEXT, S("still"));
    expect_frame(fd, FIN | WS_TEXT, S("still"));
    close(fd);
    shut();
}

/* ---- messages ---- */

TEST(messages_come_back_as_they_went)
{
    static char large[100000];
    int fd = open_socket();

    memset(large, 'L', sizeof large);
    say_frame(fd, FIN | WS_TEXT, S("gr\xc3\xbc\xc3\x9f"));
    expect_frame(fd, FIN | WS_TEXT, S("gr\xc3\xbc\xc3\x9f"));
    say_frame(fd, FIN | WS_BINARY, S("\0\xff"));
    expect_frame(fd, FIN | WS_BINARY, S("\0\xff"));
    say_frame(fd, FIN | WS_TEXT, S(""));
    expect_frame(fd, FIN | WS_TEXT, S(""));
    say_frame(fd, FIN | WS_BINARY, (str){ large, sizeof large });
    expect_frame(fd, FIN | WS_BINARY, ((str){ large, sizeof large }));
    close(fd);
    shut();
}

/* Each octet differs from its neighbours, so that one that is lost, doubled or moved is noticed. */
static str jumble(size_t n, u32 seed)
{
    char *p = arena_alloc(&bed.arena, n, 1);

    for (size_t i = 0; i < n; i++)
        p[i] = (char)((seed = seed * 1664525 + 1013904223) >> 24);
    return (str){ p, n };
}

/* In fragments, the last of them large enough to be read straight to its place, with a ping between. */
static void goes_and_comes(int fd, str whole, size_t first)
{
    say_frame(fd, WS_BINARY, str_to(whole, first));
    say_frame(fd, FIN | WS_PING, S("now?"));
    say_frame(fd, FIN | WS_CONTINUATION, str_from(whole, first));
    expect_frame(fd, FIN | WS_PONG, S("now?"));
    expect_frame(fd, FIN | WS_BINARY, whole);
}

TEST(large_messages_come_back_octet_by_octet)
{
    static const size_t sizes[] = { 16383, 16384, 65522, 65536, 66560, 262144 + 7, 700001, 1 << 20 };
    int one = open_socket(), two = shake_hands(&bed, HANDSHAKE("/slow"), "");

    for (size_t i = 0; i < COUNT(sizes); i++) {
        str mine = jumble(sizes[i], (u32)i), yours = jumble(sizes[i], (u32)i + 100);
        say_frame(two, FIN | WS_BINARY, yours);
        say_frame(one, FIN | WS_BINARY, mine);
        expect_frame(one, FIN | WS_BINARY, mine);
        goes_and_comes(one, mine, 1 + sizes[i] / 3);
        goes_and_comes(one, mine, 1);
        expect_frame(two, FIN | WS_BINARY, yours);
    }
    close(one);
    close(two);
    shut();
}

TEST(fragments_become_one_message_and_pings_between_them_are_answered)
{
    int fd = open_socket();

    say_frame(fd, WS_TEXT, S("one \xc3"));
    say_frame(fd, FIN | WS_PING, S("are you there"));
    say_frame(fd, WS_CONTINUATION, S("\xbc"));
    say_frame(fd, FIN | WS_PONG, S("nobody asked"));
    say_frame(fd, WS_CONTINUATION, S(""));
    expect_frame(fd, FIN | WS_PONG, S("are you there"));
    say_frame(fd, FIN | WS_CONTINUATION, S(" two"));
    expect_frame(fd, FIN | WS_TEXT, S("one \xc3\xbc two"));
    close(fd);
    shut();
}

TEST(a_message_may_begin_with_an_empty_fragment)
{
    int fd = open_socket();

    for (int i = 0; i < 2; i++) {
        say_frame(fd, WS_TEXT, S(""));
        say_frame(fd, WS_CONTINUATION, S(""));
        say_frame(fd, i ? FIN | WS_CONTINUATION : WS_CONTINUATION, i ? S("") : S("some"));
        if (!i)
            say_frame(fd, FIN | WS_CONTINUATION, S(""));
        expect_frame(fd, FIN | WS_TEXT, i ? S("") : S("some"));
    }
    close(fd);
    shut();
}

TEST(one_octet_a_packet_says_the_same)
{
    struct buf b = {0};
    int fd = open_socket();

    masked_add(&b, WS_TEXT, S("left "));
    masked_add(&b, FIN | WS_PING, S("ping"));
    masked_add(&b, FIN | WS_CONTINUATION, S("right"));
    masked_add(&b, FIN | WS_CLOSE, S("\x03\xe8"));
    for (size_t i = 0; i < b.n; i++)
        say_bytes(fd, (str){ b.p + i, 1 });
    expect_frame(fd, FIN | WS_PONG, S("ping"));
    expect_frame(fd, FIN | WS_TEXT, S("left right"));
    expect_farewell(&bed, fd, 1000);
    buf_close(&b);
    shut();
}

TEST(many_messages_in_one_packet_come_back_in_order)
{
    struct buf b = {0};
    int fd = open_socket();

    for (int i = 0; i < 2000; i++) {
        char text[16];
        masked_add(&b, FIN | WS_TEXT, (str){ text, (size_t)snprintf(text, sizeof text, "m%d", i) });
    }
    say_bytes(fd, buf_str(&b));
    for (int i = 0; i < 2000; i++) {
        char text[16];
        expect_frame(fd, FIN | WS_TEXT, ((str){ text, (size_t)snprintf(text, sizeof text, "m%d", i) }));
    }
    close(fd);
    buf_close(&b);
    shut();
}

TEST(while_a_job_works_pings_are_answered_and_further_messages_wait)
{
    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/slow"), "");
    say_frame(fd, FIN | WS_TEXT, S("first"));
    say_frame(fd, FIN | WS_PING, S("1"));
    expect_frame(fd, FIN | WS_PONG, S("1"));
    expect_eq(atomic_load(&served), 0);
    say_frame(fd, FIN | WS_TEXT, S("second"));
    say_frame(fd, FIN | WS_TEXT, S("third"));
    expect_frame(fd, FIN | WS_TEXT, S("first"));
    expect_frame(fd, FIN | WS_TEXT, S("second"));
    expect_frame(fd, FIN | WS_TEXT, S("third"));
    close(fd);
    shut();
}

TEST(a_job_is_cancelled_when_its_client_goes_and_close_comes_behind_it)
{
    struct linger none = { .l_onoff = 1 };

    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/slow"), "");
    say_frame(fd, FIN | WS_TEXT, S("work"));
    say_frame(fd, FIN | WS_PING, S(""));
    expect_frame(fd, FIN | WS_PONG, S(""));
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    close(fd);
    expect(comes_to(&closed, 1));
    expect_eq(atomic_load(&cancelled), 1);
    expect_eq(atomic_load(&last_code), WS_ABNORMAL);
    shut();
}

TEST(a_stop_ends_jobs_and_sockets_whatever_waits)
{
    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/slow"), "");
    for (int i = 0; i < 10; i++)
        say_frame(fd, FIN | WS_TEXT, S("work"));
    expect_frame(fd, FIN | WS_TEXT, S("work"));
    shut();
    expect_eq(atomic_load(&closed), 1);
    close(fd);
}

/* ---- compression ---- */

#define DEFLATES "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"

TEST(messages_are_compressed_by_agreement_and_where_it_pays)
{
    static char large[50000];
    struct ws_deflate *d = ws_deflate_open();
    struct buf packed = {0}, unpacked = {0};

    memset(large, 'L', sizeof large);
    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/"), DEFLATES);
    ws_compress(d, (str){ large, sizeof large }, &packed);
    say_frame(fd, RSV1 | WS_TEXT, (str){ packed.p, 10 });
    say_frame(fd, FIN | WS_CONTINUATION, str_from(buf_str(&packed), 10));
    struct heard h = hear_frame(&bed, fd);
    expect_eq(h.first, FIN | RSV1 | WS_TEXT);
    expect(ws_decompress(d, h.payload, sizeof large, &unpacked) == WS_INFLATED);
    expect_str(buf_str(&unpacked), ((str){ large, sizeof large }));
    say_frame(fd, FIN | WS_TEXT, S("short"));
    expect_frame(fd, FIN | WS_TEXT, S("short"));
    close(fd);
    buf_close(&packed);
    buf_close(&unpacked);
    ws_deflate_close(&d);
    shut();
}

/* A message longer than the window that the client named comes uncompressed. */
TEST(a_small_window_of_the_client_is_kept_to)
{
    static char text[4096];
    struct ws_deflate *d = ws_deflate_open();
    struct buf unpacked = {0};

    memset(text, 'L', sizeof text);
    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/"), "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=9\r\n");
    for (size_t n = 512; n <= 513; n++) {
        say_frame(fd, FIN | WS_TEXT, (str){ text, n });
        struct heard h = hear_frame(&bed, fd);
        expect_eq(h.first, n == 512 ? FIN | RSV1 | WS_TEXT : FIN | WS_TEXT);
        if (n == 512)
            expect(ws_decompress(d, h.payload, n, &unpacked) == WS_INFLATED && unpacked.n == n);
        else
            expect_eq(h.payload.n, n);
    }
    close(fd);
    buf_close(&unpacked);
    ws_deflate_close(&d);
    shut();
}

static void expect_refused_packed(str message, u16 code)
{
    struct ws_deflate *d = ws_deflate_open();
    struct buf packed = {0};

    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/"), DEFLATES);
    ws_compress(d, message, &packed);
    say_frame(fd, FIN | RSV1 | WS_TEXT, buf_str(&packed));
    expect_farewell(&bed, fd, code);
    buf_close(&packed);
    ws_deflate_close(&d);
    shut();
}

TEST(a_compressed_message_has_the_same_limits)
{
    static char bomb[3 << 20];

    expect_refused_packed((str){ bomb, sizeof bomb }, WS_TOO_BIG);
    expect_refused_packed(S("not \xff text"), WS_BAD_TEXT);
    expect_refused_packed(S("cut \xc3"), WS_BAD_TEXT);
}

TEST(one_that_sends_much_in_few_octets_leaves_the_loop_to_others)
{
    enum { MESSAGES = 50 };
    static char text[500000];
    struct ws_deflate *d = ws_deflate_open();
    struct buf packed = {0}, all = {0};

    memset(text, 'm', sizeof text);
    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/measure"), DEFLATES);
    ws_compress(d, (str){ text, sizeof text }, &packed);
    for (int i = 0; i < MESSAGES; i++)
        masked_add(&all, FIN | RSV1 | WS_TEXT, buf_str(&packed));
    say_bytes(fd, buf_str(&all));
    say_frame(fd, FIN | WS_PING, S("done"));
    expect_frame(fd, FIN | WS_PONG, S("done"));
    expect_eq(atomic_load(&measured), MESSAGES);
    expect(atomic_load(&of_turn_most) <= 2 * sizeof text);
    close(fd);
    buf_close(&packed);
    buf_close(&all);
    ws_deflate_close(&d);
    shut();
}

TEST(a_shared_frame_reaches_each_in_the_form_that_it_understands)
{
    static char text[1000];
    int plain, packing;

    memset(text, 's', sizeof text);
    open_bed();
    serve();
    plain = shake_hands(&bed, HANDSHAKE("/crowd"), "");
    packing = shake_hands(&bed, HANDSHAKE("/crowd"), DEFLATES);
    say_frame(plain, FIN | WS_TEXT, (str){ text, sizeof text });
    expect_frame(plain, FIN | WS_TEXT, ((str){ text, sizeof text }));
    struct heard h = hear_frame(&bed, packing);
    expect_eq(h.first, FIN | RSV1 | WS_TEXT);
    expect(h.payload.n < 50);
    say_frame(plain, FIN | WS_TEXT, S("small"));
    expect_frame(packing, FIN | WS_TEXT, S("small"));
    close(plain);
    close(packing);
    shut();
}

TEST(what_waits_for_a_client_comes_in_order_whoever_shares_it)
{
    open_bed();
    bed.settings.ws_buffer = 8 << 20;
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/mixed"), "");
    say_frame(fd, FIN | WS_TEXT, S("go"));
    expect(comes_to(&served, 1));
    for (int i = 0; i < MIXED; i++) {
        struct heard h = hear_frame(&bed, fd);
        int number;
        memcpy(&number, h.payload.p, sizeof number);
        expect_eq(number, i);
        expect_eq(h.payload.n, mixed_length(number));
    }
    close(fd);
    shut();
}

/* ---- the end ---- */

TEST(what_breaks_the_protocol_ends_with_the_code_for_it)
{
    static char large[(1 << 20) + 1];
    static const struct { str bytes; u16 code; } cases[] = {
        { { "\x81\x05hello", 7 }, 1002 },                                /* not masked */
        { { "\xc1\x80\0\0\0\0", 6 }, 1002 },                             /* compressed, without agreement */
        { { "\x83\x80\0\0\0\0", 6 }, 1002 },                             /* unknown */
        { { "\x89\xfe\0\x7e\0\0\0\0", 8 }, 1002 },                       /* a long ping */
        { { "\x80\x80\0\0\0\0", 6 }, 1002 },                             /* a continuation of nothing */
        { { "\x81\x82\0\0\0\0\xff\xff", 8 }, 1007 },
        { { "\x01\x83\0\0\0\0\xed\xa0\x80", 9 }, 1007 },                 /* before the message is whole */
        { { "\x88\x81\0\0\0\0\x03", 7 }, 1002 },                         /* half a code */
        { { "\x88\x82\0\0\0\0\x03\xed", 8 }, 1002 },                     /* 1005 is never sent */
        { { "\x88\x83\0\0\0\0\x03\xe8\xff", 9 }, 1007 },                 /* its reason is not UTF-8 */
        { { "\x82\xff\0\0\0\0\x40\0\0\0\0\0\0\0", 14 }, 1009 },
    };

    open_bed();
    serve();
    for (size_t i = 0; i < COUNT(cases); i++) {
        int fd = shake_hands(&bed, HANDSHAKE("/"), "");
        say_bytes(fd, cases[i].bytes);
        expect_farewell(&bed, fd, cases[i].code);
    }
    int fd = shake_hands(&bed, HANDSHAKE("/"), "");
    say_frame(fd, FIN | WS_BINARY, (str){ large, sizeof large });
    expect_farewell(&bed, fd, 1009);
    shut();
}

TEST(a_clients_farewell_is_answered_in_kind)
{
    int fd = open_socket();

    say_frame(fd, FIN | WS_CLOSE, S("\x0f\xa0goodbye"));
    say_frame(fd, FIN | WS_TEXT, S("nobody hears this"));
    expect_farewell(&bed, fd, 4000);
    expect(comes_to(&closed, 1));
    expect_eq(atomic_load(&last_code), 4000);
    fd = shake_hands(&bed, HANDSHAKE("/"), "");
    say_frame(fd, FIN | WS_CLOSE, S(""));
    expect_farewell(&bed, fd, WS_NO_CODE);
    expect(comes_to(&closed, 2));
    expect_eq(atomic_load(&last_code), WS_NO_CODE);
    shut();
}

TEST(an_application_says_farewell_and_the_client_answers)
{
    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/leave"), "");
    say_frame(fd, FIN | WS_TEXT, S("enough"));
    say_frame(fd, FIN | WS_TEXT, S("unheard"));
    expect_frame(fd, FIN | WS_CLOSE, S("\x10\xe1" "enough"));
    say_frame(fd, FIN | WS_PING, S("unanswered"));
    say_frame(fd, FIN | WS_CLOSE, S("\x10\xe1"));
    expect_eq(hear_frame(&bed, fd).first, -1);
    close(fd);
    expect(comes_to(&closed, 1));
    expect_eq(atomic_load(&last_code), 4321);
    shut();
}

TEST(who_does_not_answer_a_farewell_is_not_waited_for_long)
{
    open_bed();
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/leave"), "");
    say_frame(fd, FIN | WS_TEXT, S("enough"));
    expect_farewell(&bed, fd, 4321);
    shut();
}

TEST(a_client_that_ends_without_a_farewell_is_told_as_such)
{
    int fd = open_socket();

    say_frame(fd, WS_TEXT, S("half a mess"));
    shutdown(fd, SHUT_WR);
    expect_eq(hear_frame(&bed, fd).first, -1);
    close(fd);
    expect(comes_to(&closed, 1));
    expect_eq(atomic_load(&last_code), WS_ABNORMAL);
    shut();
}

TEST(a_drain_says_that_the_server_goes_away)
{
    int fd = open_socket();

    say_frame(fd, FIN | WS_CLOSE, S("\x03\xe9"));               /* on its way before it is asked for */
    server_drain(bed.server, 10000);
    expect_farewell(&bed, fd, WS_GOING_AWAY);
    shut();
    fd = open_socket();
    say_frame(fd, FIN | WS_TEXT, S("here"));
    expect_frame(fd, FIN | WS_TEXT, S("here"));
    server_drain(bed.server, 10000);
    expect_farewell(&bed, fd, WS_GOING_AWAY);
    shut();
}

/* ---- time and bounds ---- */

TEST(a_client_that_answers_pings_stays_and_one_that_does_not_is_dropped)
{
    open_bed();
    bed.settings.ws_ping = 200;
    bed.settings.idle_timeout = 300;
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/"), "");
    for (int i = 0; i < 5; i++) {
        expect_frame(fd, FIN | WS_PING, S(""));
        say_frame(fd, FIN | WS_PONG, S(""));
    }
    expect_farewell(&bed, fd, WS_POLICY);
    shut();
}

TEST(an_idle_socket_outlives_idle_connections)
{
    open_bed();
    bed.settings.idle_timeout = bed.settings.header_timeout = bed.settings.body_timeout = bed.settings.request_timeout = 100;
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/"), "");
    usleep(400 * 1000);
    say_frame(fd, FIN | WS_TEXT, S("awake"));
    expect_frame(fd, FIN | WS_TEXT, S("awake"));
    close(fd);
    shut();
}

/* A frame's head, a message and a control frame that have begun, each with fewer octets than keep the pace. */
TEST(what_has_begun_keeps_a_pace_and_what_rests_does_not_need_to)
{
    static const char *const begun[] = { "\x81", "\x82\x85\1\2\3\4x", "\x89\x85\1\2\3\4x" };

    open_bed();
    bed.settings.ws_ping = 0;
    bed.settings.body_timeout = 200;
    serve();
    int rests = shake_hands(&bed, HANDSHAKE("/"), "");
    say_frame(rests, FIN | WS_TEXT, S("first"));
    expect_frame(rests, FIN | WS_TEXT, S("first"));
    for (size_t i = 0; i < COUNT(begun); i++) {
        int fd = shake_hands(&bed, HANDSHAKE("/"), "");
        say(fd, begun[i]);
        expect_farewell(&bed, fd, WS_POLICY);
    }
    say_frame(rests, FIN | WS_TEXT, S("again"));
    expect_frame(rests, FIN | WS_TEXT, S("again"));
    close(rests);
    shut();
}

TEST(a_slow_reader_is_dropped_and_may_read_why)
{
    open_bed();
    bed.settings.ws_buffer = 100000;
    serve();
    int fd = shake_hands(&bed, HANDSHAKE("/flood"), "");
    say_frame(fd, FIN | WS_TEXT, S("go"));
    expect(comes_to(&served, 1));
    expect(atomic_load(&served) <= 21);
    struct heard h;
    while ((h = hear_frame(&bed, fd)).first == (FIN | WS_BINARY))
        ;
    expect_eq(h.first, FIN | WS_CLOSE);
    expect_str(h.payload, S("\x03\xf5slow_reader"));
    expect_eq(hear_frame(&bed, fd).first, -1);
    close(fd);
    shut();
}

TEST(a_reader_may_be_less_behind_while_the_process_holds_too_much)
{
    open_bed();
    bed.settings.ws_buffer = 1600000;
    serve();
    atomic_store(&bed.world.backlog.held, bed.settings.output_budget + (1 << 20));
    int fd = shake_hands(&bed, HANDSHAKE("/flood"), "");
    say_frame(fd, FIN | WS_TEXT, S("go"));
    expect(comes_to(&served, 1));
    expect(atomic_load(&served) <= 21);
    close(fd);
    shut();
}

/* Writes until the server takes no more: how much that was. */
static size_t push(int fd, str bytes, size_t most)
{
    size_t pushed = 0, at = 0;

    fcntl(fd, F_SETFL, O_NONBLOCK);
    for (int idle = 0; pushed < most && idle < 100;) {
        ssize_t n = send(fd, bytes.p + at, bytes.n - at, MSG_NOSIGNAL);
        idle = n > 0 ? 0 : idle + 1;
        if (n < 0)
            usleep(2000);
        pushed += n > 0 ? (size_t)n : 0;
        at = n > 0 ? (at + (size_t)n) % bytes.n : at;
    }
    fcntl(fd, F_SETFL, 0);
    return pushed;
}

enum { PUSH_MOST = 64 << 20 };

static void expect_held_back(int first)
{
    static char payload[125];
    struct buf b = {0};
    int fd = open_socket();

    for (int i = 0; i < 1000; i++)
        masked_add(&b, first, (str){ payload, sizeof payload });
    size_t pushed = push(fd, buf_str(&b), PUSH_MOST);
    expect(pushed < PUSH_MOST);
    for (size_t whole = pushed / (b.n / 1000); whole; whole--)
        expect_eq(hear_frame(&bed, fd).payload.n, sizeof payload);
    close(fd);
    buf_close(&b);
    shut();
}

TEST(who_sends_without_reading_is_held_back_and_loses_nothing)
{
    expect_held_back(FIN | WS_BINARY);
    expect_held_back(FIN | WS_PING);
}

TEST(a_stop_does_not_wait_for_who_does_not_read)
{
    struct buf b = {0};
    int fd = open_socket();

    masked_add(&b, FIN | WS_BINARY, S("never read"));
    expect(push(fd, buf_str(&b), PUSH_MOST) < PUSH_MOST);
    shut();
    expect_eq(atomic_load(&closed), 1);
    close(fd);
    buf_close(&b);
}
