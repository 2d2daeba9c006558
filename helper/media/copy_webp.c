/* WebP: a RIFF of chunks (name, length, data, to an even number), simple or extended by VP8X, animated by ANIM and ANMF. */
#include "copy.h"

enum { RIFF = 12, HEAD = 8, VP8X = 10, ANMF = 16 };
enum { HAS_ANIMATION = 0x02, HAS_XMP = 0x04, HAS_EXIF = 0x08, HAS_ALPHA = 0x10, HAS_PROFILE = 0x20 };

struct webp {
    const u8 *at, *end;
    bool extended;
    bool alpha;                      /* before the picture that it belongs to */
    bool looked;                     /* at a picture's own head */
    bool moves;
};

struct chunk { const u8 *whole, *data; size_t n, all; };

/* False: no further one is there as a whole. The last may lack the byte that makes it even. */
static bool chunk_next(struct webp *w, struct chunk *out)
{
    size_t left = (size_t)(w->end - w->at);

    if (left < HEAD || le32(w->at + 4) > left - HEAD)
        return false;
    *out = (struct chunk){ w->at, w->at + HEAD, le32(w->at + 4), 0 };
    out->all = HEAD + out->n + (out->n & 1);
    if (out->all > left)
        out->all = left;
    w->at += out->all;
    return true;
}

static bool is(const struct chunk *k, const char *name)
{
    return memcmp(k->whole, name, 4) == 0;
}

static void chunk_keep(struct copy *c, const struct chunk *k)
{
    copy_keep(c, k->whole, k->all);
    if (k->all != HEAD + k->n + (k->n & 1))
        copy_add(c, "", 1);
}

/* Width and height of a picture by its own head; extended files say theirs before. */
static bool head_read(struct copy *c, struct webp *w, const struct chunk *k)
{
    u32 width, height;

    if (is(k, "VP8 ")) {
        if (k->n < 10 || memcmp(k->data + 3, "\x9d\x01\x2a", 3) != 0)
            return false;
        width = le16(k->data + 6) & 0x3fff;
        height = le16(k->data + 8) & 0x3fff;
    } else {
        if (k->n < 5 || k->data[0] != 0x2f)
            return false;
        u32 bits = le32(k->data + 1);
        width = (bits & 0x3fff) + 1;
        height = (bits >> 14 & 0x3fff) + 1;
    }
    if (!w->looked)
        c->lossless = is(k, "VP8L");
    w->looked = true;
    if (!c->width) {
        c->width = width;
        c->height = height;
    }
    return width && height;
}

static bool extended_take(struct copy *c, struct webp *w, const struct chunk *k)
{
    u8 own[HEAD + VP8X];

    if (k->n < VP8X || w->extended || c->width)
        return false;
    w->extended = true;
    memcpy(own, "VP8X\x0a\0\0", HEAD);
    memcpy(own + HEAD, k->data, VP8X);
    own[HEAD] = k->data[0] & (HAS_ANIMATION | HAS_ALPHA);
    own[HEAD + 1] = own[HEAD + 2] = own[HEAD + 3] = 0;
    c->width = le24(k->data + 4) + 1;
    c->height = le24(k->data + 7) + 1;
    copy_add(c, own, sizeof own);
    return true;
}

/* A frame of an animation, itself chunks; only its picture is kept. */
static bool frame_take(struct copy *c, const struct chunk *k)
{
    struct webp inner = { .at = k->data + ANMF, .end = k->data + k->n };
    struct chunk part, alpha = {0};
    u8 head[HEAD + ANMF];

    if (k->n < ANMF)
        return false;
    while (chunk_next(&inner, &part) && !is(&part, "VP8 ") && !is(&part, "VP8L"))
        if (is(&part, "ALPH"))
            alpha = part;
    if (inner.at == k->data + ANMF || (!is(&part, "VP8 ") && !is(&part, "VP8L")))
        return false;
    size_t n = ANMF + (alpha.n ? alpha.n + HEAD + (alpha.n & 1) : 0) + HEAD + part.n + (part.n & 1);
    memcpy(head, "ANMF", 4);
    for (int i = 0; i < 4; i++)
        head[4 + i] = (u8)(n >> 8 * i);
    memcpy(head + HEAD, k->data, ANMF);
    copy_add(c, head, sizeof head);
    if (alpha.n)
        chunk_keep(c, &alpha);
    chunk_keep(c, &part);
    c->frames++;
    c->frame_pixels += (i64)(le24(k->data + 6) + 1) * (le24(k->data + 9) + 1);
    if (c->frames == 1)
        c->lossless = is(&part, "VP8L");
    return true;
}

static bool still_take(struct copy *c, struct webp *w, const struct chunk *k)
{
    if (c->frames || !head_read(c, w, k))
        return false;
    c->frames = 1;
    c->frame_pixels = (i64)c->width * c->height;
    chunk_keep(c, k);
    return true;
}

static bool chunk_take(struct copy *c, struct webp *w, const struct chunk *k)
{
    if (is(k, "VP8X"))
        return extended_take(c, w, k);
    if (is(k, "VP8 ") || is(k, "VP8L"))
        return still_take(c, w, k);
    if (is(k, "ANMF")) {
        w->moves = true;
        return frame_take(c, k);
    }
    if (is(k, "ANIM") || (is(k, "ALPH") && !c->frames))
        chunk_keep(c, k);
    else if (is(k, "ICCP"))
        c->profile = true;
    else if (is(k, "EXIF"))
        c->orientation = exif_orientation((str){ (const char *)k->data, k->n });
    return true;
}

bool copy_webp(struct copy *c, str file)
{
    const u8 *start = (const u8 *)file.p;
    u8 head[RIFF] = "RIFF\0\0\0\0WEBP";
    struct chunk k;

    *c = (struct copy){ .from = file, .orientation = 1, .bits = 8 };
    if (file.n < RIFF || !str_starts(file, S("RIFF")) || memcmp(start + 8, "WEBP", 4) != 0)
        return false;
    size_t said = (size_t)le32(start + 4) + HEAD;
    c->ended = said <= file.n;
    struct webp w = { .at = start + RIFF, .end = start + (c->ended && said >= RIFF ? said : file.n) };
    copy_add(c, head, sizeof head);
    while (chunk_next(&w, &k))
        if (!chunk_take(c, &w, &k))
            return false;
    c->ended &= w.at == w.end;
    size_t n = copy_size(c) - HEAD;
    for (int i = 0; i < 4; i++)
        c->pieces[0].own[4 + i] = (u8)(n >> 8 * i);
    return c->frames > 0 && !(w.moves && said > file.n + 1);         /* no decoder of the copy would miss the frames that did not come */
}
