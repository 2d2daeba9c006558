/* GIF89a: a header, then blocks: extensions (0x21) and pictures (0x2c), each a head and sub-blocks of up to 255 bytes, until 0x3b. */
#include "copy.h"

enum { HEADER = 13, CONTROL = 8, DESCRIPTOR = 10 };
enum { EXTENSION = 0x21, PICTURE = 0x2c, TRAILER = 0x3b, CONTROL_LABEL = 0xf9, APPLICATION_LABEL = 0xff };

struct gif {
    const u8 *at, *end;
    const u8 *control;               /* of the next picture; NULL: none */
    bool loops;                      /* said already */
    bool cut;                        /* in a picture, so that rows are missing */
};

static size_t left_of(const struct gif *g)
{
    return (size_t)(g->end - g->at);
}

/* 0: no table of colours. */
static size_t table_size(u8 flags)
{
    return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

/* Over sub-blocks and the empty one that ends them. False: cut off. */
static bool blocks_skip(struct gif *g)
{
    while (left_of(g)) {
        size_t n = *g->at;
        if (n >= left_of(g))
            break;
        g->at += n + 1;
        if (!n)
            return true;
    }
    return false;
}

/* How often it repeats, said again in its usual form. */
static void loops_take(struct copy *c, struct gif *g, const u8 *block, size_t n)
{
    u8 own[] = "\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0";

    if (g->loops || n < 18 || block[14] != 3 || block[15] != 1)
        return;
    if (memcmp(block + 3, "NETSCAPE2.0", 11) != 0 && memcmp(block + 3, "ANIMEXTS1.0", 11) != 0)
        return;
    g->loops = true;
    own[16] = block[16];
    own[17] = block[17];
    copy_add(c, own, sizeof own);
}

static bool extension_take(struct copy *c, struct gif *g)
{
    const u8 *block = g->at;

    if (left_of(g) < 3)
        return false;
    u8 label = block[1];
    g->at += 2;
    if (!blocks_skip(g))
        return false;
    size_t n = (size_t)(g->at - block);
    if (label == CONTROL_LABEL)
        g->control = n == CONTROL ? block : NULL;
    else if (label == APPLICATION_LABEL && block[2] == 11)
        loops_take(c, g, block, n);
    else if (label < 0x80)
        g->control = NULL;               /* a text that is drawn: the control was its */
    return true;
}

static bool picture_take(struct copy *c, struct gif *g)
{
    const u8 *block = g->at;

    if (left_of(g) < DESCRIPTOR)
        return false;
    size_t head = DESCRIPTOR + table_size(block[9]) + 1;
    if (left_of(g) < head)
        return false;
    g->at += head;
    c->frames++;
    c->frame_pixels += (i64)le16(block + 5) * le16(block + 7);
    g->cut = !blocks_skip(g);
    if (g->control)
        copy_keep(c, g->control, CONTROL);
    g->control = NULL;
    copy_keep(c, block, (size_t)(g->at - block));
    return !g->cut;
}

static bool block_take(struct copy *c, struct gif *g)
{
    switch (*g->at) {
    case EXTENSION:
        return extension_take(c, g);
    case PICTURE:
        return picture_take(c, g);
    default:
        c->ended = *g->at == TRAILER;
        return false;
    }
}

bool copy_gif(struct copy *c, str file)
{
    const u8 *start = (const u8 *)file.p;
    struct gif g = { .at = start, .end = start + file.n };

    *c = (struct copy){ .from = file, .orientation = 1, .bits = 8 };
    if (!(str_starts(file, S("GIF87a")) || str_starts(file, S("GIF89a"))) || file.n < HEADER || file.n < HEADER + table_size(start[10]))
        return false;
    c->width = le16(start + 6);
    c->height = le16(start + 8);
    g.at += HEADER + table_size(start[10]);
    copy_keep(c, start, (size_t)(g.at - start));
    while (g.at < g.end && block_take(c, &g))
        ;
    copy_add(c, "\x3b", 1);
    return c->frames > 0 && !g.cut && c->width && c->height;
}
