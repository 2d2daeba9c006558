#include "cli/ws_client.h"
#include "base/str.h"
#include "net/ws/frame.h"

enum { A_READ = 16384, FIN = 0x80, RESERVED = 0x70, OPCODE = 0x0f, MASKED = 0x80, LENGTH = 0x7f };

/* ---- what goes ---- */

static void frame_add(struct ws_client *c, enum ws_opcode opcode, str payload)
{
    char head[WS_HEAD_MOST], mask[4];
    size_t n = ws_head(head, opcode, true, false, payload.n);
    u64 drawn = rng_next(&c->masks);

    memcpy(mask, &drawn, sizeof mask);
    head[1] = (char)(head[1] | MASKED);
    buf_add(&c->out, (str){ head, n });
    buf_add(&c->out, (str){ mask, sizeof mask });
    char *to = buf_reserve(&c->out, payload.n);
    for (size_t i = 0; i < payload.n; i++)
        to[i] = (char)(payload.p[i] ^ mask[i & 3]);
    c->out.n += payload.n;
}

static void base64_add(struct buf *b, const u8 *from, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        u32 three = (u32)from[i] << 16 | (i + 1 < n ? (u32)from[i + 1] << 8 : 0) | (i + 2 < n ? from[i + 2] : 0u);
        for (size_t k = 0; k < 4; k++)
            buf_byte(b, k > n - i ? '=' : digits[three >> (18 - 6 * k) & 63]);
    }
}

bool ws_client_open(struct ws_client *c, const struct trunk_place *to, str host, str path, str fields)
{
    u8 key[16];

    *c = (struct ws_client){ .trunk.fd = -1, .in = c->in, .out = c->out, .message = c->message };
    c->in.n = c->out.n = c->message.n = 0;
    random_bytes(key, sizeof key);
    rng_seed(&c->masks, 0);
    buf_format(&c->out, "GET " STR_FMT " HTTP/1.1\r\nHost: " STR_FMT "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" STR_FMT
               "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ", STR_ARG(path), STR_ARG(host), STR_ARG(fields));
    size_t at = c->out.n;
    base64_add(&c->out, key, sizeof key);
    bool is_key = ws_accept(str_from(buf_str(&c->out), at), c->accept);
    buf_lit(&c->out, "\r\n\r\n");
    if (!is_key || !trunk_open(&c->trunk, to))
        return false;
    c->state = WS_CLIENT_SHAKING;
    return true;
}

static bool flush(struct ws_client *c)
{
    size_t gone = 0;
    ptrdiff_t n = 1;

    while (gone < c->out.n && (n = trunk_write(&c->trunk, str_from(buf_str(&c->out), gone))) > 0)
        gone += (size_t)n;
    if (gone) {
        memmove(c->out.p, c->out.p + gone, c->out.n - gone);
        c->out.n -= gone;
    }
    return n >= 0;
}

bool ws_client_say(struct ws_client *c, str text)
{
    frame_add(c, WS_TEXT, text);
    return flush(c);
}

/* ---- what comes: the answer to the handshake ---- */

/* The value of a header field; "" without it. */
static str field_of(str head, str name)
{
    while (head.n) {
        ptrdiff_t end = str_find_byte(head, '\n');
        str line = end < 0 ? head : str_to(head, (size_t)end);
        line.n -= line.n && line.p[line.n - 1] == '\r';
        ptrdiff_t colon = str_find_byte(line, ':');
        if (colon >= 0 && str_eq_nocase(str_to(line, (size_t)colon), name))
            return str_trim(str_from(line, (size_t)colon + 1));
        head = end < 0 ? S("") : str_from(head, (size_t)end + 1);
    }
    return S("");
}

static int status_of(str head)
{
    int status = 0;

    if (head.n < 12 || !str_starts(head, S("HTTP/1.1 ")))
        return 0;
    for (size_t i = 9; i < 12; i++)
        status = head.p[i] >= '0' && head.p[i] <= '9' ? status * 10 + (head.p[i] - '0') : 1000;
    return status < 1000 ? status : 0;
}

/* How many octets it has; 0: not all of it is there. */
static size_t head_read(struct ws_client *c, bool *right)
{
    str all = buf_str(&c->in);
    const char *end = all.n ? memmem(all.p, all.n, "\r\n\r\n", 4) : NULL;

    *right = end || all.n < WS_CLIENT_HEAD_MOST;
    if (!end)
        return 0;
    str head = str_to(all, (size_t)(end - all.p) + 4);
    int status = status_of(head);
    *right = status == 101 && str_eq(field_of(head, S("Sec-WebSocket-Accept")), (str){ c->accept, sizeof c->accept });
    c->status = status == 101 ? 0 : status;
    c->state = *right ? WS_CLIENT_OPEN : c->state;
    return head.n;
}

/* ---- what comes: frames ---- */

struct frame { u8 first; str payload; };

static u64 number_read(str s)
{
    u64 v = 0;

    for (size_t i = 0; i < s.n; i++)
        v = v << 8 | (u8)s.p[i];
    return v;
}

/* One frame at the beginning of `in`: how many octets it has; 0: not all of it is there. A server masks none. */
static size_t frame_read(str in, struct frame *out, bool *right)
{
    *right = true;
    if (in.n < 2)
        return 0;
    u8 second = (u8)in.p[1];
    size_t more = second == 126 ? 2 : second == 127 ? 8 : 0;
    *right = second < MASKED && !((u8)in.p[0] & RESERVED);
    if (!*right || in.n < 2 + more)
        return 0;
    u64 n = more ? number_read(str_to(str_from(in, 2), more)) : second & LENGTH;
    *right = n <= WS_CLIENT_MESSAGE_MOST;
    if (!*right || in.n - 2 - more < n)
        return 0;
    *out = (struct frame){ (u8)in.p[0], str_to(str_from(in, 2 + more), (size_t)n) };
    return 2 + more + (size_t)n;
}

static bool message_take(struct ws_client *c, const struct frame *f, ws_client_heard *heard, void *arg)
{
    if (c->message.n + f->payload.n > WS_CLIENT_MESSAGE_MOST)
        return false;
    buf_add(&c->message, f->payload);
    if (!(f->first & FIN))
        return true;
    heard(arg, buf_str(&c->message));
    c->message.n = 0;
    return true;
}

static bool frame_take(struct ws_client *c, const struct frame *f, ws_client_heard *heard, void *arg)
{
    switch (f->first & OPCODE) {
    case WS_TEXT: case WS_CONTINUATION: return message_take(c, f, heard, arg);
    case WS_PING: frame_add(c, WS_PONG, f->payload); return true;
    case WS_PONG: return true;
    case WS_CLOSE:
        c->code = f->payload.n >= 2 ? (int)number_read(str_to(f->payload, 2)) : WS_NO_CODE;
        return false;
    default: return false;
    }
}

bool ws_client_read(struct ws_client *c, ws_client_heard *heard, void *arg)
{
    bool right = true;
    size_t at = 0, n = 0;
    struct frame f;

    if (c->state == WS_CLIENT_SHAKING)
        at = head_read(c, &right);
    while (right && c->state == WS_CLIENT_OPEN && (n = frame_read(str_from(buf_str(&c->in), at), &f, &right)) > 0) {
        at += n;
        right = frame_take(c, &f, heard, arg);
    }
    if (at)
        memmove(c->in.p, c->in.p + at, c->in.n - at);
    c->in.n -= at;
    return right;
}

/* ---- both ---- */

bool ws_client_go_on(struct ws_client *c, ws_client_heard *heard, void *arg)
{
    ptrdiff_t n = 0;
    bool right = flush(c);

    while (right && (n = trunk_read(&c->trunk, buf_reserve(&c->in, A_READ), A_READ)) > 0) {
        c->in.n += (size_t)n;
        right = ws_client_read(c, heard, arg);
    }
    if (right && n >= 0 && flush(c))
        return true;
    trunk_close(&c->trunk);
    c->state = WS_CLIENT_CLOSED;
    return false;
}

void ws_client_close(struct ws_client *c)
{
    if (c->state == WS_CLIENT_OPEN) {
        frame_add(c, WS_CLOSE, S("\x03\xe8"));
        flush(c);
    }
    if (c->state != WS_CLIENT_CLOSED)
        trunk_close(&c->trunk);
    c->state = WS_CLIENT_CLOSED;
    buf_close(&c->in);
    buf_close(&c->out);
    buf_close(&c->message);
}
