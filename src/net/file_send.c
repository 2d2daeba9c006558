/*
 * Sending a file: what the client has already, which ranges it asks for, and the
 * octets, piece by piece, as fast as it reads. A piece that lies in the kernel's
 * page cache is copied on the loop, which takes about 10 us for 64 KiB; handing
 * it to another thread and back costs that much again. What is not there, the task
 * pool reads, so that a slow disk holds up nobody else.
 */
#include <errno.h>
#include <sys/uio.h>
#include <unistd.h>
#include "base/random.h"
#include "base/str.h"
#include "base/time.h"
#include "net/compress.h"
#include "net/files_own.h"

enum { PIECE = 64 * 1024, BOUNDARY = 24 };

/* ---- reading ---- */

struct reading { int fd; char *to; size_t n; i64 at; ssize_t got; };

static void read_blocking(void *arg)
{
    struct reading *r = arg;

    do
        r->got = pread(r->fd, r->to, r->n, r->at);
    while (r->got < 0 && errno == EINTR);
}

err file_read(ctx *c, const struct file *f, i64 at, char *to, size_t n, size_t *got)
{
    struct reading r = { f->fd, to, n, at, -1 };
    struct iovec piece = { to, n };

    ctx_chaos(c);
    r.got = preadv2(f->fd, &piece, 1, at, RWF_NOWAIT);
    if (r.got < 0)
        TRY(ctx_task(c, TASK_QUICK, read_blocking, &r));
    if (r.got < 0)
        return fail(c, ERR_IO, NULL, "The file cannot be read");
    *got = (size_t)r.got;
    return OK;
}

/* ---- the body ---- */

/* The head is out: from here on an error can only be told by breaking off, which an answer without its end does. */
static err copy(struct exchange *e, const struct file *f, struct range r, char *piece)
{
    size_t n;

    while (r.length) {
        TRY(file_read(e->c, f, r.from, piece, r.length < PIECE ? (size_t)r.length : PIECE, &n));
        if (!n)
            return fail(e->c, ERR_IO, NULL, "The file became shorter");
        TRY(reply_write(e, (str){ piece, n }));
        r.from += (i64)n;
        r.length -= (i64)n;
    }
    return OK;
}

static char *piece_for(struct exchange *e, i64 length)
{
    return arena_alloc(&e->c->arena, length < PIECE ? (size_t)length : PIECE, 1);
}

/* One stretch of the file, or all of it. */
static err stretch_send(struct exchange *e, const struct file *f, int status, str type, struct range r)
{
    TRY(reply_begin(e, status, type, r.length));
    if (e->method != METHOD_HEAD)
        TRY(copy(e, f, r, piece_for(e, r.length)));
    return reply_end(e);
}

/* What stands before each part, and behind the last (RFC 9110 section 14.6). */
static str part_head(struct arena *a, const char *boundary, bool first, str type, struct range r, i64 size)
{
    return arena_format(a, "%s--%s\r\nContent-Type: " STR_FMT "\r\nContent-Range: bytes %lld-%lld/%lld\r\n\r\n", first ? "" : "\r\n",
                        boundary, STR_ARG(type), (long long)r.from, (long long)(r.from + r.length - 1), (long long)size);
}

static err parts_send(struct exchange *e, const struct file *f, str type, const struct range *ranges, int count)
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
    for (int i = 0; i < count; i++) {
        heads[i] = part_head(a, boundary.p, i == 0, type, ranges[i], f->size);
        length += (i64)heads[i].n + ranges[i].length;
    }
    char *piece = piece_for(e, PIECE);
    TRY(reply_begin(e, 206, arena_format(a, "multipart/byteranges; boundary=%s", boundary.p), length + (i64)end.n));
    for (int i = 0; i < count; i++) {
        TRY(reply_write(e, heads[i]));
        TRY(copy(e, f, ranges[i], piece));
    }
    TRY(reply_write(e, end));
    return reply_end(e);
}

/* The whole of it, for a client that would rather have it short. */
static err compressed(struct exchange *e, const struct file *f, str *form)
{
    size_t whole = (size_t)f->size, n;
    char *all = arena_alloc(&e->c->arena, whole, 1);

    for (size_t at = 0; at < whole; at += n) {
        TRY(file_read(e->c, f, (i64)at, all + at, whole - at, &n));
        if (!n)
            return fail(e->c, ERR_IO, NULL, "The file became shorter");
    }
    return compress_body(e->c, f->sent, (str){ all, whole }, form);
}

/* ---- the head ---- */

/* Which file it is, how long, and when it changed: another file, or the same with other content, has another tag. */
static str etag_of(struct arena *a, const struct file *f)
{
    u64 changed = (u64)f->facts.st_mtim.tv_sec * 1000000000u + (u64)f->facts.st_mtim.tv_nsec;
    str suffix = coding_suffix(f->sent);

    return arena_format(a, "\"%llx-%llx-%llx%s" STR_FMT "\"", (unsigned long long)f->facts.st_ino, (unsigned long long)f->size,
                        (unsigned long long)changed, suffix.n ? "-" : "", STR_ARG(suffix));
}

/* Not later than now: a clock that was wrong once shall not make the file look unchanged for years. */
static when modified_of(ctx *c, const struct file *f)
{
    i64 then = (i64)f->facts.st_mtim.tv_sec * 1000, now = ctx_now(c).ms;

    return (when){ then < now ? then : now };
}

static void lines_add(struct exchange *e, const struct validators *v)
{
    char date[HTTP_DATE_LENGTH];

    time_http_date(v->modified, date);
    reply_header(e, S("ETag"), v->etag);
    reply_header(e, S("Last-Modified"), (str){ date, sizeof date });
    reply_header(e, S("Cache-Control"), S("no-cache"));
    reply_header(e, S("Accept-Ranges"), S("bytes"));
    reply_header(e, S("X-Content-Type-Options"), S("nosniff"));
}

static void content_range(struct exchange *e, str range)
{
    reply_header(e, S("Content-Range"), arena_format(&e->c->arena, "bytes " STR_FMT, STR_ARG(range)));
}

static err ranges_send(struct exchange *e, const struct file *f, str type, const struct range *r, int count)
{
    if (count > 1)
        return parts_send(e, f, type, r, count);
    content_range(e, arena_format(&e->c->arena, "%lld-%lld/%lld", (long long)r->from, (long long)(r->from + r->length - 1),
                                  (long long)f->size));
    return stretch_send(e, f, 206, type, *r);
}

static err content_send(struct exchange *e, const struct file *f, str type, const struct validators *v)
{
    struct range ranges[RANGES_MOST];
    enum range_verdict verdict = RANGE_NONE;
    int count;

    if (e->method == METHOD_GET && range_counts(e, v))
        verdict = range_read(header_get(e, S("range")), f->size, ranges, &count);
    if (verdict == RANGE_UNSATISFIABLE) {
        content_range(e, arena_format(&e->c->arena, "*/%lld", (long long)f->size));
        return fail(e->c, ERR_RANGE, NULL, "It has %lld octets", (long long)f->size);
    }
    str form = {0};
    TRY(f->sent == f->coding ? OK : compressed(e, f, &form));
    lines_add(e, v);
    if (f->sent != CODING_IDENTITY)
        reply_header(e, S("Content-Encoding"), coding_name(f->sent));
    if (form.p) {
        reply(e, 200, type, form);
        return OK;
    }
    e->c->deadline_ms = 0;                   /* a download may take long; one that nobody reads ends by its own time-out */
    return verdict == RANGE_GOOD ? ranges_send(e, f, type, ranges, count)
                                 : stretch_send(e, f, 200, type, (struct range){ 0, f->size });
}

err file_send(struct exchange *e, const struct file *f, str type)
{
    struct validators v = { etag_of(&e->c->arena, f), modified_of(e->c, f) };

    switch (conditions_judge(e, &v)) {
    case CONDITION_FAILED:
        return fail(e->c, ERR_PRECONDITION, NULL, "The file is another than the request knows");
    case CONDITION_UNCHANGED:
        lines_add(e, &v);
        reply(e, 304, S(""), S(""));
        return OK;
    case CONDITION_NONE:
        break;
    }
    return content_send(e, f, type, &v);
}
