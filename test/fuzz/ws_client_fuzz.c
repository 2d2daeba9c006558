/* What a server sends to a client's WebSocket: however its octets come, the same is heard and answered; and what is kept is bounded. */
#include <assert.h>
#include "cli/ws_client.h"

enum { CUT_AT = 7, MOST = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void hear(void *arg, str text)
{
    struct buf *heard = arg;

    buf_add(heard, text);
    buf_lit(heard, "|");
}

/* The first octet says whether the answer to the handshake is still to come. */
static struct ws_client client_of(const uint8_t *data, size_t n)
{
    struct ws_client c = { .trunk.fd = -1, .state = n && data[0] & 1 ? WS_CLIENT_SHAKING : WS_CLIENT_OPEN };

    memcpy(c.accept, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", sizeof c.accept);
    return c;
}

static bool all_read(struct ws_client *c, str bytes, size_t step, struct buf *heard)
{
    bool right = true;

    for (size_t at = 0; at < bytes.n && right; at += step) {
        str rest = str_from(bytes, at);
        buf_add(&c->in, str_to(rest, step < rest.n ? step : rest.n));
        right = ws_client_read(c, hear, heard);
        assert(c->message.n <= WS_CLIENT_MESSAGE_MOST);
    }
    return right;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n > MOST)
        return 0;
    struct ws_client whole = client_of(data, n), pieces = client_of(data, n);
    struct buf one = { 0 }, other = { 0 };
    str bytes = n ? (str){ (const char *)data + 1, n - 1 } : (str){ "", 0 };

    bool right = all_read(&whole, bytes, bytes.n ? bytes.n : 1, &one);
    assert(all_read(&pieces, bytes, CUT_AT, &other) == right);
    assert(str_eq(buf_str(&one), buf_str(&other)) && whole.out.n == pieces.out.n);
    assert(whole.state == pieces.state && whole.status == pieces.status && whole.code == pieces.code);
    buf_close(&one);
    buf_close(&other);
    whole.state = pieces.state = WS_CLIENT_CLOSED;
    ws_client_close(&whole);
    ws_client_close(&pieces);
    return 0;
}
