/*
 * The head of a request on HTTP/2: its fields as nghttp2 finds them in a header block,
 * and the request that they make once all are there. nghttp2 has checked characters, the
 * presence and order of pseudo-fields, and connection fields, which have no place here.
 * What is refused below is answered as HTTP/1.1 answers it.
 */
#include <string.h>
#include "base/arena.h"
#include "base/str.h"
#include "net/http2/http2.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

enum {
    HEADER_ROOM = 16,
    TRAILERS_SIZE = 8192,
    FIELD_FRAME = 4,                 /* a field's colon, space and line end, as HTTP/1.1 counts */
    HEAD_BOMB = 16                   /* times max_headers: a list this long is no accident, and unpacking it costs */
};

void stream_refuse(struct stream *s, err what, const char *detail)
{
    if (s->refused.what == OK)
        s->refused = (struct refusal){ what, detail };
}

/* ---- fields ---- */

static void fields_add(struct arena *a, struct header **all, size_t *n, size_t *room, struct header f)
{
    if (*n == *room) {
        size_t more = *room ? 2 * *room : HEADER_ROOM;
        struct header *bigger = arena_alloc(a, more * sizeof f, _Alignof(struct header));
        if (*n)
            memcpy(bigger, *all, *n * sizeof f);
        *all = bigger;
        *room = more;
    }
    (*all)[(*n)++] = f;
}

static void kept_note(struct stream *s, size_t n)
{
    s->head_kept += n;
    s->h->heads += n;
}

static struct header field_copy(struct arena *a, str name, str value)
{
    char *both = arena_alloc(a, name.n + value.n + 1, 1);

    memcpy(both, name.p, name.n);
    if (value.n)
        memcpy(both + name.n, value.p, value.n);
    return (struct header){ { both, name.n }, field_text(a, (str){ both + name.n, value.n }) };
}

/* Each at most once: nghttp2 has seen to that. */
static void pseudo_field(struct stream *s, str name, str value)
{
    struct exchange *e = &s->e;
    str *to = str_eq(name, S(":method")) ? &e->method_text : str_eq(name, S(":path")) ? &e->target
              : str_eq(name, S(":scheme")) ? &e->scheme : str_eq(name, S(":authority")) ? &e->authority
              : str_eq(name, S(":protocol")) ? &e->protocol : NULL;

    if (value.n > HEAD_LINE_MOST)
        stream_refuse(s, ERR_URI_TOO_LONG, "The request's target is too long.");
    else if (to)
        *to = arena_copy(&e->c->arena, value);
    kept_note(s, to ? value.n : 0);
}

static void field_add(struct stream *s, str name, str value)
{
    struct exchange *e = &s->e;

    if (s->head_size > (size_t)s->lane->settings->max_headers || e->header_count == HEAD_FIELDS_MOST) {
        stream_refuse(s, ERR_HEADERS, "The header fields are too many or too long.");
        return;
    }
    s->cookies += str_eq(name, S("cookie"));
    kept_note(s, name.n + value.n + sizeof(struct header));
    fields_add(&e->c->arena, &e->headers, &e->header_count, &s->header_room, field_copy(&e->c->arena, name, value));
}

bool stream_field(struct stream *s, str name, str value)
{
    if (s->turned_away)
        return true;
    if (name.n && name.p[0] == ':') {
        pseudo_field(s, name, value);
        return true;
    }
    s->head_size += name.n + value.n + FIELD_FRAME;
    if (s->refused.what == OK)
        field_add(s, name, value);
    return s->head_size <= HEAD_BOMB * (size_t)s->lane->settings->max_headers;
}

bool stream_trailer(struct stream *s, str name, str value)
{
    s->head_size += name.n + value.n + FIELD_FRAME;
    if (!trailer_fits(name) || s->head_size > (size_t)s->lane->settings->max_headers + TRAILERS_SIZE
        || s->trailer_count == HEAD_FIELDS_MOST)
        return false;
    if (s->e.c) {
        struct arena *a = &s->e.c->arena;
        kept_note(s, name.n + value.n + sizeof(struct header));
        fields_add(a, &s->trailers, &s->trailer_count, &s->trailer_room, field_copy(a, name, value));
    }
    return true;
}

/* ---- the whole request ---- */

static enum method method_of(str s)
{
    for (enum method m = 0; m < METHOD_OTHER; m++)
        if (str_eq(s, method_name(m)))
            return m;
    return METHOD_OTHER;
}

/* RFC 9113 section 8.2.3: browsers send cookies as several fields; the rooms above see one again. */
static void cookies_join(struct stream *s)
{
    struct exchange *e = &s->e;
    struct buf all = BUF_ON(&e->c->arena);
    struct header *first = NULL;
    size_t kept = 0;

    for (size_t i = 0; i < e->header_count; i++) {
        struct header f = e->headers[i];
        bool cookie = str_eq(f.name, S("cookie"));
        if (cookie) {
            if (all.n)
                buf_lit(&all, "; ");
            buf_add(&all, f.value);
        }
        if (cookie && first)
            continue;
        e->headers[kept] = f;
        if (cookie)
            first = &e->headers[kept];
        kept++;
    }
    first->value = buf_str(&all);
    e->header_count = kept;
}

static bool target_split(struct stream *s)
{
    struct exchange *e = &s->e;
    str t = e->target;

    for (size_t i = 0; i < t.n; i++)
        if ((u8)t.p[i] <= ' ' || (u8)t.p[i] >= 0x7f || t.p[i] == '#') {
            stream_refuse(s, ERR_MALFORMED, "There is a character in the request's target that must be encoded.");
            return false;
        }
    if (!t.n || (t.p[0] != '/' && !(e->method == METHOD_OPTIONS && str_eq(t, S("*"))))) {
        stream_refuse(s, ERR_MALFORMED, "The request's target is not a path.");
        return false;
    }
    ptrdiff_t mark = str_find_byte(t, '?');
    e->path = mark < 0 ? t : str_to(t, (size_t)mark);
    e->query = mark < 0 ? S("") : str_from(t, (size_t)mark + 1);
    return true;
}

/* A request names its host by :authority, by Host, or the same by both (RFC 9113 section 8.3.1). */
static bool host_check(struct stream *s)
{
    struct exchange *e = &s->e;
    str host = header_get(e, S("host"));

    if (header_count(e, S("host")) > 1)
        stream_refuse(s, ERR_MALFORMED, "There is more than one Host.");
    else if (e->authority.p && host.p && !str_eq_nocase(e->authority, host))
        stream_refuse(s, ERR_MALFORMED, "Host and :authority name different hosts.");
    if (!e->authority.p)
        e->authority = host;
    if (!authority_valid(e->authority))
        stream_refuse(s, ERR_MALFORMED, "The :authority is not a host with an optional port.");
    return s->refused.what == OK;
}

static bool expect_check(struct stream *s)
{
    str expected = header_get(&s->e, S("expect"));

    if (!expected.p)
        return true;
    if (!str_eq_nocase(expected, S("100-continue"))) {
        stream_refuse(s, ERR_EXPECTATION, "The only expectation known is 100-continue.");
        return false;
    }
    s->wants_continue = s->e.has_body;
    return true;
}

static bool length_read(struct stream *s)
{
    str length = header_get(&s->e, S("content-length"));

    s->e.content_length = -1;
    if (!length.p || (length.n && length.p[0] != '-' && str_to_i64(length, &s->e.content_length)))
        return true;
    stream_refuse(s, ERR_MALFORMED, "The Content-Length is not a number.");
    return false;
}

bool stream_head(struct stream *s)
{
    struct exchange *e = &s->e;

    if (s->refused.what != OK)
        return false;
    e->method = method_of(e->method_text);
    if (e->method == METHOD_CONNECT && !e->protocol.n) {
        stream_refuse(s, ERR_NOT_BUILT, "This server is not a proxy.");
        return false;
    }
    if (!str_eq_nocase(e->scheme, S("http")) && !str_eq_nocase(e->scheme, S("https"))) {
        stream_refuse(s, ERR_MALFORMED, "The :scheme is neither http nor https.");
        return false;
    }
    if (s->cookies > 1)
        cookies_join(s);
    return target_split(s) && host_check(s) && length_read(s) && expect_check(s);
}
