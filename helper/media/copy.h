/*
 * Structural copies: a picture whose pixels need no change is not encoded again. Its file is
 * taken apart, and put together from the parts that show something: what else there was (EXIF,
 * XMP, IPTC, comments, thumbnails, bytes after the end) is left behind. On the way the header's
 * facts come out. Nothing is decoded: whether the pixels are all there is for a decoder to say.
 *
 * The bytes are a hostile stranger's. Each reader looks at what is there before it takes it, and
 * needs time and memory in proportion to the size.
 */
#pragma once
#include "base/str.h"

enum { PIECE_OWN = 32 };

/* A part of what came, or a few bytes of its own (`p` NULL). */
struct piece { const u8 *p; size_t n; u8 own[PIECE_OWN]; };

struct copy {
    str from;
    struct piece *pieces;
    size_t count, room;
    u32 width, height, frames;       /* of the file, not turned yet */
    i64 frame_pixels;                /* of all frames together, as they are stored */
    int bits;                        /* of a sample */
    int channels;                    /* of a JPEG */
    int orientation;                 /* of EXIF, 1 to 8 */
    bool profile;                    /* an ICC profile was left behind: the copy only fits if it says sRGB */
    u32 gamma;                       /* of a PNG, in 100,000ths; 0: it is as good as that of sRGB, or unknown */
    str gamma_chunk;                 /* what says so */
    bool lossless;                   /* of a WebP's first frame */
    bool odd;                        /* a kind that browsers do not all show: encode it again */
    bool ended;                      /* its end is there */
};

/* False: this is not such a file. Also of those that only have a part of their pixels, the facts are told. */
bool copy_jpeg(struct copy *, str file);
bool copy_png(struct copy *, str file);
bool copy_gif(struct copy *, str file);
bool copy_webp(struct copy *, str file);

bool copy_is_same(const struct copy *);          /* nothing was left behind or changed */
size_t copy_size(const struct copy *);
bool copy_write(const struct copy *, int fd);
void copy_free(struct copy *);

/* ---- for the readers ---- */

void copy_keep(struct copy *, const u8 *p, size_t n);
void copy_add(struct copy *, const void *own, size_t n);     /* at most PIECE_OWN */

/* The orientation that a block of EXIF (with or without its "Exif" in front) asks for, or 1. */
int exif_orientation(str);

static inline u32 be32(const u8 *p) { return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3]; }
static inline u32 be16(const u8 *p) { return (u32)p[0] << 8 | p[1]; }
static inline u32 le32(const u8 *p) { return (u32)p[3] << 24 | (u32)p[2] << 16 | (u32)p[1] << 8 | p[0]; }
static inline u32 le24(const u8 *p) { return (u32)p[2] << 16 | (u32)p[1] << 8 | p[0]; }
static inline u32 le16(const u8 *p) { return (u32)p[1] << 8 | p[0]; }
