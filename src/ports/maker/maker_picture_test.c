/* Pictures of every kind, as they are meant to be. */
#include "base/buf.h"
#include "ports/maker/testbed.h"

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
