#include "domain/media/intake.h"
#include <assert.h>
#include <errno.h>
#include "base/str.h"
#include "domain/media/format.h"
#include "domain/media/look.h"
#include "domain/media/media_own.h"
#include "ports/blob.h"
#include "ports/files.h"
#include "ports/maker/maker.h"
#include "ports/problems.h"

enum {
    HELD = 128 * 1024,               /* octets that are written and hashed at once */
    SIDE_MOST = 16384, FRAMES_MOST = 1000, FRAMES_TIMES = 4,
    BUSY_TRIES = 200, BUSY_MS = 10
};

struct intake {
    int fd;
    i64 size, most;                  /* octets that came, and how many may */
    struct digest *sha256, *check;
    char *held;
    size_t n;
    bool ended;
    struct intake_sums sums;
    /* of the task under way */
    enum media_kind asked;
    struct look *look;
    struct sniffed found;
    err result;
    int why;
};

/* ---- on the task pool ---- */

static void write_work(void *arg)
{
    struct intake *in = arg;
    str piece = { in->held, in->n };

    digest_add(in->sha256, piece);
    if (in->check)
        digest_add(in->check, piece);
    if (!file_write_all(in->fd, piece)) {
        in->why = errno;
        in->result = err_of_errno(errno);
    }
    in->n = 0;
}

static void sniff_work(void *arg)
{
    struct intake *in = arg;

    sniff(in->look, &in->found);
    in->why = errno;
    in->result = in->look->failed ? ERR_IO : OK;
}

/* The pool may be full for a moment; bytes that came so far are not to be lost by that. */
static err task(ctx *c, struct intake *in, void (*work)(void *))
{
    err e = ctx_task(c, TASK_QUICK, work, in);

    for (int n = 0; e == ERR_BUSY && n < BUSY_TRIES; n++) {
        TRY(ctx_sleep(c, BUSY_MS));
        e = ctx_task(c, TASK_QUICK, work, in);
    }
    TRY(e);
    if (in->result != OK) {
        failure_cause(&c->failure, "an upload: %s", strerror(in->why));
        return fail_with(c, in->result, "%s.", error_facts[in->result].title);
    }
    return OK;
}

/* ---- as it comes ---- */

static void intake_close(void *arg)
{
    struct intake *in = arg;

    digest_drop(&in->sha256);
    digest_drop(&in->check);
}

err intake_begin(ctx *c, i64 most, struct intake **out)
{
    struct intake *in = arena_new(&c->arena, struct intake);

    *in = (struct intake){ .fd = -1, .most = most, .sha256 = digest_begin(DIGEST_SHA256), .held = arena_alloc(&c->arena, HELD, 1) };
    ctx_defer(c, intake_close, in);
    TRY(blob_temporary(c, &in->fd));
    *out = in;
    return OK;
}

err intake_check_from_here(ctx *c, struct intake *in, enum digest_kind kind)
{
    assert(!in->check);
    TRY(in->n ? task(c, in, write_work) : OK);
    in->check = digest_begin(kind);
    return OK;
}

err intake_take(ctx *c, struct intake *in, str piece)
{
    assert(!in->ended);
    if ((i64)piece.n > in->most - in->size)
        return fail_saying(c, &media_too_large, "This is larger than the %lld octets accepted here.", (long long)in->most);
    in->size += (i64)piece.n;
    while (piece.n) {
        size_t n = piece.n < HELD - in->n ? piece.n : HELD - in->n;
        memcpy(in->held + in->n, piece.p, n);
        in->n += n;
        piece = str_from(piece, n);
        TRY(in->n == HELD ? task(c, in, write_work) : OK);
    }
    return OK;
}

err intake_take_blob(ctx *c, struct intake *in, str key, i64 from, i64 size)
{
    struct blob_reader *r;
    struct blob_facts facts;

    TRY(blob_hold(c, c->world->blob, key, (struct blob_stretch){ from, size }, &r, &facts));
    for (i64 end = from + size; from < end;) {
        struct arena_mark mark = arena_mark(&c->arena);
        str piece;
        TRY(blob_read(c, r, from, end - from < HELD ? end - from : HELD, end - from, &piece));
        if (!piece.n)
            return fail_with(c, ERR_NOT_FOUND, "A part of this upload is gone.");
        from += (i64)piece.n;
        TRY(intake_take(c, in, piece));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

i64 intake_size(const struct intake *in) { return in->size; }

err intake_end(ctx *c, struct intake *in, const struct intake_sums **out)
{
    if (!in->ended) {
        TRY(in->n ? task(c, in, write_work) : OK);
        (void)digest_end(&in->sha256, in->sums.sha256);
        if (in->check)
            (void)digest_end(&in->check, in->sums.check);
    }
    in->ended = true;
    *out = &in->sums;
    return OK;
}

/* ---- judged ---- */

err intake_size_check(ctx *c, i64 size, bool picture)
{
    const struct media_settings *s = media_settings(c->world->settings);
    i64 most = picture && s->media_image_max < s->media_max ? s->media_image_max : s->media_max;

    if (size <= most)
        return OK;
    return fail_saying(c, &media_too_large, "%s may have %lld octets.", picture ? "A picture" : "This", (long long)most);
}

static err pixels_check(ctx *c, const struct sniffed *s)
{
    bool animation = s->frames > 1, long_sided = s->width > SIDE_MOST || s->height > SIDE_MOST;
    i64 most = media_settings(c->world->settings)->media_pixels, all = long_sided ? 0 : s->width * s->height;

    if (long_sided || all > most)
        return fail_saying(c, &media_too_many_pixels, "This picture has %lld x %lld pixels, which is more than can be taken.",
                           (long long)s->width, (long long)s->height);
    if (animation && (s->frames > FRAMES_MOST || s->frames * all > FRAMES_TIMES * most))
        return fail_saying(c, &media_too_many_pixels, "This animation has more pixels, or more frames, than can be taken.");
    return OK;
}

static err makers_ask(ctx *c, enum format format)
{
    if (maker_check(c, str_of(format_facts[format].mime)) == OK)
        return OK;
    int again_s = (int)c->failure.retry_after;
    err e = fail_saying(c, again_s ? &storage_unavailable : &unsupported_media, "%s", maker_missing.words);
    c->failure.retry_after = again_s;
    return e;
}

static err content_judge(ctx *c, struct intake *in)
{
    const struct sniffed *s = &in->found;
    enum media_kind kind = format_facts[s->format].kind;

    if (s->format == FORMAT_NONE || (in->asked == MEDIA_VOICE && kind != MEDIA_AUDIO))
        return fail(c, &unsupported_media);
    TRY(makers_ask(c, s->format));
    TRY(intake_size_check(c, in->size, kind == MEDIA_IMAGE));
    if (s->broken)
        return fail(c, &media_broken);
    return kind == MEDIA_IMAGE ? pixels_check(c, s) : OK;
}

/* Hexadecimal in either case. */
static err claims_check(ctx *c, const struct intake *in, const struct intake_wish *w, str sha256)
{
    if (!in->size)
        return fail(c, &media_empty);
    if (w->size >= 0 && w->size != in->size)
        return fail_saying(c, &size_mismatch, "%lld octets were declared, and %lld came.", (long long)w->size, (long long)in->size);
    if (w->sha256.n && !str_eq_nocase(w->sha256, sha256))
        return fail(c, &checksum_mismatch);
    return OK;
}

err intake_judge(ctx *c, struct intake *in, const struct intake_wish *w, struct media_arrival *out)
{
    str sha256 = hex_text(&c->arena, bytes_str(in->sums.sha256, SHA256_SIZE));

    assert(in->ended);
    TRY(claims_check(c, in, w, sha256));
    in->asked = w->asked;
    in->found = (struct sniffed){ .format = FORMAT_NONE };
    if (w->asked == MEDIA_FILE) {
        TRY(intake_size_check(c, in->size, false));
    } else {
        in->look = arena_new(&c->arena, struct look);
        in->look->size = in->size;
        in->look->fd = in->fd;
        TRY(task(c, in, sniff_work));
        TRY(content_judge(c, in));
    }
    const struct format_facts *f = &format_facts[in->found.format];
    *out = (struct media_arrival){ .kind = f->kind, .format = str_of(f->mime), .size = in->size, .sha256 = sha256 };
    return OK;
}

/* A bucket may take long for a large file: it fails by itself when nothing moves. */
err intake_keep(ctx *c, struct intake *in, str key)
{
    i64 deadline = c->deadline_ms, since = loop_mono_ms(c->loop);

    assert(in->ended);
    c->deadline_ms = 0;
    err e = blob_put(c, c->world->blob, key, in->fd, in->size);
    c->deadline_ms = deadline ? deadline + loop_mono_ms(c->loop) - since : 0;
    return e;
}
