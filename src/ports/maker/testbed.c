#include "ports/maker/testbed.h"
#include <sys/mman.h>
#include <unistd.h>
#include "ports/blob.h"
#include "ports/files.h"

struct bench b;

/* The pictures of these tests are nobody's to give back. */
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return 1;
}

void bench_open(const struct test_setting *more)
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

void bench_close(void)
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

err make(ctx *c, void *arg)
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

struct answer made_within(const char *format, str bytes, struct maker_limits limits)
{
    struct asking a = { .format = format, .bytes = bytes, .limits = limits };

    expect_ok(test_world_call(b.w, make, &a));
    return a.answer;
}

struct answer made_of(const char *format, str bytes)
{
    return made_within(format, bytes, (struct maker_limits){ pixels_most, SIDE });
}

struct answer good(const char *format, str bytes)
{
    struct answer a = made_of(format, bytes);

    if (a.e != OK)
        test_fail(__FILE__, __LINE__, "%s was refused: %s", format, a.code);
    return a;
}

void refused(const char *format, str bytes, const char *code)
{
    struct answer a = made_of(format, bytes);

    expect_str(str_of(a.code), str_of(code));
}

/* Smooth, with every corner in a colour of its own, and noise so that it is not small. */
VipsImage *a_picture(int width, int height, int bands)
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

str saved(VipsImage *im, const char *as)
{
    void *p = NULL;
    size_t n = 0;

    V(vips_image_write_to_buffer(im, as, &p, &n, NULL));
    str out = arena_copy(&b.w->arena, (str){ p, n });
    g_free(p);
    return out;
}

VipsImage *loaded(str bytes)
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
double difference(VipsImage *a, VipsImage *z)
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

void size_is(str bytes, i64 width, i64 height)
{
    VipsImage *im = loaded(bytes);

    expect_eq(im->Xsize, width);
    expect_eq(im->Ysize, height);
}

void with_exif(VipsImage *im, int orientation)
{
    vips_image_set_int(im, VIPS_META_ORIENTATION, orientation);
    vips_image_set_string(im, "exif-ifd0-Make", "Secretive Phone (Secretive, ASCII, 16 components, 16 bytes)");
    vips_image_set_string(im, "exif-ifd3-GPSLatitude", "52/1 31/1 0/1 (52, 31, 0, Rational, 3 components, 24 bytes)");
    vips_image_set_blob_copy(im, VIPS_META_XMP_NAME, "<x:xmpmeta>Secretive</x:xmpmeta>", 32);
}

void tells_nothing(struct answer *a)
{
    static const char *const words[] = { "Secretive", "Exif", "xmpmeta", "ICC_PROFILE", "iCCP", "eXIf", "tEXt", "EXIF", "XMP " };
    str all[1 + MADE_STILLS] = { a->main };

    memcpy(all + 1, a->stills, sizeof a->stills);
    for (size_t i = 0; i < COUNT(all); i++)
        for (size_t k = 0; k < COUNT(words); k++)
            if (str_find(all[i], str_of(words[k])) >= 0)
                test_fail(__FILE__, __LINE__, "file %zu has \"%s\"", i, words[k]);
}

VipsImage *an_animation(int width, int height, int bands)
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

str changed(str s, size_t at, str with)
{
    str copy = arena_copy(&b.w->arena, s);

    memcpy((char *)copy.p + at, with.p, with.n);
    return copy;
}
