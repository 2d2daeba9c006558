#include "net/ws/deflate.h"
#include <assert.h>
#include <zlib.h>
#include "base/memory.h"

struct ws_deflate { z_stream in, out; bool in_made, out_made; };

enum { WINDOW = -15, MEMORY = 8, STEP = 16 * 1024 };

struct ws_deflate *ws_deflate_open(void)
{
    return memory_new(struct ws_deflate);
}

void ws_deflate_close(struct ws_deflate **d)
{
    if (!*d)
        return;
    if ((*d)->in_made)
        inflateEnd(&(*d)->in);
    if ((*d)->out_made)
        deflateEnd(&(*d)->out);
    memory_free(*d);
    *d = NULL;
}

/* The streams are large (some 300 KB together), so a loop that never compresses has none. */
static z_stream *deflater(struct ws_deflate *d)
{
    int done = d->out_made ? deflateReset(&d->out) : deflateInit2(&d->out, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW, MEMORY,
                                                                  Z_DEFAULT_STRATEGY);

    if (done == Z_MEM_ERROR)
        memory_out(sizeof d->out);
    assert(done == Z_OK);
    d->out_made = true;
    return &d->out;
}

static z_stream *inflater(struct ws_deflate *d)
{
    int done = d->in_made ? inflateReset(&d->in) : inflateInit2(&d->in, WINDOW);

    if (done == Z_MEM_ERROR)
        memory_out(sizeof d->in);
    assert(done == Z_OK);
    d->in_made = true;
    return &d->in;
}

void ws_compress(struct ws_deflate *d, str message, struct buf *out)
{
    z_stream *z = deflater(d);

    z->next_in = (Bytef *)(uintptr_t)message.p;
    z->avail_in = (uInt)message.n;
    do {
        z->next_out = (Bytef *)buf_reserve(out, STEP);
        z->avail_out = STEP;
        int done = deflate(z, Z_SYNC_FLUSH);
        assert(done == Z_OK || done == Z_BUF_ERROR);
        out->n += STEP - z->avail_out;
    } while (z->avail_out == 0);
    assert(out->n >= 4);
    out->n -= 4;                     /* 00 00 ff ff, which the receiver puts back */
}

/* Feeds one piece. An end of the deflate stream within a message is allowed by the RFC: what follows is a new stream. */
static enum ws_inflated feed(z_stream *z, const char *p, size_t n, size_t most, struct buf *out)
{
    z->next_in = (Bytef *)(uintptr_t)p;
    z->avail_in = (uInt)n;
    for (;;) {
        z->next_out = (Bytef *)buf_reserve(out, STEP);
        z->avail_out = STEP;
        int done = inflate(z, Z_SYNC_FLUSH);
        out->n += STEP - z->avail_out;
        if (out->n > most)
            return WS_INFLATE_TOO_BIG;
        if (done == Z_STREAM_END && inflateReset(z) == Z_OK && z->avail_in)
            continue;
        if (done != Z_OK && done != Z_BUF_ERROR && done != Z_STREAM_END)
            return WS_INFLATE_BAD;
        if (z->avail_out)
            return z->avail_in ? WS_INFLATE_BAD : WS_INFLATED;
    }
}

enum ws_inflated ws_decompress(struct ws_deflate *d, str compressed, size_t most, struct buf *out)
{
    z_stream *z = inflater(d);
    size_t before = out->n;

    enum ws_inflated verdict = feed(z, compressed.p, compressed.n, before + most, out);
    if (verdict == WS_INFLATED)
        verdict = feed(z, "\0\0\xff\xff", 4, before + most, out);
    return verdict;
}
