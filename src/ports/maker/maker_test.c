/* Pictures are made here with libvips, handed to kith-media, and looked at again with libvips. */
#include "ports/maker/maker.h"
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vips/vips.h>
#include "base/buf.h"
#include "base/str.h"
#include "base/time.h"
#include "kit/test.h"
#include "kit/world.h"
#include "ports/blob.h"
#include "ports/files.h"

enum { SIDE = 4096 };

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { WALLS = false };              /* a sanitizer needs what they refuse */
#else
enum { WALLS = true };
#endif

/* The pictures of these tests are nobody's to give back. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}
static const i64 pixels_most = 64000000;

struct bench { struct test_world *w; };

static struct bench b;

/* What maker_make said of one media, kept after its ctx. */
struct answer { err e; const char *code; struct made made; str main, stills[MADE_STILLS], poster; };

static void bench_open(const struct test_setting *more)
{
    static const struct test_setting usual[] = { { "media_helper", KITH_MEDIA }, {0} };
    struct failure failure;

    if (vips_init("maker_test"))
        test_fail(__FILE__, __LINE__, "vips_init: %s", vips_error_buffer());
    b = (struct bench){ .w = test_world_open((struct test_world_options){ .settings = more ? more : usual }) };
    failure_begin(&failure, &b.w->arena);
    expect_ok(blob_open(&b.w->world, &failure, &b.w->world.blob));
    expect_ok(maker_open(&b.w->world, &failure, &b.w->world.maker));
}

static void bench_close(void)
{
    runtime_stop(b.w->world.runtime);
    maker_close(&b.w->world.maker);
    blob_close(&b.w->world.blob);
    test_world_close(&b.w);
}

static int file_of(str bytes)
{
    int fd = memfd_create("came", MFD_CLOEXEC);

    expect(fd >= 0 && file_write_all(fd, bytes));
    return fd;
}

static str bytes_of(int fd, i64 size)
{
    if (fd < 0)
        return (str){0};
    char *p = arena_alloc(&b.w->arena, (size_t)size + 1, 1);
    expect_eq(pread(fd, p, (size_t)size, 0), size);
    return (str){ p, (size_t)size };
}

struct asking { const char *format; str bytes; bool voice; struct maker_limits limits; struct answer answer; };

static err make(ctx *c, void *arg)
{
    struct asking *a = arg;
    struct answer *out = &a->answer;
    int in = file_of(a->bytes);
    struct maker_order o = { .format = str_of(a->format), .voice = a->voice, .in = in, .size = (i64)a->bytes.n, .limits = a->limits };

    out->e = maker_make(c, &o, &out->made);
    out->code = out->e == OK ? "" : failure_code(&c->failure);
    out->main = out->made.same ? a->bytes : bytes_of(out->made.main.fd, out->made.main.size);
    for (size_t i = 0; i < MADE_STILLS; i++)
        out->stills[i] = bytes_of(out->made.stills[i].fd, out->made.stills[i].size);
    out->poster = bytes_of(out->made.poster.fd, out->made.poster.size);
    out->made.blurhash = arena_copy(&b.w->arena, out->made.blurhash);
    close(in);
    return OK;
}

static struct answer made_within(const char *format, str bytes, struct maker_limits limits)
{
    struct asking a = { .format = format, .bytes = bytes, .limits = limits };

    expect_ok(test_world_call(b.w, make, &a));
    return a.answer;
}

static struct answer made_of(const char *format, str bytes)
{
    return made_within(format, bytes, (struct maker_limits){ pixels_most, SIDE });
}

static struct answer good(const char *format, str bytes)
{
    struct answer a = made_of(format, bytes);

    if (a.e != OK)
        test_fail(__FILE__, __LINE__, "%s was refused: %s", format, a.code);
    return a;
}

static void refused(const char *format, str bytes, const char *code)
{
    struct answer a = made_of(format, bytes);

    expect_str(str_of(a.code), str_of(code));
}

/* ---- pictures ---- */

#define V(call) do { if (call) test_fail(__FILE__, __LINE__, "%s: %s", #call, vips_error_buffer()); } while (0)

/* Smooth, with every corner in a colour of its own, and noise so that it is not small. */
static VipsImage *a_picture(int width, int height, int bands)
{
    VipsImage *x, *parts[4], *out, *cast;

    V(vips_xyz(&x, width, height, NULL));
    double by_x = 255.0 / width, by_y = 255.0 / height;
    VipsImage *xs, *ys;
    V(vips_extract_band(x, &xs, 0, NULL));
    V(vips_extract_band(x, &ys, 1, NULL));
    V(vips_linear1(xs, &parts[0], by_x, 0, NULL));
    V(vips_linear1(ys, &parts[1], by_y, 0, NULL));
    V(vips_linear1(xs, &parts[2], -by_x, 255, NULL));
    V(vips_linear1(ys, &parts[3], -by_y, 255, NULL));
    V(vips_bandjoin(parts, &out, bands, NULL));
    V(vips_cast(out, &cast, VIPS_FORMAT_UCHAR, NULL));
    VipsImage *copy;
    V(vips_copy(cast, &copy, "interpretation", bands < 3 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB, NULL));
    VipsImage *kept = vips_image_copy_memory(copy);
    return kept;
}

static str saved(VipsImage *im, const char *as)
{
    void *p = NULL;
    size_t n = 0;

    V(vips_image_write_to_buffer(im, as, &p, &n, NULL));
    str out = arena_copy(&b.w->arena, (str){ p, n });
    g_free(p);
    return out;
}

static VipsImage *loaded(str bytes)
{
    VipsImage *im = vips_image_new_from_buffer(bytes.p, bytes.n, "", NULL);

    if (!im)
        test_fail(__FILE__, __LINE__, "what was made cannot be read: %s", vips_error_buffer());
    VipsImage *kept = vips_image_copy_memory(im);
    if (!kept)
        test_fail(__FILE__, __LINE__, "what was made cannot be decoded: %s", vips_error_buffer());
    return kept;
}

/* The mean difference of all samples. */
static double difference(VipsImage *a, VipsImage *z)
{
    VipsImage *d, *abs;
    double mean;

    expect_eq(a->Xsize, z->Xsize);
    expect_eq(a->Ysize, z->Ysize);
    V(vips_subtract(a, z, &d, NULL));
    V(vips_abs(d, &abs, NULL));
    V(vips_avg(abs, &mean, NULL));
    return mean;
}

static void size_is(str bytes, i64 width, i64 height)
{
    VipsImage *im = loaded(bytes);

    expect_eq(im->Xsize, width);
    expect_eq(im->Ysize, height);
}

static void with_exif(VipsImage *im, int orientation)
{
    vips_image_set_int(im, VIPS_META_ORIENTATION, orientation);
    vips_image_set_string(im, "exif-ifd0-Make", "Secretive Phone (Secretive, ASCII, 16 components, 16 bytes)");
    vips_image_set_string(im, "exif-ifd3-GPSLatitude", "52/1 31/1 0/1 (52, 31, 0, Rational, 3 components, 24 bytes)");
    vips_image_set_blob_copy(im, VIPS_META_XMP_NAME, "<x:xmpmeta>Secretive</x:xmpmeta>", 32);
}

static void tells_nothing(struct answer *a)
{
    static const char *const words[] = { "Secretive", "Exif", "xmpmeta", "ICC_PROFILE", "iCCP", "eXIf", "tEXt", "EXIF", "XMP " };
    str all[1 + MADE_STILLS] = { a->main };

    memcpy(all + 1, a->stills, sizeof a->stills);
    for (size_t i = 0; i < COUNT(all); i++)
        for (size_t k = 0; k < COUNT(words); k++)
            if (str_find(all[i], str_of(words[k])) >= 0)
                test_fail(__FILE__, __LINE__, "file %zu has \"%s\"", i, words[k]);
}

TEST(a_photo_keeps_its_pixels_and_loses_its_metadata)
{
    bench_open(NULL);
    VipsImage *im = a_picture(3000, 2000, 3);
    with_exif(im, 1);
    str came = saved(im, ".jpg[Q=90]");
    expect(str_find(came, S("Secretive")) > 0);
    struct answer a = good("image/jpeg", came);
    expect_str(str_of(a.made.main.mime), S("image/jpeg"));
    expect(!a.made.same);
    expect_eq(difference(loaded(came), loaded(a.main)), 0);
    tells_nothing(&a);
    expect_eq(a.made.width, 3000);
    expect_eq(a.made.height, 2000);
    expect_eq(a.made.still_count, 4);
    static const i64 widths[] = { 320, 640, 1280, 2048 }, heights[] = { 213, 427, 853, 1365 };
    for (size_t i = 0; i < 4; i++) {
        expect_eq(a.made.stills[i].width, widths[i]);
        expect_eq(a.made.stills[i].height, heights[i]);
        expect_str(str_of(a.made.stills[i].mime), S("image/jpeg"));
        size_is(a.stills[i], widths[i], heights[i]);
    }
    expect_eq(a.made.blurhash.n, 28);
    expect(a.made.poster.fd < 0 && !a.made.animated && !a.made.has_duration && a.made.has_size);
    bench_close();
}

TEST(pictures_are_turned_upright)
{
    bench_open(NULL);
    VipsImage *im = a_picture(900, 600, 3);
    for (int orientation = 1; orientation <= 8; orientation++) {
        VipsImage *turned, *marked, *smaller;
        V(vips_copy(im, &marked, NULL));
        with_exif(marked, orientation);
        str came = saved(marked, ".jpg[Q=95]");
        V(vips_autorot(marked, &turned, NULL));
        struct answer a = good("image/jpeg", came);
        expect_eq(a.made.width, orientation < 5 ? 900 : 600);
        expect(difference(turned, loaded(a.main)) < 3);
        V(vips_thumbnail_image(turned, &smaller, (int)a.made.stills[0].width, "height", 10000, NULL));
        expect(difference(smaller, loaded(a.stills[0])) < 4);
        tells_nothing(&a);
    }
    bench_close();
}


static VipsImage *with_profile(VipsImage *im, const char *name)
{
    VipsBlob *profile;
    VipsImage *copy;
    size_t n;

    V(vips_copy(im, &copy, NULL));
    V(vips_profile_load(name, &profile, NULL));
    const void *p = vips_blob_get(profile, &n);
    vips_image_set_blob_copy(copy, VIPS_META_ICC_NAME, p, n);
    vips_area_unref(VIPS_AREA(profile));
    return copy;
}

static VipsImage *in_srgb(VipsImage *im)
{
    VipsImage *out;

    V(vips_icc_transform(im, &out, "srgb", "embedded", TRUE, "input_profile", "cmyk", "intent", VIPS_INTENT_RELATIVE, NULL));
    return out;
}

static const u8 sixth[] = { 'I', 'I', '*', 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0 };

TEST(a_webp_and_a_png_are_turned_upright)
{
    VipsImage *turned, *marked;

    bench_open(NULL);
    VipsImage *im = a_picture(90, 60, 3);
    V(vips_copy(im, &marked, NULL));
    with_exif(marked, 6);
    V(vips_autorot(marked, &turned, NULL));
    struct answer a = good("image/webp", saved(marked, ".webp[Q=95]"));
    expect(difference(turned, loaded(a.main)) < 4);
    tells_nothing(&a);
    struct buf png = BUF_ON(&b.w->arena);
    str plain = saved(im, ".png");
    ptrdiff_t data = str_find(plain, S("IDAT")) - 4;
    buf_add(&png, str_to(plain, (size_t)data));
    buf_add(&png, (str){ "\0\0\0\x1a" "eXIf", 8 });
    buf_add(&png, (str){ (const char *)sixth, sizeof sixth });
    buf_add(&png, S("\xb7\x48\x11\x29"));
    buf_add(&png, str_from(plain, (size_t)data));
    a = good("image/png", buf_str(&png));
    expect_eq(difference(turned, loaded(a.main)), 0);
    tells_nothing(&a);
    bench_close();
}

TEST(other_colours_become_those_of_srgb)
{
    static const struct { const char *format, *as; } kinds[] = {
        { "image/jpeg", ".jpg[Q=95]" }, { "image/png", ".png" }, { "image/webp", ".webp[lossless]" },
    };

    bench_open(NULL);
    VipsImage *wide = with_profile(a_picture(400, 300, 3), "p3"), *same = with_profile(a_picture(400, 300, 3), "srgb");
    for (size_t i = 0; i < COUNT(kinds); i++) {
        str came = saved(wide, kinds[i].as);
        struct answer a = good(kinds[i].format, came);
        expect(difference(in_srgb(loaded(came)), loaded(a.main)) < 1.5);
        expect(difference(loaded(came), loaded(a.main)) > 2);
        tells_nothing(&a);
        came = saved(same, kinds[i].as);
        a = good(kinds[i].format, came);
        expect_eq(difference(loaded(came), loaded(a.main)), 0);
        tells_nothing(&a);
    }
    bench_close();
}

TEST(cmyk_becomes_srgb)
{
    VipsImage *cmyk;

    bench_open(NULL);
    V(vips_icc_transform(with_profile(a_picture(400, 300, 3), "srgb"), &cmyk, "cmyk", NULL));
    str came = saved(cmyk, ".jpg[Q=95]");
    expect_eq(loaded(came)->Bands, 4);
    struct answer a = good("image/jpeg", came);
    VipsImage *is = loaded(a.main);
    expect_eq(is->Bands, 3);
    expect(difference(in_srgb(loaded(came)), is) < 2);
    bench_close();
}

TEST(sixteen_bits_become_eight)
{
    VipsImage *wide, *deep, *tagged;

    bench_open(NULL);
    VipsImage *plain = a_picture(400, 300, 4);
    V(vips_linear1(plain, &wide, 257, 0, NULL));
    V(vips_cast(wide, &deep, VIPS_FORMAT_USHORT, NULL));
    V(vips_copy(deep, &tagged, "interpretation", VIPS_INTERPRETATION_RGB16, NULL));
    str came = saved(tagged, ".png");
    expect_eq(loaded(came)->BandFmt, VIPS_FORMAT_USHORT);
    struct answer a = good("image/png", came);
    VipsImage *is = loaded(a.main);
    expect_eq(is->BandFmt, VIPS_FORMAT_UCHAR);
    expect(difference(plain, is) < 0.01);
    expect_str(str_of(a.made.stills[0].mime), S("image/webp"));
    bench_close();
}

TEST(a_png_keeps_every_pixel)
{
    static const char *const ways[] = { ".png", ".png[palette]", ".png[palette,bitdepth=2]", ".png[interlace]", ".png[filter=all]" };

    bench_open(NULL);
    for (int bands = 1; bands <= 4; bands++)
        for (size_t i = 0; i < COUNT(ways); i++) {
            VipsImage *im = a_picture(350, 120, bands);
            with_exif(im, 1);
            str came = saved(im, ways[i]);
            struct answer a = good("image/png", came);
            expect_eq(difference(loaded(came), loaded(a.main)), 0);
            tells_nothing(&a);
            expect_eq(a.made.still_count, 1);
            expect_str(str_of(a.made.stills[0].mime), bands % 2 ? S("image/jpeg") : S("image/webp"));
        }
    bench_close();
}

TEST(an_opaque_picture_with_alpha_has_jpegs)
{
    VipsImage *out;

    bench_open(NULL);
    V(vips_bandjoin_const1(a_picture(700, 500, 3), &out, 255, NULL));
    struct answer a = good("image/png", saved(out, ".png"));
    expect_str(str_of(a.made.stills[0].mime), S("image/jpeg"));
    expect_str(str_of(a.made.main.mime), S("image/png"));
    bench_close();
}

TEST(what_is_too_large_is_made_smaller)
{
    struct answer a;

    bench_open(NULL);
    str came = saved(a_picture(5000, 1000, 3), ".jpg");
    a = good("image/jpeg", came);
    size_is(a.main, 4096, 819);
    expect_eq(a.made.still_count, 4);
    size_is(a.stills[3], 2048, 410);
    a = made_within("image/png", saved(a_picture(100, 1000, 4), ".png"), (struct maker_limits){ pixels_most, 500 });
    expect_eq(a.e, 0);
    size_is(a.main, 50, 500);
    expect_eq(a.made.still_count, 0);
    expect_eq(a.made.blurhash.n, 28);
    expect_eq(a.made.blurhash.p[0], 'T');        /* 3 across, 4 down */
    a = made_within("image/jpeg", saved(a_picture(4000, 2, 3), ".jpg"), (struct maker_limits){ pixels_most, 500 });
    expect_eq(a.e, 0);
    size_is(a.main, 500, 1);
    size_is(a.stills[0], 320, 1);
    bench_close();
}

/* ---- animations ---- */

enum { FRAMES = 5 };

static VipsImage *an_animation(int width, int height, int bands)
{
    VipsImage *frames[FRAMES], *out;
    int delays[FRAMES] = { 100, 200, 50, 70, 1000 };

    for (int i = 0; i < FRAMES; i++) {
        VipsImage *turned;
        V(vips_linear1(a_picture(width, height, bands), &turned, i % 2 ? -1 : 1, i % 2 ? 255 - 20 * i : 0, "uchar", TRUE, NULL));
        V(vips_copy(turned, &frames[i], "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
    }
    V(vips_arrayjoin(frames, &out, FRAMES, "across", 1, NULL));
    VipsImage *kept = vips_image_copy_memory(out);
    vips_image_set_int(kept, VIPS_META_PAGE_HEIGHT, height);
    vips_image_set_int(kept, "loop", 3);
    vips_image_set_array_int(kept, "delay", delays, FRAMES);
    return kept;
}

static VipsImage *all_frames(str bytes)
{
    VipsImage *im = vips_image_new_from_buffer(bytes.p, bytes.n, "", "n", -1, NULL);

    if (!im)
        test_fail(__FILE__, __LINE__, "%s", vips_error_buffer());
    VipsImage *kept = vips_image_copy_memory(im);
    expect(kept != NULL);
    return kept;
}

static void moves_alike(VipsImage *a, VipsImage *z)
{
    int *delays_a, *delays_z, n_a, n_z, loop_a, loop_z;

    V(vips_image_get_array_int(a, "delay", &delays_a, &n_a));
    V(vips_image_get_array_int(z, "delay", &delays_z, &n_z));
    V(vips_image_get_int(a, "loop", &loop_a));
    V(vips_image_get_int(z, "loop", &loop_z));
    expect_eq(loop_a, loop_z);
    expect_eq(n_a, n_z);
    expect_eq(n_a, FRAMES);
    for (int i = 0; i < n_a; i++)
        expect_eq(delays_a[i], delays_z[i]);
}

TEST(an_animation_keeps_its_frames_delays_and_loops)
{
    static const struct { const char *format, *as; } kinds[] = { { "image/gif", ".gif" }, { "image/webp", ".webp[Q=90]" } };

    bench_open(NULL);
    for (size_t i = 0; i < COUNT(kinds); i++)
        for (int bands = 3; bands <= 4; bands++) {
            VipsImage *im = an_animation(400, 240, bands);
            vips_image_set_blob_copy(im, VIPS_META_XMP_NAME, "<x:xmpmeta>Secretive</x:xmpmeta>", 32);
            str came = saved(im, kinds[i].as);
            struct answer a = good(kinds[i].format, came);
            expect(a.made.animated);
            expect_str(str_of(a.made.main.mime), str_of(kinds[i].format));
            expect_eq(difference(all_frames(came), all_frames(a.main)), 0);
            moves_alike(all_frames(came), all_frames(a.main));
            tells_nothing(&a);
            expect_eq(a.made.still_count, 2);
            size_is(a.stills[0], 320, 192);
            size_is(a.stills[1], 400, 240);
            a = made_within(kinds[i].format, came, (struct maker_limits){ pixels_most, 200 });
            expect_eq(a.e, 0);
            expect_eq(a.made.width, 200);
            VipsImage *is = all_frames(a.main);
            expect_eq(is->Xsize, 200);
            expect_eq(is->Ysize, 120 * FRAMES);
            moves_alike(all_frames(came), is);
            expect_eq(a.made.still_count, 1);
            size_is(a.stills[0], 200, 120);
        }
    bench_close();
}

TEST(avif_becomes_jpeg_or_with_transparency_webp)
{
    bench_open(NULL);
    VipsImage *im = a_picture(700, 500, 3), *opaque;
    struct answer a = good("image/avif", saved(im, ".avif[Q=80,effort=1]"));
    expect_str(str_of(a.made.main.mime), S("image/jpeg"));
    expect(difference(im, loaded(a.main)) < 5);
    expect_eq(a.made.still_count, 2);
    a = good("image/avif", saved(a_picture(700, 500, 4), ".avif[Q=80,effort=1]"));
    expect_str(str_of(a.made.main.mime), S("image/webp"));
    expect_eq(loaded(a.main)->Bands, 4);
    a = good("image/heic", saved(im, ".heic[compression=hevc]"));
    expect_str(str_of(a.made.main.mime), S("image/jpeg"));
    expect(difference(im, loaded(a.main)) < 5);
    V(vips_bandjoin_const1(im, &opaque, 255, NULL));
    a = good("image/avif", saved(opaque, ".avif[Q=80,effort=1]"));
    expect_str(str_of(a.made.main.mime), S("image/jpeg"));
    bench_close();
}

/* ---- hostile ---- */

static str changed(str s, size_t at, str with)
{
    str copy = arena_copy(&b.w->arena, s);

    memcpy((char *)copy.p + at, with.p, with.n);
    return copy;
}

TEST(headers_that_promise_too_much_are_refused_before_anything_is_decoded)
{
    bench_open(NULL);
    str png = saved(a_picture(60, 40, 3), ".png"), gif = saved(an_animation(60, 40, 3), ".gif"), jpeg = saved(a_picture(60, 40, 3), ".jpg");
    i64 began = mono_ms();
    refused("image/png", changed(png, 16, S("\x00\x00\x75\x30\x00\x00\x75\x30")), "media_too_many_pixels");
    refused("image/png", changed(png, 16, S("\x00\x00\x40\x01\x00\x00\x00\x01")), "media_too_many_pixels");
    refused("image/png", changed(png, 16, S("\x7f\xff\xff\xff\x7f\xff\xff\xff")), "media_too_many_pixels");
    refused("image/gif", changed(gif, 6, S("\xff\xff\xff\xff")), "media_too_many_pixels");
    ptrdiff_t frame = str_find(jpeg, S("\xff\xc0\x00\x11\x08"));
    expect(frame > 0);
    refused("image/jpeg", changed(jpeg, (size_t)frame + 5, S("\x3f\xff\x3f\xff")), "media_too_many_pixels");
    struct answer a = made_within("image/webp", saved(an_animation(100, 100, 3), ".webp"), (struct maker_limits){ 12000, SIDE });
    expect_str(str_of(a.code), S("media_too_many_pixels"));
    a = made_within("image/avif", saved(a_picture(200, 100, 3), ".avif[effort=1]"), (struct maker_limits){ 12000, SIDE });
    expect_str(str_of(a.code), S("media_too_many_pixels"));
    expect(mono_ms() - began < 20000);
    bench_close();
}

/* The picture of a GIF, 1001 times. */
TEST(an_animation_of_too_many_frames_is_refused)
{
    bench_open(NULL);
    struct buf many = BUF_ON(&b.w->arena);
    buf_lit(&many, "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff");
    for (int i = 0; i < 1001; i++)
        buf_lit(&many, "\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0");
    buf_lit(&many, ";");
    refused("image/gif", buf_str(&many), "media_too_many_pixels");
    bench_close();
}

/* 64 million pixels in 62 KB: they are allowed, and cost time and memory within bounds. */
TEST(a_compression_bomb_is_a_large_picture_of_one_colour)
{
    VipsImage *black, *rgb;

    bench_open(NULL);
    V(vips_black(&black, 8000, 8000, "bands", 3, NULL));
    V(vips_copy(black, &rgb, "interpretation", VIPS_INTERPRETATION_sRGB, NULL));
    str came = saved(rgb, ".png[compression=9]");
    expect(came.n < 1000000);
    struct answer a = good("image/png", came);
    size_is(a.main, 4096, 4096);
    expect_str(a.made.blurhash, S("L00000fQfQfQfQfQfQfQfQfQfQfQ"));
    bench_close();
}

TEST(what_is_no_picture_is_broken)
{
    bench_open(NULL);
    str photo = saved(a_picture(800, 600, 3), ".jpg");
    refused("image/jpeg", S("\xff\xd8\xff\xe0 no"), "media_broken");
    refused("image/jpeg", str_to(photo, photo.n / 2), "media_broken");
    refused("image/png", photo, "media_broken");
    refused("image/png", str_to(saved(a_picture(800, 600, 3), ".png"), 5000), "media_broken");
    refused("image/webp", str_to(saved(a_picture(800, 600, 3), ".webp"), 2000), "media_broken");
    refused("image/gif", str_to(saved(a_picture(300, 200, 3), ".gif"), 9000), "media_broken");
    bench_close();
}

TEST(bytes_after_the_end_and_between_are_gone)
{
    bench_open(NULL);
    static const struct { const char *format, *as; } kinds[] = {
        { "image/jpeg", ".jpg" }, { "image/png", ".png" }, { "image/webp", ".webp" }, { "image/gif", ".gif" },
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        str clean = saved(a_picture(200, 100, 3), kinds[i].as);
        struct buf more = BUF_ON(&b.w->arena);
        buf_add(&more, clean);
        buf_lit(&more, "Secretive");
        struct answer a = good(kinds[i].format, buf_str(&more));
        expect_eq(str_find(a.main, S("Secretive")), -1);
        expect_eq(difference(loaded(clean), loaded(a.main)), 0);
    }
    bench_close();
}

/* ---- helpers that fail ---- */

static pid_t parent_of(pid_t pid, const char *name)
{
    char path[64], text[512];
    int parent = 0;

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    text[n] = 0;
    const char *end = strrchr(text, ')');
    return end && strstr(text, name) && sscanf(end + 1, " %*c %d", &parent) == 1 ? parent : 0;
}

/* The kith-media whose parent this is; 0: none. */
static pid_t child_of(pid_t of)
{
    DIR *all = opendir("/proc");
    pid_t found = 0;

    for (struct dirent *d; !found && (d = readdir(all));)
        if (atoi(d->d_name) > 0 && parent_of(atoi(d->d_name), "(kith-media)") == of)
            found = atoi(d->d_name);
    closedir(all);
    return found;
}

static pid_t helper_now(void)
{
    return child_of(getpid());
}

static void *stop_soon(void *arg)
{
    int signal = (int)(intptr_t)arg;

    for (int i = 0; i < 2000; i++) {
        pid_t pid = helper_now();
        if (pid && child_of(pid) && kill(pid, signal) == 0)
            return arg;
        usleep(2000);
    }
    return NULL;
}

static err make_within_a_second(ctx *c, void *arg)
{
    c->deadline_ms = loop_mono_ms(c->loop) + 1000;
    return make(c, arg);
}

static str a_slow_picture(void)
{
    return saved(a_picture(7000, 5000, 4), ".png[compression=1]");
}

TEST(a_helper_that_is_killed_breaks_one_media_and_no_other)
{
    pthread_t killer;

    bench_open(NULL);
    str slow = a_slow_picture(), quick = saved(a_picture(100, 100, 3), ".jpg");
    expect_eq(pthread_create(&killer, NULL, stop_soon, (void *)(intptr_t)SIGKILL), 0);
    refused("image/png", slow, "media_broken");
    pthread_join(killer, NULL);
    good("image/jpeg", quick);
    pid_t idle = helper_now();
    expect(idle > 0 && kill(idle, SIGKILL) == 0);
    usleep(100000);
    good("image/jpeg", quick);
    bench_close();
}

TEST(a_helper_that_hangs_is_killed_when_its_caller_gives_up)
{
    pthread_t stopper;

    bench_open(NULL);
    struct asking a = { .format = "image/png", .bytes = a_slow_picture(), .limits = { pixels_most, SIDE } };
    expect_eq(pthread_create(&stopper, NULL, stop_soon, (void *)(intptr_t)SIGSTOP), 0);
    expect_ok(test_world_call(b.w, make_within_a_second, &a));
    expect_eq(a.answer.e, ERR_TIMEOUT);
    pthread_join(stopper, NULL);
    expect_eq(helper_now(), 0);
    good("image/jpeg", saved(a_picture(100, 100, 3), ".jpg"));
    bench_close();
}

static str file_text(const char *path)
{
    char *p = arena_alloc(&b.w->arena, 65536, 1);
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(p, 1, 65535, f) : 0;

    if (f)
        fclose(f);
    p[n] = 0;
    return (str){ p, n };
}

struct look { str status, limits, files; };

/* At the process that decodes, while it does. */
static void *look_soon(void *arg)
{
    struct look *l = arg;

    for (int i = 0; i < 2000 && str_find(l->status, WALLS ? S("Seccomp:\t2") : S("NoNewPrivs:\t1")) < 0; i++) {
        pid_t pid = helper_now();
        pid = pid ? child_of(pid) : 0;
        if (pid) {
            l->status = file_text(arena_format(&b.w->arena, "/proc/%d/status%c", (int)pid, 0).p);
            l->limits = file_text(arena_format(&b.w->arena, "/proc/%d/limits%c", (int)pid, 0).p);
        }
        usleep(2000);
    }
    return NULL;
}

TEST(a_decoder_works_behind_walls)
{
    pthread_t looker;
    struct look l = {0};

    bench_open(NULL);
    str slow = a_slow_picture();
    expect_eq(pthread_create(&looker, NULL, look_soon, &l), 0);
    good("image/png", slow);
    pthread_join(looker, NULL);
    expect(str_find(l.status, S("NoNewPrivs:\t1")) > 0);
    expect(!WALLS || str_find(l.status, S("Seccomp:\t2")) > 0);
    expect(str_find(l.limits, S("Max cpu time              20                   20 ")) > 0);
    expect(!WALLS || str_find(l.limits, S("Max data size             536870912            536870912 ")) > 0);
    expect(str_find(l.limits, S("Max core file size        0                    0 ")) > 0);
    bench_close();
}

TEST(a_picture_that_needs_too_much_memory_is_broken)
{
    bench_open((struct test_setting[]){ { "media_helper", KITH_MEDIA }, { "media_memory", "64m" }, {0} });
    if (WALLS)
        refused("image/jpeg", saved(a_picture(6000, 5000, 3), ".jpg[interlace]"), "media_broken");
    good("image/jpeg", saved(a_picture(100, 100, 3), ".jpg"));
    bench_close();
}

TEST(a_missing_helper_is_said_so)
{
    bench_open((struct test_setting[]){ { "media_helper", "/nowhere/kith-media" }, {0} });
    refused("image/jpeg", saved(a_picture(100, 100, 3), ".jpg"), "maker_missing");
    bench_close();
}

TEST(without_ffmpeg_films_stay_as_they_came)
{
    bench_open((struct test_setting[]){ { "media_helper", "/nowhere/kith-media" }, { "ffmpeg", "off" }, {0} });
    struct answer a = good("video/mp4", S("\0\0\0\x18" "ftypisom"));
    expect(a.made.same && !a.made.has_duration && !a.made.has_size && !a.made.has_waveform);
    expect_str(str_of(a.made.main.mime), S("video/mp4"));
    bench_close();
}

static err crowd_make(ctx *c, int which, void *arg)
{
    struct asking *all = arg;

    return make(c, &all[which]);
}

TEST(many_at_once_wait_for_their_turn)
{
    enum { MANY = 24 };
    static struct asking all[MANY];

    bench_open(NULL);
    str photo = saved(a_picture(700, 500, 3), ".jpg");
    for (int i = 0; i < MANY; i++)
        all[i] = (struct asking){ .format = "image/jpeg", .bytes = i % 3 ? photo : str_to(photo, photo.n / 3), .limits = { pixels_most, SIDE } };
    expect_ok(test_world_crowd(b.w, MANY, crowd_make, all));
    for (int i = 0; i < MANY; i++)
        expect_str(str_of(all[i].answer.code), i % 3 ? S("") : S("media_broken"));
    bench_close();
}

/* ---- films and sounds ---- */

/* By ffmpeg, with metadata that gives people away. */
static str a_film(const char *what, const char *name)
{
    const char *path = arena_format(&b.w->arena, "%s/%s%c", b.w->folder, name, 0).p;
    const char *command = arena_format(&b.w->arena, "ffmpeg -v error -nostdin -y %s -metadata title=Secretive -metadata location=+52.51+13.40/ "
                                       "-metadata:s handler_name=Secretive -fflags +bitexact %s%c", what, path, 0).p;

    expect_eq(system(command), 0);
    str text = { arena_alloc(&b.w->arena, 8 << 20, 1), 0 };
    FILE *f = fopen(path, "re");
    expect(f != NULL);
    text.n = fread((char *)text.p, 1, 8 << 20, f);
    fclose(f);
    return text;
}

#define PICTURE "-f lavfi -i testsrc=size=1280x720:rate=25:duration=2 "
#define SOUND "-f lavfi -i sine=frequency=440:duration=2 "

TEST(a_film_is_packed_again_without_metadata)
{
    static const struct { const char *format, *name, *what; } kinds[] = {
        { "video/mp4", "film.mp4", PICTURE SOUND "-c:v libx264 -pix_fmt yuv420p -c:a aac" },
        { "video/quicktime", "film.mov", PICTURE SOUND "-c:v libx264 -pix_fmt yuv420p -c:a aac" },
        { "video/webm", "film.webm", PICTURE SOUND "-c:v libvpx -deadline realtime -c:a libopus" },
    };

    bench_open(NULL);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        str came = a_film(kinds[i].what, kinds[i].name);
        expect(str_find(came, S("Secretive")) > 0);
        struct answer a = good(kinds[i].format, came);
        expect_str(str_of(a.made.main.mime), str_of(kinds[i].format));
        expect_eq(str_find(a.main, S("Secretive")), -1);
        expect_eq(str_find(a.main, S("52.51")), -1);
        expect(a.made.has_duration && a.made.duration_ms >= 1950 && a.made.duration_ms <= 2100);
        expect_eq(a.made.width, 1280);
        expect_eq(a.made.height, 720);
        expect_str(str_of(a.made.poster.mime), S("image/jpeg"));
        size_is(a.poster, 640, 360);
        expect_eq(a.made.blurhash.n, 28);
        expect_eq(a.made.still_count, 0);
        expect(!a.made.has_waveform);
        if (i < 2)
            expect(str_find(a.main, S("moov")) < str_find(a.main, S("mdat")));
    }
    bench_close();
}

TEST(a_film_that_was_held_upright_is_shown_so)
{
    bench_open(NULL);
    str flat = a_film(PICTURE "-c:v libx264 -pix_fmt yuv420p -g 5", "flat.mp4");
    expect(flat.n > 0);
    str came = a_film(arena_format(&b.w->arena, "-i %s/flat.mp4 -c copy -metadata:s:v rotate=90%c", b.w->folder, 0).p, "turned.mp4");
    struct answer a = good("video/mp4", came);
    expect_eq(a.made.width, 720);
    expect_eq(a.made.height, 1280);
    size_is(a.poster, 640, 1138);
    expect_eq(a.made.blurhash.p[0], 'T');
    bench_close();
}

TEST(a_sound_has_a_waveform)
{
    static const struct { const char *format, *name, *codec; } kinds[] = {
        { "audio/mpeg", "s.mp3", "" }, { "audio/mp4", "s.m4a", "-c:a aac" }, { "audio/ogg", "s.ogg", "-c:a libvorbis" },
        { "audio/ogg", "o.ogg", "-c:a libopus" }, { "audio/webm", "s.webm", "-c:a libopus" }, { "audio/wav", "s.wav", "" },
        { "audio/flac", "s.flac", "" },
    };

    bench_open(NULL);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        str came = a_film(arena_format(&b.w->arena, "-f lavfi -i sine=frequency=440:duration=4 -af volume=t/4:eval=frame %s%c", kinds[i].codec, 0).p,
                          kinds[i].name);
        struct answer a = good(kinds[i].format, came);
        expect_str(str_of(a.made.main.mime), str_of(kinds[i].format));
        expect_eq(str_find(a.main, S("Secretive")), -1);
        expect(a.made.has_waveform && a.made.has_duration && !a.made.has_size);
        expect(a.made.duration_ms > 3950 && a.made.duration_ms < 4100);
        expect_eq(a.made.waveform[63] >= 97, 1);
        for (int k = 0; k < 64; k++)
            expect(a.made.waveform[k] >= 100 * k / 64 - 8 && a.made.waveform[k] <= 100 * (k + 1) / 64 + 8);
        expect(a.made.poster.fd < 0 && !a.made.blurhash.n);
    }
    bench_close();
}

TEST(silence_and_a_film_with_sound_alone)
{
    bench_open(NULL);
    struct answer a = good("audio/wav", a_film("-f lavfi -i anullsrc=duration=1", "silent.wav"));
    expect(a.made.has_waveform);
    for (int k = 0; k < 64; k++)
        expect_eq(a.made.waveform[k], 0);
    a = good("video/webm", a_film(SOUND "-c:a libopus", "sound.webm"));
    expect_str(str_of(a.made.main.mime), S("audio/webm"));
    expect(a.made.has_waveform && !a.made.has_size);
    struct asking voice = { .format = "video/mp4", .bytes = a_film(PICTURE SOUND "-c:v libx264 -c:a aac", "voice.mp4"), .voice = true,
                            .limits = { pixels_most, SIDE } };
    expect_ok(test_world_call(b.w, make, &voice));
    expect_str(str_of(voice.answer.made.main.mime), S("audio/mp4"));
    expect(voice.answer.made.has_waveform && !voice.answer.made.has_size);
    bench_close();
}

TEST(an_ffmpeg_that_does_not_start_is_said_so)
{
    bench_open(NULL);
    str film = a_film(PICTURE "-c:v libx264 -pix_fmt yuv420p", "film.mp4");
    const char *make_folder = arena_format(&b.w->arena, "mkdir %s/bin && for p in ffmpeg ffprobe; do printf '\\177ELF' >%s/bin/$p && chmod 755 "
                                           "%s/bin/$p; done%c", b.w->folder, b.w->folder, b.w->folder, 0).p;
    expect_eq(system(make_folder), 0);
    maker_close(&b.w->world.maker);
    struct failure failure;
    failure_begin(&failure, &b.w->arena);
    expect_ok(settings_set(&b.w->settings, &failure, S("ffmpeg"), arena_format(&b.w->arena, "%s/bin", b.w->folder), FROM_FLAG));
    expect_ok(maker_open(&b.w->world, &failure, &b.w->world.maker));
    refused("video/mp4", film, "maker_missing");
    expect_ok(settings_set(&b.w->settings, &failure, S("ffmpeg"), S("/nowhere"), FROM_FLAG));
    maker_close(&b.w->world.maker);
    expect_eq(maker_open(&b.w->world, &failure, &b.w->world.maker), ERR_INVALID);
    expect(str_find(failure.detail, S("/nowhere")) > 0);
    bench_close();
}

TEST(what_is_no_film_is_broken)
{
    bench_open(NULL);
    str film = a_film(PICTURE SOUND "-c:v libx264 -pix_fmt yuv420p -c:a aac", "film.mp4");
    refused("video/mp4", str_to(film, film.n / 2), "media_broken");
    refused("video/mp4", S("\0\0\0\x18" "ftypisom\0\0\0\0isom"), "media_broken");
    refused("video/webm", film, "media_broken");
    refused("audio/mpeg", S("ID3\4\0\0\0\0\0\0 nothing"), "media_broken");
    refused("video/mp4", S("#EXTM3U\nfile:///etc/passwd\n"), "media_broken");
    bench_close();
}
