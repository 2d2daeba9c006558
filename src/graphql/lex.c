#include "graphql/lex.h"
#include <string.h>
#include "base/str.h"
#include "base/utf8.h"

enum class { C_BAD, C_BLANK, C_NAME, C_DIGIT, C_MINUS, C_PUNCTUATOR, C_DOT, C_QUOTE, C_HASH, C_BOM };

static const u8 classes[256] = {
    ['\t'] = C_BLANK, ['\n'] = C_BLANK, ['\r'] = C_BLANK, [' '] = C_BLANK, [','] = C_BLANK, [0xef] = C_BOM,
    ['A' ... 'Z'] = C_NAME, ['a' ... 'z'] = C_NAME, ['_'] = C_NAME, ['0' ... '9'] = C_DIGIT, ['-'] = C_MINUS,
    ['!'] = C_PUNCTUATOR, ['$'] = C_PUNCTUATOR, ['&'] = C_PUNCTUATOR, ['('] = C_PUNCTUATOR, [')'] = C_PUNCTUATOR,
    [':'] = C_PUNCTUATOR, ['='] = C_PUNCTUATOR, ['@'] = C_PUNCTUATOR, ['['] = C_PUNCTUATOR, [']'] = C_PUNCTUATOR,
    ['{'] = C_PUNCTUATOR, ['|'] = C_PUNCTUATOR, ['}'] = C_PUNCTUATOR, ['.'] = C_DOT, ['"'] = C_QUOTE, ['#'] = C_HASH,
};

static enum class class_at(const struct gql_lexer *l, const char *p)
{
    return p < l->end ? classes[(u8)*p] : C_BAD;
}

void gql_lexer_init(struct gql_lexer *l, str text)
{
    const char *start = text.n ? text.p : "";

    *l = (struct gql_lexer){ .start = start, .at = start, .end = start + text.n };
}

static struct gql_token token_to(struct gql_lexer *l, int kind, const char *end)
{
    struct gql_token t = { kind, (u32)(l->at - l->start), { l->at, (size_t)(end - l->at) } };

    l->at = end;
    return t;
}

static struct gql_token bad(struct gql_lexer *l, const char *at, const char *what)
{
    l->at = at;
    l->wrong = what;
    return (struct gql_token){ TOKEN_BAD, (u32)(at - l->start), { at, (size_t)(l->end - at) } };
}

/* Past white space, commas, comments and byte order marks. */
static void blanks_skip(struct gql_lexer *l)
{
    for (;;) {
        enum class c = class_at(l, l->at);
        if (c == C_BLANK)
            l->at++;
        else if (c == C_HASH)
            while (l->at < l->end && *l->at != '\n' && *l->at != '\r')
                l->at++;
        else if (c == C_BOM && l->end - l->at >= 3 && memcmp(l->at, "\xef\xbb\xbf", 3) == 0)
            l->at += 3;
        else
            return;
    }
}

static struct gql_token name_lex(struct gql_lexer *l)
{
    const char *p = l->at + 1;

    while (class_at(l, p) == C_NAME || class_at(l, p) == C_DIGIT)
        p++;
    return token_to(l, TOKEN_NAME, p);
}

/* Past at least one digit; NULL: there is none, at `*p`. */
static bool digits_take(const struct gql_lexer *l, const char **p)
{
    if (class_at(l, *p) != C_DIGIT)
        return false;
    while (class_at(l, *p) == C_DIGIT)
        ++*p;
    return true;
}

static bool is_at(const struct gql_lexer *l, const char *p, char a, char b)
{
    return p < l->end && (*p == a || *p == b);
}

static struct gql_token number_lex(struct gql_lexer *l)
{
    static const char no_digit[] = "Invalid number, expected a digit";
    const char *p = l->at + (*l->at == '-');
    int kind = TOKEN_INT;

    if (is_at(l, p, '0', '0')) {
        if (class_at(l, ++p) == C_DIGIT)
            return bad(l, p, "Invalid number, unexpected digit after 0");
    } else if (!digits_take(l, &p)) {
        return bad(l, p, no_digit);
    }
    if (is_at(l, p, '.', '.')) {
        kind = TOKEN_FLOAT;
        p++;
        if (!digits_take(l, &p))
            return bad(l, p, no_digit);
    }
    if (is_at(l, p, 'e', 'E')) {
        kind = TOKEN_FLOAT;
        p++;
        p += is_at(l, p, '+', '-');
        if (!digits_take(l, &p))
            return bad(l, p, no_digit);
    }
    if (is_at(l, p, '.', '.') || class_at(l, p) == C_NAME)
        return bad(l, p, no_digit);
    return token_to(l, kind, p);
}

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static bool hex4(const char *p, const char *end, u32 *out)
{
    *out = 0;
    if (end - p < 4)
        return false;
    for (int i = 0; i < 4; i++) {
        int digit = hex_digit(p[i]);
        if (digit < 0)
            return false;
        *out = *out << 4 | (u32)digit;
    }
    return true;
}

static bool is_high(u32 v) { return (v & ~0x3ffu) == 0xd800; }
static bool is_low(u32 v) { return (v & ~0x3ffu) == 0xdc00; }

/* \u{...} with one to eight digits: its length, or 0. */
static size_t braced_take(const char *p, const char *end, u32 *rune)
{
    u64 v = 0;
    size_t n = 3;

    for (; n < 12 && p + n < end && p[n] != '}'; n++) {
        int digit = hex_digit(p[n]);
        if (digit < 0)
            return 0;
        v = v << 4 | (u64)digit;
    }
    if (n == 3 || n >= 12 || p + n >= end || v > 0x10ffff || is_high((u32)v) || is_low((u32)v))
        return 0;
    *rune = (u32)v;
    return n + 1;
}

/* \uXXXX, or two of them that are a pair: its length, or 0. */
static size_t fixed_take(const char *p, const char *end, u32 *rune)
{
    u32 low;

    if (!hex4(p + 2, end, rune) || is_low(*rune))
        return 0;
    if (!is_high(*rune))
        return 6;
    if (end - p < 12 || p[6] != '\\' || p[7] != 'u' || !hex4(p + 8, end, &low) || !is_low(low))
        return 0;
    *rune = 0x10000 + ((*rune & 0x3ff) << 10 | (low & 0x3ff));
    return 12;
}

/* The escape at `p`: its length, or 0 if it is invalid; and what it means. */
static size_t escape_take(const char *p, const char *end, u32 *rune)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";

    if (end - p < 2)
        return 0;
    if (p[1] == 'u')
        return end - p > 2 && p[2] == '{' ? braced_take(p, end, rune) : fixed_take(p, end, rune);
    const char *letter = memchr(letters, p[1], sizeof letters - 1);
    if (!letter)
        return 0;
    *rune = (u8)meanings[letter - letters];
    return 2;
}

static struct gql_token string_lex(struct gql_lexer *l)
{
    const char *p = l->at + 1;
    u32 rune;

    l->escaped = false;
    while (p < l->end && *p != '"' && *p != '\n' && *p != '\r') {
        size_t n = 1;
        if (*p == '\\') {
            l->escaped = true;
            n = escape_take(p, l->end, &rune);
            if (!n)
                return bad(l, p, p + 1 < l->end && p[1] == 'u' ? "Invalid Unicode escape sequence" : "Invalid character escape sequence");
        }
        p += n;
    }
    if (p == l->end || *p != '"')
        return bad(l, p, "Unterminated string");
    struct gql_token t = token_to(l, TOKEN_STRING, p + 1);
    t.text = (str){ t.text.p + 1, t.text.n - 2 };
    return t;
}

static struct gql_token block_lex(struct gql_lexer *l)
{
    for (const char *p = l->at + 3; l->end - p >= 3;) {
        if (l->end - p >= 4 && memcmp(p, "\\\"\"\"", 4) == 0) {
            p += 4;
        } else if (memcmp(p, "\"\"\"", 3) == 0) {
            struct gql_token t = token_to(l, TOKEN_BLOCK, p + 3);
            t.text = (str){ t.text.p + 3, t.text.n - 6 };
            return t;
        } else {
            p++;
        }
    }
    return bad(l, l->end, "Unterminated string");
}

static bool has(const struct gql_lexer *l, const char *what, size_t n)
{
    return (size_t)(l->end - l->at) >= n && memcmp(l->at, what, n) == 0;
}

struct gql_token gql_lex(struct gql_lexer *l)
{
    blanks_skip(l);
    if (l->at == l->end)
        return token_to(l, TOKEN_END, l->at);
    switch (class_at(l, l->at)) {
    case C_NAME: return name_lex(l);
    case C_DIGIT:
    case C_MINUS: return number_lex(l);
    case C_PUNCTUATOR: return token_to(l, TOKEN_PUNCTUATOR + *l->at, l->at + 1);
    case C_QUOTE: return has(l, "\"\"\"", 3) ? block_lex(l) : string_lex(l);
    case C_DOT:
        if (has(l, "...", 3))
            return token_to(l, TOKEN_SPREAD, l->at + 3);
        break;
    default: break;
    }
    return bad(l, l->at, "Unexpected character");
}

str gql_string_value(struct arena *a, str s, bool escaped)
{
    char *text, *to;

    if (!escaped)
        return s;
    text = to = arena_alloc(a, s.n, 1);
    for (const char *p = s.p, *end = p + s.n; p < end;) {
        u32 rune;
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        p += escape_take(p, end, &rune);
        to += utf8_encode(rune, to);
    }
    return (str){ text, (size_t)(to - text) };
}

str gql_token_words(struct arena *a, struct gql_token t)
{
    enum { SHOWN = 100 };
    str text = str_to(t.text, SHOWN);

    switch (t.kind) {
    case TOKEN_END: return S("<EOF>");
    case TOKEN_NAME: return arena_format(a, "Name \"" STR_FMT "\"", STR_ARG(text));
    case TOKEN_INT: return arena_format(a, "Int \"" STR_FMT "\"", STR_ARG(text));
    case TOKEN_FLOAT: return arena_format(a, "Float \"" STR_FMT "\"", STR_ARG(text));
    case TOKEN_STRING: return S("a string");
    case TOKEN_BLOCK: return S("a block string");
    case TOKEN_SPREAD: return S("\"...\"");
    default: return arena_format(a, "\"%c\"", t.kind - TOKEN_PUNCTUATOR);
    }
}
