/*
 * Control characters give a head its lines, and attacks on it are made of them; all
 * others pass here. So the scan jumps from one control character to the next, sixteen
 * octets at a time, and judges only those.
 */
#include "net/http1/head.h"
#ifdef __SSE2__
#include <emmintrin.h>
#endif

static bool is_control(u8 c)
{
    return c < 0x20 || c == 0x7f;
}

/* The first control character, or `end`. `high` may also cover octets shortly after it. */
static const char *control_find(const char *p, const char *end, bool *high)
{
#ifdef __SSE2__
    const __m128i most = _mm_set1_epi8(0x1f), del = _mm_set1_epi8(0x7f);

    for (; end - p >= 16; p += 16) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(v, most), v);
        int hits = _mm_movemask_epi8(_mm_or_si128(low, _mm_cmpeq_epi8(v, del)));

        *high |= _mm_movemask_epi8(v) != 0;
        if (hits)
            return p + __builtin_ctz((unsigned)hits);
    }
#endif
    for (; p < end && !is_control((u8)*p); p++)
        *high |= (u8)*p >= 0x80;
    return p;
}

static enum scan bad(struct refusal *why, err what, const char *detail)
{
    *why = (struct refusal){ what, detail };
    return SCAN_BAD;
}

/* One empty line before a request is allowed (RFC 9112 section 2.2): some clients end a body with it. */
static enum scan skip_empty_line(struct head_scan *s, str bytes, struct refusal *why)
{
    if (s->at || s->in_fields || !bytes.n || bytes.p[0] != '\r')
        return SCAN_DONE;
    if (bytes.n < 2)
        return SCAN_MORE;
    if (bytes.p[1] != '\n')
        return bad(why, ERR_MALFORMED, "A carriage return stands alone.");
    s->at = s->line = s->first = 2;
    return SCAN_DONE;
}

/* Where the part under way, request line or fields, must have ended. */
static size_t cap_of(const struct head_scan *s, const struct head_limits *most)
{
    return s->in_fields ? s->fields_at + most->section + 2 : s->first + most->line + 2;
}

static enum scan too_long(const struct head_scan *s, struct refusal *why)
{
    if (s->in_fields)
        return bad(why, ERR_HEADERS, "The header fields are larger than this server accepts.");
    return bad(why, ERR_URI_TOO_LONG, "The request line is longer than this server accepts.");
}

/* A line has ended just before `s->at`. */
static enum scan line_end(struct head_scan *s, const struct head_limits *most, struct refusal *why)
{
    bool empty = s->at == s->line + 2;

    s->line = s->at;
    if (!s->in_fields) {
        s->in_fields = true;
        s->fields_at = s->at;
        return empty ? bad(why, ERR_MALFORMED, "An empty line stands where a request should.") : SCAN_MORE;
    }
    if (empty)
        return SCAN_DONE;
    if (++s->fields > most->fields)
        return bad(why, ERR_HEADERS, "There are more header fields than this server accepts.");
    return SCAN_MORE;
}

static enum scan scan_lines(struct head_scan *s, str bytes, const struct head_limits *most, struct refusal *why)
{
    for (;;) {
        size_t cap = cap_of(s, most), n = bytes.n < cap ? bytes.n : cap;
        const char *end = bytes.p + n, *p = control_find(bytes.p + s->at, end, &s->high);

        s->at = (u32)(p - bytes.p);
        if (p == end || (*p == '\r' && p + 1 == end))
            return n == cap ? too_long(s, why) : SCAN_MORE;
        if (*p == '\t') {
            s->at++;
            continue;
        }
        if (*p == '\n')
            return bad(why, ERR_MALFORMED, "A line feed stands alone.");
        if (*p != '\r')
            return bad(why, ERR_MALFORMED, "There is a control character in the request's head.");
        if (p[1] != '\n')
            return bad(why, ERR_MALFORMED, "A carriage return stands alone.");
        s->at += 2;
        enum scan now = line_end(s, most, why);
        if (now != SCAN_MORE)
            return now;
    }
}

/* Judged before what follows it, so that the verdict does not depend on how the bytes are cut. */
static bool request_line_ok(struct head_scan *s, str bytes, struct refusal *why)
{
    struct head head;

    if (s->checked || !s->fields_at)
        return true;
    s->checked = true;
    return request_line_parse((str){ bytes.p + s->first, s->fields_at - s->first - 2 }, &head, why);
}

enum scan head_scan(struct head_scan *s, str bytes, const struct head_limits *most, struct refusal *why)
{
    struct refusal line_why;
    enum scan now = skip_empty_line(s, bytes, why);

    if (now != SCAN_DONE || !bytes.n)
        return now == SCAN_DONE ? SCAN_MORE : now;
    now = scan_lines(s, bytes, most, why);
    if (now == SCAN_DONE || request_line_ok(s, bytes, &line_why))
        return now;
    *why = line_why;
    return SCAN_BAD;
}
