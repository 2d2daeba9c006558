#include "api/front/cors.h"
#include "base/str.h"
#include "runtime/settings.h"

static const char ALLOWED_HEADERS[] = "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, X-Request-Id, "
                                      "traceparent, tracestate, Tus-Resumable, Upload-Checksum, Upload-Length, Upload-Metadata, "
                                      "Upload-Offset, X-HTTP-Method-Override";
static const char EXPOSED_HEADERS[] = "Link, ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, X-Request-Id, "
                                      "traceparent, Idempotency-Replayed, GraphQL-Cost, Location, Tus-Resumable, Tus-Version, Tus-Extension, "
                                      "Tus-Max-Size, Tus-Checksum-Algorithm, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset";

bool origin_valid(str s)
{
    ptrdiff_t at = str_find(s, S("://"));
    str host = str_from(s, at < 0 ? s.n : (size_t)at + 3);

    if (at < 1 || !host.n)
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~' || s.p[i] == '"' || s.p[i] == '<' || s.p[i] == '>')
            return false;
    return str_find_byte(host, '/') < 0;
}

err cors_read(struct cors *c, struct arena *a, struct failure *failure, str setting)
{
    str rest = setting, piece;
    size_t most = 1;

    for (size_t i = 0; i < setting.n; i++)
        most += setting.p[i] == ',';
    *c = (struct cors){ .origins = arena_array(a, str, most) };
    while (str_cut(&rest, ',', &piece)) {
        str origin = str_trim(piece);
        if (!origin.n)
            continue;
        if (str_eq(origin, S("*")))
            c->any = true;
        else if (origin_valid(origin))
            c->origins[c->n++] = origin;
        else
            return failure_with(failure, ERR_INVALID, "cors_origins: \"" STR_FMT "\" is not an origin such as https://app.example.",
                                STR_ARG(setting_shown(failure->arena, SETTING_URLS, origin)));
    }
    return OK;
}

bool cors_names(const struct cors *c, str origin)
{
    for (size_t i = 0; i < c->n; i++)
        if (str_eq_nocase(c->origins[i], origin))
            return true;
    return false;
}

bool cors_allows(const struct cors *c, str origin)
{
    return c->any || cors_names(c, origin);
}

static void line(struct buf *head, str name, str value)
{
    buf_add(head, name);
    buf_add(head, value);
    buf_lit(head, "\r\n");
}

/*
 * A configured origin may send the session's cookie, so the answer names it; "*" may not.
 * An answer that depends on Origin says so in Vary even if there was none: a cache would mix them up.
 */
static void origin_lines(const struct cors *c, str origin, struct buf *head)
{
    if (!cors_names(c, origin)) {
        buf_lit(head, "Access-Control-Allow-Origin: *\r\n");
        return;
    }
    line(head, S("Access-Control-Allow-Origin: "), origin);
    buf_lit(head, "Access-Control-Allow-Credentials: true\r\n");
}

void cors_lines(const struct cors *c, str origin, struct buf *head)
{
    if (c->n)
        buf_lit(head, "Vary: Origin\r\n");
    if (!origin.p || !cors_allows(c, origin))
        return;
    origin_lines(c, origin, head);
    line(head, S("Access-Control-Expose-Headers: "), str_of(EXPOSED_HEADERS));
}

void cors_preflight_lines(const struct cors *c, str origin, str methods, str asked_headers, struct buf *head)
{
    buf_lit(head, "Vary: Access-Control-Request-Method, Access-Control-Request-Headers\r\n");
    if (!origin.p || !cors_allows(c, origin))
        return;
    line(head, S("Access-Control-Allow-Methods: "), methods);
    line(head, S("Access-Control-Allow-Headers: "), asked_headers.n ? asked_headers : str_of(ALLOWED_HEADERS));
    buf_lit(head, "Access-Control-Max-Age: 600\r\n");
}
