/*
 * tus 1.0.0: an upload in as many requests as it takes. What one request brought is a part: a blob of its own, which the row of the upload
 * names in the transaction that moves the offset. So an offset that was answered is durable, and what a killed process had received is
 * not. Of long requests that are sure to end well, parts are made on the way. Small parts are joined as they come, all of them at the end;
 * a request that brings everything makes no part at all.
 */
#include <assert.h>
#include "base/id.h"
#include "base/str.h"
#include "domain/media/upload.sql.h"
#include "domain/media/upload_own.h"
#include "ports/blob.h"
#include "runtime/settings.h"

enum {
    PART_MOST = 64 << 20, PARTS_MOST = 128,      /* at least, and about how many of an upload */
    SMALL_LEAST = 1 << 20,
    END_MS = 20 * 1000,              /* for what has come, after its client has gone */
    WAIT_MS = 20, ASK_EVERY = 20, WAITS = 300    /* for whoever holds it */
};

static i64 part_most(i64 size) { return size / PARTS_MOST > PART_MOST ? size / PARTS_MOST : PART_MOST; }
static i64 part_small(i64 size) { return size / PARTS_MOST > SMALL_LEAST ? size / PARTS_MOST : SMALL_LEAST; }

static when lives_until(const struct world *w, when now)
{
    return (when){ now.ms + media_settings(w->settings)->upload_ttl };
}

static struct tus_state state_of(const struct upload_found *f)
{
    bool complete = f->state != MEDIA_WAITING;

    return (struct tus_state){ complete ? f->row.size : f->row.got, f->row.size, f->row.metadata, f->row.expires_at, complete };
}

/* ---- created ---- */

struct creating { struct media_begin begin; struct tus_wish *wish; id *media; struct tus_state *out; };

static err create(tx *t, void *arg)
{
    struct creating *n = arg;
    const struct upload_wish *w = &n->wish->wish;
    when until = lives_until(tx_world(t), tx_now(t));

    n->begin.expires_at = until;
    TRY(media_begin_in(t, &n->begin, n->media));
    *n->out = (struct tus_state){ 0, w->size, n->wish->metadata, until, false };
    return q_upload_insert(t, *n->media, MEDIA_BY_TUS, w->size, (maybe_str){ w->sha256.n ? GIVEN : NULLED, w->sha256 },
                           (maybe_str){ n->wish->type.p ? GIVEN : NULLED, n->wish->type }, n->wish->metadata, until);
}

err tus_create(ctx *c, id me, struct tus_wish *w, id *out, struct tus_state *state)
{
    bool picture;

    TRY(upload_declared_read(c, w->type, &w->wish.asked, &picture));
    if (!w->wish.size)
        return fail(c, &media_empty);
    TRY(intake_size_check(c, w->wish.size, picture));
    struct creating n = { .begin = upload_beginning(me, &w->wish, (when){ 0 }), .wish = w, .media = out, .out = state };
    return upload_row_make(c, me, create, &n);
}

/* ---- whoever holds it ends first ---- */

static err expiry_check(ctx *c, const struct upload_found *f)
{
    bool over = f->state == MEDIA_WAITING && f->row.expires_at.ms <= ctx_now(c).ms;

    return over ? fail(c, &upload_expired) : OK;
}

/* True: nobody holds it now, or whoever does would not end in time. */
static err free_wait(ctx *c, id me, id which, struct upload_found *out, bool *held)
{
    for (int n = 0; n < WAITS; n++) {
        TRY(upload_find(c, me, which, MEDIA_BY_TUS, out));
        *held = upload_is_held(c->world, &out->row, ctx_now(c));
        if (!*held || out->state != MEDIA_WAITING)
            break;
        if (n % ASK_EVERY == 0)
            upload_ask(c->world, which);
        TRY(ctx_sleep(c, WAIT_MS));
    }
    *held &= out->state == MEDIA_WAITING;
    return OK;
}

struct taking { id me, media, holder; i64 offset; struct upload_found found; bool held; };

/* From one that would not end: what it receives does not count any more. */
static err rob(tx *t, void *arg)
{
    const struct taking *k = arg;

    return q_upload_hold(t, k->media, (id){ 0 }, (when){ 0 });
}

err tus_look(ctx *c, id me, id which, struct tus_state *out)
{
    struct taking k = { .me = me, .media = which };
    bool held;

    TRY(free_wait(c, me, which, &k.found, &held));
    TRY(expiry_check(c, &k.found));
    if (held) {
        TRY(transact_aside(c, rob, &k));
        TRY(upload_find(c, me, which, MEDIA_BY_TUS, &k.found));
    }
    *out = state_of(&k.found);
    return OK;
}

err tus_end(ctx *c, id me, id which)
{
    struct upload_found found;
    bool held;

    TRY(free_wait(c, me, which, &found, &held));
    TRY(expiry_check(c, &found));
    return media_delete(c, me, which);
}

/* ---- a PATCH ---- */

struct tus_patch {
    struct upload_watch watch;
    struct taking k;
    struct tus_checksum sum;
    struct intake *in;               /* what has come from `at` on, which no part has yet */
    i64 at, size, came;              /* came: octets of this request */
    bool watched, in_parts, wrong;   /* in_parts: they are made on the way; wrong: nothing of it counts */
    str replaces;                    /* a small part before, whose octets are in `in` once more; "": none */
};

static err offset_refuse(tx *t, i64 is)
{
    return tx_fail_saying(t, &upload_offset, "The server has %lld octets of this upload.", (long long)is);
}

static err take(tx *t, void *arg)
{
    struct taking *k = arg;
    when now = tx_now(t);

    TRY(upload_find_in(t, k->me, k->media, MEDIA_BY_TUS, &k->found));
    struct tus_state is = state_of(&k->found);
    if (!is.complete && is.expires_at.ms <= now.ms)
        return tx_fail(t, &upload_expired);
    k->held = !is.complete && upload_is_held(tx_world(t), &k->found.row, now);
    if (k->held)
        return OK;
    if (k->offset != is.offset)
        return offset_refuse(t, is.offset);
    return is.complete ? OK : q_upload_hold(t, k->media, k->holder, (when){ now.ms + UPLOAD_HELD_MS });
}

/* Somebody who begins it at the same moment may be first each time. */
static err hold(ctx *c, struct taking *k)
{
    enum { TRIES = 3 };
    bool held = true;

    for (int n = 0; n < TRIES && held; n++) {
        TRY(free_wait(c, k->me, k->media, &k->found, &held));
        if (held)
            break;
        TRY(transact(c, take, k));
        held = k->held;
    }
    return held ? fail(c, &upload_locked) : OK;
}

static err release(tx *t, void *arg)
{
    const struct taking *k = arg;

    return q_upload_release(t, k->media, k->holder);
}

static err too_long(ctx *c)
{
    return fail_saying(c, &media_too_large, "More comes than the upload's length.");
}

/* A small part before this one comes along, so that many small requests make few parts. */
static err small_part_take(ctx *c, struct tus_patch *p)
{
    struct upload_part last;
    err e = q_upload_part_last(c, p->k.media, &last);
    bool small = e == OK && last.size < part_small(p->size);

    TRY(e == ERR_NOT_FOUND ? OK : e);
    p->at = small ? last.at : p->at;
    p->replaces = small ? last.name : S("");
    TRY(intake_begin(c, p->size - p->at, &p->in));
    return small ? intake_take_blob(c, p->in, upload_key(&c->arena, p->k.media, last.name), 0, last.size) : OK;
}

/* What was not read to its end is as it was: a part of it would take its place, and the offset go back. */
static err receiving_begin(ctx *c, struct tus_patch *p)
{
    i64 at = p->at;
    err e = small_part_take(c, p);

    if (e != OK) {
        p->in = NULL;
        p->at = at;
        p->replaces = S("");
        return e;
    }
    return p->sum.kind == TUS_NO_SUM ? OK : intake_check_from_here(c, p->in, p->sum.kind == TUS_SHA1 ? DIGEST_SHA1 : DIGEST_SHA256);
}

err tus_patch_begin(ctx *c, id me, id which, i64 offset, i64 length, const struct tus_checksum *sum, struct tus_patch **out)
{
    struct tus_patch *p = arena_new(&c->arena, struct tus_patch);

    *p = (struct tus_patch){ .k = { .me = me, .media = which, .holder = ctx_new_id(c), .offset = offset }, .sum = *sum, .at = offset,
                             .replaces = S(""), .in_parts = length >= 0 && sum->kind == TUS_NO_SUM };
    TRY(hold(c, &p->k));
    *out = p;
    p->size = p->k.found.row.size;
    p->wrong = length > p->size - offset;
    if (p->k.found.state == MEDIA_WAITING) {
        upload_watch_begin(c, &p->watch, which, p->k.holder, true);
        p->watched = true;
    }
    return OK;
}

struct advancing { struct tus_patch *p; str name; i64 size; };

static err advance(tx *t, void *arg)
{
    const struct advancing *a = arg;
    const struct tus_patch *p = a->p;
    id media = p->k.media;
    i64 got = p->at + a->size, changed;
    when until = lives_until(tx_world(t), tx_now(t));

    TRY(q_upload_advance(t, media, p->k.holder, got, until, &changed));
    if (!changed)
        return tx_fail(t, &upload_locked);
    if (p->replaces.n)
        TRY(media_bury_in(t, upload_key(tx_arena(t), media, p->replaces), tx_now(t)));
    TRY(q_upload_part_add(t, media, p->at, a->size, a->name));
    TRY(got == p->size ? upload_join_later(t, media, p->size) : OK);
    return media_wait_on_in(t, media, until);
}

/* What is in the intake becomes a part, and the offset moves. */
static err part_make(ctx *c, struct tus_patch *p)
{
    struct advancing a = { p, arena_format(&c->arena, "%lld-%lld", (long long)p->k.holder.v, (long long)p->at), intake_size(p->in) };
    str key = upload_key(&c->arena, p->k.media, a.name);
    const struct intake_sums *sums;

    TRY(intake_end(c, p->in, &sums));
    TRY(intake_keep(c, p->in, key));
    err e = transact(c, advance, &a);
    if (e != OK && blob_drop(c, c->world->blob, key) != OK)
        ctx_log(c, LOG_DEBUG, "a part that does not count goes with its upload", KV_I64("media", p->k.media.v));
    TRY(e);
    p->at += a.size;
    p->replaces = S("");
    p->in = NULL;
    return OK;
}

err tus_patch_take(ctx *c, struct tus_patch *p, str piece)
{
    p->watch.moved++;
    p->wrong |= (i64)piece.n > p->size - p->k.offset - p->came;
    if (p->wrong || !p->watched)
        return too_long(c);
    TRY(p->in ? OK : receiving_begin(c, p));
    TRY(intake_take(c, p->in, piece));
    p->came += (i64)piece.n;
    bool full = p->in_parts && intake_size(p->in) >= part_most(p->size) && p->k.offset + p->came < p->size;
    return full ? part_make(c, p) : OK;
}

/* ---- its end ---- */

static bool sum_fits(const struct tus_patch *p, const struct intake_sums *sums)
{
    return memcmp(sums->check, p->sum.sum, p->sum.kind == TUS_SHA1 ? 20 : SHA256_SIZE) == 0;
}

static const struct problem part_wrong = { "checksum_mismatch", ERR_CHECKSUM, NULL, &checksum_mismatch };

static err sum_check(ctx *c, struct tus_patch *p)
{
    const struct intake_sums *sums;

    if (p->sum.kind == TUS_NO_SUM)
        return OK;
    TRY(p->in ? OK : receiving_begin(c, p));
    TRY(intake_end(c, p->in, &sums));
    return sum_fits(p, sums) ? OK : fail(c, &part_wrong);
}

static err whole_end(ctx *c, struct tus_patch *p)
{
    const struct upload_found *f = &p->k.found;
    const struct intake_wish w = { f->asked, f->row.wanted.is == GIVEN ? f->row.wanted.v : S(""), p->size };
    const struct intake_sums *sums;

    if (p->at == 0 && p->in)
        TRY(intake_end(c, p->in, &sums));
    else
        TRY(upload_join(c, p->k.media, p->size, &p->in));
    return upload_finish(c, p->k.media, &w, p->in);
}

static err received_end(ctx *c, struct tus_patch *p)
{
    bool all = p->k.offset + p->came == p->size;

    if (p->in && intake_size(p->in) && !(all && p->at == 0))
        TRY(part_make(c, p));
    return all ? whole_end(c, p) : OK;
}

/* Bytes that were to be checked count whole or not at all. */
static err patch_end(ctx *c, struct tus_patch *p, err came)
{
    if (p->wrong)
        return too_long(c);
    if (came != OK && p->sum.kind != TUS_NO_SUM)
        return p->watch.ended ? fail(c, &upload_locked) : came;
    TRY(sum_check(c, p));
    TRY(received_end(c, p));
    if (p->watch.ended)
        return p->came ? OK : fail(c, &upload_locked);
    return came;
}

/* Its client may have gone, or another request have cancelled it: what came is settled all the same. */
err tus_patch_end(ctx *c, struct tus_patch *p, err came, struct tus_state *out)
{
    struct failure told = c->failure;
    err e = came;

    if (p->watched) {
        p->watch.ends = false;
        c->cancelled = false;
        c->deadline_ms = loop_mono_ms(c->loop) + END_MS;
        e = patch_end(c, p, came);
        if (e == ERR_CANCELLED && c->cancelled) {        /* its client went while this was settled */
            c->cancelled = false;
            e = patch_end(c, p, came);
        }
        if (e == came)
            c->failure = told;
        upload_watch_end(&p->watch);
        told = c->failure;
        if (transact_aside(c, release, &p->k) != OK)
            ctx_log(c, LOG_DEBUG, "an upload is held until its time is over", KV_I64("media", p->k.media.v));
        c->failure = told;
    }
    if (e != OK)
        return e;
    TRY(upload_find(c, p->k.me, p->k.media, MEDIA_BY_TUS, &p->k.found));
    *out = state_of(&p->k.found);
    return OK;
}

/* ---- what a killed process left: all of it is there, and nobody joins it ---- */

const char upload_join_job[] = "media_join";

err upload_join_later(tx *t, id which, i64 size)
{
    enum { AFTER_MS = 10 * 1000, OCTETS_A_MS = 20000 };

    return job_set(t, which, upload_join_job, id_text(tx_arena(t), which), (when){ tx_now(t).ms + AFTER_MS + size / OCTETS_A_MS });
}

err upload_join_run(ctx *c, str payload)
{
    struct taking k = { .holder = ctx_new_id(c) };
    struct intake *in;

    if (!id_parse(payload, &k.media))
        return OK;
    err e = upload_find(c, (id){ 0 }, k.media, MEDIA_BY_TUS, &k.found);
    k.offset = k.found.row.got;
    if (e == ERR_NOT_FOUND || (e == OK && (k.found.state != MEDIA_WAITING || k.found.row.got != k.found.row.size)))
        return OK;
    TRY(e);
    TRY(transact(c, take, &k));
    if (k.held)
        return fail(c, &upload_locked);
    struct upload_watch watch;
    upload_watch_begin(c, &watch, k.media, k.holder, false);
    e = upload_join(c, k.media, k.found.row.size, &in);
    maybe_str wanted = k.found.row.wanted;
    e = e == OK ? upload_finish(c, k.media, &(struct intake_wish){ k.found.asked, wanted.is == GIVEN ? wanted.v : S(""), -1 }, in) : e;
    upload_watch_end(&watch);
    return e == ERR_NOT_FOUND || e == ERR_CONFLICT ? OK : e;
}
