#include "pixels.h"
#include <math.h>
#include "blurhash.h"

enum { JPEG_QUALITY = 82, WEBP_QUALITY = 82, WEBP_EFFORT = 2, GIF_EFFORT = 3, PNG_COMPRESSION = 6, ROWS = 128, BLURHASH_SIDE = 64 };

static const double GAMMA_OF_SRGB = 45455;

/* The step's picture is given up, whether the step worked or not. */
static VipsImage *next(VipsImage *from, int failed, VipsImage **to)
{
    g_object_unref(from);
    return failed ? NULL : *to;
}

VipsImage *pixels_load(u32 format, str file, int shrink, int frames, bool strict)
{
    void *p = (void *)file.p;
    VipsImage *im = NULL;
    int failed, fail_on = strict ? VIPS_FAIL_ON_WARNING : VIPS_FAIL_ON_TRUNCATED;

    switch (format) {
    case MAKER_JPEG:
        failed = vips_jpegload_buffer(p, file.n, &im, "shrink", shrink, "fail_on", fail_on, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
        break;
    case MAKER_PNG:
        failed = vips_pngload_buffer(p, file.n, &im, "fail_on", fail_on, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
        break;
    case MAKER_GIF:
        failed = vips_gifload_buffer(p, file.n, &im, "n", frames, "fail_on", fail_on, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
        break;
    case MAKER_WEBP:
        failed = vips_webpload_buffer(p, file.n, &im, "n", frames, "fail_on", fail_on, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
        break;
    default:
        failed = vips_heifload_buffer(p, file.n, &im, "fail_on", fail_on, "access", VIPS_ACCESS_SEQUENTIAL, NULL);
        break;
    }
    return failed ? NULL : im;
}

/* ---- size ---- */

static VipsImage *resize_plain(VipsImage *im, i64 width, i64 height)
{
    VipsImage *out = NULL;
    int failed = vips_resize(im, &out, (double)width / im->Xsize, "vscale", (double)height / im->Ysize, NULL);

    return next(im, failed, &out);
}

/* What can be seen through weighs less, so that the colours under it do not bleed. */
static VipsImage *resize_weighed(VipsImage *im, i64 width, i64 height)
{
    VipsBandFormat format = im->BandFmt;
    double most = format == VIPS_FORMAT_USHORT ? UINT16_MAX : UINT8_MAX;
    VipsImage *out = NULL;

    im = next(im, vips_premultiply(im, &out, "max_alpha", most, NULL), &out);
    im = im ? resize_plain(im, width, height) : NULL;
    if (im)
        im = next(im, vips_unpremultiply(im, &out, "max_alpha", most, NULL), &out);
    return im ? next(im, vips_cast(im, &out, format, NULL), &out) : NULL;
}

VipsImage *pixels_resize(VipsImage *im, i64 width, i64 height)
{
    if (im->Xsize == width && im->Ysize == height)
        return im;
    return vips_image_hasalpha(im) ? resize_weighed(im, width, height) : resize_plain(im, width, height);
}

/* ---- colours ---- */

static VipsImage *first_bands(VipsImage *im, int n)
{
    VipsImage *out = NULL;

    return vips_extract_band(im, &out, 0, "n", n, NULL) ? NULL : out;
}

/* A sample is the light to the power of the gamma. How much can be seen through is no light. */
VipsImage *pixels_gamma(VipsImage *im, u32 gamma)
{
    int colours = im->Bands - vips_image_hasalpha(im);
    VipsImage *alpha = NULL, *out = NULL;

    if (!gamma)
        return im;
    VipsImage *light = first_bands(im, colours);
    if (light)
        light = next(light, vips_gamma(light, &out, "exponent", gamma / GAMMA_OF_SRGB, NULL), &out);
    if (light && colours < im->Bands && vips_extract_band(im, &alpha, colours, NULL) == 0)
        light = next(light, vips_bandjoin2(light, alpha, &out, NULL), &out);
    if (alpha)
        g_object_unref(alpha);
    g_object_unref(im);
    return light;
}

static bool has_profile(VipsImage *im)
{
    return vips_image_get_typeof(im, VIPS_META_ICC_NAME) != 0;
}

static VipsImage *transformed(VipsImage *im)
{
    VipsImage *out = NULL;
    const char *otherwise = im->Type == VIPS_INTERPRETATION_CMYK ? "cmyk" : "srgb";

    if (vips_icc_transform(im, &out, "srgb", "embedded", TRUE, "input_profile", otherwise, "depth", 8,
                           "intent", VIPS_INTENT_RELATIVE, NULL)) {
        vips_error_clear();                      /* a profile that is of no use: as if there were none */
        return im;
    }
    g_object_unref(im);
    return out;
}

VipsImage *pixels_srgb(VipsImage *im)
{
    VipsImage *out = NULL;

    if (im->Type == VIPS_INTERPRETATION_CMYK || has_profile(im))
        im = transformed(im);
    VipsInterpretation to = im->Bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
    if (im->Type != to)
        im = next(im, vips_colourspace(im, &out, to, NULL), &out);
    if (im && im->BandFmt != VIPS_FORMAT_UCHAR)
        im = next(im, vips_cast(im, &out, VIPS_FORMAT_UCHAR, NULL), &out);
    return im;
}

enum { STEPS = 9, PATCHES = STEPS * STEPS * STEPS, SAME = 2 };

/* Every colour of a coarse cube. */
static void patches_make(u8 *rgb)
{
    for (int i = 0; i < PATCHES; i++) {
        rgb[3 * i] = (u8)(i % STEPS * UINT8_MAX / (STEPS - 1));
        rgb[3 * i + 1] = (u8)(i / STEPS % STEPS * UINT8_MAX / (STEPS - 1));
        rgb[3 * i + 2] = (u8)(i / STEPS / STEPS * UINT8_MAX / (STEPS - 1));
    }
}

/* It has every name; what counts is that it changes no colour. */
bool profile_says_srgb(VipsImage *im)
{
    u8 rgb[3 * PATCHES];
    const void *profile;
    size_t n, size = 0;
    bool same = im->Bands >= 3 && im->Type == VIPS_INTERPRETATION_sRGB && !vips_image_get_blob(im, VIPS_META_ICC_NAME, &profile, &n);

    if (!same)
        return false;
    patches_make(rgb);
    VipsImage *patches = vips_image_new_from_memory_copy(rgb, sizeof rgb, PATCHES, 1, 3, VIPS_FORMAT_UCHAR);
    patches->Type = VIPS_INTERPRETATION_sRGB;
    vips_image_set_blob_copy(patches, VIPS_META_ICC_NAME, profile, n);
    patches = transformed(patches);
    u8 *now = vips_image_write_to_memory(patches, &size);
    same = now && size == sizeof rgb;
    for (size_t i = 0; same && i < sizeof rgb; i++)
        same = abs(now[i] - rgb[i]) <= SAME;
    g_free(now);
    g_object_unref(patches);
    return same;
}

/* ---- pixels ---- */

VipsImage *pixels_kept(VipsImage *im)
{
    VipsImage *out = vips_image_copy_memory(im);

    return next(im, !out, &out);
}

VipsImage *pixels_turn(VipsImage *im, int orientation)
{
    VipsImage *out = NULL;

    im = next(im, vips_copy(im, &out, NULL), &out);
    if (!im || orientation == 1)
        return im;
    vips_image_set_int(im, VIPS_META_ORIENTATION, orientation);
    im = next(im, vips_autorot(im, &out, NULL), &out);
    return im ? pixels_kept(im) : NULL;
}

VipsImage *pixels_opaque(VipsImage *im)
{
    VipsImage *out = NULL;

    if (!vips_image_hasalpha(im))
        return im;
    return next(im, vips_extract_band(im, &out, 0, "n", im->Bands - 1, NULL), &out);
}

bool pixels_are_transparent(VipsImage *im)
{
    VipsImage *alpha = NULL;
    double least = 0;

    if (!vips_image_hasalpha(im))
        return false;
    if (vips_extract_band(im, &alpha, im->Bands - 1, NULL))
        return true;
    bool failed = vips_min(alpha, &least, NULL);
    g_object_unref(alpha);
    return failed || least < UINT8_MAX;
}

/* libjpeg only warns of it, and leaves the rest grey. */
bool pixels_were_missing(void)
{
    return strstr(vips_error_buffer(), "premature end of data segment") != NULL;
}

bool pixels_decode_all(VipsImage *im)
{
    VipsRegion *r = vips_region_new(im);
    bool good = true;

    for (int y = 0; good && y < im->Ysize; y += ROWS) {
        VipsRect rows = { 0, y, im->Xsize, im->Ysize - y < ROWS ? im->Ysize - y : ROWS };
        good = vips_region_prepare(r, &rows) == 0;
    }
    g_object_unref(r);
    return good;
}

/*
 * This saver writes metadata even if it is told to strip: its file is copied without. And it reads EXIF that it has just freed, so that
 * is taken from the picture before.
 */
static bool webp_save(VipsImage *im, bool lossless, int fd)
{
    VipsImage *bare = NULL;
    struct copy copy;
    void *p = NULL;
    size_t n = 0;

    if (vips_copy(im, &bare, NULL))
        return false;
    vips_image_remove(bare, VIPS_META_EXIF_NAME);
    int failed = vips_webpsave_buffer(bare, &p, &n, "Q", WEBP_QUALITY, "effort", WEBP_EFFORT, "lossless", lossless, "strip", TRUE, NULL);
    g_object_unref(bare);
    if (failed)
        return false;
    bool good = copy_webp(&copy, (str){ p, n }) && copy_write(&copy, fd);
    copy_free(&copy);
    g_free(p);
    return good;
}

static int save(VipsImage *im, u32 format, VipsTarget *to)
{
    if (format == MAKER_JPEG)
        return vips_jpegsave_target(im, to, "Q", JPEG_QUALITY, "strip", TRUE, NULL);
    if (format == MAKER_PNG)
        return vips_pngsave_target(im, to, "compression", PNG_COMPRESSION, "strip", TRUE, NULL);
    return vips_gifsave_target(im, to, "effort", GIF_EFFORT, "strip", TRUE, NULL);
}

bool pixels_save(VipsImage *im, u32 format, bool lossless, int fd)
{
    if (format == MAKER_WEBP)
        return webp_save(im, lossless, fd);
    VipsTarget *to = vips_target_new_to_descriptor(fd);
    bool good = to && save(im, format, to) == 0;
    if (to)
        g_object_unref(to);
    return good;
}

/* On white, small: the few terms ask for no more. */
bool pixels_blurhash(VipsImage *im, bool tall, char *out)
{
    VipsImage *small = NULL, *to = NULL;
    size_t n = 0;

    if (vips_thumbnail_image(im, &small, BLURHASH_SIDE, "height", BLURHASH_SIDE, "size", VIPS_SIZE_DOWN, NULL))
        return false;
    if (vips_image_hasalpha(small)) {
        VipsArrayDouble *white = vips_array_double_newv(1, 255.0);
        small = next(small, vips_flatten(small, &to, "background", white, NULL), &to);
        vips_area_unref(VIPS_AREA(white));
    }
    if (small)
        small = next(small, vips_colourspace(small, &to, VIPS_INTERPRETATION_sRGB, NULL), &to);
    if (small)
        small = next(small, vips_cast(small, &to, VIPS_FORMAT_UCHAR, NULL), &to);
    u8 *rgb = small ? vips_image_write_to_memory(small, &n) : NULL;
    bool good = rgb && n == (size_t)small->Xsize * (size_t)small->Ysize * 3;
    if (good)
        blurhash_make(rgb, small->Xsize, small->Ysize, tall, out);
    g_free(rgb);
    if (small)
        g_object_unref(small);
    return good;
}
