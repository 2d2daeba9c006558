#include "base/json.h"
#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "base/id.h"
#include "base/str.h"
#include "base/time.h"

/*
 * The first byte that must be escaped (a control character, a quote, a backslash), eight at a
 * time. Unlike in reading, bytes beyond ASCII pass.
 */
static const char *clean_end(const char *p, const char *end)
{
    const u64 ones = 0x0101010101010101u;

    for (; end - p >= 8; p += 8) {
        u64 w, quote, slash;
        memcpy(&w, p, 8);
        quote = w ^ ones * '"';
        slash = w ^ ones * '\\';
        u64 odd = (((w - ones * 0x20) & ~w) | ((quote - ones) & ~quote) | ((slash - ones) & ~slash)) & ones * 0x80;
        if (odd)
            return p + __builtin_ctzll(odd) / 8;
    }
    while (p < end && (u8)*p >= 0x20 && *p != '"' && *p != '\\')
        p++;
    return p;
}

static void escape_add(struct buf *b, char c)
{
    static const char from[] = "\"\\\n\r\t\b\f", letters[] = "\"\\nrtbf", hex[] = "0123456789abcdef";
    const char *known = memchr(from, c, sizeof from - 1);

    if (known)
        buf_add(b, (str){ (char[]){ '\\', letters[known - from] }, 2 });
    else
        buf_add(b, (str){ (char[]){ '\\', 'u', '0', '0', hex[(u8)c >> 4], hex[c & 15] }, 6 });
}

void json_text(struct buf *b, str s)
{
    const char *p = s.p, *end = s.n ? s.p + s.n : s.p;

    buf_reserve(b, s.n + 2);
    buf_byte(b, '"');
    for (;;) {
        const char *clean = clean_end(p, end);
        buf_add(b, (str){ p, (size_t)(clean - p) });
        if (clean == end)
            break;
        escape_add(b, *clean);
        p = clean + 1;
    }
    buf_byte(b, '"');
}

static void null_add(struct buf *b)
{
    buf_lit(b, "null");
}

void json_id(struct buf *b, id v)
{
    if (!v.v) {
        null_add(b);
        return;
    }
    char *to = buf_reserve(b, ID_DIGITS + 2);
    size_t n = id_print(v, to + 1);
    to[0] = to[n + 1] = '"';
    b->n += n + 2;
}

void json_when(struct buf *b, when t)
{
    char *to = buf_reserve(b, RFC3339_LENGTH + 2);

    to[0] = to[RFC3339_LENGTH + 1] = '"';
    time_rfc3339(t, to + 1);
    b->n += RFC3339_LENGTH + 2;
}

/*
 * Most doubles in answers are whole. Of the others, those of up to 15 digits are found at 15, and 17 always suffice;
 * only the smallest, which hold fewer bits, may need fewer.
 */
void json_f64(struct buf *b, double v)
{
    enum { ROOM = 32, WHOLE_MOST = 1000000000 };
    int n = 0;

    if (!isfinite(v)) {
        null_add(b);
        return;
    }
    if (fabs(v) < WHOLE_MOST && v == (double)(i64)v && !(v == 0 && signbit(v))) {
        buf_i64(b, (i64)v);
        return;
    }
    char *to = buf_reserve(b, ROOM);
    for (int digits = fabs(v) < DBL_MIN ? 1 : 15; digits <= 17; digits++) {
        n = snprintf(to, ROOM, "%.*g", digits, v);
        if (strtod(to, NULL) == v)
            break;
    }
    b->n += (size_t)n;
}

static void strs_add(struct buf *b, const strs *list)
{
    buf_byte(b, '[');
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_byte(b, ',');
        json_text(b, list->at[i]);
    }
    buf_byte(b, ']');
}

static void ids_add(struct buf *b, const ids *list)
{
    buf_byte(b, '[');
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_byte(b, ',');
        json_id(b, list->at[i]);
    }
    buf_byte(b, ']');
}

static void numbers_add(struct buf *b, const i64s *list)
{
    buf_byte(b, '[');
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_byte(b, ',');
        buf_i64(b, list->at[i]);
    }
    buf_byte(b, ']');
}

void json_write_page(struct buf *b, const struct shape *of, const struct page *page)
{
    buf_byte(b, '[');
    for (size_t i = 0; i < page->n; i++) {
        if (i)
            buf_byte(b, ',');
        json_write(b, of, (const char *)page->at + i * of->size);
    }
    buf_byte(b, ']');
}

static void raw_add(struct buf *b, str json)
{
    if (json.n)
        buf_add(b, json);
    else
        null_add(b);
}

static void value_add(struct buf *b, const struct field *f, enum kind kind, const void *value)
{
    switch (kind) {
    case K_STR: json_text(b, *(const str *)value); break;
    case K_I64: buf_i64(b, *(const i64 *)value); break;
    case K_BOOL: buf_add(b, *(const bool *)value ? S("true") : S("false")); break;
    case K_ID: json_id(b, *(const id *)value); break;
    case K_WHEN: json_when(b, *(const when *)value); break;
    case K_F64: json_f64(b, *(const double *)value); break;
    case K_STRS: strs_add(b, value); break;
    case K_IDS: ids_add(b, value); break;
    case K_I64S: numbers_add(b, value); break;
    case K_SHAPE: json_write(b, f->of, value); break;
    case K_PAGE: json_write_page(b, f->of, value); break;
    case K_LINK: json_write(b, f->of, *(const void *const *)value); break;
    case K_RAW: raw_add(b, ((const raw_json *)value)->json); break;
    default: assert(!"a secret is not written");
    }
}

/* Names of members are plain: no escaping. */
static void name_add(struct buf *b, const char *name)
{
    size_t n = strlen(name);
    char *to = buf_reserve(b, n + 3);

    to[0] = '"';
    memcpy(to + 1, name, n);
    to[n + 1] = '"';
    to[n + 2] = ':';
    b->n += n + 3;
}

void json_write(struct buf *b, const struct shape *s, const void *value)
{
    char before = '{';

    for (const struct field *f = s->fields; f->name; f++) {
        const struct kind_facts *kind = &kind_facts[f->kind];
        const char *member = (const char *)value + f->at;
        enum given is = kind->maybe ? *(const enum given *)member : GIVEN;

        if (f->kind == K_LINK && !*(const void *const *)member)
            is = f->nullable ? NULLED : ABSENT;
        if (f->kind == K_PAGE && f->optional && !((const struct page *)(const void *)member)->at)
            is = ABSENT;
        if (is == ABSENT || f->cookie)
            continue;
        buf_byte(b, before);
        before = ',';
        name_add(b, f->name);
        if (is == NULLED)
            null_add(b);
        else
            value_add(b, f, kind->plain, member + kind->value_at);
    }
    if (before == '{')
        buf_byte(b, '{');
    buf_byte(b, '}');
}
