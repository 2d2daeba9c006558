/* What a block string says (section 2.9.4): without the indentation that its lines share, and blank lines around it. */
#include <string.h>
#include "base/buf.h"
#include "base/str.h"
#include "graphql/lex.h"

/* The next line of the raw text, without its end; LF, CRLF and CR end lines. */
static bool line_cut(str *rest, str *line)
{
    size_t n = 0;

    if (!rest->p)
        return false;
    while (n < rest->n && rest->p[n] != '\n' && rest->p[n] != '\r')
        n++;
    *line = str_to(*rest, n);
    if (n == rest->n) {
        *rest = (str){0};
        return true;
    }
    n += n + 1 < rest->n && rest->p[n] == '\r' && rest->p[n + 1] == '\n' ? 2 : 1;
    *rest = (str){ rest->p + n, rest->n - n };
    return true;
}

static size_t indent_of(str line)
{
    size_t n = 0;

    while (n < line.n && (line.p[n] == ' ' || line.p[n] == '\t'))
        n++;
    return n;
}

struct lines { size_t indent, first, last; bool any; };      /* the shared indent; lines that are not blank, first and last */

static struct lines lines_look(str text)
{
    struct lines found = { SIZE_MAX, 0, 0, false };
    str line;

    for (size_t i = 0; line_cut(&text, &line); i++) {
        size_t indent = indent_of(line);
        if (indent == line.n)
            continue;
        if (i && indent < found.indent)
            found.indent = indent;
        if (!found.any)
            found.first = i;
        found.any = true;
        found.last = i;
    }
    return found;
}

/* Adds a line, in which \""" is three quotes. */
static void line_add(struct buf *b, str line)
{
    ptrdiff_t at;

    while ((at = str_find(line, S("\\\"\"\""))) >= 0) {
        buf_add(b, str_to(line, (size_t)at));
        buf_lit(b, "\"\"\"");
        line = str_from(line, (size_t)at + 4);
    }
    buf_add(b, line);
}

str gql_block_value(struct arena *a, str text)
{
    struct lines found = lines_look(text.p ? text : S(""));
    struct buf b = BUF_ON(a);
    str line;

    for (size_t i = 0; found.any && line_cut(&text, &line) && i <= found.last; i++) {
        if (i < found.first)
            continue;
        if (i > found.first)
            buf_byte(&b, '\n');
        line_add(&b, i && found.indent != SIZE_MAX ? str_from(line, found.indent) : line);
    }
    return buf_str(&b);
}
