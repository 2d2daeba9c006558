#include "api/web/html.h"
#include <assert.h>
#include "base/str.h"

struct html html_on(struct arena *a)
{
    return (struct html){ .text = BUF_ON(a) };
}

/* ---- its place, from the program's own literals ---- */

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void letter(char *to, u8 *n, char c)
{
    if (*n < sizeof ((struct html *)0)->name)
        to[(*n)++] = c;
}

static bool tag_is(const struct html *h, str name)
{
    return str_eq_nocase((str){ h->tag, h->tag_length }, name);
}

/* Elements whose content browsers do not treat as text. */
static enum html_at behind_tag(const struct html *h)
{
    return tag_is(h, S("script")) || tag_is(h, S("style")) || tag_is(h, S("!--")) ? HTML_RAW : HTML_BETWEEN;
}

static void tag_begin(struct html *h)
{
    h->tag_length = 0;
    h->at = HTML_TAG_NAME;
}

static void name_begin(struct html *h, char c)
{
    h->name_length = 0;
    letter(h->name, &h->name_length, c);
    h->at = HTML_NAME;
}

static void value_begin(struct html *h, enum html_at quotes)
{
    h->value_at = h->text.n;
    h->at = quotes;
}

static void in_tag(struct html *h, char c)
{
    if (c == '>')
        h->at = behind_tag(h);
    else if (!is_space(c) && c != '/')
        name_begin(h, c);
}

static void in_tag_name(struct html *h, char c)
{
    if (is_space(c) || c == '>') {
        h->at = HTML_IN_TAG;
        in_tag(h, c);
    } else {
        letter(h->tag, &h->tag_length, c);
        h->at = tag_is(h, S("!--")) ? HTML_RAW : HTML_TAG_NAME;
    }
}

static void in_name(struct html *h, char c)
{
    if (c == '=')
        h->at = HTML_EQUALS;
    else if (is_space(c) || c == '>') {
        h->at = HTML_IN_TAG;
        in_tag(h, c);
    } else
        letter(h->name, &h->name_length, c);
}

static void in_value(struct html *h, char c, char end)
{
    if (c == end)
        h->at = HTML_IN_TAG;
}

/* A script, a style and a comment last until their end mark. */
static void in_raw(struct html *h, char c)
{
    static const struct { str tag, end; } ends[] = { { S("script"), S("</script") }, { S("style"), S("</style") }, { S("!--"), S("--") } };

    for (size_t i = 0; c == '>' && i < COUNT(ends); i++)
        if (tag_is(h, ends[i].tag) && str_ends(str_to(buf_str(&h->text), h->text.n - 1), ends[i].end))
            h->at = HTML_BETWEEN;
}

static void step(struct html *h, char c)
{
    switch (h->at) {
    case HTML_BETWEEN: if (c == '<') tag_begin(h); break;
    case HTML_TAG_NAME: in_tag_name(h, c); break;
    case HTML_IN_TAG: in_tag(h, c); break;
    case HTML_NAME: in_name(h, c); break;
    case HTML_EQUALS: value_begin(h, c == '"' ? HTML_DOUBLE : c == '\'' ? HTML_SINGLE : HTML_BARE); break;
    case HTML_DOUBLE: in_value(h, c, '"'); break;
    case HTML_SINGLE: in_value(h, c, '\''); break;
    case HTML_BARE: if (is_space(c) || c == '>') { h->at = HTML_IN_TAG; in_tag(h, c); } break;
    case HTML_RAW: in_raw(h, c); break;
    }
}

void html_literal(struct html *h, str literal)
{
    for (size_t i = 0; i < literal.n; i++) {
        buf_byte(&h->text, literal.p[i]);
        step(h, literal.p[i]);
    }
}

/* ---- text ---- */

/* Attributes whose value a browser follows, or runs. */
static bool is_address(const struct html *h)
{
    static const str names[] = { S("href"), S("src"), S("action"), S("formaction"), S("poster"), S("cite"), S("data"), S("srcset") };

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq_nocase((str){ h->name, h->name_length }, names[i]))
            return true;
    return false;
}

/* Browsers drop tabs and line ends from an address, and so read another one. */
static bool has_control(str address)
{
    for (size_t i = 0; i < address.n; i++)
        if ((u8)address.p[i] < ' ' || address.p[i] == 0x7f)
            return true;
    return false;
}

/* "/path", never "//host", and no scheme of its own. After a beginning in the program's own words it may be anything. */
static bool leads_well(str before, str address)
{
    if (has_control(address))
        return false;
    if (str_eq(before, S("/")))
        return !str_starts(address, S("/")) && !str_starts(address, S("\\"));
    return before.n || !address.n || str_eq_nocase(str_to(address, 8), S("https://")) || str_eq_nocase(str_to(address, 7), S("http://")) ||
           (str_starts(address, S("/")) && !str_starts(address, S("//")) && !str_starts(address, S("/\\")));
}

/* Event handlers and styles contain code. */
static bool is_code(const struct html *h)
{
    str name = { h->name, h->name_length };

    return str_eq_nocase(str_to(name, 2), S("on")) || str_eq_nocase(name, S("style")) || str_eq_nocase(name, S("srcdoc"));
}

static void escape(struct buf *b, char c)
{
    switch (c) {
    case '&': buf_lit(b, "&amp;"); break;
    case '<': buf_lit(b, "&lt;"); break;
    case '>': buf_lit(b, "&gt;"); break;
    case '"': buf_lit(b, "&quot;"); break;
    case '\'': buf_lit(b, "&#39;"); break;
    case '\0': buf_lit(b, "\xef\xbf\xbd"); break;
    default: buf_byte(b, c);
    }
}

void html_text(struct html *h, str text)
{
    bool in_value = h->at == HTML_DOUBLE || h->at == HTML_SINGLE;

    assert(h->at == HTML_BETWEEN || (in_value && !is_code(h)));
    if (in_value && is_address(h) && !leads_well(str_from(buf_str(&h->text), h->value_at), text))
        text = S("#");
    for (size_t i = 0; i < text.n; i++)
        escape(&h->text, text.p[i]);
}

void html_number(struct html *h, i64 n)
{
    struct buf digits = BUF_ON(h->text.arena);

    buf_i64(&digits, n);
    html_text(h, buf_str(&digits));
}

str html_done(const struct html *h)
{
    assert(h->at == HTML_BETWEEN);
    return buf_str(&h->text);
}
