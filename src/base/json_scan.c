#include "base/json_scan.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"

err json_scan_begin(struct json_scan *s, struct failure *failure, str text, void *first, size_t n)
{
    const char *end = text.n ? text.p + text.n : text.p;

    *s = (struct json_scan){ .start = text.p, .at = text.p, .end = end, .failure = failure };
    arena_init(&s->scratch, first, n);
    if (text.n > JSON_SIZE)
        return failure_with(failure, ERR_TOO_LARGE, "The document is larger than %d bytes.", JSON_SIZE);
    return OK;
}

err json_scan_finish(struct json_scan *s)
{
    (void)json_peek(s);
    return s->at == s->end ? OK : json_malformed(s, "there is something after the end of the document");
}

void json_scan_end(struct json_scan *s)
{
    arena_close(&s->scratch);
}

/* Members reported so far are of no interest once the text is not JSON. */
err json_malformed(struct json_scan *s, const char *what)
{
    size_t line = 1, column = 1;

    for (const char *p = s->start; p < s->at; p++, column++)
        if (*p == '\n')
            line++, column = 0;
    s->failure->fields = NULL;
    return failure_with(s->failure, ERR_JSON, "Line %zu, column %zu: %s.", line, column, what);
}

/* The value of four hex digits, or -1. */
static int hex4(const char *p, const char *end)
{
    int v = 0;

    if (end - p < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = p[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
        if (digit < 0)
            return -1;
        v = v << 4 | digit;
    }
    return v;
}

static bool high_surrogate(int v) { return (v & ~0x3ff) == 0xd800; }
static bool low_surrogate(int v) { return (v & ~0x3ff) == 0xdc00; }

/* The length of the escape at `p` (12 bytes for a pair of surrogates), or 0 if it is invalid; and what it means. */
static size_t escape_take(const char *p, const char *end, u32 *rune)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";

    if (end - p < 2)
        return 0;
    const char *letter = memchr(letters, p[1], sizeof letters - 1);
    if (letter) {
        *rune = (u8)meanings[letter - letters];
        return 2;
    }
    int v = p[1] == 'u' ? hex4(p + 2, end) : -1;
    if (v < 0 || low_surrogate(v))
        return 0;
    *rune = (u32)v;
    if (!high_surrogate(v))
        return 6;
    int low = end - p >= 12 && p[6] == '\\' && p[7] == 'u' ? hex4(p + 8, end) : -1;
    if (!low_surrogate(low))
        return 0;
    *rune = 0x10000 + (((u32)v & 0x3ff) << 10 | ((u32)low & 0x3ff));
    return 12;
}

/*
 * The first byte that is not printable ASCII or is a quote or a backslash, eight at a time. The
 * highest bit of each byte of the mask marks it; a borrow can only spoil bytes after the first.
 */
static const char *plain_end(const char *p, const char *end)
{
    const u64 ones = 0x0101010101010101u;

    for (; end - p >= 8; p += 8) {
        u64 w;
        memcpy(&w, p, 8);
        u64 odd = (w | (w - ones * 0x20) | ((w ^ ones * '"') - ones) | ((w ^ ones * '\\') - ones)) & ones * 0x80;
        if (odd)
            return p + __builtin_ctzll(odd) / 8;
    }
    while (p < end && (u8)*p >= 0x20 && (u8)*p < 0x80 && *p != '"' && *p != '\\')
        p++;
    return p;
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "plain_end takes the lowest byte for the first");

/* One character of a string that is not plain: how many bytes it takes, or 0 and what is wrong with it. */
static size_t odd_take(const char *p, const char *end, bool *escaped, const char **wrong)
{
    u32 rune;
    size_t n = 0;

    if (p == end) {
        *wrong = "a string does not end";
    } else if (*p == '\\') {
        *escaped = true;
        *wrong = "an escape in a string is invalid, or is half of a pair";
        n = escape_take(p, end, &rune);
    } else if ((u8)*p < 0x20) {
        *wrong = "a control character in a string is not escaped";
    } else {
        *wrong = "the text is not UTF-8";
        n = utf8_decode((str){ p, (size_t)(end - p) }, &rune);
    }
    return n;
}

err json_string(struct json_scan *s, struct json_piece *out)
{
    const char *first = s->at + 1, *wrong;

    out->escaped = false;
    for (const char *p = first;;) {
        p = plain_end(p, s->end);
        if (p < s->end && *p == '"') {
            out->text = (str){ first, (size_t)(p - first) };
            s->at = p + 1;
            return OK;
        }
        size_t n = odd_take(p, s->end, &out->escaped, &wrong);
        if (!n) {
            s->at = p;
            return json_malformed(s, wrong);
        }
        p += n;
    }
}

str json_unescape_all(struct arena *a, str s)
{
    char *text = arena_alloc(a, s.n, 1), *to = text;
    const char *p = s.p, *end = p + s.n;

    while (p < end) {
        const char *escape = memchr(p, '\\', (size_t)(end - p));
        size_t plain = (size_t)((escape ? escape : end) - p);
        u32 rune;

        memcpy(to, p, plain);
        to += plain;
        p += plain;
        if (!escape)
            break;
        p += escape_take(p, end, &rune);
        to += utf8_encode(rune, to);
    }
    return (str){ text, (size_t)(to - text) };
}

static const char *digits_end(const char *p, const char *end)
{
    while (p < end && *p >= '0' && *p <= '9')
        p++;
    return p;
}

/*
 * number = [ "-" ] ( "0" / digit1-9 *digit ) [ "." 1*digit ] [ "e" [ sign ] 1*digit ]
 * Its end, or NULL and where it goes wrong.
 */
static const char *number_end(const char *p, const char *end, bool *whole, const char **wrong)
{
    const char *digits;

    *whole = true;
    p += *p == '-';
    digits = p;
    p = digits_end(p, end);
    *wrong = digits;
    if (p == digits || (*digits == '0' && p - digits > 1))
        return NULL;
    if (p < end && *p == '.') {
        *whole = false;
        digits = ++p;
        *wrong = p = digits_end(p, end);
        if (p == digits)
            return NULL;
    }
    if (p < end && (*p | 32) == 'e') {
        *whole = false;
        p++;
        p += p < end && (*p == '+' || *p == '-');
        digits = p;
        *wrong = p = digits_end(p, end);
        if (p == digits)
            return NULL;
    }
    return p;
}

err json_number(struct json_scan *s, str *text, bool *whole)
{
    const char *first = s->at, *wrong;
    const char *end = number_end(first, s->end, whole, &wrong);

    if (!end) {
        s->at = wrong;
        return json_malformed(s, "a number is malformed here");
    }
    if (end - first > JSON_NUMBER)
        return json_malformed(s, "a number is too long");
    s->at = end;
    *text = (str){ first, (size_t)(end - first) };
    return OK;
}

bool json_is_number(str text, bool *whole)
{
    const char *wrong, *end = text.p + text.n;

    return text.n && text.n <= JSON_NUMBER && number_end(text.p, end, whole, &wrong) == end;
}

err json_word(struct json_scan *s, str word)
{
    if (!str_starts((str){ s->at, (size_t)(s->end - s->at) }, word))
        return json_malformed(s, "a value is expected here");
    s->at += word.n;
    return OK;
}

err json_enter(struct json_scan *s)
{
    if (s->depth == JSON_DEPTH)
        return json_malformed(s, "arrays and objects are nested too deeply");
    s->depth++;
    s->at++;
    return OK;
}

/* Takes the comma before a further item, or the bracket after the last. */
static err separator(struct json_scan *s, bool first, char close, bool *more)
{
    char c = json_peek(s);

    *more = c != close;
    if (c == close) {
        s->depth--;
        s->at++;
        return OK;
    }
    if (first)
        return OK;
    if (c != ',')
        return json_malformed(s, close == '}' ? "a comma or } is expected here" : "a comma or ] is expected here");
    s->at++;
    return OK;
}

err json_next_element(struct json_scan *s, bool first, bool *more)
{
    return separator(s, first, ']', more);
}

err json_next_key(struct json_scan *s, bool first, str *key, bool *more)
{
    struct json_piece piece;

    TRY(separator(s, first, '}', more));
    if (!*more)
        return OK;
    if (json_peek(s) != '"')
        return json_malformed(s, "a key in quotes is expected here");
    TRY(json_string(s, &piece));
    if (json_peek(s) != ':')
        return json_malformed(s, "a colon is expected here");
    s->at++;
    *key = json_unescape(&s->scratch, piece);
    return OK;
}

static err skip_members(struct json_scan *s, struct key_set *keys)
{
    bool more;
    str key;

    for (bool first = true;; first = false) {
        TRY(json_next_key(s, first, &key, &more));
        if (!more)
            return OK;
        if (!key_set_add(keys, key))
            return json_malformed(s, "an object has the same key twice");
        TRY(json_skip(s));
    }
}

static err skip_object(struct json_scan *s)
{
    struct key_set keys;

    TRY(json_enter(s));
    key_set_begin(&keys, &s->scratch, &s->seed);
    err e = skip_members(s, &keys);
    key_set_end(&keys);
    return e;
}

static err skip_array(struct json_scan *s)
{
    bool more;

    TRY(json_enter(s));
    for (bool first = true;; first = false) {
        TRY(json_next_element(s, first, &more));
        if (!more)
            return OK;
        TRY(json_skip(s));
    }
}

err json_skip(struct json_scan *s)
{
    struct json_piece piece;
    bool whole;
    str number;
    char c = json_peek(s);

    switch (c) {
    case '"': return json_string(s, &piece);
    case '{': return skip_object(s);
    case '[': return skip_array(s);
    case 't': return json_word(s, S("true"));
    case 'f': return json_word(s, S("false"));
    case 'n': return json_word(s, S("null"));
    default:
        if (c == '-' || (c >= '0' && c <= '9'))
            return json_number(s, &number, &whole);
        if (s->at == s->end)
            return json_malformed(s, "the document ends where a value is expected");
        return json_malformed(s, "a value is expected here");
    }
}
