#include "net/files/compress.h"
#include <assert.h>
#include <brotli/encode.h>
#include <zlib.h>
#include "base/memory.h"
#include "base/str.h"

/* ---- what to compress, and how ---- */

/* Types of text and the like, without their parameters; a leading '*' stands for anything before. */
static const str compressible[] = {
    S("application/json"), S("*+json"), S("application/javascript"), S("application/wasm"), S("application/xml"), S("*+xml"),
    S("font/ttf"), S("font/otf"), S("image/bmp"), S("image/x-icon"),
};

bool type_compresses(str type)
{
    str name;

    if (!str_cut(&type, ';', &name))
        return false;
    name = str_trim(name);
    if (name.n > 5 && str_eq_nocase(str_to(name, 5), S("text/")))
        return true;
    for (size_t i = 0; i < COUNT(compressible); i++) {
        str known = compressible[i];
        bool any = known.p[0] == '*';
        str tail = any ? str_from(known, 1) : known;
        if (any ? name.n > tail.n && str_eq_nocase(str_from(name, name.n - tail.n), tail) : str_eq_nocase(name, known))
            return true;
    }
    return false;
}

/* A list may come in several fields, which count as one (RFC 9110 section 5.3). */
static str accepted_codings(const struct exchange *e)
{
    struct buf all = BUF_ON(&e->c->arena);

    if (header_count(e, S("accept-encoding")) < 2)
        return header_get(e, S("accept-encoding"));
    for (size_t i = 0; i < e->header_count; i++) {
        if (!str_eq(e->headers[i].name, S("accept-encoding")))
            continue;
        buf_add(&all, e->headers[i].value);
        buf_byte(&all, ',');
    }
    return buf_str(&all);
}

enum coding coding_wanted(const struct exchange *e, u32 have)
{
    return negotiate_coding(accepted_codings(e), have);
}

str coding_suffix(enum coding c)
{
    static const str suffixes[CODING_COUNT] = { S(""), S("gz"), S("br") };

    return suffixes[c];
}

/* ---- gzip ---- */

static const int gzip_levels[] = { [EFFORT_QUICK] = 2, [EFFORT_KEPT] = 6, [EFFORT_DENSE] = 9 };

enum { GZIP_WINDOW_LEAST = 9, GZIP_MEMORY = 8, GZIP_WRAPPED = 16 };

/* The smallest window (its logarithm) that spans the body: a short one then costs less memory to set up. */
static int window_for(size_t n, int least, int most)
{
    int bits = least;

    while (bits < most && (size_t)1 << bits < n)
        bits++;
    return bits;
}

static void gzip_add(struct buf *b, enum effort effort, str body)
{
    int level = gzip_levels[effort], window = window_for(body.n, GZIP_WINDOW_LEAST, MAX_WBITS);
    z_stream z = {0};

    assert(body.n < UINT32_MAX);
    if (deflateInit2(&z, level, Z_DEFLATED, GZIP_WRAPPED + window, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        memory_out(1 << 18);
    size_t most = deflateBound(&z, body.n);
    z.next_in = (Bytef *)body.p;
    z.avail_in = (uInt)body.n;
    z.next_out = (Bytef *)buf_reserve(b, most);
    z.avail_out = (uInt)most;
    int result = deflate(&z, Z_FINISH);
    assert(result == Z_STREAM_END);
    b->n += z.total_out;
    deflateEnd(&z);
}

/* ---- brotli ---- */

static const int brotli_qualities[] = { [EFFORT_QUICK] = 2, [EFFORT_KEPT] = 6, [EFFORT_DENSE] = BROTLI_MAX_QUALITY };

enum { BROTLI_SLACK = 16 };

static void brotli_add(struct buf *b, enum effort effort, str body)
{
    int quality = brotli_qualities[effort];
    int window = window_for(body.n + BROTLI_SLACK, BROTLI_MIN_WINDOW_BITS, BROTLI_DEFAULT_WINDOW);
    size_t n = BrotliEncoderMaxCompressedSize(body.n);
    uint8_t *to = (uint8_t *)buf_reserve(b, n);

    if (!BrotliEncoderCompress(quality, window, BROTLI_MODE_TEXT, body.n, (const uint8_t *)body.p, &n, to))
        memory_out(1 << 20);
    b->n += n;
}

/* ---- both ---- */

void compress_add(struct buf *b, enum coding coding, enum effort effort, str body)
{
    switch (coding) {
    case CODING_GZIP:
        gzip_add(b, effort, body);
        return;
    case CODING_BROTLI:
        brotli_add(b, effort, body);
        return;
    case CODING_IDENTITY:
    case CODING_COUNT:
        buf_add(b, body);
        return;
    }
}

struct job { struct buf out; enum coding coding; str body; };

static void job_run(void *arg)
{
    struct job *j = arg;

    compress_add(&j->out, j->coding, EFFORT_QUICK, j->body);
}

err compress_body(ctx *c, enum coding coding, str body, str *out)
{
    struct job job = { BUF_ON(&c->arena), coding, body };

    if (body.n <= COMPRESS_INLINE)
        job_run(&job);
    else
        TRY(ctx_task(c, TASK_QUICK, job_run, &job));
    *out = buf_str(&job.out);
    return OK;
}
