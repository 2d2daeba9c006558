/* Pictures that promise too much or are not whole, and helpers that fail. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include "base/buf.h"
#include "base/time.h"
#include "ports/maker/testbed.h"

/* ---- hostile pictures ---- */

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
    refused("image/jpeg", changed(str_to(photo, photo.n / 2), photo.n / 2 - 2, S("\xff\xd9")), "media_broken");
    struct answer a = good("image/jpeg", str_to(photo, photo.n - 2));
    expect_eq(difference(loaded(photo), loaded(a.main)), 0);
    refused("image/png", photo, "media_broken");
    refused("image/png", str_to(saved(a_picture(800, 600, 3), ".png"), 5000), "media_broken");
    refused("image/webp", str_to(saved(a_picture(800, 600, 3), ".webp"), 2000), "media_broken");
    refused("image/gif", str_to(saved(a_picture(300, 200, 3), ".gif"), 9000), "media_broken");
    str moving = saved(an_animation(100, 100, 3), ".webp");
    for (size_t tenth = 3; tenth < 10; tenth++)
        refused("image/webp", str_to(moving, moving.n / 10 * tenth), "media_broken");
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

TEST(a_helper_that_is_killed_loses_no_media)
{
    pthread_t killer;

    bench_open(NULL);
    str slow = a_slow_picture(), quick = saved(a_picture(100, 100, 3), ".jpg");
    expect_eq(pthread_create(&killer, NULL, stop_soon, (void *)(intptr_t)SIGKILL), 0);
    good("image/png", slow);
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
        all[i] = (struct asking){ .format = "image/jpeg", .bytes = i % 3 ? photo : str_to(photo, photo.n / 3),
                                  .limits = { pixels_most, SIDE } };
    expect_ok(test_world_crowd(b.w, MANY, crowd_make, all));
    for (int i = 0; i < MANY; i++)
        expect_str(str_of(all[i].answer.code), i % 3 ? S("") : S("media_broken"));
    bench_close();
}
