#include "net/files/content.h"
#include "base/random.h"
#include "base/str.h"
#include "base/time.h"
#include "net/files/own.h"
#include "net/router.h"

enum {
    BOUNDARY = 24,
    FILE_LEAST = 16 * 1024,          /* octets; fewer are copied sooner */
    FILE_PIECE = 512 * 1024
};
static const i64 SIZE_MOST = 1LL << 50;          /* no file is as large */

/* ---- what is to be said ---- */

static void content_range(struct exchange *e, str range)
{
    reply_header(e, S("Content-Range"), arena_format(&e->c->arena, "bytes " STR_FMT, STR_ARG(range)));
}

err content_plan(struct exchange *e, const struct content *c, struct content_plan *out)
{
    enum range_verdict verdict = RANGE_NONE;

    out->status = 200;
    switch (conditions_judge(e, &c->version)) {
    case CONDITION_FAILED:
        return fail_with(e->c, ERR_PRECONDITION, "This is another version than the one that the request names.");
    case CONDITION_UNCHANGED:
        out->status = 304;
        return OK;
    case CONDITION_NONE:
        break;
    }
    if (e->method == METHOD_GET && range_counts(e, &c->version))
        verdict = range_read(header_get(e, S("range")), c->size, out->ranges, &out->count);
    if (verdict == RANGE_UNSATISFIABLE) {
        content_range(e, arena_format(&e->c->arena, "*/%lld", (long long)c->size));
        return fail_with(e->c, ERR_RANGE, "This has %lld octets.", (long long)c->size);
    }
    if (verdict == RANGE_GOOD)
        out->status = 206;
    return OK;
}

/* Of several ranges, and of what counts from an end, nobody knows. */
struct range content_first(const struct exchange *e, const struct validators *v)
{
    struct range ranges[RANGES_MOST];
    int n;

    if (e->method != METHOD_GET)
        return (struct range){ 0, 0 };
    enum range_verdict verdict = range_counts(e, v) ? range_read(header_get(e, S("range")), INT64_MAX, ranges, &n) : RANGE_NONE;
    if (verdict == RANGE_NONE)
        return (struct range){ 0, INT64_MAX };
    return verdict == RANGE_GOOD && n == 1 && ranges[0].from < SIZE_MOST ? ranges[0] : (struct range){ 0, 0 };
}

void content_lines(struct exchange *e, const struct content *c)
{
    char date[HTTP_DATE_LENGTH];

    reply_header(e, S("ETag"), c->version.etag);
    if (c->version.modified.ms) {
        time_http_date(c->version.modified, date);
        reply_header(e, S("Last-Modified"), (str){ date, sizeof date });
    }
    reply_header(e, S("Accept-Ranges"), S("bytes"));
}

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '/' && c != '%';
}

str content_disposition(struct arena *a, bool attachment, str name)
{
    struct buf line = BUF_ON(a);
    bool plain = true;

    buf_add(&line, attachment ? S("attachment; filename=\"") : S("inline; filename=\""));
    char *to = buf_reserve(&line, name.n);
    for (size_t i = 0; i < name.n; i++) {
        plain &= is_plain(name.p[i]);
        to[i] = is_plain(name.p[i]) ? name.p[i] : '_';
    }
    line.n += name.n;
    buf_lit(&line, "\"");
    if (!plain || attachment) {
        buf_lit(&line, "; filename*=UTF-8''");
        url_encode(&line, name);
    }
    return buf_str(&line);
}

void content_named(struct exchange *e, bool attachment, str name)
{
    reply_header(e, S("Content-Disposition"), content_disposition(&e->c->arena, attachment, name));
}

/* ---- the body ---- */

static err piece_read(ctx *c, const struct content *from, struct range r, str *piece)
{
    size_t got, most = r.length < CONTENT_PIECE ? (size_t)r.length : CONTENT_PIECE;

    if (!from->file)
        return from->read(c, from, r.from, most, r.length, piece);
    char *to = arena_alloc(&c->arena, most, 1);
    TRY(file_read(c, *from->file, r.from, to, most, &got));
    *piece = (str){ to, got };
    return OK;
}

/* From the kernel's cache, where the disk has brought it first: so much at once that the client's window is never empty. */
static err copy_file(struct exchange *e, int fd, struct range r)
{
    while (r.length) {
        i64 n = r.length < FILE_PIECE ? r.length : FILE_PIECE;
        TRY(file_fetch(e->c, fd, r.from, n));
        TRY(reply_file(e, fd, r.from, n));
        r.from += n;
        r.length -= n;
    }
    return OK;
}

/* The head is out: from here on an error can only be reported by breaking off, which an answer without its end does. */
static err copy(struct exchange *e, const struct content *c, struct range r)
{
    struct arena *memory = &e->c->arena;
    str piece;

    if (c->file && r.length >= FILE_LEAST && reply_takes_files(e))
        return copy_file(e, *c->file, r);
    while (r.length) {
        struct arena_mark mark = arena_mark(memory);
        TRY(piece_read(e->c, c, r, &piece));
        if (!piece.n)
            return fail_with(e->c, ERR_IO, "The file became shorter.");
        TRY(reply_write(e, piece));
        r.from += (i64)piece.n;
        r.length -= (i64)piece.n;
        arena_rewind(memory, mark);
    }
    return OK;
}

/* One stretch of it, or all. */
static err stretch_send(struct exchange *e, const struct content *c, int status, struct range r)
{
    TRY(reply_begin(e, status, c->type, r.length));
    if (e->method != METHOD_HEAD)
        TRY(copy(e, c, r));
    return reply_end(e);
}

/* What precedes each part, and follows the last (RFC 9110 section 14.6). */
static str part_head(struct arena *a, const char *boundary, bool first, str type, struct range r, i64 size)
{
    return arena_format(a, "%s--%s\r\nContent-Type: " STR_FMT "\r\nContent-Range: bytes %lld-%lld/%lld\r\n\r\n", first ? "" : "\r\n",
                        boundary, STR_ARG(type), (long long)r.from, (long long)(r.from + r.length - 1), (long long)size);
}

static err parts_send(struct exchange *e, const struct content *c, const struct content_plan *p)
{
    struct arena *a = &e->c->arena;
    struct buf boundary = BUF_ON(a);
    u8 bytes[BOUNDARY / 2];
    str heads[RANGES_MOST];
    i64 length = 0;

    random_bytes(bytes, sizeof bytes);
    buf_hex(&boundary, bytes, sizeof bytes);
    buf_byte(&boundary, '\0');
    str end = arena_format(a, "\r\n--%s--\r\n", boundary.p);
    for (int i = 0; i < p->count; i++) {
        heads[i] = part_head(a, boundary.p, i == 0, c->type, p->ranges[i], c->size);
        length += (i64)heads[i].n + p->ranges[i].length;
    }
    TRY(reply_begin(e, 206, arena_format(a, "multipart/byteranges; boundary=%s", boundary.p), length + (i64)end.n));
    for (int i = 0; i < p->count; i++) {
        TRY(reply_write(e, heads[i]));
        TRY(copy(e, c, p->ranges[i]));
    }
    TRY(reply_write(e, end));
    return reply_end(e);
}

static err ranges_send(struct exchange *e, const struct content *c, const struct content_plan *p)
{
    struct range r = p->ranges[0];

    if (p->count > 1)
        return parts_send(e, c, p);
    content_range(e, arena_format(&e->c->arena, "%lld-%lld/%lld", (long long)r.from, (long long)(r.from + r.length - 1),
                                  (long long)c->size));
    return stretch_send(e, c, 206, r);
}

err content_send(struct exchange *e, const struct content *c, const struct content_plan *p)
{
    e->c->deadline_ms = 0;           /* a download may take long; one that nobody reads ends by its own time-out */
    switch (p->status) {
    case 304:
        reply(e, 304, S(""), S(""));
        return OK;
    case 206:
        return ranges_send(e, c, p);
    default:
        return stretch_send(e, c, 200, (struct range){ 0, c->size });
    }
}
