#include "ports/blob/s3/xml.h"
#include <string.h>
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

struct reading {
    const struct xml_reader *to;
    str rest;
    str open[XML_DEPTH];
    size_t depth;
    bool leaf;                       /* the innermost has had no element */
    bool rooted;                     /* the root has begun */
    struct buf text;                 /* of the innermost, since it began */
};

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static bool all_blank(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!blank(s.p[i]))
            return false;
    return true;
}

/* ---- text ---- */

static bool number_read(str s, u32 base, u32 *out)
{
    *out = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], low = c | 0x20;
        u32 digit = c >= '0' && c <= '9' ? (u32)(c - '0') : low >= 'a' && low <= 'f' ? (u32)(low - 'a' + 10) : 99;
        if (digit >= base || *out > 0x10ffff)
            return false;
        *out = *out * base + digit;
    }
    return s.n > 0 && *out > 0 && *out <= 0x10ffff && (*out < 0xd800 || *out > 0xdfff);
}

/* The name between & and ; */
static bool entity_add(struct buf *b, str name)
{
    static const struct { str name; char is; } known[] = {
        { { "amp", 3 }, '&' }, { { "lt", 2 }, '<' }, { { "gt", 2 }, '>' }, { { "quot", 4 }, '"' }, { { "apos", 4 }, '\'' },
    };
    char rune[4];
    u32 code;

    for (size_t i = 0; i < COUNT(known); i++) {
        if (str_eq(name, known[i].name)) {
            buf_byte(b, known[i].is);
            return true;
        }
    }
    bool hex = str_starts(name, S("#x"));
    if (!str_starts(name, S("#")) || !number_read(str_from(name, hex ? 2 : 1), hex ? 16 : 10, &code))
        return false;
    buf_add(b, (str){ rune, utf8_encode(code, rune) });
    return true;
}

static bool text_add(struct buf *b, str raw)
{
    for (;;) {
        ptrdiff_t at = str_find_byte(raw, '&');
        buf_add(b, at < 0 ? raw : str_to(raw, (size_t)at));
        if (at < 0)
            return true;
        raw = str_from(raw, (size_t)at + 1);
        ptrdiff_t end = str_find_byte(raw, ';');
        if (end < 0 || !entity_add(b, str_to(raw, (size_t)end)))
            return false;
        raw = str_from(raw, (size_t)end + 1);
    }
}

/* ---- tags ---- */

/* Without the prefix of a namespace. */
static bool name_read(str tag, str *name, str *rest)
{
    size_t n = 0;

    while (n < tag.n && !blank(tag.p[n]) && tag.p[n] != '/' && tag.p[n] != '<' && tag.p[n] != '"' && tag.p[n] != '\'')
        n++;
    *rest = str_from(tag, n);
    *name = str_to(tag, n);
    ptrdiff_t colon = str_find_byte(*name, ':');
    *name = str_from(*name, (size_t)(colon + 1));
    return name->n > 0;
}

static str around(const struct reading *r)
{
    return r->depth > 1 ? r->open[r->depth - 2] : S("");
}

static bool element_end(struct reading *r)
{
    str name = r->open[r->depth - 1];
    bool good = true;

    if (r->leaf)
        good = r->to->leaf(r->to->arg, around(r), name, arena_copy(r->to->arena, buf_str(&r->text)));
    else if (r->to->end)
        good = r->to->end(r->to->arg, name);
    r->depth--;
    r->leaf = false;
    r->text.n = 0;
    return good;
}

static bool element_begin(struct reading *r, str tag)
{
    bool empty = str_ends(tag, S("/"));
    str name, rest;

    if (r->depth == XML_DEPTH || (!r->depth && r->rooted) || !name_read(tag, &name, &rest) || str_find_byte(rest, '<') >= 0)
        return false;
    r->rooted = true;
    r->open[r->depth++] = name;
    r->leaf = true;
    r->text.n = 0;
    return !empty || element_end(r);
}

static bool element_close(struct reading *r, str tag)
{
    str name, rest;

    return r->depth && name_read(tag, &name, &rest) && all_blank(rest) && str_eq(name, r->open[r->depth - 1]) && element_end(r);
}

/* Where a tag ends: a > inside of an attribute is none. */
static ptrdiff_t tag_end(str s)
{
    char quote = 0;

    for (size_t i = 0; i < s.n; i++) {
        if (quote)
            quote = s.p[i] == quote ? 0 : quote;
        else if (s.p[i] == '"' || s.p[i] == '\'')
            quote = s.p[i];
        else if (s.p[i] == '>')
            return (ptrdiff_t)i;
    }
    return -1;
}

static bool skip_to(struct reading *r, str end)
{
    ptrdiff_t at = str_find(r->rest, end);

    r->rest = at < 0 ? r->rest : str_from(r->rest, (size_t)at + end.n);
    return at >= 0;
}

/* `rest` begins after a <. */
static bool tag_take(struct reading *r)
{
    if (str_starts(r->rest, S("?")))
        return skip_to(r, S("?>"));
    if (str_starts(r->rest, S("!--")))
        return skip_to(r, S("-->"));
    ptrdiff_t end = tag_end(r->rest);
    if (end < 0 || str_starts(r->rest, S("!")))
        return false;
    str tag = str_to(r->rest, (size_t)end);
    r->rest = str_from(r->rest, (size_t)end + 1);
    return str_starts(tag, S("/")) ? element_close(r, str_from(tag, 1)) : element_begin(r, tag);
}

static bool text_take(struct reading *r)
{
    ptrdiff_t at = str_find_byte(r->rest, '<');
    str raw = at < 0 ? r->rest : str_to(r->rest, (size_t)at);

    r->rest = str_from(r->rest, raw.n);
    return r->depth ? text_add(&r->text, raw) : all_blank(raw);
}

bool xml_read(const struct xml_reader *to, str text)
{
    struct reading r = { .to = to, .rest = text, .text = BUF_ON(to->arena) };

    if (str_starts(r.rest, S("\xef\xbb\xbf")))
        r.rest = str_from(r.rest, 3);
    if (!utf8_valid(text))
        return false;
    while (r.rest.n) {
        if (!text_take(&r))
            return false;
        if (!r.rest.n)
            break;
        r.rest = str_from(r.rest, 1);
        if (!tag_take(&r))
            return false;
    }
    return r.rooted && !r.depth;
}
