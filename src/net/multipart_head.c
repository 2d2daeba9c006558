/* What a form and its parts say about themselves: Content-Type and Content-Disposition. */
#include <string.h>
#include "base/str.h"
#include "base/utf8.h"
#include "net/hex.h"
#include "net/multipart.h"

static bool malformed(struct refusal *why, const char *detail)
{
    *why = (struct refusal){ ERR_MALFORMED, detail };
    return false;
}

/* ---- parameters ---- */

struct parameter { str name, value; bool quoted; };          /* the value without its quotes, otherwise as it is */

static void skip_space(str *s)
{
    size_t n = 0;

    while (n < s->n && (s->p[n] == ' ' || s->p[n] == '\t'))
        n++;
    *s = str_from(*s, n);
}

/* Where a quoted string ends, its opening quote having been read, or -1. A backslash escapes a quote or itself, and nothing else. */
static ptrdiff_t quote_end(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            return (ptrdiff_t)i;
        i += s.p[i] == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\');
    }
    return -1;
}

static bool value_take(str *rest, struct parameter *p)
{
    size_t n = 0;

    p->quoted = str_starts(*rest, S("\""));
    if (p->quoted) {
        *rest = str_from(*rest, 1);
        ptrdiff_t end = quote_end(*rest);
        p->value = str_to(*rest, end < 0 ? 0 : (size_t)end);
        *rest = str_from(*rest, (size_t)end + 1);
        return end >= 0;
    }
    while (n < rest->n && rest->p[n] != ';' && rest->p[n] != ' ' && rest->p[n] != '\t')
        n++;
    p->value = str_to(*rest, n);
    *rest = str_from(*rest, n);
    return token_valid(p->value);
}

/* One "; name=value" from the front. */
static bool parameter_take(str *rest, struct parameter *p)
{
    skip_space(rest);
    if (!str_starts(*rest, S(";")))
        return false;
    *rest = str_from(*rest, 1);
    skip_space(rest);
    ptrdiff_t is = str_find_byte(*rest, '=');
    if (is < 0)
        return false;
    p->name = str_to(*rest, (size_t)is);
    *rest = str_from(*rest, (size_t)is + 1);
    if (!token_valid(p->name) || !value_take(rest, p))
        return false;
    skip_space(rest);
    return true;
}

/* The word before the parameters. */
static str kind_take(str *rest)
{
    ptrdiff_t end = str_find_byte(*rest, ';');
    str kind = str_trim(end < 0 ? *rest : str_to(*rest, (size_t)end));

    *rest = end < 0 ? S("") : str_from(*rest, (size_t)end);
    return kind;
}

/* ---- the form's type ---- */

/* RFC 2046 section 5.1.1. */
static bool boundary_valid(str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c | 32) >= 'a' && (c | 32) <= 'z', digit = c >= '0' && c <= '9';
        if (!letter && !digit && (!c || !strchr("'()+_,-./:=? ", c)))
            return false;
    }
    return s.n >= 1 && s.n <= BOUNDARY_MOST && s.p[s.n - 1] != ' ';
}

bool multipart_boundary(str type, bool *is_form, str *boundary)
{
    struct parameter p;
    size_t count = 0;

    *is_form = str_eq_nocase(kind_take(&type), S("multipart/form-data"));
    if (!*is_form)
        return false;
    while (type.n) {
        if (!parameter_take(&type, &p))
            return false;
        if (!str_eq_nocase(p.name, S("boundary")))
            continue;
        *boundary = p.value;
        count++;
    }
    return count == 1 && boundary_valid(*boundary);
}

/* ---- a part's head ---- */

/* The octets that browsers write as escapes in quotes, since a quoted string could not hold them; other percent signs are themselves. */
static char escaped(str s)
{
    static const struct { str text; char is; } escapes[] = { { { "%22", 3 }, '"' }, { { "%0D", 3 }, '\r' }, { { "%0A", 3 }, '\n' } };

    for (size_t i = 0; i < COUNT(escapes); i++)
        if (str_eq_nocase(str_to(s, 3), escapes[i].text))
            return escapes[i].is;
    return 0;
}

/* In place: it never becomes longer. */
static str unquote(str s)
{
    char *to = (char *)(uintptr_t)s.p;
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], was = escaped(str_from(s, i));
        if (was)
            i += 2;
        else if (c == '\\' && i + 1 < s.n && (s.p[i + 1] == '"' || s.p[i + 1] == '\\'))
            c = s.p[++i];
        to[n++] = was ? was : c;
    }
    return (str){ to, n };
}

static bool has_control(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((u8)s.p[i] < ' ' || s.p[i] == 0x7f)
            return true;
    return false;
}

/* RFC 7578 section 4.2: folders of the sender's machine are nobody's business, and dangerous to believe. */
static str without_folders(str s)
{
    size_t from = s.n;

    while (from && s.p[from - 1] != '/' && s.p[from - 1] != '\\')
        from--;
    s = str_from(s, from);
    return str_eq(s, S(".")) || str_eq(s, S("..")) ? S("") : s;
}

/* In place. Files may be called so, and browsers send it. */
static str without_controls(str s)
{
    char *to = (char *)(uintptr_t)s.p;
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        if ((u8)s.p[i] >= ' ' && s.p[i] != 0x7f)
            to[n++] = s.p[i];
    return (str){ to, n };
}

static bool text_ok(str s, struct refusal *why)
{
    if (!utf8_valid(s))
        return malformed(why, "A name in the form is not UTF-8.");
    return !has_control(s) || malformed(why, "There is a control character in a name of the form.");
}

/* RFC 8187 section 3.2: UTF-8'LANGUAGE'TEXT, whose octets may be escaped; decoded in place. */
static bool decode_extended(str s, str *out)
{
    str charset, language;
    size_t n = 0;

    if (!str_cut(&s, '\'', &charset) || !str_eq_nocase(charset, S("UTF-8")) || str_find_byte(s, '\'') < 0 || !str_cut(&s, '\'', &language))
        return false;
    char *to = (char *)(uintptr_t)s.p;
    for (size_t i = 0; i < s.n; i++) {
        int high = 0, low = (u8)s.p[i];
        if (low == '%') {
            high = hex_digit(s.n - i > 2 ? s.p[i + 1] : 0);
            low = hex_digit(s.n - i > 2 ? s.p[i + 2] : 0);
            i += 2;
        }
        if (high < 0 || low < 0)
            return false;
        to[n++] = (char)(high << 4 | low);
    }
    *out = (str){ to, n };
    return true;
}

/* Which names of a file there were: clients send filename* beside filename, in any order, though RFC 7578 section 4.2 would not have it. */
struct disposition { struct form_part *part; bool plain, extended; };

static bool filename_take(struct disposition *d, str value, bool extended, struct refusal *why)
{
    bool *had = extended ? &d->extended : &d->plain;

    if (*had)
        return malformed(why, "A part of the form has more than one filename.");
    *had = d->part->is_file = true;
    if (extended && !decode_extended(value, &value))
        return malformed(why, "A filename* of the form is not UTF-8''TEXT.");
    if (!utf8_valid(value))
        return malformed(why, "A name in the form is not UTF-8.");
    if (extended || !d->extended)
        d->part->filename = without_folders(without_controls(value));
    return true;
}

static bool disposition_parameter(struct disposition *d, struct parameter *p, struct refusal *why)
{
    str value = p->quoted ? unquote(p->value) : p->value;

    if (str_eq_nocase(p->name, S("name*")))
        return malformed(why, "A form may not use name*.");                         /* RFC 7578 section 4.2 */
    if (str_eq_nocase(p->name, S("name"))) {
        if (d->part->name.p)
            return malformed(why, "A part of the form has more than one name.");
        d->part->name = value;
        return text_ok(value, why);
    }
    bool extended = str_eq_nocase(p->name, S("filename*"));
    return !(extended || str_eq_nocase(p->name, S("filename"))) || filename_take(d, value, extended, why);
}

static bool take_disposition(struct form_part *part, str value, struct refusal *why)
{
    struct disposition d = { .part = part };
    struct parameter p;

    if (part->name.p)
        return malformed(why, "A part of the form has more than one Content-Disposition.");
    if (!str_eq_nocase(kind_take(&value), S("form-data")))
        return malformed(why, "A part's Content-Disposition is not form-data.");
    while (value.n) {
        if (!parameter_take(&value, &p))
            return malformed(why, "A part's Content-Disposition is malformed.");
        if (!disposition_parameter(&d, &p, why))
            return false;
    }
    return part->name.n || malformed(why, "A part of the form has no name.");
}

static bool take_type(struct form_part *part, str value, struct refusal *why)
{
    if (part->type.p)
        return malformed(why, "A part of the form has more than one Content-Type.");
    part->type = value;
    if (!value.n)
        return malformed(why, "A part's Content-Type is empty.");
    return text_ok(value, why);
}

/* RFC 7578 section 4.7 deprecates it; an encoded part would be taken for something else. */
static bool take_encoding(struct form_part *part, str value, struct refusal *why)
{
    (void)part;
    return str_eq_nocase(value, S("binary")) || str_eq_nocase(value, S("8bit")) || str_eq_nocase(value, S("7bit"))
           || malformed(why, "A part of the form is encoded; it must be sent as it is.");
}

static const struct { str name; bool (*take)(struct form_part *, str, struct refusal *); } fields_known[] = {
    { { "content-disposition", 19 }, take_disposition },
    { { "content-type", 12 }, take_type },
    { { "content-transfer-encoding", 25 }, take_encoding },
};

bool form_part_parse(char *bytes, size_t fields, struct form_part *out, struct refusal *why)
{
    struct header f;

    *out = (struct form_part){0};
    while (fields--) {
        if (!field_parse(&bytes, &f, why))
            return false;
        for (size_t i = 0; i < COUNT(fields_known); i++)
            if (str_eq(f.name, fields_known[i].name) && !fields_known[i].take(out, f.value, why))
                return false;
    }
    if (!out->name.p)
        return malformed(why, "A part of the form has no Content-Disposition.");
    if (!out->type.p)
        out->type = S("text/plain");
    return true;
}
