/* Values as GraphQL writes them, in the form that the reference implementation prints. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "base/str.h"
#include "graphql/value.h"

void gql_string_print(struct buf *b, str s)
{
    static const char from[] = "\"\\\n\r\t\b\f", letters[] = "\"\\nrtbf";

    buf_byte(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        const char *known = s.p[i] ? memchr(from, s.p[i], sizeof from - 1) : NULL;
        if (known)
            buf_format(b, "\\%c", letters[known - from]);
        else if ((u8)s.p[i] < 0x20 || s.p[i] == 0x7f)
            buf_format(b, "\\u%04X", (unsigned)(u8)s.p[i]);
        else if ((u8)s.p[i] == 0xc2 && i + 1 < s.n && (u8)s.p[i + 1] < 0xa0)
            buf_format(b, "\\u%04X", (unsigned)(u8)s.p[++i]);
        else
            buf_byte(b, s.p[i]);
    }
    buf_byte(b, '"');
}

static bool blank(char c) { return c == ' ' || c == '\t'; }

/* A block string says the same: no control characters, no blank lines around it, no indent that would be lost. */
bool gql_block_possible(str s)
{
    bool empty = true, indented = false, all_indented = true, seen = false;

    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\n') {
            if (empty && !seen)
                return false;
            seen = empty = true;
            indented = false;
        } else if (blank(s.p[i])) {
            indented |= empty;
        } else if ((u8)s.p[i] < 0x10) {
            return false;
        } else {
            all_indented &= indented;
            empty = false;
        }
    }
    return !s.n || !(empty || (all_indented && seen));
}

/* Must the text begin on a line of its own, as its first line would else be taken for indented? */
static bool leads(str s)
{
    bool several = false;

    for (size_t i = 0; i + 1 <= s.n; i++) {
        if (s.p[i] != '\n')
            continue;
        several = true;
        if (i + 1 < s.n && s.p[i + 1] != '\n' && !blank(s.p[i + 1]))
            return false;
    }
    return several;
}

static size_t units(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((u8)s.p[i] & 0xc0) != 0x80 ? 1 + ((u8)s.p[i] >= 0xf0) : 0;
    return n;
}

static void line_end(struct buf *b, str indent)
{
    buf_byte(b, '\n');
    buf_add(b, indent);
}

void gql_block_print(struct buf *b, str s, str indent)
{
    enum { LINE = 70 };
    bool single = str_find_byte(s, '\n') < 0, quotes = str_ends(s, S("\"\"\"")), forced = leads(s);
    bool trailing = (str_ends(s, S("\"")) && !quotes) || str_ends(s, S("\\"));
    bool lines = !single || units(s) > LINE || trailing || forced || quotes;

    buf_lit(b, "\"\"\"");
    if ((lines && !(single && s.n && blank(s.p[0]))) || forced)
        line_end(b, indent);
    for (size_t i = 0; i < s.n; i++)
        if (str_starts(str_from(s, i), S("\"\"\""))) {
            buf_lit(b, "\\\"\"\"");
            i += 2;
        } else if (s.p[i] == '\n') {
            line_end(b, indent);
        } else {
            buf_byte(b, s.p[i]);
        }
    if (lines)
        line_end(b, indent);
    buf_lit(b, "\"\"\"");
}

/* As ECMAScript writes a number: the fewest digits, and an exponent from 1e21 and below 1e-6. */
static void number_print(struct buf *b, double v)
{
    enum { ROOM = 40 };
    char text[ROOM], digits[ROOM];
    int precision = 1, n = 0, exponent;

    do
        snprintf(text, ROOM, "%.*e", precision - 1, v);
    while (strtod(text, NULL) != v && ++precision <= 17);
    exponent = atoi(strchr(text, 'e') + 1);
    for (const char *p = text; *p != 'e'; p++)
        if (*p >= '0' && *p <= '9')
            digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (v < 0)
        buf_byte(b, '-');
    if (exponent >= 21 || exponent < -6) {
        buf_byte(b, digits[0]);
        if (n > 1)
            buf_format(b, ".%.*s", n - 1, digits + 1);
        buf_format(b, "e%+d", exponent);
        return;
    }
    if (exponent < 0)
        buf_format(b, "0.%.*s", -exponent - 1, "00000");
    for (int i = 0; i < n || i <= exponent; i++) {
        buf_byte(b, i < n ? digits[i] : '0');
        if (i == exponent && i + 1 < n)
            buf_byte(b, '.');
    }
}

static bool is_whole(str s)
{
    size_t i = s.n && s.p[0] == '-';

    if (i == s.n || (s.p[i] == '0' && s.n > i + 1))
        return false;
    for (; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static void leaf_print(struct buf *b, const struct gql_type *t, const struct gql_value *v)
{
    switch (v->kind) {
    case GQL_NULL: buf_lit(b, "null"); break;
    case GQL_INT:
    case GQL_FLOAT:
        if (t->builtin == GQL_ID_TYPE)
            buf_add(b, v->text);
        else
            number_print(b, gql_number(v->text));
        break;
    case GQL_STRING:
        if (t->builtin == GQL_ID_TYPE && is_whole(v->text))
            buf_add(b, v->text);
        else
            gql_string_print(b, v->text);
        break;
    case GQL_BOOLEAN: buf_add(b, v->truth ? S("true") : S("false")); break;
    default: buf_add(b, v->text); break;
    }
}

void gql_value_print(struct buf *b, const struct gql_wrap *type, const struct gql_value *v)
{
    type = gql_nullable(type);
    if (v->kind != GQL_LIST && v->kind != GQL_OBJECT) {
        leaf_print(b, type->type, v);
        return;
    }
    buf_byte(b, v->kind == GQL_LIST ? '[' : '{');
    for (const struct gql_value *m = v->first; m; m = m->next) {
        if (m != v->first)
            buf_lit(b, ", ");
        if (v->kind == GQL_OBJECT) {
            buf_add(b, m->input ? m->input->name : m->key->text);
            buf_lit(b, ": ");
        }
        gql_value_print(b, m->input ? m->input->type : type->of ? type->of : type, m);
    }
    buf_byte(b, v->kind == GQL_LIST ? ']' : '}');
}
