#include "net/http1/head.h"
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"

/* Octets of a token (RFC 9110 section 5.6.2), each as its lower case; others are 0. */
static const u8 token[256] = {
    ['!'] = '!', ['#'] = '#', ['$'] = '$', ['%'] = '%', ['&'] = '&', ['\''] = '\'', ['*'] = '*', ['+'] = '+', ['-'] = '-',
    ['.'] = '.', ['^'] = '^', ['_'] = '_', ['`'] = '`', ['|'] = '|', ['~'] = '~',
    ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
#define LETTER(upper, small) [upper] = small, [small] = small
    LETTER('A', 'a'), LETTER('B', 'b'), LETTER('C', 'c'), LETTER('D', 'd'), LETTER('E', 'e'), LETTER('F', 'f'), LETTER('G', 'g'),
    LETTER('H', 'h'), LETTER('I', 'i'), LETTER('J', 'j'), LETTER('K', 'k'), LETTER('L', 'l'), LETTER('M', 'm'), LETTER('N', 'n'),
    LETTER('O', 'o'), LETTER('P', 'p'), LETTER('Q', 'q'), LETTER('R', 'r'), LETTER('S', 's'), LETTER('T', 't'), LETTER('U', 'u'),
    LETTER('V', 'v'), LETTER('W', 'w'), LETTER('X', 'x'), LETTER('Y', 'y'), LETTER('Z', 'z'),
#undef LETTER
};

static bool head_refuse(struct refusal *why, err what, const char *detail)
{
    *why = (struct refusal){ what, detail };
    return false;
}

static bool malformed(struct refusal *why, const char *detail)
{
    return head_refuse(why, ERR_MALFORMED, detail);
}

bool token_valid(str s)
{
    size_t i = 0;

    while (i < s.n && token[(u8)s.p[i]])
        i++;
    return s.n && i == s.n;
}

/* ---- the request line ---- */

static enum method method_of(str s)
{
    for (enum method m = 0; m < METHOD_OTHER; m++)
        if (str_eq(s, method_name(m)))
            return m;
    return METHOD_OTHER;
}

/* Any 1.x is treated as 1.1. HTTP/2.0 has no request line except in its preface, and HTTP/0.9 has no version: neither is a request. */
static bool version_parse(str s, struct head *h, struct refusal *why)
{
    if (s.n != 8 || !str_starts(s, S("HTTP/")) || s.p[6] != '.' || (u8)(s.p[5] - '0') > 9 || (u8)(s.p[7] - '0') > 9)
        return malformed(why, "The request line does not end with a version of HTTP.");
    if (s.p[5] == '0' || str_eq(s, S("HTTP/2.0")))
        return malformed(why, "The request line names a version of HTTP that has no such line.");
    if (s.p[5] != '1')
        return head_refuse(why, ERR_VERSION, "This server speaks HTTP/1.0 and HTTP/1.1.");
    h->version = s.p[7] == '0' ? 10 : 11;
    return true;
}

static bool path_split(str s, struct head *h)
{
    ptrdiff_t mark = str_find_byte(s, '?');

    h->path = mark < 0 ? s : str_to(s, (size_t)mark);
    h->query = mark < 0 ? S("") : str_from(s, (size_t)mark + 1);
    return true;
}

/* scheme "://" authority path-abempty [ "?" query ]: what proxies are sent (RFC 9112 section 3.2.2). */
static bool absolute_form(str s, struct head *h, struct refusal *why)
{
    ptrdiff_t colon = str_find(s, S("://"));
    str scheme = colon < 0 ? S("") : str_to(s, (size_t)colon);

    if (!str_eq_nocase(scheme, S("http")) && !str_eq_nocase(scheme, S("https")))
        return malformed(why, "The request's target is neither a path nor an http address.");
    h->scheme = scheme.n == 4 ? S("http") : S("https");
    str rest = str_from(s, scheme.n + 3);
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?')
        n++;
    h->authority = str_to(rest, n);
    if (!authority_valid(h->authority))
        return malformed(why, "The request's target names no valid host.");
    path_split(str_from(rest, n), h);
    if (!h->path.n)
        h->path = S("/");
    return true;
}

/* Octets that a target may have: visible ones of ASCII, except that a fragment is not sent. */
static const bool visible[256] = { ['!' ... '"'] = true, ['$' ... '~'] = true };

/* The same of eight octets at once: each of the four sets an octet's highest bit if it is above, below, 0x7f, or a '#'. */
static bool all_visible(u64 octets)
{
    const u64 ones = 0x0101010101010101u;

    return !((octets | (octets - ones * '!') | (octets + ones) | ((octets ^ ones * '#') - ones)) & ones * 0x80);
}

static bool target_visible(str t)
{
    u64 octets;
    size_t i = 0;

    for (; i + sizeof octets <= t.n; i += sizeof octets) {
        memcpy(&octets, t.p + i, sizeof octets);
        if (!all_visible(octets))
            return false;
    }
    while (i < t.n && visible[(u8)t.p[i]])
        i++;
    return i == t.n;
}

static bool target_parse(struct head *h, struct refusal *why)
{
    str t = h->target;

    if (!target_visible(t))
        return malformed(why, "There is a character in the request's target that must be encoded.");
    if (h->method == METHOD_CONNECT) {
        if (t.p[0] == '/' || !authority_valid(t) || str_find_byte(t, ':') < 0)
            return malformed(why, "CONNECT needs a host and a port.");
        return head_refuse(why, ERR_NOT_BUILT, "This server is not a proxy.");
    }
    if (t.p[0] == '/')
        return path_split(t, h);
    if (str_eq(t, S("*")))
        return h->method == METHOD_OPTIONS ? path_split(t, h) : malformed(why, "Only OPTIONS may ask for *.");
    return absolute_form(t, h, why);
}

bool request_line_parse(str line, struct head *h, struct refusal *why)
{
    ptrdiff_t first = str_find_byte(line, ' ');

    *h = (struct head){ .content_length = -1 };
    if (first <= 0)
        return malformed(why, "The request line is not a method, a target and a version.");
    h->method_text = str_to(line, (size_t)first);
    str rest = str_from(line, (size_t)first + 1);
    ptrdiff_t second = str_find_byte(rest, ' ');
    if (second <= 0)
        return malformed(why, "The request line is not a method, a target and a version.");
    h->target = str_to(rest, (size_t)second);
    if (!token_valid(h->method_text))
        return malformed(why, "The method has a character that no method has.");
    h->method = method_of(h->method_text);
    return version_parse(str_from(rest, (size_t)second + 1), h, why) && target_parse(h, why);
}

/* ---- the fields ---- */

/* What the fields that steer the exchange have said so far. */
struct said {
    struct head *head;
    struct refusal *why;
    struct header *host;
    bool length, coding, close, keep_alive;
};

static bool take_host(struct said *s, struct header *f)
{
    if (s->host)
        return malformed(s->why, "There is more than one Host.");
    if (!authority_valid(f->value))
        return malformed(s->why, "The Host is not a host with an optional port.");
    s->host = f;
    return true;
}

static bool take_content_length(struct said *s, struct header *f)
{
    if (s->length)
        return malformed(s->why, "There is more than one Content-Length.");
    s->length = true;
    if (!f->value.n || f->value.p[0] == '-' || !str_to_i64(f->value, &s->head->content_length))
        return malformed(s->why, "The Content-Length is not a number.");
    return true;
}

/* RFC 9112 section 6.1: without chunked as the last coding the end of a request cannot be known. */
static bool take_transfer_encoding(struct said *s, struct header *f)
{
    if (s->coding)
        return malformed(s->why, "There is more than one Transfer-Encoding.");
    s->coding = s->head->chunked = true;
    if (s->head->version == 10)
        return malformed(s->why, "HTTP/1.0 has no Transfer-Encoding.");
    if (str_eq_nocase(f->value, S("chunked")))
        return true;
    if (!token_valid(f->value))
        return malformed(s->why, "The only Transfer-Encoding accepted is chunked, once.");
    return head_refuse(s->why, ERR_NOT_BUILT, "The only Transfer-Encoding accepted is chunked.");
}

static bool take_connection(struct said *s, struct header *f)
{
    str rest = f->value, piece;

    while (str_cut(&rest, ',', &piece)) {
        piece = str_trim(piece);
        s->close |= str_eq_nocase(piece, S("close"));
        s->keep_alive |= str_eq_nocase(piece, S("keep-alive"));
    }
    return true;
}

static bool take_expect(struct said *s, struct header *f)
{
    if (s->head->version == 10)
        return true;
    if (!str_eq_nocase(f->value, S("100-continue")))
        return head_refuse(s->why, ERR_EXPECTATION, "The only expectation supported is 100-continue.");
    s->head->expects_continue = true;
    return true;
}

/* The fields that steer, by the length of their name: no two share one. */
static const struct { str name; bool (*take)(struct said *, struct header *); } steering[] = {
    [4] = { { "host", 4 }, take_host },
    [6] = { { "expect", 6 }, take_expect },
    [10] = { { "connection", 10 }, take_connection },
    [14] = { { "content-length", 14 }, take_content_length },
    [17] = { { "transfer-encoding", 17 }, take_transfer_encoding },
};

/* As all of HTTP once was. */
static str latin1_to_utf8(struct arena *a, str s)
{
    char *to = arena_alloc(a, 2 * s.n, 1), *at = to;

    for (size_t i = 0; i < s.n; i++) {
        u8 c = (u8)s.p[i];
        if (c >= 0x80)
            *at++ = (char)(0xc0 | c >> 6);
        *at++ = c >= 0x80 ? (char)(0x80 | (c & 0x3f)) : (char)c;
    }
    return (str){ to, (size_t)(at - to) };
}

str field_text(struct arena *a, str value)
{
    return utf8_valid(value) ? value : latin1_to_utf8(a, value);
}

bool field_parse(char **at, struct header *f, struct refusal *why)
{
    char *p = *at;

    for (u8 c; (c = token[(u8)*p]); p++)
        *p = (char)c;
    f->name = (str){ *at, (size_t)(p - *at) };
    if (!f->name.n)
        return malformed(why, *p == ' ' || *p == '\t' ? "A header field is folded." : "A header field has no name.");
    if (*p != ':')
        return malformed(why, "A header field's name is not followed by a colon.");
    const char *end = rawmemchr(p + 1, '\r');
    f->value = str_trim((str){ p + 1, (size_t)(end - p - 1) });
    *at += end + 2 - *at;
    return true;
}

/* `scan` counted the lines, so that their array fits. */
static bool fields_parse(struct arena *a, const struct head_scan *scan, char *p, struct header **out, struct refusal *why)
{
    struct header *f = arena_alloc(a, scan->fields * sizeof *f, _Alignof(struct header));

    *out = f;
    for (u32 i = 0; i < scan->fields; i++, f++) {
        if (!field_parse(&p, f, why))
            return false;
        if (UNLIKELY(scan->high))
            f->value = field_text(a, f->value);
    }
    return true;
}

static bool fields_steer(struct head *h, struct said *said)
{
    for (size_t i = 0; i < h->header_count; i++) {
        struct header *f = &h->headers[i];
        size_t n = f->name.n;
        if (n < COUNT(steering) && steering[n].take && str_eq(f->name, steering[n].name) && !steering[n].take(said, f))
            return false;
    }
    return true;
}

/* What can be judged only once all fields are known. */
static bool head_conclude(struct head *h, struct said *said)
{
    if (!said->host && h->version >= 11)
        return malformed(said->why, "There is no Host.");
    if (said->length && said->coding)
        return malformed(said->why, "Content-Length and Transfer-Encoding contradict each other.");
    if (h->authority.n && said->host)
        said->host->value = h->authority;        /* RFC 9112 section 3.2.2: the target's host is the one that counts */
    else if (said->host)
        h->authority = said->host->value;
    h->keep_alive = !said->close && (h->version >= 11 || said->keep_alive);
    return true;
}

bool head_parse(struct arena *a, const struct head_scan *scan, char *bytes, struct head *h, struct refusal *why)
{
    struct said said = { .head = h, .why = why };

    if (!request_line_parse((str){ bytes + scan->first, scan->fields_at - scan->first - 2 }, h, why))
        return false;
    h->header_count = scan->fields;
    return fields_parse(a, scan, bytes + scan->fields_at, &h->headers, why) && fields_steer(h, &said) && head_conclude(h, &said);
}

static const str unfit_trailers[] = {
    { "connection", 10 }, { "content-length", 14 }, { "expect", 6 }, { "host", 4 }, { "te", 2 }, { "trailer", 7 },
    { "transfer-encoding", 17 }, { "upgrade", 7 }, { "content-encoding", 16 }, { "content-type", 12 }, { "content-range", 13 },
    { "authorization", 13 }, { "cookie", 6 },
};

bool trailer_fits(str name)
{
    for (size_t k = 0; k < COUNT(unfit_trailers); k++)
        if (str_eq(name, unfit_trailers[k]))
            return false;
    return true;
}

bool trailers_parse(struct arena *a, const struct head_scan *scan, char *bytes, struct header **out, size_t *count, struct refusal *why)
{
    if (!fields_parse(a, scan, bytes, out, why))
        return false;
    for (size_t i = 0; i < scan->fields; i++)
        if (!trailer_fits((*out)[i].name))
            return malformed(why, "The trailers hold a field that is not allowed there.");
    *count = scan->fields;
    return true;
}
