/* What all ways of uploads share: the words that come with one, and its end. */
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/media/format.h"
#include "domain/media/media.sql.h"
#include "domain/media/upload.sql.h"
#include "domain/media/upload_own.h"
#include "ports/blob.h"
#include "ports/problems.h"
#include "runtime/settings.h"

enum { DESCRIPTION_MOST = 1500, FOCUS_MOST = 64 };

SHAPE(upload_row,
    FIELD(upload_row, media), FIELD(upload_row, way), FIELD(upload_row, size), FIELD(upload_row, got), FIELD(upload_row, wanted),
    FIELD(upload_row, type), FIELD(upload_row, metadata), FIELD(upload_row, expires_at), FIELD(upload_row, holder),
    FIELD(upload_row, held_until));
SHAPE(upload_part, FIELD(upload_part, at), FIELD(upload_part, size), FIELD(upload_part, name));

/* ---- words ---- */

/* A decimal number of a few digits; false: it is none, or out of bounds. */
static bool coordinate_read(str s, double *out)
{
    bool minus = str_starts(s, S("-")), any = false;
    double scale = 1, v = 0;
    bool fraction = false;

    for (s = str_from(s, minus); s.n; s = str_from(s, 1)) {
        if (s.p[0] == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (s.p[0] < '0' || s.p[0] > '9')
            return false;
        any = true;
        v = v * 10 + (s.p[0] - '0');
        scale *= fraction ? 10 : 1;
    }
    *out = (minus ? -v : v) / scale;
    return any && *out >= -1 && *out <= 1;
}

err upload_focus_text(ctx *c, str text, struct media_focus *out)
{
    str rest = text, x;

    *out = (struct media_focus){ 0 };
    if (text.n <= FOCUS_MOST && str_cut(&rest, ',', &x) && coordinate_read(str_trim(x), &out->x)
        && coordinate_read(str_trim(rest), &out->y))
        return OK;
    *out = (struct media_focus){ 0 };
    return fail_field_saying(c, S("focus"), &invalid_form, "This must be two numbers from -1 to 1, such as \"0.1,-0.4\".");
}

static err text_check(ctx *c, const char *field, str text)
{
    if (utf8_valid(text) && str_find_byte(text, '\0') < 0)
        return OK;
    return fail_field(c, str_of(field), &invalid_text);
}

static err description_read(ctx *c, str text, maybe_str *out)
{
    *out = (maybe_str){ text.n ? GIVEN : NULLED, text };
    TRY(text_check(c, "description", text));
    if (utf8_length(text) <= DESCRIPTION_MOST)
        return OK;
    return fail_field_saying(c, S("description"), &too_long, "This may have at most %d characters.", DESCRIPTION_MOST);
}

static err kind_read(ctx *c, str word, enum media_kind *out)
{
    *out = str_eq(word, S("voice")) ? MEDIA_VOICE : str_eq(word, S("file")) ? MEDIA_FILE : MEDIA_IMAGE;
    return *out != MEDIA_IMAGE || !word.p ? OK : fail_field_saying(c, S("kind"), &not_one_of, "This must be voice or file.");
}

static bool is_sha256(str s)
{
    bool all = s.n == 2 * SHA256_SIZE;

    for (size_t i = 0; i < s.n && all; i++) {
        char low = (char)(s.p[i] | 0x20);
        all = (s.p[i] >= '0' && s.p[i] <= '9') || (low >= 'a' && low <= 'f');
    }
    return all;
}

static err sum_read(ctx *c, str text, str *out)
{
    *out = text.p ? text : S("");
    return !text.p || is_sha256(text) ? OK : fail_field_saying(c, S("sha256"), &invalid_form, "This must be SHA-256 in hexadecimal.");
}

static err filename_read(ctx *c, str text, str *out)
{
    TRY(text_check(c, "filename", text));
    *out = media_filename(&c->arena, text);
    return OK;
}

err upload_words_read(ctx *c, const struct upload_words *in, struct upload_wish *out)
{
    bool wrong = false;

    *out = (struct upload_wish){ .size = -1 };
    wrong |= filename_read(c, in->filename.p ? in->filename : S(""), &out->filename) != OK;
    wrong |= description_read(c, in->description, &out->description) != OK;
    wrong |= in->focus.p && upload_focus_text(c, in->focus, &out->focus) != OK;
    wrong |= kind_read(c, in->kind, &out->asked) != OK;
    wrong |= sum_read(c, in->sha256, &out->sha256) != OK;
    return wrong ? ERR_INVALID : OK;
}

err upload_declared_read(ctx *c, str type, enum media_kind *asked, bool *picture)
{
    *picture = false;
    if (*asked == MEDIA_VOICE || *asked == MEDIA_FILE || !type.p)
        return OK;
    if (!format_declared(type, asked))
        return fail(c, &unsupported_media);
    *picture = *asked == MEDIA_IMAGE;
    return OK;
}

/* ---- rows ---- */

str upload_key(struct arena *a, id media, str name)
{
    return arena_format(a, STR_FMT "-" STR_FMT, STR_ARG(media_incoming(a, media)), STR_ARG(name));
}

struct media_begin upload_beginning(id me, const struct upload_wish *w, when expires_at)
{
    return (struct media_begin){ .owner = me, .asked = w->asked, .description = w->description, .focus = w->focus,
                                 .filename = w->filename, .size = w->size, .expires_at = expires_at };
}

static bool is_it(const struct media_row *m, id me, const struct upload_row *u, enum media_way way)
{
    return (!me.v || m->owner.v == me.v) && u->way == way;
}

err upload_find(ctx *c, id me, id which, enum media_way way, struct upload_found *out)
{
    struct media_row m;
    err e = q_media_row_get(c, which, &m);

    e = e == OK ? q_upload_get(c, which, &out->row) : e;
    if (e == ERR_NOT_FOUND || (e == OK && !is_it(&m, me, &out->row, way)))
        return fail(c, &media_not_found);
    out->owner = m.owner;
    out->state = (enum media_state)m.state;
    out->asked = (enum media_kind)m.asked;
    return e;
}

err upload_find_in(tx *t, id me, id which, enum media_way way, struct upload_found *out)
{
    struct media_row m;
    err e = q_media_row_get(t, which, &m);

    e = e == OK ? q_upload_get(t, which, &out->row) : e;
    if (e == ERR_NOT_FOUND || (e == OK && !is_it(&m, me, &out->row, way)))
        return tx_fail(t, &media_not_found);
    out->owner = m.owner;
    out->state = (enum media_state)m.state;
    out->asked = (enum media_kind)m.asked;
    return e;
}

/* What is refused was not begun: it does not count. */
err upload_row_make(ctx *c, id me, tx_fn *how, void *arg)
{
    TRY(media_rate_take(c, me));
    err e = transact(c, how, arg);
    if (e != OK)
        media_rate_give_back(c, me);
    return e;
}

/* ---- not too many at once ---- */

/* Of one account, and of one upload, on one node: each has a file of its own meanwhile, which no quota counts. */
enum { OF_ACCOUNT_MOST = 16, OF_UPLOAD_MOST = 4 };

static void bytes_over(void *arg)
{
    atomic_fetch_sub((_Atomic int *)arg, 1);
}

/* Nobody can choose an id that shares the slot of another's: they are mixed with what only this process knows. */
static err bytes_count(ctx *c, id of, int most)
{
    struct media_memory *m = media_memory(c->world);
    _Atomic int *now = &m->bringing[id_slot((id){ of.v ^ m->secret }, MEDIA_BRINGING_SLOTS)];

    if (atomic_fetch_add(now, 1) < most) {
        ctx_defer(c, bytes_over, now);
        return OK;
    }
    atomic_fetch_sub(now, 1);
    err e = fail_saying(c, &storage_unavailable, "Too many requests bring bytes of this account, or of this upload, at once.");
    c->failure.retry_after = 1;
    return e;
}

err upload_bytes_begin(ctx *c, id owner, id upload)
{
    TRY(upload.v ? bytes_count(c, upload, OF_UPLOAD_MOST) : OK);
    return bytes_count(c, owner, OF_ACCOUNT_MOST);
}

/* ---- the end ---- */

/* A request that began in the time of the upload may still bring bytes, and a bucket asks nobody while its URL has not ended. */
static i64 bytes_until(tx *t, const struct upload_row *u)
{
    enum { STRAGGLERS_MS = 10 * 1000, BUCKET_MS = 3600 * 1000 };
    bool late = u->way == MEDIA_BY_PUT && blob_permits(tx_world(t)->blob);
    i64 soon = tx_now(t).ms + STRAGGLERS_MS, end = u->expires_at.ms + BUCKET_MS;

    return late && end > soon ? end : soon;
}

err upload_bytes_until(tx *t, id which, i64 *until_ms)
{
    struct upload_row u = { .way = MEDIA_BY_FORM };
    err e = blob_permits(tx_world(t)->blob) ? q_upload_get(t, which, &u) : OK;

    if (e == ERR_NOT_FOUND)
        u = (struct upload_row){ .way = MEDIA_BY_FORM };
    *until_ms = bytes_until(t, &u);
    return e == ERR_NOT_FOUND ? OK : e;
}

err upload_parts_end(tx *t, id which)
{
    struct upload_row u;
    err e = q_upload_get(t, which, &u);
    when now = tx_now(t);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    TRY(q_upload_parts_drop(t, (ids){ &which, 1 }));
    TRY(media_bury_in(t, upload_key(tx_arena(t), which, S("")), now));
    return q_media_dead_add(t, upload_key(tx_arena(t), which, S("")), now, bytes_until(t, &u));
}

static err give_up(tx *t, void *arg)
{
    return media_give_up_in(t, *(const id *)arg);
}

static err arrive(tx *t, void *arg)
{
    return media_arrived_in(t, arg);
}

/* The refusal is what its client hears; if the row cannot go now, it goes with its time. */
err upload_refuse(ctx *c, id which, err refusal)
{
    struct failure told = c->failure;

    if (transact_aside(c, give_up, &which) != OK)
        ctx_log(c, LOG_WARN, "an upload that was refused waits until its time is over", KV_I64("media", which.v));
    c->failure = told;
    return refusal;
}

static bool is_refusal(err e) { return e == ERR_INVALID || e == ERR_TYPE || e == ERR_TOO_LARGE || e == ERR_FORBIDDEN; }

static err unowned(tx *t, void *arg)
{
    return media_bury_in(t, media_incoming(tx_arena(t), *(const id *)arg), tx_now(t));
}

/* Its time was over before its bytes lay in their place, and what was to remove them may have looked before. */
static err too_late(ctx *c, id which, err e)
{
    struct failure told = c->failure;

    if (transact_aside(c, unowned, &which) != OK)
        ctx_log(c, LOG_WARN, "a file of an upload that is gone stays", KV_I64("media", which.v));
    c->failure = told;
    return e;
}

err upload_store(ctx *c, struct media_arrival *a, struct intake *in)
{
    TRY(intake_keep(c, in, media_incoming(&c->arena, a->media)));
    err e = transact(c, arrive, a);
    return e == ERR_NOT_FOUND ? too_late(c, a->media, e) : e;
}

err upload_finish(ctx *c, id which, const struct intake_wish *w, struct intake *in)
{
    struct media_arrival arrival;
    err e = intake_judge(c, in, w, &arrival);

    arrival.media = which;
    e = e == OK ? upload_store(c, &arrival, in) : e;
    return is_refusal(e) ? upload_refuse(c, which, e) : e;
}

i64 upload_most(ctx *c) { return media_settings(c->world->settings)->media_max; }

static const struct problem *refusal_of(str code)
{
    const struct problem *const known[] = { &media_broken, &media_too_many_pixels, &unsupported_media };

    for (size_t i = 0; i < COUNT(known); i++)
        if (str_eq(code, str_of(known[i]->code)))
            return known[i];
    return NULL;
}

struct refused { id me, media; };

static err failed_end(tx *t, void *arg)
{
    const struct refused *r = arg;
    id which = r->media;
    media_brief_page rows;

    TRY(q_media_briefs_get(t, (ids){ &which, 1 }, &rows));
    bool failed = rows.n && rows.at[0].owner.v == r->me.v && rows.at[0].state == MEDIA_FAILED;
    return failed ? media_end_in(t, rows.at, 1) : OK;
}

err upload_refused(ctx *c, id me, id which, str code)
{
    const struct problem *p = refusal_of(code);

    if (!p)
        return OK;
    TRY(transact_aside(c, failed_end, &(struct refused){ me, which }));
    return fail(c, p);
}

err upload_join(ctx *c, id which, i64 size, struct intake **out)
{
    const struct intake_sums *sums;
    upload_part_page parts;

    TRY(q_upload_parts(c, which, &parts));
    TRY(intake_begin(c, size, out));
    for (size_t i = 0; i < parts.n; i++) {
        c->deadline_ms = loop_mono_ms(c->loop) + c->world->settings->request_timeout;
        TRY(intake_take_blob(c, *out, upload_key(&c->arena, which, parts.at[i].name), 0, parts.at[i].size));
    }
    c->deadline_ms = loop_mono_ms(c->loop) + c->world->settings->request_timeout;
    return intake_end(c, *out, &sums);
}
