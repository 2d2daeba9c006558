/* What a server may send to the client of `kith simulate`, and what that makes of it. */
#include "cli/ws_client.h"
#include "kit/test.h"

struct heard { struct buf all; int n; };

static void hear(void *arg, str text)
{
    struct heard *h = arg;

    h->n++;
    buf_add(&h->all, text);
    buf_lit(&h->all, "|");
}

static struct ws_client opened(void)
{
    return (struct ws_client){ .trunk.fd = -1, .state = WS_CLIENT_OPEN };
}

static void gone(struct ws_client *c, struct heard *h)
{
    c->state = WS_CLIENT_CLOSED;
    ws_client_close(c);
    buf_close(&h->all);
}

/* Reads them as they come, `step` octets at a time. */
static bool reads(struct ws_client *c, struct heard *h, str bytes, size_t step)
{
    bool right = true;

    for (size_t at = 0; at < bytes.n && right; at += step) {
        str rest = str_from(bytes, at);
        buf_add(&c->in, str_to(rest, step < rest.n ? step : rest.n));
        right = ws_client_read(c, hear, h);
    }
    return right;
}

#define BYTES(literal) ((str){ literal, sizeof literal - 1 })

TEST(messages_are_heard_however_their_octets_come)
{
    for (size_t step = 1; step < 40; step++) {
        struct ws_client c = opened();
        struct heard h = { 0 };
        expect(reads(&c, &h, BYTES("\x81\x02hi\x01\x03one\x89\x01x\x80\x03two\x81\x7e\x00\x04long\x81\x00"), step));
        expect_str(buf_str(&h.all), S("hi|onetwo|long||"));
        expect_eq(h.n, 4);
        expect_eq(c.in.n, 0);
        gone(&c, &h);
    }
}

TEST(a_ping_is_answered_with_its_payload_masked)
{
    struct ws_client c = opened();
    struct heard h = { 0 };

    expect(reads(&c, &h, BYTES("\x89\x03" "abc"), 5));
    expect_eq(c.out.n, 2 + 4 + 3);
    expect_eq((u8)c.out.p[0], 0x8a);
    expect_eq((u8)c.out.p[1], 0x83);
    for (size_t i = 0; i < 3; i++)
        expect_eq(c.out.p[6 + i] ^ c.out.p[2 + i], "abc"[i]);
    gone(&c, &h);
}

TEST(a_close_frame_ends_it_and_says_why)
{
    struct ws_client c = opened();
    struct heard h = { 0 };

    expect(!reads(&c, &h, BYTES("\x81\x01x\x88\x06\x0f\xa1" "over\x81\x01y"), 100));
    expect_eq(c.code, 4001);
    expect_str(buf_str(&h.all), S("x|"));
    gone(&c, &h);
}

TEST(what_breaks_the_protocol_ends_it)
{
    static const str wrong[] = {
        BYTES("\x81\x81" "aaaax"), BYTES("\xc1\x01x"), BYTES("\x82\x01x"), BYTES("\x83\x00"),
        BYTES("\x81\x7f\x00\x00\x00\x00\x00\x10\x00\x01"), BYTES("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff"),
    };

    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct ws_client c = opened();
        struct heard h = { 0 };
        expect(!reads(&c, &h, wrong[i], 1));
        expect_eq(h.n, 0);
        gone(&c, &h);
    }
}

TEST(a_message_in_pieces_has_a_bound_too)
{
    struct ws_client c = opened();
    struct heard h = { 0 };
    struct buf piece = { 0 };

    buf_add(&piece, BYTES("\x01\x7f\x00\x00\x00\x00\x00\x08\x00\x00"));
    memset(buf_reserve(&piece, 1 << 19), 'x', 1 << 19);
    piece.n += 1 << 19;
    expect(reads(&c, &h, buf_str(&piece), piece.n));
    piece.p[0] = 0;
    expect(reads(&c, &h, buf_str(&piece), piece.n));
    expect(!reads(&c, &h, buf_str(&piece), piece.n));
    buf_close(&piece);
    gone(&c, &h);
}

static struct ws_client shaking(void)
{
    struct ws_client c = { .trunk.fd = -1, .state = WS_CLIENT_SHAKING };

    memcpy(c.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", sizeof c.accept);
    return c;
}

TEST(only_an_answer_to_our_key_opens_it)
{
    static const struct { str answer; bool opens; int status; } answers[] = {
        { BYTES("HTTP/1.1 101 Switching\r\nsec-websocket-accept:  s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n\x81\x01x"), true, 0 },
        { BYTES("HTTP/1.1 101 Switching\r\nSec-WebSocket-Accept: t3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"), false, 0 },
        { BYTES("HTTP/1.1 101 Switching\r\n\r\n"), false, 0 },
        { BYTES("HTTP/1.1 401 Unauthorized\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"), false, 401 },
        { BYTES("nonsense\r\n\r\n"), false, 0 },
    };

    for (size_t i = 0; i < COUNT(answers); i++) {
        struct ws_client c = shaking();
        struct heard h = { 0 };
        expect_eq(reads(&c, &h, answers[i].answer, 1), answers[i].opens);
        expect_eq(c.state == WS_CLIENT_OPEN, answers[i].opens);
        expect_eq(c.status, answers[i].status);
        expect_eq(h.n, (int)answers[i].opens);
        gone(&c, &h);
    }
}

TEST(an_answer_without_an_end_is_not_waited_for_for_ever)
{
    struct ws_client c = shaking();
    struct heard h = { 0 };
    struct buf head = { 0 };

    memset(buf_reserve(&head, 2 * WS_CLIENT_HEAD_MOST), 'x', 2 * WS_CLIENT_HEAD_MOST);
    head.n = 2 * WS_CLIENT_HEAD_MOST;
    expect(!reads(&c, &h, buf_str(&head), 1000));
    expect(c.in.n <= WS_CLIENT_HEAD_MOST + 1000);
    buf_close(&head);
    gone(&c, &h);
}
