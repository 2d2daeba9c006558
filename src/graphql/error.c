#include "graphql/error.h"
#include <stdlib.h>
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"

void gql_errors_init(struct gql_errors *errors, struct arena *a)
{
    *errors = (struct gql_errors){ .arena = a };
    errors->end = &errors->first;
}

struct gql_error *gql_error_add(struct gql_errors *errors, const char *code, str message)
{
    struct gql_error *e = arena_new(errors->arena, struct gql_error);

    *e = (struct gql_error){ .code = code, .message = message, .at = { GQL_NOWHERE, GQL_NOWHERE }, .limit = -1, .seen = -1 };
    *errors->end = e;
    errors->end = &e->next;
    errors->n++;
    return e;
}

err gql_wrong(struct gql_errors *errors, const char *code, u32 at, u32 too, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    struct gql_error *e = gql_error_add(errors, code, arena_vformat(errors->arena, format, args));
    va_end(args);
    e->at[0] = at;
    e->at[1] = too;
    return ERR_INVALID;
}

err gql_past(struct gql_errors *errors, const char *code, u32 at, i64 limit, i64 seen, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    struct gql_error *e = gql_error_add(errors, code, arena_vformat(errors->arena, format, args));
    va_end(args);
    e->at[0] = at;
    e->limit = limit;
    e->seen = seen;
    return ERR_INVALID;
}

str gql_quoted(struct arena *a, str s)
{
    size_t n = 0, characters = 0;
    u32 rune;

    while (n < s.n && characters < GQL_QUOTED) {
        n += utf8_decode(str_from(s, n), &rune);
        characters++;
    }
    return n == s.n ? s : arena_format(a, STR_FMT "...", (int)n, s.p);
}

struct place { u32 line, column; };

/* Where a walk through the text is. */
struct walk { str text; size_t at; struct place place; };

/* Lines end with LF, CRLF or CR; columns count UTF-16 units. Both from 1. */
static struct place walk_to(struct walk *w, u32 at)
{
    u32 rune = 0;

    while (w->at < at && w->at < w->text.n) {
        size_t n = utf8_decode(str_from(w->text, w->at), &rune);
        w->at += n ? n : 1;
        if (rune == '\n' || (rune == '\r' && !(w->at < w->text.n && w->text.p[w->at] == '\n')))
            w->place = (struct place){ w->place.line + 1, 1 };
        else
            w->place.column += rune > 0xffff ? 2 : 1;
    }
    return w->place;
}

/* The places of all errors, found in one walk: the text may be long, and the errors many. */
struct spot { u32 at; struct place place; };
struct spots { struct spot *all; size_t n; };

static int spot_compare(const void *a, const void *b)
{
    u32 x = ((const struct spot *)a)->at, y = ((const struct spot *)b)->at;

    return (x > y) - (x < y);
}

static struct spots spots_find(str text, const struct gql_errors *errors)
{
    struct spots s = { arena_array(errors->arena, struct spot, 2 * errors->n), 0 };
    struct walk w = { text, 0, { 1, 1 } };

    for (const struct gql_error *e = errors->first; e; e = e->next)
        for (int i = 0; i < 2 && e->at[i] != GQL_NOWHERE; i++)
            s.all[s.n++].at = e->at[i];
    if (s.n)
        qsort(s.all, s.n, sizeof *s.all, spot_compare);
    for (size_t i = 0; i < s.n; i++)
        s.all[i].place = walk_to(&w, s.all[i].at);
    return s;
}

static void places_write(struct buf *b, const struct spots *spots, const struct gql_error *e)
{
    if (e->at[0] == GQL_NOWHERE)
        return;
    buf_lit(b, ",\"locations\":[");
    for (int i = 0; i < 2 && e->at[i] != GQL_NOWHERE; i++) {
        const struct spot *spot = bsearch(&(struct spot){ .at = e->at[i] }, spots->all, spots->n, sizeof *spots->all, spot_compare);
        buf_format(b, "%s{\"line\":%u,\"column\":%u}", i ? "," : "", spot->place.line, spot->place.column);
    }
    buf_byte(b, ']');
}

static void error_write(struct buf *b, const struct spots *spots, str trace, const struct gql_error *e)
{
    buf_lit(b, "{\"message\":");
    json_text(b, e->message);
    places_write(b, spots, e);
    if (e->path.n) {
        buf_lit(b, ",\"path\":");
        buf_add(b, e->path);
    }
    buf_lit(b, ",\"extensions\":{\"code\":");
    json_text(b, str_of(e->code));
    if (trace.n) {
        buf_lit(b, ",\"traceId\":");
        json_text(b, trace);
    }
    if (e->limit >= 0)
        buf_format(b, ",\"limit\":%lld", (long long)e->limit);
    if (e->seen >= 0)
        buf_format(b, ",\"seen\":%lld", (long long)e->seen);
    buf_add(b, e->more);
    buf_lit(b, "}}");
}

void gql_errors_write(struct buf *b, str text, str trace, const struct gql_errors *errors)
{
    const struct spots spots = spots_find(text, errors);

    buf_byte(b, '[');
    for (const struct gql_error *e = errors->first; e; e = e->next) {
        if (e != errors->first)
            buf_byte(b, ',');
        error_write(b, &spots, trace, e);
    }
    buf_byte(b, ']');
}
