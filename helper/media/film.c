/*
 * Films and sounds, by ffmpeg: ffprobe says what is in the file; ffmpeg writes the container again,
 * with the streams as they came and no metadata, makes a poster, and decodes the sound
 * for its peaks. All that a film must have is the new container; without a poster (a
 * codec that this ffmpeg does not know) it still plays.
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "base/str.h"
#include "blurhash.h"
#include "peaks.h"
#include "run.h"
#include "work.h"

enum { POSTER_WIDTH = 640, SIDE_MOST = 16384, PATH = MAKER_FOLDER + 16, ARGUMENTS = 64, PROBE_MOST = 64 << 10, TINY = 32 };

/* How ffmpeg reads and writes each. Formats that name other files (playlists) are never tried. */
static const struct way { const char *in, *out; bool sound; } ways[MAKER_FORMAT_COUNT] = {
    [MAKER_MP4]       = { "mov",      "mp4",  false },
    [MAKER_QUICKTIME] = { "mov",      "mov",  false },
    [MAKER_WEBM]      = { "matroska", "webm", false },
    [MAKER_MP3]       = { "mp3",      "mp3",  true },
    [MAKER_M4A]       = { "mov",      "ipod", true },
    [MAKER_OGG]       = { "ogg",      "ogg",  true },
    [MAKER_WEBA]      = { "matroska", "webm", true },
    [MAKER_WAV]       = { "wav",      "wav",  true },
    [MAKER_FLAC]      = { "flac",     "flac", true },
};

struct film {
    struct job *job;
    struct way way;
    char text[PROBE_MOST + 1];       /* of ffprobe */
    size_t text_n;
    int video;                       /* index of the stream; -1: none */
    bool sound;
    i64 width, height;               /* as seen */
    double duration;                 /* s; negative: not known */
    u8 tiny[TINY * TINY * 3];
    size_t tiny_n;
};

struct line { const char *words[ARGUMENTS]; size_t n; char texts[512]; size_t used; };

static void word(struct line *l, const char *w)
{
    if (l->n + 1 < ARGUMENTS)
        l->words[l->n++] = w;
}

static void words_add(struct line *l, const char *const *words)
{
    while (*words)
        word(l, *words++);
}
#define words(l, ...) words_add((l), (const char *const[]){ __VA_ARGS__, NULL })

static void word_made(struct line *l, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void word_made(struct line *l, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    int n = vsnprintf(l->texts + l->used, sizeof l->texts - l->used, format, values);
    va_end(values);
    word(l, l->texts + l->used);
    l->used += (size_t)n + 1;
}

static void word_file(struct line *l, int fd)
{
    word_made(l, "/proc/self/fd/%d", fd);
}

static bool go(struct film *f, const char *program, struct line *l, void (*take)(void *, const u8 *, size_t), void *arg)
{
    int kept[] = { f->job->in, f->job->out[MAKER_MAIN], f->job->out[MAKER_POSTER] };
    char path[PATH];

    snprintf(path, sizeof path, "%s/%s", f->job->ask->ffmpeg, program);
    l->words[l->n] = NULL;
    struct runner r = { path, l->words, kept, COUNT(kept), f->job->ask->cpu_s, take, arg };
    enum ran ran = run(&r);
    if (ran == RAN_NOT)
        f->job->told->verdict = MAKER_NO_FFMPEG;
    return ran == RAN_WELL;
}

static void ffmpeg_begin(struct film *f, struct line *l)
{
    *l = (struct line){0};
    words(l, "ffmpeg", "-v", "quiet", "-nostdin", "-y", "-threads", "1", "-protocol_whitelist", "file", "-f", f->way.in, "-i");
    word_file(l, f->job->in);
}

/* ---- what is in the file ---- */

static void text_take(void *arg, const u8 *p, size_t n)
{
    struct film *f = arg;
    size_t room = PROBE_MOST - f->text_n;

    n = n < room ? n : room;
    memcpy(f->text + f->text_n, p, n);
    f->text_n += n;
}

static bool probe(struct film *f, int fd, const char *format)
{
    struct line l = {0};

    f->text_n = 0;
    words(&l, "ffprobe", "-v", "quiet", "-threads", "1", "-protocol_whitelist", "file", "-of", "flat", "-show_entries",
          "stream=index,codec_type,width,height:stream_disposition=attached_pic:stream_side_data=rotation:format=duration",
          "-f", format, "-i");
    word_file(&l, fd);
    bool good = go(f, "ffprobe", &l, text_take, f);
    f->text[f->text_n] = 0;
    return good;
}

/* The value of `streams.stream.N.NAME=` or of `NAME=`, as text up to the line's end; NULL: none. */
static const char *value_of(const struct film *f, int stream, const char *name, char out[64])
{
    char key[96];

    if (stream < 0)
        snprintf(key, sizeof key, "%s=", name);
    else
        snprintf(key, sizeof key, "streams.stream.%d.%s=", stream, name);
    for (const char *line = f->text; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, strlen(key)) != 0)
            continue;
        const char *v = line + strlen(key);
        v += *v == '"';
        size_t n = strcspn(v, "\"\n");
        snprintf(out, 64, "%.*s", (int)(n < 63 ? n : 63), v);
        return out;
    }
    return NULL;
}

static i64 number_of(const struct film *f, int stream, const char *name)
{
    char v[64];

    return value_of(f, stream, name, v) ? strtoll(v, NULL, 10) : 0;
}

static double duration_of(const struct film *f)
{
    char v[64];
    double s = value_of(f, -1, "format.duration", v) && (v[0] >= '0' && v[0] <= '9') ? strtod(v, NULL) : -1;

    return isfinite(s) && s < 1e8 ? s : -1;
}

static bool is_turned(const struct film *f, int stream)
{
    for (int i = 0; i < 8; i++) {
        char name[48], v[64];
        snprintf(name, sizeof name, "side_data_list.side_data.%d.rotation", i);
        if (value_of(f, stream, name, v))
            return labs(strtol(v, NULL, 10)) % 180 == 90;
    }
    return false;
}

static bool sides_good(struct film *f)
{
    const struct maker_ask *a = f->job->ask;

    if (f->width <= SIDE_MOST && f->height <= SIDE_MOST && f->width * f->height <= a->pixels)
        return true;
    f->job->told->verdict = MAKER_PIXELS;
    return false;
}

static bool streams_read(struct film *f)
{
    char type[64];

    f->video = -1;
    for (int i = 0; value_of(f, i, "codec_type", type); i++) {
        bool picture = strcmp(type, "video") == 0 && !number_of(f, i, "disposition.attached_pic");
        f->sound |= strcmp(type, "audio") == 0;
        if (!picture || f->video >= 0)
            continue;
        f->video = i;
        f->width = number_of(f, i, is_turned(f, i) ? "height" : "width");
        f->height = number_of(f, i, is_turned(f, i) ? "width" : "height");
    }
    f->duration = duration_of(f);
    return (f->video >= 0 && !f->way.sound && f->width > 0 && f->height > 0) ? sides_good(f) : f->sound;
}

/* A container for films that has only sound, or whose sound alone is wanted. */
static u32 format_made(struct film *f)
{
    u32 format = f->job->ask->format;

    if (f->video >= 0 && !f->job->ask->voice)
        return format;
    f->video = -1;
    f->way.sound = true;
    switch (format) {
    case MAKER_MP4:
    case MAKER_QUICKTIME:
        f->way.out = "ipod";
        return MAKER_M4A;
    case MAKER_WEBM:
        return MAKER_WEBA;
    default:
        return format;
    }
}

/* ---- the container ---- */

static bool container_write(struct film *f)
{
    struct line l;

    ffmpeg_begin(f, &l);
    if (!f->way.sound)
        words(&l, "-map", "0:V");
    words(&l, "-map", "0:a?", "-c", "copy", "-map_metadata", "-1", "-map_metadata:s:v", "-1", "-map_metadata:s:a", "-1",
          "-map_chapters", "-1", "-dn", "-sn", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-strict", "-2");
    if (strcmp(f->way.in, "mov") == 0)
        words(&l, "-movflags", "+faststart", "-write_tmcd", "0");
    if (strcmp(f->way.out, "mp3") == 0)
        words(&l, "-id3v2_version", "0", "-write_id3v1", "0");
    words(&l, "-f", f->way.out);
    word_file(&l, f->job->out[MAKER_MAIN]);
    return go(f, "ffmpeg", &l, NULL, NULL);
}

/* ---- the poster ---- */

static void tiny_take(void *arg, const u8 *p, size_t n)
{
    struct film *f = arg;
    size_t room = sizeof f->tiny - f->tiny_n;

    n = n < room ? n : room;
    memcpy(f->tiny + f->tiny_n, p, n);
    f->tiny_n += n;
}

static bool is_written(int fd)
{
    struct stat facts;

    return fstat(fd, &facts) == 0 && facts.st_size > 0;
}

static void poster_make(struct film *f)
{
    i64 width = f->width < POSTER_WIDTH ? f->width : POSTER_WIDTH;
    i64 height = (i64)fmax(1, round((double)f->height * (double)width / (double)f->width));
    struct maker_told *t = f->job->told;
    struct line l;

    ffmpeg_begin(f, &l);
    words(&l, "-map", "0:V:0", "-frames:v", "1", "-vf");
    word_made(&l, "scale=%lld:%lld,setsar=1", (long long)width, (long long)height);
    words(&l, "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj420p", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "mjpeg");
    word_file(&l, f->job->out[MAKER_POSTER]);
    words(&l, "-map", "0:V:0", "-frames:v", "1", "-vf", "scale=32:32", "-c:v", "rawvideo", "-pix_fmt", "rgb24", "-f", "rawvideo", "pipe:1");
    if (!go(f, "ffmpeg", &l, tiny_take, f) || f->tiny_n != sizeof f->tiny || !is_written(f->job->out[MAKER_POSTER])) {
        (void)!ftruncate(f->job->out[MAKER_POSTER], 0);
        return;
    }
    t->files[MAKER_POSTER] = (struct maker_told_file){ width, height, MAKER_JPEG };
    blurhash_make(f->tiny, TINY, TINY, f->height > f->width, t->blurhash);
}

/* ---- the waveform ---- */

static void sound_take(void *arg, const u8 *p, size_t n)
{
    peaks_take(arg, p, n);
}

static void waveform_make(struct film *f)
{
    struct maker_told *t = f->job->told;
    static struct peaks peaks;
    struct line l;

    ffmpeg_begin(f, &l);
    words(&l, "-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1");
    if (!go(f, "ffmpeg", &l, sound_take, &peaks))
        return;
    t->has_waveform = peaks_tell(&peaks, t->waveform);
}

bool film_make(struct job *job)
{
    static struct film f;
    struct maker_told *t = job->told;

    f = (struct film){ .job = job, .way = ways[job->ask->format] };
    if (!f.way.in || !probe(&f, job->in, f.way.in) || !streams_read(&f))
        return false;
    u32 format = format_made(&f);
    if (!container_write(&f) || !is_written(job->out[MAKER_MAIN]))
        return false;
    t->files[MAKER_MAIN] = (struct maker_told_file){ f.video >= 0 ? f.width : 0, f.video >= 0 ? f.height : 0, format };
    if (f.duration < 0 && probe(&f, job->out[MAKER_MAIN], f.way.in))     /* what was sent as it was made does not say it */
        f.duration = duration_of(&f);
    t->has_duration = f.duration >= 0;
    t->duration_ms = t->has_duration ? (i64)llround(f.duration * 1000) : 0;
    t->has_size = f.video >= 0;
    t->width = t->files[MAKER_MAIN].width;
    t->height = t->files[MAKER_MAIN].height;
    if (f.video >= 0)
        poster_make(&f);
    else
        waveform_make(&f);
    t->verdict = MAKER_MADE;
    return true;
}
