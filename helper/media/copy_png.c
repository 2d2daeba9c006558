/* PNG (RFC 2083 and the third edition): chunks of length, type, data and CRC. */
#include "copy.h"

enum {
    CHUNK_FRAME = 12, HEADER = 13,
    GAMMA_LEAST = 10000, GAMMA_MOST = 1000000,       /* others are mistakes */
    GAMMA_SRGB = 45455, GAMMA_NEAR = 2000
};

/* They say what the pixels are. An animation's (acTL, fcTL, fdAT) are left behind: what stays is its first picture. */
static const char *const kept[] = { "IHDR", "PLTE", "tRNS", "IDAT", "IEND" };
static const char *const kept_without_profile[] = { "gAMA", "cHRM", "sRGB" };

static bool is_one_of(const u8 *type, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memcmp(type, names[i], 4) == 0)
            return true;
    return false;
}

static bool is(const u8 *type, const char *name)
{
    return memcmp(type, name, 4) == 0;
}

struct png { const u8 *at, *end; bool header, data, srgb; };

struct chunk { const u8 *whole, *type, *data; u32 n; };

/* False: no further one is there as a whole. */
static bool chunk_next(struct png *p, struct chunk *out)
{
    size_t left = (size_t)(p->end - p->at);

    if (left < CHUNK_FRAME || be32(p->at) > left - CHUNK_FRAME)
        return false;
    *out = (struct chunk){ p->at, p->at + 4, p->at + 8, be32(p->at) };
    p->at += out->n + CHUNK_FRAME;
    return true;
}

static bool header_read(struct copy *c, struct png *p, const struct chunk *k)
{
    if (!is(k->type, "IHDR") || k->n != HEADER)
        return false;
    p->header = true;
    c->width = be32(k->data);
    c->height = be32(k->data + 4);
    c->bits = k->data[8] == 16 ? 16 : 8;
    c->frames = 1;
    if (!c->width || !c->height || c->width > INT32_MAX || c->height > INT32_MAX)
        return false;
    c->frame_pixels = (i64)c->width * c->height;
    return true;
}

static void gamma_take(struct copy *c, const struct chunk *k)
{
    c->gamma = be32(k->data);
    c->gamma_chunk = (str){ (const char *)k->whole, (size_t)k->n + CHUNK_FRAME };
}

static void chunk_take(struct copy *c, struct png *p, const struct chunk *k)
{
    if (is(k->type, "iCCP"))
        c->profile = true;
    else if (is(k->type, "eXIf"))
        c->orientation = exif_orientation((str){ (const char *)k->data, k->n });
    else if (is(k->type, "gAMA") && k->n == 4)
        gamma_take(c, k);
    p->srgb |= is(k->type, "sRGB");
    p->data |= is(k->type, "IDAT");
    c->ended |= is(k->type, "IEND");
}

static u32 gamma_that_counts(const struct copy *c, const struct png *p)
{
    bool near = c->gamma >= GAMMA_SRGB - GAMMA_NEAR && c->gamma <= GAMMA_SRGB + GAMMA_NEAR;

    return c->profile || p->srgb || near || c->gamma < GAMMA_LEAST || c->gamma > GAMMA_MOST ? 0 : c->gamma;
}

/* A profile may come after a chunk that does not go with it, so it is known before. */
static bool is_kept(const struct copy *c, const struct chunk *k)
{
    return is_one_of(k->type, kept, COUNT(kept)) ||
           (!c->profile && is_one_of(k->type, kept_without_profile, COUNT(kept_without_profile)));
}

static bool is_unknown_and_critical(const struct chunk *k)
{
    return !(k->type[0] & 0x20) && !is_one_of(k->type, kept, COUNT(kept));
}

bool copy_png(struct copy *c, str file)
{
    static const u8 end[] = { 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82 };
    const u8 *start = (const u8 *)file.p;
    struct png p = { start + 8, start + file.n, false, false, false };
    struct chunk k;

    *c = (struct copy){ .from = file, .orientation = 1 };
    if (!str_starts(file, S("\x89PNG\r\n\x1a\n")))
        return false;
    for (struct png look = p; !c->ended && chunk_next(&look, &k);) {
        if (!look.header && !header_read(c, &look, &k))
            return false;
        if (is_unknown_and_critical(&k))
            return false;
        chunk_take(c, &look, &k);
        p.data = look.data;
        p.srgb = look.srgb;
    }
    if (!p.data)
        return false;
    c->gamma = gamma_that_counts(c, &p);
    copy_keep(c, start, 8);
    for (bool over = false; !over && chunk_next(&p, &k); over = is(k.type, "IEND"))
        if (is_kept(c, &k))
            copy_keep(c, k.whole, (size_t)k.n + CHUNK_FRAME);
    if (!c->ended)
        copy_add(c, end, sizeof end);
    return true;
}
