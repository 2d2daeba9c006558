#include "net/http.h"
#include <assert.h>
#include "base/str.h"
#include "runtime/settings.h"

str method_name(enum method m)
{
    static const str names[METHOD_COUNT] = {
#define X(m) { #m, sizeof #m - 1 },
        HTTP_METHODS(X)
#undef X
        [METHOD_OTHER] = { "OTHER", 5 },
    };

    return names[m];
}

/* X(status, phrase), by RFC 9110 section 15 and the registry */
#define STATUSES(X) \
    X(100, "Continue") X(101, "Switching Protocols") X(103, "Early Hints") \
    X(200, "OK") X(201, "Created") X(202, "Accepted") X(203, "Non-Authoritative Information") X(204, "No Content") \
    X(205, "Reset Content") X(206, "Partial Content") X(207, "Multi-Status") \
    X(300, "Multiple Choices") X(301, "Moved Permanently") X(302, "Found") X(303, "See Other") X(304, "Not Modified") \
    X(307, "Temporary Redirect") X(308, "Permanent Redirect") \
    X(400, "Bad Request") X(401, "Unauthorized") X(402, "Payment Required") X(403, "Forbidden") X(404, "Not Found") \
    X(405, "Method Not Allowed") X(406, "Not Acceptable") X(407, "Proxy Authentication Required") X(408, "Request Timeout") \
    X(409, "Conflict") X(410, "Gone") X(411, "Length Required") X(412, "Precondition Failed") X(413, "Content Too Large") \
    X(414, "URI Too Long") X(415, "Unsupported Media Type") X(416, "Range Not Satisfiable") X(417, "Expectation Failed") \
    X(421, "Misdirected Request") X(422, "Unprocessable Content") X(423, "Locked") X(424, "Failed Dependency") \
    X(425, "Too Early") X(426, "Upgrade Required") X(428, "Precondition Required") X(429, "Too Many Requests") \
    X(431, "Request Header Fields Too Large") X(451, "Unavailable For Legal Reasons") X(460, "Checksum Mismatch") \
    X(499, "Client Closed Request") \
    X(500, "Internal Server Error") X(501, "Not Implemented") X(502, "Bad Gateway") X(503, "Service Unavailable") \
    X(504, "Gateway Timeout") X(505, "HTTP Version Not Supported") X(507, "Insufficient Storage") \
    X(511, "Network Authentication Required")

str status_phrase(int status)
{
    switch (status) {
#define X(number, phrase) case number: return S(phrase);
        STATUSES(X)
#undef X
    }
    return S("");
}

str status_line(int status)
{
    switch (status) {
#define X(number, phrase) case number: return S("HTTP/1.1 " #number " " phrase "\r\n");
        STATUSES(X)
#undef X
    }
    return S("");
}

str header_get(const struct exchange *e, str name)
{
    for (size_t i = 0; i < e->header_count; i++)
        if (str_eq(e->headers[i].name, name))
            return e->headers[i].value;
    return (str){ NULL, 0 };
}

size_t header_count(const struct exchange *e, str name)
{
    size_t n = 0;

    for (size_t i = 0; i < e->header_count; i++)
        n += str_eq(e->headers[i].name, name);
    return n;
}

/* ---- the request's body ---- */

err body_read(struct exchange *e, str *piece)
{
    *piece = e->gathered;
    e->gathered = S("");
    if (piece->n)
        return OK;
    err read = e->ops->body_read(e, piece);
    if (e->body_streams && e->c->deadline_ms)
        e->c->deadline_ms = loop_mono_ms(e->c->loop) + e->c->world->settings->request_timeout;
    return read;
}

/* What was gathered lasts as long as the exchange. */
static err body_gathered(struct exchange *e, size_t most, str *out)
{
    *out = e->gathered;
    e->gathered = S("");
    return out->n <= most ? OK : fail_with(e->c, ERR_TOO_LARGE, "The body is larger than the %zu octets accepted here.", most);
}

err body_all(struct exchange *e, size_t most, str *out)
{
    struct buf all = BUF_ON(&e->c->arena);
    str piece;

    if (e->gathered.n)
        return body_gathered(e, most, out);
    for (;;) {
        TRY(body_read(e, &piece));
        if (!piece.n)
            break;
        if (piece.n > most - all.n)
            return fail_with(e->c, ERR_TOO_LARGE, "The body is larger than the %zu octets accepted here.", most);
        if (!all.p && e->content_length > 0 && (size_t)e->content_length <= most)
            buf_reserve(&all, (size_t)e->content_length);
        buf_add(&all, piece);
    }
    *out = buf_str(&all);
    return OK;
}

void body_limit(struct exchange *e, i64 most)
{
    e->body_most = most;
}

void body_streams(struct exchange *e)
{
    e->body_streams = true;
}

void body_then(struct exchange *e, http_handler *next, void *arg)
{
    if (e->ops->body_here(e)) {
        next(e, arg);
        return;
    }
    e->next = next;
    e->next_arg = arg;
}

size_t body_trailers(struct exchange *e, struct header **out)
{
    return e->ops->trailers(e, out);
}

/* ---- the answer ---- */

static bool fits_a_line(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
            return false;
    return true;
}

void reply_header(struct exchange *e, str name, str value)
{
    assert(!e->status && name.n && fits_a_line(name) && fits_a_line(value));
    if (!e->extra.arena)
        e->extra = BUF_ON(&e->c->arena);
    buf_reserve(&e->extra, name.n + value.n + 4);
    buf_add(&e->extra, name);
    buf_lit(&e->extra, ": ");
    buf_add(&e->extra, value);
    buf_lit(&e->extra, "\r\n");
}

bool reply_is_crowded(const struct exchange *e)
{
    return e->ops->crowded && e->ops->crowded(e);
}

static void charge(struct exchange *e, size_t length, int change)
{
    if (UNLIKELY(length > LONG_ANSWER && e->ops->charge))
        e->ops->charge(e, change);
}

void reply(struct exchange *e, int status, str type, str body)
{
    assert(!e->status && status >= 200 && status < 1000);
    charge(e, body.n, 1);
    e->ops->reply(e, status, type, body, false);
    charge(e, body.n, -1);
}

void reply_lasting(struct exchange *e, int status, str type, str body)
{
    assert(!e->status && status >= 200 && status < 1000);
    e->ops->reply(e, status, type, body, true);
}

err reply_begin(struct exchange *e, int status, str type, i64 length)
{
    assert(!e->status && status >= 200 && status < 1000);
    return e->ops->begin(e, status, type, length);
}

err reply_write(struct exchange *e, str piece)
{
    assert(e->status);
    return piece.n ? e->ops->write(e, piece) : OK;
}

bool reply_takes_files(const struct exchange *e)
{
    return e->ops->takes_files && e->ops->takes_files(e);
}

err reply_file(struct exchange *e, int fd, i64 from, i64 length)
{
    assert(e->status && reply_takes_files(e));
    return length ? e->ops->file(e, fd, from, length) : OK;
}

void reply_pieces(struct exchange *e, int status, str type, const str *pieces, size_t n)
{
    i64 length = 0;
    err sent;

    for (size_t i = 0; i < n; i++)
        length += (i64)pieces[i].n;
    charge(e, (size_t)length, 1);
    sent = reply_begin(e, status, type, length);
    for (size_t i = 0; i < n && sent == OK; i++)
        sent = reply_write(e, pieces[i]);
    if (sent == OK)
        (void)reply_end(e);
    charge(e, (size_t)length, -1);
}

err reply_end(struct exchange *e)
{
    assert(e->status);
    return e->ops->end(e);
}
