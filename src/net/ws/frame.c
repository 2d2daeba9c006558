#include "net/ws/frame.h"
#include <assert.h>
#include <openssl/evp.h>
#include <string.h>
#include "base/str.h"
#include "base/utf8_stream.h"

_Static_assert(sizeof(struct ws_reader) <= 56, "an idle socket's reader stays small");

enum { FIN = 0x80, RSV1 = 0x40, RSV = 0x70, MASKED = 0x80, CONTROL = 0x08 };
enum { WINDOW_LEAST = 8 };           /* of permessage-deflate, as a power of two */

static void broken(struct ws_reader *r, struct ws_event *e, enum ws_close code, const char *reason)
{
    r->broken = true;
    *e = (struct ws_event){ .kind = WS_BROKEN, .code = code, .reason = reason };
}

static bool is_control(u8 opcode)
{
    return opcode & CONTROL;
}

/* The first two octets say how long the header is, and show nearly everything that can be wrong with it. */
static const char *head_problem(const struct ws_reader *r, const struct ws_limits *l)
{
    u8 opcode = r->head[0] & 15, length = r->head[1] & 127;

    if (r->head[0] & (RSV & ~RSV1))
        return "a reserved bit is set";
    if ((r->head[0] & RSV1) && (!l->deflate || is_control(opcode) || opcode == WS_CONTINUATION))
        return "a frame claims to be compressed where none may be";
    if (!(r->head[1] & MASKED))
        return "a client's frame is not masked";
    if (opcode > WS_PONG || (opcode > WS_BINARY && opcode < WS_CLOSE))
        return "an unknown opcode";
    if (is_control(opcode))
        return !(r->head[0] & FIN) ? "a control frame in fragments" : length > 125 ? "a control frame over 125 octets" : NULL;
    if (opcode == WS_CONTINUATION && !r->message)
        return "a continuation of nothing";
    if (opcode != WS_CONTINUATION && r->message)
        return "a new message within another";
    return NULL;
}

static u8 head_length(u8 second)
{
    u8 length = second & 127;

    return (u8)(2 + 4 + (length == 127 ? 8 : length == 126 ? 2 : 0));
}

static u64 big_endian(const u8 *p, int n)
{
    u64 v = 0;

    for (int i = 0; i < n; i++)
        v = v << 8 | p[i];
    return v;
}

/* A whole header is there: the frame begins. Returns what is wrong, and sets the code; or NULL. */
static const char *frame_begin(struct ws_reader *r, const struct ws_limits *l, enum ws_close *code)
{
    u8 length = r->head[1] & 127;

    *code = WS_PROTOCOL_ERROR;
    r->left = length < 126 ? length : big_endian(r->head + 2, length == 126 ? 2 : 8);
    if ((length == 126 && r->left < 126) || (length == 127 && (r->left < 65536 || r->left >> 63)))
        return "a length is not in its shortest form";
    memcpy(r->mask, r->head + r->need - 4, 4);
    r->mask_at = 0;
    r->begun = false;
    r->opcode = r->head[0] & 15;
    r->fin = r->head[0] & FIN;
    if (is_control(r->opcode))
        return NULL;
    *code = WS_TOO_BIG;
    if (r->opcode != WS_CONTINUATION) {
        r->message = r->opcode;
        r->compressed = r->head[0] & RSV1;
        r->size = r->fragments = r->text = 0;
    }
    if (r->left > l->message - r->size)
        return "too_big";
    if (++r->fragments > l->fragments)
        return "the message has too many fragments";
    return NULL;
}

/* Whole vectors first: a megabyte of payload is unmasked at the speed of memory. */
typedef u64 wide __attribute__((vector_size(32)));

static void unmask(struct ws_reader *r, char *p, size_t n)
{
    u8 turned[4];
    u32 four;
    size_t i = 0;
    wide some;

    for (int k = 0; k < 4; k++)
        turned[k] = r->mask[(r->mask_at + k) & 3];
    memcpy(&four, turned, sizeof four);
    u64 eight = four | (u64)four << 32;
    wide key = { eight, eight, eight, eight };
    for (; i + sizeof some <= n; i += sizeof some) {
        memcpy(&some, p + i, sizeof some);
        some ^= key;
        memcpy(p + i, &some, sizeof some);
    }
    for (u64 few; i + sizeof few <= n; i += sizeof few) {
        memcpy(&few, p + i, sizeof few);
        few ^= eight;
        memcpy(p + i, &few, sizeof few);
    }
    for (; i < n; i++)
        p[i] = (char)(p[i] ^ turned[i & 3]);
    r->mask_at = (u8)((r->mask_at + n) & 3);
}

/* Two octets are there: true if they may begin a frame. */
static bool head_begin(struct ws_reader *r, const struct ws_limits *l, struct ws_event *e)
{
    const char *problem = head_problem(r, l);

    if (problem)
        broken(r, e, WS_PROTOCOL_ERROR, problem);
    r->need = head_length(r->head[1]);
    return !problem;
}

static void head_end(struct ws_reader *r, const struct ws_limits *l, struct ws_event *e)
{
    enum ws_close code;
    const char *problem = frame_begin(r, l, &code);

    if (problem)
        broken(r, e, code, problem);
}

/* If there are enough octets for a header of any length, it is taken at once. */
static void take_whole_head(struct ws_reader *r, const struct ws_limits *l, const char *bytes, size_t *at, struct ws_event *e)
{
    memcpy(r->head, bytes + *at, sizeof r->head);
    bool good = head_begin(r, l, e);

    r->have = good ? r->need : 2;
    *at += r->have;
    if (good)
        head_end(r, l, e);
}

/* Takes header octets; true once the header is whole (then the frame has begun), or broken. */
static bool take_head(struct ws_reader *r, const struct ws_limits *l, const char *bytes, size_t n, size_t *at, struct ws_event *e)
{
    if (!r->have && n - *at >= sizeof r->head) {
        take_whole_head(r, l, bytes, at, e);
        return true;
    }
    while (*at < n) {
        r->head[r->have++] = (u8)bytes[(*at)++];
        if (r->have == 2 && !head_begin(r, l, e))
            return true;
        if (r->have > 2 && r->have == r->need) {
            head_end(r, l, e);
            return true;
        }
    }
    return false;
}

static void tell_piece(struct ws_reader *r, struct ws_event *e, char *p, size_t n)
{
    bool control = is_control(r->opcode), frame_first = !r->begun, frame_last = r->left == 0;

    r->begun = true;
    *e = (struct ws_event){
        .kind = WS_PIECE,
        .opcode = control ? r->opcode : r->message,
        .first = frame_first && (control || r->fragments == 1),
        .last = frame_last && r->fin,
        .compressed = !control && r->compressed,
        .payload = { p, n },
    };
    if (control)
        return;
    r->size += n;
    if (r->message == WS_TEXT && !r->compressed) {
        r->text = utf8_stream(r->text, e->payload);
        if (r->text == UTF8_BAD || (e->last && r->text))
            return broken(r, e, WS_BAD_TEXT, "a text message is not UTF-8");
    }
    if (e->last)
        r->message = 0;
}

/* `need` stays set while a frame's payload is under way; 0 means that a header comes next. */
size_t ws_read(struct ws_reader *r, const struct ws_limits *l, char *bytes, size_t n, struct ws_event *e)
{
    size_t at = 0;

    *e = (struct ws_event){ .kind = WS_NOTHING };
    if (r->broken)
        return n;
    if (!r->need || r->have < r->need) {
        if (!take_head(r, l, bytes, n, &at, e) || r->broken)
            return at;
    }
    if (at == n && r->left)
        return at;
    size_t take = r->left < n - at ? (size_t)r->left : n - at;
    unmask(r, bytes + at, take);
    r->left -= take;
    tell_piece(r, e, bytes + at, take);
    if (!r->left)
        r->have = r->need = 0;
    return at + take;
}

size_t ws_head(char out[WS_HEAD_MOST], enum ws_opcode opcode, bool fin, bool compressed, u64 n)
{
    int extra = n < 126 ? 0 : n < 65536 ? 2 : 8;

    out[0] = (char)((fin ? FIN : 0) | (compressed ? RSV1 : 0) | opcode);
    out[1] = (char)(extra == 0 ? n : extra == 2 ? 126 : 127);
    for (int i = 0; i < extra; i++)
        out[2 + i] = (char)(n >> 8 * (extra - 1 - i));
    return (size_t)(2 + extra);
}

static bool code_may_be_sent(u16 code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

bool ws_close_read(str payload, u16 *code, str *reason)
{
    *reason = str_from(payload, 2);
    *code = WS_NO_CODE;
    if (!payload.n)
        return true;
    *code = WS_PROTOCOL_ERROR;
    if (payload.n < 2)
        return false;
    u16 said = (u16)big_endian((const u8 *)payload.p, 2);
    if (!code_may_be_sent(said))
        return false;
    *code = WS_BAD_TEXT;
    if (utf8_stream(0, *reason) != 0)
        return false;
    *code = said;
    return true;
}

bool ws_accept(str key, char out[28])
{
    static const char guid[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    u8 text[24 + sizeof guid - 1], digest[20], raw[18];
    char encoded[29];

    if (key.n != 24 || key.p[22] != '=' || key.p[23] != '=' || EVP_DecodeBlock(raw, (const u8 *)key.p, 24) != 18)
        return false;
    memcpy(text, key.p, 24);
    memcpy(text + 24, guid, sizeof guid - 1);
    int done = EVP_Digest(text, sizeof text, digest, NULL, EVP_sha1(), NULL);
    assert(done == 1);
    EVP_EncodeBlock((u8 *)encoded, digest, sizeof digest);
    memcpy(out, encoded, 28);
    return true;
}

/* The value of a parameter about windows; 0: invalid. */
static int window_bits(str value)
{
    i64 bits;

    value = str_trim(value);
    if (value.n > 2 && value.p[0] == '"' && value.p[value.n - 1] == '"')
        value = (str){ value.p + 1, value.n - 2 };
    return str_to_i64(value, &bits) && bits >= WINDOW_LEAST && bits <= WS_WINDOW_MOST && value.p[0] != '0' ? (int)bits : 0;
}

struct offer { u32 seen; int window; };

/*
 * One parameter of an offer: true when it can be met. We can read any client window, so what it says about that needs
 * no answer.
 */
static bool offer_parameter(struct offer *o, str parameter)
{
    enum { SERVER_TAKEOVER, CLIENT_TAKEOVER, CLIENT_WINDOW, SERVER_WINDOW };
    static const str names[] = { S("server_no_context_takeover"), S("client_no_context_takeover"), S("client_max_window_bits"),
                                 S("server_max_window_bits") };
    str name, value = parameter;
    size_t i = 0;

    str_cut(&value, '=', &name);
    name = str_trim(name);
    while (i < COUNT(names) && !str_eq_nocase(name, names[i]))
        i++;
    if (i == COUNT(names) || o->seen & 1u << i)
        return false;
    o->seen |= 1u << i;
    if (!value.p)
        return i != SERVER_WINDOW;
    int bits = i >= CLIENT_WINDOW ? window_bits(value) : 0;
    if (i == SERVER_WINDOW)
        o->window = bits;
    return bits;
}

bool ws_deflate_offer(str offers, int *window)
{
    str offer, parameter;

    while (str_cut(&offers, ',', &offer)) {
        struct offer o = {0};
        bool met = true;
        str_cut(&offer, ';', &parameter);
        if (!str_eq_nocase(str_trim(parameter), S("permessage-deflate")))
            continue;
        while (met && str_cut(&offer, ';', &parameter))
            met = offer_parameter(&o, str_trim(parameter));
        if (!met)
            continue;
        *window = o.window;
        return true;
    }
    return false;
}
