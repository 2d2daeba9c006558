/*
 * Media that end, and their bytes. Whatever may leave a file in the blob store that no media names writes its key into media_dead
 * first; what comes to be named takes it out again, in the transaction that names it. A job removes what is due: it takes the rows,
 * so that nobody spares them any more, then removes the files, then the rows. Wherever it is killed, the next one goes on.
 */
#include <stdlib.h>
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/upload.sql.h"
#include "domain/media/upload_own.h"
#include "ports/blob.h"

const char media_bury_job[] = "media_bury";
enum {
    AT_ONCE = 50,
    STRAGGLER_MS = 8000,             /* what may still be written by a request that has not heard of the end */
    AWAY_MS = 5000,                  /* until a blob store that did not answer is asked again */
    SLICE_MS = 400
};

SHAPE(media_named, FIELD(media_named, name), FIELD(media_named, media));
SHAPE(media_dead, FIELD(media_dead, key), FIELD(media_dead, due), FIELD(media_dead, again));

/* ---- in transactions ---- */

str media_incoming(struct arena *a, id which)
{
    return arena_format(a, "incoming/%lld", (long long)which.v);
}

static err bury_now(tx *t)
{
    return job_add(t, media_bury_job, S(""), tx_now(t));
}

err media_bury_in(tx *t, str key, when due)
{
    TRY(q_media_dead_add(t, key, due, 0));
    return due.ms <= tx_now(t).ms ? bury_now(t) : OK;
}

static err incoming_bury(tx *t, id which, bool open)
{
    when now = tx_now(t);
    str key = media_incoming(tx_arena(t), which);
    i64 until_ms;

    TRY(q_media_dead_add(t, key, now, open ? now.ms + STRAGGLER_MS : 0));
    if (!open)
        return OK;
    TRY(upload_bytes_until(t, which, &until_ms));
    return q_media_dead_add(t, upload_key(tx_arena(t), which, S("")), now, until_ms);
}

err media_incoming_end(tx *t, id which)
{
    TRY(incoming_bury(t, which, false));
    return bury_now(t);
}

static err names_bury(tx *t, ids which)
{
    media_named_page names;

    TRY(q_media_names_drop(t, which, &names));
    for (size_t i = 0; i < names.n; i++)
        TRY(q_media_dead_add(t, arena_format(tx_arena(t), "media/" STR_FMT, STR_ARG(names.at[i].name)), tx_now(t), 0));
    return OK;
}

static err uncount(tx *t, const struct media_brief *m)
{
    struct media_counted by = { .reserved = -m->bytes };

    if (m->state == MEDIA_PROCESSING || m->state == MEDIA_READY)
        by = media_count_of((enum media_kind)m->kind, -1, -m->bytes);
    TRY(m->state == MEDIA_FAILED ? OK : media_count_in(t, m->owner, &by));
    return m->state == MEDIA_WAITING || m->state == MEDIA_PROCESSING ? incoming_bury(t, m->id, m->state == MEDIA_WAITING) : OK;
}

/* One event for each owner: they mostly have one. */
static err each_owner(tx *t, const struct media_brief *at, size_t n, err (*tell)(tx *, id, ids))
{
    for (size_t from = 0, to; from < n; from = to) {
        ids which = { arena_array(tx_arena(t), id, n), 0 };
        for (to = from; to < n && at[to].owner.v == at[from].owner.v; to++)
            which.at[which.n++] = at[to].id;
        TRY(tell(t, at[from].owner, which));
    }
    return OK;
}

static err tell_gone(tx *t, id owner, ids which) { return event_tell(t, media_gone, owner, &(struct medias_told){ which }); }
static err tell_changed(tx *t, id owner, ids which) { return event_tell(t, media_changed, owner, &(struct medias_told){ which }); }

err media_tell_changed(tx *t, const struct media_brief *at, size_t n)
{
    return each_owner(t, at, n, tell_changed);
}

err media_end_in(tx *t, const struct media_brief *at, size_t n)
{
    ids which = { arena_array(tx_arena(t), id, n), n }, open = { arena_array(tx_arena(t), id, n), 0 };

    if (!n)
        return OK;
    for (size_t i = 0; i < n; i++) {
        which.at[i] = at[i].id;
        if (at[i].open_refs)
            open.at[open.n++] = at[i].id;
        TRY(uncount(t, &at[i]));
    }
    TRY(media_purge_in(t, open));
    TRY(names_bury(t, which));
    TRY(q_media_uploads_drop(t, which));
    TRY(q_upload_parts_drop(t, which));
    TRY(q_media_rows_drop(t, which));
    TRY(bury_now(t));
    return each_owner(t, at, n, tell_gone);
}

/* ---- the job ---- */

/* gone, stuck: what became of those that were taken; others have not been reached. */
struct burial { strs keys, gone, stuck; when now, later; media_dead_page taken; };

static err take(tx *t, void *arg)
{
    struct burial *b = arg;

    return q_media_dead_take(t, b->keys, b->now, &b->taken);
}

static err note(tx *t, void *arg)
{
    const struct burial *b = arg;

    TRY(q_media_dead_end(t, b->gone, b->now));
    TRY(q_media_dead_once_more(t, b->gone, b->now));
    return b->stuck.n ? q_media_dead_put_off(t, b->stuck, b->later) : OK;
}

static bool of_many(str key) { return str_ends(key, S("-")); }

static int by_due(const void *a, const void *b)
{
    i64 x = ((const struct media_dead *)a)->due.ms, y = ((const struct media_dead *)b)->due.ms;

    return (x > y) - (x < y);
}

/* Those that are one file each, by one request. False: each has to go by itself, since the store has no such request, or one stays. */
static bool files_drop(ctx *c, struct burial *b)
{
    for (size_t i = 0; i < b->taken.n; i++)
        if (!of_many(b->taken.at[i].key))
            b->gone.at[b->gone.n++] = b->taken.at[i].key;
    if (blob_drop_at_once(c, c->world->blob, b->gone) == OK)
        return true;
    b->gone.n = 0;
    return false;
}

static err key_drop(ctx *c, str key)
{
    return of_many(key) ? blob_drop_all(c, c->world->blob, key) : blob_drop(c, c->world->blob, key);
}

/*
 * As many as a slow blob store removes in a short time, so that what was done is kept. What waited longest comes first: those that are
 * put off again and again keep nobody waiting. One that fails is told, after the others have been tried.
 */
static err all_drop(ctx *c, struct burial *b)
{
    bool files_gone = files_drop(c, b);
    i64 until_ms = mono_ms() + SLICE_MS;
    err e = OK;

    qsort(b->taken.at, b->taken.n, sizeof *b->taken.at, by_due);
    for (size_t i = 0; i < b->taken.n && e != ERR_CANCELLED && mono_ms() < until_ms; i++) {
        str key = b->taken.at[i].key;
        if (files_gone && !of_many(key))
            continue;
        err one = key_drop(c, key);
        strs *to = one == OK ? &b->gone : &b->stuck;
        to->at[to->n++] = key;
        e = one == OK ? e : one;
    }
    return e;
}

static bool time_left(const ctx *c)
{
    return !c->deadline_ms || c->deadline_ms - loop_mono_ms(c->loop) > 2 * SLICE_MS;
}

static err batch_bury(ctx *c, struct burial *b, bool *more)
{
    TRY(transact(c, take, b));
    err e = all_drop(c, b);
    if (e == ERR_CANCELLED)
        return e;
    TRY(transact(c, note, b));
    *more = b->gone.n && (b->gone.n + b->stuck.n < b->taken.n || b->taken.n == AT_ONCE);
    if (b->stuck.n)
        ctx_log(c, LOG_WARN, "files could not be removed; it is tried again", KV_STR("error", str_of(error_facts[e].code)),
                KV_I64("files", (i64)b->stuck.n));
    return OK;
}

static strs room(ctx *c) { return (strs){ arena_array(&c->arena, str, AT_ONCE), 0 }; }

err media_bury_due(ctx *c)
{
    bool more = true;

    while (more && time_left(c)) {
        struct arena_mark mark = arena_mark(&c->arena);
        when now = ctx_now(c);
        struct burial b = { .keys = room(c), .gone = room(c), .stuck = room(c), .now = now, .later = { now.ms + AWAY_MS } };
        media_dead_page due;
        TRY(q_media_dead_due(c, now, AT_ONCE, &due));
        for (size_t i = 0; i < due.n; i++)
            b.keys.at[b.keys.n++] = due.at[i].key;
        more = false;
        TRY(due.n ? batch_bury(c, &b, &more) : OK);
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

err media_bury_run(ctx *c, str payload)
{
    (void)payload;
    return media_bury_due(c);
}
