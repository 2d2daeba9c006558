/* Films and sounds that ffmpeg makes, and takes apart again. */
#include <stdio.h>
#include <stdlib.h>
#include "ports/maker/testbed.h"

/* By ffmpeg, with metadata that gives people away. */
static str a_film(const char *what, const char *name)
{
    const char *path = arena_format(&b.w->arena, "%s/%s%c", b.w->folder, name, 0).p;
    static const char metadata[] = "-metadata title=Secretive -metadata location=+52.51+13.40/ -metadata:s handler_name=Secretive";
    const char *command = arena_format(&b.w->arena, "ffmpeg -v error -nostdin -y %s %s -fflags +bitexact %s%c", what, metadata, path, 0).p;

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
        const char *rising = "-f lavfi -i sine=frequency=440:duration=4 -af volume=t/4:eval=frame";
        str came = a_film(arena_format(&b.w->arena, "%s %s%c", rising, kinds[i].codec, 0).p, kinds[i].name);
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
    const char *make_folder = arena_format(&b.w->arena, "mkdir %s/bin && cd %s/bin && for p in ffmpeg ffprobe; do printf '\\177ELF' >$p && "
                                           "chmod 755 $p; done%c", b.w->folder, b.w->folder, 0).p;
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
