#include "template/template.h"
#include "base/arena.h"
#include "base/json.h"
#include "base/time.h"

/* ---- text ---- */

/* A newline and a tab are themselves; readers of HTML make a newline of a carriage return, so that is escaped. */
static str escape_of(char c)
{
    switch (c) {
    case '&': return S("&amp;");
    case '<': return S("&lt;");
    case '>': return S("&gt;");
    case '"': return S("&#34;");
    case '\'': return S("&#39;");
    case '\r': return S("&#13;");
    case '\0': return S("\xef\xbf\xbd");
    default: return (str){ NULL, 0 };
    }
}

/* Runs of what needs no escape are copied at once. */
void template_text_str(struct template *t, str text)
{
    size_t from = 0;

    for (size_t i = 0; i < text.n; i++) {
        str escape = escape_of(text.p[i]);
        if (!escape.n)
            continue;
        buf_add(&t->out, (str){ text.p + from, i - from });
        buf_add(&t->out, escape);
        from = i + 1;
    }
    if (from < text.n)
        buf_add(&t->out, str_from(text, from));
}

/* ---- addresses ---- */

/* Readers of addresses drop tabs and line ends anywhere, and controls and blanks at both ends, and so read another one. */
static bool reads_otherwise(str address)
{
    for (size_t i = 0; i < address.n; i++)
        if ((u8)address.p[i] <= ' ' || address.p[i] == 0x7f)
            return true;
    return false;
}

static bool is_path(str address)
{
    return str_starts(address, S("/")) && !str_starts(address, S("//")) && !str_starts(address, S("/\\"));
}

static bool has_scheme(str address)
{
    static const str schemes[] = { S("https://"), S("http://"), S("mailto:") };

    for (size_t i = 0; i < COUNT(schemes); i++)
        if (str_eq_nocase(str_to(address, schemes[i].n), schemes[i]))
            return true;
    return false;
}

void template_address_str(struct template *t, str address)
{
    bool leads_well = !reads_otherwise(address) && (is_path(address) || has_scheme(address));

    template_text_str(t, leads_well ? address : S("#"));
}

void template_path_str(struct template *t, str path)
{
    template_text_str(t, is_path(path) && !reads_otherwise(path) ? path : S("#"));
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~' ||
           c == '@';
}

void template_part_str(struct template *t, str part)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < part.n; i++) {
        u8 c = (u8)part.p[i];
        if (is_plain(part.p[i]))
            buf_byte(&t->out, part.p[i]);
        else
            buf_add(&t->out, (str){ (char[]){ '%', digits[c >> 4], digits[c & 15] }, 3 });
    }
}

/* ---- data ---- */

/* In JSON these stand only in texts, where they may be written in another way, which no reader of HTML takes for a tag. */
void template_data_raw(struct template *t, raw_json json)
{
    for (size_t i = 0; i < json.json.n; i++) {
        char c = json.json.p[i];
        if (c == '<')
            buf_lit(&t->out, "\\u003c");
        else if (c == '>')
            buf_lit(&t->out, "\\u003e");
        else if (c == '&')
            buf_lit(&t->out, "\\u0026");
        else
            buf_byte(&t->out, c);
    }
}

void template_data_str(struct template *t, str text)
{
    struct buf json = BUF_ON(t->out.arena);

    json_text(&json, text);
    template_data_raw(t, (raw_json){ buf_str(&json) });
}

/* ---- values ---- */

str template_of_i64(struct template *t, i64 n)
{
    return arena_format(t->out.arena, "%lld", (long long)n);
}

str template_of_u64(struct template *t, u64 n)
{
    return arena_format(t->out.arena, "%llu", (unsigned long long)n);
}

str template_of_id(struct template *t, id i)
{
    return template_of_i64(t, i.v);
}

str template_of_when(struct template *t, when at)
{
    char text[RFC3339_LENGTH];

    time_rfc3339(at, text);
    return arena_copy(t->out.arena, (str){ text, sizeof text });
}
