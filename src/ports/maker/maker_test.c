/* Pictures are made here with libvips, handed to kith-media, and looked at again with libvips. */
#include "ports/maker/maker.h"
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
#include "ports/files.h"

enum { SIDE = 4096 };
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
    expect(folder_make(arena_format(&b.w->arena, "%s/blobs/new%c", b.w->folder, 0).p));
    expect_ok(maker_open(&b.w->world, &failure, &b.w->world.maker));
}

static void bench_close(void)
{
    runtime_stop(b.w->world.runtime);
    maker_close(&b.w->world.maker);
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
