#include "graphql/error.h"
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

/* Lines end with LF, CRLF or CR; columns count UTF-16 units. Both from 1. */
struct gql_place gql_place_of(str text, u32 at)
{
    struct gql_place place = { 1, 1 };
    u32 rune;

    for (size_t i = 0; i < at && i < text.n;) {
        size_t n = utf8_decode(str_from(text, i), &rune);
        i += n ? n : 1;
        if (rune == '\n' || (rune == '\r' && !(i < text.n && text.p[i] == '\n')))
            place = (struct gql_place){ place.line + 1, 1 };
        else
            place.column += rune > 0xffff ? 2 : 1;
    }
    return place;
}

static void places_write(struct buf *b, str text, const struct gql_error *e)
{
    if (e->at[0] == GQL_NOWHERE)
        return;
    buf_lit(b, ",\"locations\":[");
    for (int i = 0; i < 2 && e->at[i] != GQL_NOWHERE; i++) {
        struct gql_place place = gql_place_of(text, e->at[i]);
        buf_format(b, "%s{\"line\":%u,\"column\":%u}", i ? "," : "", place.line, place.column);
    }
    buf_byte(b, ']');
}

static void error_write(struct buf *b, str text, str trace, const struct gql_error *e)
{
    buf_lit(b, "{\"message\":");
    json_text(b, e->message);
    places_write(b, text, e);
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
    buf_byte(b, '[');
    for (const struct gql_error *e = errors->first; e; e = e->next) {
        if (e != errors->first)
            buf_byte(b, ',');
        error_write(b, text, trace, e);
    }
    buf_byte(b, ']');
}
