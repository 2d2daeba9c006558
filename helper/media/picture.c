/*
 * A picture: its file is copied without what shows nothing if its pixels may stay (copy.h), else
 * encoded again. Either way it is decoded once, at the size of the largest thing that is made of
 * the pixels, and each smaller one comes from the next larger. That decoding also shows
 * whether all rows are there.
 */
#include <gmodule.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include "base/memory.h"
#include "copy.h"
#include "pixels.h"
#include "work.h"

enum { SIDE_MOST = 16384, FRAMES_MOST = 1000, FRAMES_PIXELS = 4, PNG_HEADER = 33, PIECE = 3 << 10 };

static const i64 still_widths[] = { 320, 640, 1280, 2048 };

struct picture {
    struct job *job;
    u32 format;
    str file, decoded;               /* what the decoder gets: the file, or the copy with the end that the file lacks */
    bool strict;
    struct copy copy;                /* of those that have one */
    bool exact;                      /* the copy is the main file */
    i64 stored_width, stored_height; /* of a frame, not turned */
    i64 frames;
    i64 width, height;               /* of the main file */
    VipsImage *top;                  /* in memory, upright, 8 bits of sRGB */
    bool transparent;
};

bool picture_begin(const char *name)
{
    setenv("VIPS_DISC_THRESHOLD", "1000g", 1);      /* there is no disk for what does not fit */
    setenv("VIPSHOME", "/nowhere", 1);           /* its modules are ImageMagick, PDF and others; one alone is wanted */
    if (vips_init(name) != 0)
        return false;
    (void)g_module_open(VIPS_MODULES "/vips-heif.so", G_MODULE_BIND_LOCAL);
    vips_cache_set_max(0);
    vips_leak_set(FALSE);
    return true;
}

/* ---- the header ---- */

static bool copy_begin(struct picture *p)
{
    switch (p->format) {
    case MAKER_JPEG: return copy_jpeg(&p->copy, p->file);
    case MAKER_PNG: return copy_png(&p->copy, p->file);
    case MAKER_GIF: return copy_gif(&p->copy, p->file);
    case MAKER_WEBP: return copy_webp(&p->copy, p->file);
    default:
        p->copy.orientation = 1;                 /* their decoder turns them */
        return true;
    }
}

static bool size_good(struct picture *p, i64 width, i64 height, i64 frames)
{
    i64 most = p->job->ask->pixels;
    bool good = width <= SIDE_MOST && height <= SIDE_MOST && width * height <= most && frames <= FRAMES_MOST &&
                (frames == 1 || width * height * frames <= FRAMES_PIXELS * most);

    if (!good)
        p->job->told->verdict = MAKER_PIXELS;
    return good;
}

/* Frames may be larger than the picture that they are of. */
static bool copy_size_good(struct picture *p)
{
    const struct copy *c = &p->copy;

    if (!c->frames)
        return true;
    if (!size_good(p, c->width, c->height, c->frames))
        return false;
    if (c->frame_pixels <= FRAMES_PIXELS * p->job->ask->pixels)
        return true;
    p->job->told->verdict = MAKER_PIXELS;
    return false;
}

/* A decoder that is told of a missing end would not say what else is missing. */
static void decoded_choose(struct picture *p)
{
    p->decoded = p->file;
    if (!p->copy.frames || p->copy.ended || p->copy.profile)
        return;
    size_t n = copy_size(&p->copy), at = 0;
    char *whole = memory_alloc(n);
    for (size_t i = 0; i < p->copy.count; i++) {
        const struct piece *piece = &p->copy.pieces[i];
        memcpy(whole + at, piece->p ? piece->p : piece->own, piece->n);
        at += piece->n;
    }
    p->decoded = (str){ whole, n };
    p->strict = p->format == MAKER_JPEG;
}

static i64 meta_int(VipsImage *im, const char *name, i64 otherwise)
{
    int v;

    return vips_image_get_typeof(im, name) && !vips_image_get_int(im, name, &v) ? v : otherwise;
}

/* By the decoder's own reading: this is what it will allocate. */
static bool header_look(struct picture *p)
{
    VipsImage *im = pixels_load(p->format, p->decoded, 1, 1, p->strict);

    if (!im)
        return false;
    p->stored_width = im->Xsize;
    p->stored_height = im->Ysize;
    p->frames = p->format == MAKER_GIF || p->format == MAKER_WEBP ? meta_int(im, VIPS_META_N_PAGES, 1) : 1;
    bool good = size_good(p, p->stored_width, p->stored_height, p->frames);
    bool srgb = im->Type == VIPS_INTERPRETATION_sRGB || im->Type == VIPS_INTERPRETATION_B_W;
    if (vips_image_get_typeof(im, VIPS_META_ICC_NAME))
        srgb = profile_says_srgb(im);
    p->exact = p->copy.frames && p->copy.bits == 8 && !p->copy.odd && p->copy.orientation == 1 && srgb;
    g_object_unref(im);
    return good;
}

static i64 at_least_1(double v)
{
    return v < 1 ? 1 : (i64)round(v);
}

static void size_choose(struct picture *p)
{
    bool turned = p->copy.orientation >= 5 && p->frames == 1;
    i64 width = turned ? p->stored_height : p->stored_width, height = turned ? p->stored_width : p->stored_height;
    i64 longest = width > height ? width : height, side = p->job->ask->side;

    p->width = width;
    p->height = height;
    if (longest <= side)
        return;
    p->exact = false;
    p->width = at_least_1((double)width * (double)side / (double)longest);
    p->height = at_least_1((double)height * (double)side / (double)longest);
}

/* ---- the pixels ---- */

/* Of the largest picture that is made of pixels. */
static i64 top_width(const struct picture *p)
{
    if (!p->exact || p->frames > 1)
        return p->width;
    for (size_t i = COUNT(still_widths); i > 0; i--)
        if (still_widths[i - 1] < p->width)
            return still_widths[i - 1];
    return p->width;
}

static i64 height_for(const struct picture *p, i64 width)
{
    return width == p->width ? p->height : at_least_1((double)p->height * (double)width / (double)p->width);
}

/* A JPEG decodes at a half, a quarter or an eighth for less. */
static int shrink_for(const struct picture *p, i64 width, i64 height)
{
    for (int by = 8; by > 1 && p->format == MAKER_JPEG; by /= 2)
        if (p->stored_width >= by * width && p->stored_height >= by * height)
            return by;
    return 1;
}

static bool top_make(struct picture *p)
{
    i64 width = top_width(p), height = height_for(p, width);
    int orientation = p->frames == 1 ? p->copy.orientation : 1;
    bool turned = orientation >= 5;
    i64 w = turned ? height : width, h = turned ? width : height;
    VipsImage *im = pixels_load(p->format, p->decoded, shrink_for(p, w, h), 1, p->strict);

    im = im ? pixels_resize(im, w, h) : NULL;
    im = im ? pixels_srgb(im) : NULL;
    im = im ? pixels_kept(im) : NULL;
    im = im ? pixels_turn(im, orientation) : NULL;
    if (!im)
        return false;
    p->transparent = pixels_are_transparent(im);
    p->top = im;
    return true;
}

/* All frames as they are, one below the other, each made smaller. */
static bool frames_save(struct picture *p)
{
    VipsImage *im = pixels_load(p->format, p->decoded, 1, -1, p->strict);

    im = im ? pixels_resize(im, p->width, p->height * p->frames) : NULL;
    im = im ? pixels_srgb(im) : NULL;
    im = im ? pixels_turn(im, 1) : NULL;
    if (!im)
        return false;
    vips_image_set_int(im, VIPS_META_PAGE_HEIGHT, (int)p->height);
    bool good = pixels_save(im, p->format, p->copy.lossless, p->job->out[MAKER_MAIN]);
    g_object_unref(im);
    return good;
}

static bool frames_look(struct picture *p)
{
    VipsImage *im = pixels_load(p->format, p->decoded, 1, -1, p->strict);
    bool good = im && pixels_decode_all(im);

    if (im)
        g_object_unref(im);
    return good;
}

/* ---- the files ---- */

static u32 main_format(const struct picture *p)
{
    if (p->format == MAKER_AVIF || p->format == MAKER_HEIC)
        return p->transparent ? MAKER_WEBP : MAKER_JPEG;
    return p->format;
}

static void told_file(struct picture *p, int which, u32 format, i64 width, i64 height)
{
    p->job->told->files[which] = (struct maker_told_file){ width, height, format };
}

static bool main_copy(struct picture *p)
{
    struct maker_told *t = p->job->told;

    t->same = copy_is_same(&p->copy);
    return t->same || copy_write(&p->copy, p->job->out[MAKER_MAIN]);
}

/* What comes after the place moves on, from its end. */
static bool file_insert(int fd, off_t at, str what)
{
    char piece[PIECE];

    for (off_t from = lseek(fd, 0, SEEK_END); from > at;) {
        size_t n = from - at < PIECE ? (size_t)(from - at) : PIECE;
        from -= (off_t)n;
        if (pread(fd, piece, n, from) != (ssize_t)n || pwrite(fd, piece, n, from + (off_t)what.n) != (ssize_t)n)
            return false;
    }
    return pwrite(fd, what.p, what.n, at) == (ssize_t)what.n;
}

/* The samples of a PNG are what they were: how bright they are is said by the same gamma. */
static bool main_save(struct picture *p)
{
    if (!p->transparent) {
        p->top = pixels_opaque(p->top);
        if (!p->top)
            return false;
    }
    int out = p->job->out[MAKER_MAIN];
    return pixels_save(p->top, main_format(p), p->copy.lossless, out) && (!p->copy.gamma || file_insert(out, PNG_HEADER, p->copy.gamma_chunk));
}

static bool main_make(struct picture *p)
{
    told_file(p, MAKER_MAIN, main_format(p), p->width, p->height);
    if (p->exact)
        return main_copy(p) && (p->frames == 1 || frames_look(p));
    return p->frames > 1 ? frames_save(p) : main_save(p);
}

/* From the largest to the smallest, each of the one before; told the other way round. */
static bool stills_make(struct picture *p)
{
    u32 format = p->transparent ? MAKER_WEBP : MAKER_JPEG;
    i64 widths[MAKER_STILLS];
    size_t n = 0;

    for (size_t i = 0; i < COUNT(still_widths) && still_widths[i] < p->width; i++)
        widths[n++] = still_widths[i];
    if (p->frames > 1)
        widths[n++] = p->width;
    p->job->told->still_count = (u32)n;
    for (size_t i = n; i > 0; i--) {
        i64 width = widths[i - 1], height = height_for(p, width);
        p->top = pixels_resize(p->top, width, height);
        p->top = p->top ? pixels_kept(p->top) : NULL;
        if (!p->top || !pixels_save(p->top, format, false, p->job->out[MAKER_STILL + i - 1]))
            return false;
        told_file(p, MAKER_STILL + (int)i - 1, format, width, height);
    }
    return true;
}

static bool all_make(struct picture *p)
{
    struct maker_told *t = p->job->told;

    if (!copy_begin(p) || !copy_size_good(p))
        return false;
    decoded_choose(p);
    if (!header_look(p))
        return false;
    size_choose(p);
    if (!top_make(p) || pixels_were_missing() || !main_make(p))
        return false;
    if (!(p->top = pixels_gamma(p->top, p->copy.gamma)))
        return false;
    if (!p->transparent && !(p->top = pixels_opaque(p->top)))
        return false;
    if (!stills_make(p) || !pixels_blurhash(p->top, p->height > p->width, t->blurhash))
        return false;
    t->animated = p->frames > 1;
    t->has_size = true;
    t->width = p->width;
    t->height = p->height;
    t->verdict = MAKER_MADE;
    return true;
}

bool picture_make(struct job *job)
{
    size_t n = (size_t)job->ask->size;
    void *file = mmap(NULL, n, PROT_READ, MAP_PRIVATE | MAP_POPULATE, job->in, 0);

    if (file == MAP_FAILED)
        return false;
    struct picture p = { .job = job, .format = job->ask->format, .file = { file, n } };
    return all_make(&p);
}
