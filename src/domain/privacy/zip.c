/* The format: APPNOTE 6.3; local header, deflated content, descriptor, for each file; then the directory and its end. */
#include <string.h>
#include <zlib.h>
#include "base/buf.h"
#include "base/str.h"
#include "domain/privacy/problems.h"
#include "domain/privacy/zip.h"

enum {
    PIECE = 32 << 10, FILES_MOST = 65535,
    VERSION = 20, DEFLATED = 8, FLAGS = 1 << 3 | 1 << 11     /* the descriptor follows; names are UTF-8 */
};
#define ZIP_MOST ((i64)UINT32_MAX)

struct entry { struct entry *next; str name; u32 crc; i64 packed, plain, at; };

struct zip {
    zip_out *out;
    void *arg;
    z_stream deflate;
    u16 time, date;
    i64 at;                          /* octets so far */
    struct entry *first, **last, *open;
    struct arena entries;            /* files may be begun in a ctx that ends before this */
    i64 count;
    char piece[PIECE];
};

/* ---- bytes ---- */

static void put2(struct buf *b, u32 v)
{
    buf_byte(b, (char)v);
    buf_byte(b, (char)(v >> 8));
}

static void put4(struct buf *b, u32 v)
{
    put2(b, v & 0xffff);
    put2(b, v >> 16);
}

static err emit(ctx *c, struct zip *z, str bytes)
{
    if (z->at + (i64)bytes.n > ZIP_MOST)
        return fail_saying(c, &export_too_large, "The archive would be larger than 4 GiB.");
    z->at += (i64)bytes.n;
    return z->out(c, z->arg, bytes);
}

/* The part that the local header and the directory share. */
static void facts_put(struct buf *b, const struct zip *z, const struct entry *e)
{
    put2(b, FLAGS);
    put2(b, DEFLATED);
    put2(b, z->time);
    put2(b, z->date);
    put4(b, e->crc);
    put4(b, (u32)e->packed);
    put4(b, (u32)e->plain);
    put2(b, (u32)e->name.n);
    put2(b, 0);                      /* no extra field */
}

/* ---- files ---- */

static err deflate_some(ctx *c, struct zip *z, str piece, int flush)
{
    int rc;

    z->deflate.next_in = (Bytef *)(uintptr_t)piece.p;
    z->deflate.avail_in = (uInt)piece.n;
    do {
        z->deflate.next_out = (Bytef *)z->piece;
        z->deflate.avail_out = PIECE;
        rc = deflate(&z->deflate, flush);
        size_t n = PIECE - z->deflate.avail_out;
        z->open->packed += (i64)n;
        if (n)
            TRY(emit(c, z, (str){ z->piece, n }));
    } while (z->deflate.avail_out == 0 || (flush == Z_FINISH && rc != Z_STREAM_END));
    return OK;
}

static err file_close(ctx *c, struct zip *z)
{
    struct buf b = BUF_ON(&c->arena);
    struct entry *e = z->open;

    if (!e)
        return OK;
    TRY(deflate_some(c, z, S(""), Z_FINISH));
    deflateReset(&z->deflate);
    z->open = NULL;
    put4(&b, 0x08074b50);
    put4(&b, e->crc);
    put4(&b, (u32)e->packed);
    put4(&b, (u32)e->plain);
    return emit(c, z, buf_str(&b));
}

err zip_file(ctx *c, struct zip *z, str name)
{
    struct entry *e = arena_new(&z->entries, struct entry);
    struct buf b = BUF_ON(&c->arena);

    TRY(file_close(c, z));
    if (z->count == FILES_MOST)
        return fail_saying(c, &export_too_large, "The archive would have too many files.");
    *e = (struct entry){ .name = arena_copy(&z->entries, name), .at = z->at };
    put4(&b, 0x04034b50);
    put2(&b, VERSION);
    facts_put(&b, z, e);
    buf_add(&b, e->name);
    TRY(emit(c, z, buf_str(&b)));
    *z->last = e;
    z->last = &e->next;
    z->open = e;
    z->count++;
    return OK;
}

err zip_write(ctx *c, struct zip *z, str piece)
{
    z->open->crc = (u32)crc32(z->open->crc, (const Bytef *)piece.p, (uInt)piece.n);
    z->open->plain += (i64)piece.n;
    if (z->open->plain > ZIP_MOST)
        return fail_saying(c, &export_too_large, "A file of the archive would be larger than 4 GiB.");
    return piece.n ? deflate_some(c, z, piece, Z_NO_FLUSH) : OK;
}

static err directory_put(ctx *c, struct zip *z, const struct entry *e)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct buf b = BUF_ON(&c->arena);

    put4(&b, 0x02014b50);
    put2(&b, VERSION);
    put2(&b, VERSION);
    facts_put(&b, z, e);
    put2(&b, 0);                     /* no comment */
    put2(&b, 0);                     /* the first disk */
    put2(&b, 0);
    put4(&b, 0);
    put4(&b, (u32)e->at);
    buf_add(&b, e->name);
    err result = emit(c, z, buf_str(&b));
    arena_rewind(&c->arena, mark);
    return result;
}

err zip_end(ctx *c, struct zip *z, i64 *size)
{
    struct buf b = BUF_ON(&c->arena);

    TRY(file_close(c, z));
    i64 begin = z->at;
    for (const struct entry *e = z->first; e; e = e->next)
        TRY(directory_put(c, z, e));
    put4(&b, 0x06054b50);
    put4(&b, 0);                     /* one disk */
    put2(&b, (u32)z->count);
    put2(&b, (u32)z->count);
    put4(&b, (u32)(z->at - begin));
    put4(&b, (u32)begin);
    put2(&b, 0);
    TRY(emit(c, z, buf_str(&b)));
    *size = z->at;
    return OK;
}

static void stop(void *arg)
{
    struct zip *z = arg;

    deflateEnd(&z->deflate);
    arena_close(&z->entries);
}

/* A number of RFC 3339's text, at its fixed place. */
static int number_at(const char *text, size_t at, size_t n)
{
    i64 v = 0;

    (void)str_to_i64((str){ text + at, n }, &v);
    return (int)v;
}

static void stamp(struct zip *z, when modified)
{
    char t[RFC3339_LENGTH];

    time_rfc3339(modified, t);
    z->time = (u16)(number_at(t, 11, 2) << 11 | number_at(t, 14, 2) << 5 | number_at(t, 17, 2) / 2);
    z->date = (u16)((number_at(t, 0, 4) - 1980) << 9 | number_at(t, 5, 2) << 5 | number_at(t, 8, 2));
}

struct zip *zip_begin(ctx *c, zip_out *out, void *arg, when modified)
{
    struct zip *z = arena_new(&c->arena, struct zip);

    z->out = out;
    z->arg = arg;
    z->last = &z->first;
    arena_init(&z->entries, NULL, 0);
    stamp(z, modified);
    deflateInit2(&z->deflate, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    ctx_defer(c, stop, z);
    return z;
}
