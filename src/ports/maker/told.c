/* What a helper said was made, of which nothing is believed without a look. */
#include <string.h>
#include <sys/stat.h>
#include "base/str.h"
#include "ports/maker/own.h"

enum { SIDE_MOST = 1 << 20, DAYS_MOST = 100 };

static const char *const mimes[] = {
#define X(name, mime) [name] = mime,
    MAKER_FORMATS(X)
#undef X
};

u32 maker_format_of(str format)
{
    for (u32 i = MAKER_NOTHING + 1; i < MAKER_FORMAT_COUNT; i++)
        if (str_eq(format, str_of(mimes[i])))
            return i;
    return MAKER_NOTHING;
}

static bool side_good(i64 n)
{
    return n >= 0 && n <= SIDE_MOST;
}

static bool duration_good(i64 ms)
{
    return ms >= 0 && ms <= (i64)DAYS_MOST * 86400 * 1000;
}

static bool file_take(const struct maker_told_file *f, int fd, struct made_file *out)
{
    struct stat facts;

    *out = (struct made_file){ .fd = -1 };
    if (f->format == MAKER_NOTHING)
        return true;
    if (!maker_is_media(f->format) || !side_good(f->width) || !side_good(f->height) || fstat(fd, &facts) != 0 || !facts.st_size)
        return false;
    *out = (struct made_file){ fd, facts.st_size, f->width, f->height, mimes[f->format] };
    return true;
}

static bool blurhash_good(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '!' || s.p[i] > '~' || s.p[i] == '"' || s.p[i] == '\\')
            return false;
    return true;
}

static bool waveform_good(const u8 *peaks)
{
    for (size_t i = 0; i < MADE_PEAKS; i++)
        if (peaks[i] > 100)
            return false;
    return true;
}

void made_same(const struct maker_order *order, const struct maker_told_file *f, struct made *out)
{
    out->same = true;
    out->main = (struct made_file){ .fd = -1, .size = order->size, .width = f->width, .height = f->height, .mime = mimes[f->format] };
}

static bool files_take(const struct maker_order *order, const struct helper_order *is, struct made *out)
{
    const struct maker_told *t = &is->told;

    if (t->still_count > MADE_STILLS || !maker_is_media(t->files[MAKER_MAIN].format))
        return false;
    if (t->same)
        made_same(order, &t->files[MAKER_MAIN], out);
    else if (!file_take(&t->files[MAKER_MAIN], is->fds[1 + MAKER_MAIN], &out->main))
        return false;
    for (u32 i = 0; i < t->still_count; i++)
        if (!file_take(&t->files[MAKER_STILL + i], is->fds[1 + MAKER_STILL + i], &out->stills[i]) || out->stills[i].fd < 0)
            return false;
    out->still_count = t->still_count;
    return file_take(&t->files[MAKER_POSTER], is->fds[1 + MAKER_POSTER], &out->poster);
}

bool made_read(ctx *c, const struct maker_order *order, const struct helper_order *is, struct made *out)
{
    const struct maker_told *t = &is->told;
    str blurhash = { t->blurhash, strnlen(t->blurhash, sizeof t->blurhash) };

    if (!files_take(order, is, out) || !side_good(t->width) || !side_good(t->height) || !duration_good(t->duration_ms) ||
        !blurhash_good(blurhash) || !waveform_good(t->waveform))
        return false;
    out->width = t->width;
    out->height = t->height;
    out->duration_ms = t->duration_ms;
    out->animated = t->animated;
    out->has_size = t->has_size;
    out->has_duration = t->has_duration;
    out->has_waveform = t->has_waveform;
    out->blurhash = arena_copy(&c->arena, blurhash);
    memcpy(out->waveform, t->waveform, sizeof out->waveform);
    return true;
}
