/*
 * What refers to media. A reference is a row; the media's row has their number, and how many of them are open. Whether one may be
 * attached is asked, and the reference made, in one transaction, so of several at once one wins.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/media_own.h"

enum { RETRY_AFTER_S = 1, FOLLOW_AT_ONCE = 100 };

const struct problem media_unknown = { "media_not_found", ERR_INVALID, "There is no such media.", &media_not_found };

static bool among(ids which, id one)
{
    for (size_t i = 0; i < which.n; i++)
        if (which.at[i].v == one.v)
            return true;
    return false;
}

static const struct media_brief *brief_of(const media_brief_page *rows, id which)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].id.v == which.v)
            return &rows->at[i];
    return NULL;
}

/* ---- may it be attached? ---- */

static err refused(tx *t, const struct media_take *take, const struct problem *p)
{
    (void)failure_field(tx_failure(t), str_of(take->field), p);
    if (p == &media_not_ready)
        tx_failure(t)->retry_after = RETRY_AFTER_S;
    return tx_fail(t, p);
}

static const struct problem *misfit(const struct media_brief *m, const struct media_take *take)
{
    if (m->state == MEDIA_FAILED)
        return &media_failed;
    if (m->state != MEDIA_READY)
        return &media_not_ready;
    if (!(take->kinds & (u32)1 << m->kind))
        return &media_kind;
    return take->most_ms && m->duration_ms.is == GIVEN && m->duration_ms.v > take->most_ms ? &media_too_long : NULL;
}

/* `held`: what the thing has already; the rest is one's own, and attached to nothing. */
static err judge(tx *t, id me, ids which, ids held, const struct media_take *take)
{
    media_brief_page rows;

    if (!which.n)
        return OK;
    TRY(q_media_briefs_get(t, which, &rows));
    for (size_t i = 0; i < which.n; i++) {
        const struct media_brief *m = brief_of(&rows, which.at[i]);
        bool has = m && among(held, m->id);
        if (!m || (!has && (m->owner.v != me.v || m->refs)))
            return refused(t, take, &media_unknown);
        const struct problem *p = has && take->kinds & (u32)1 << m->kind ? NULL : misfit(m, take);
        if (p)
            return refused(t, take, p);
    }
    return OK;
}

/* ---- the rows ---- */

/* Of those whose number of references has changed. Those that nothing refers to any more end. */
static err counted(tx *t, ids which, i64 by, i64 open_by, media_brief_page *out)
{
    *out = (media_brief_page){ 0 };
    return which.n && (by || open_by) ? q_media_counts_add(t, which, by, open_by, out) : OK;
}

static err add(tx *t, ids which, const struct media_take *to)
{
    ids added = { arena_array(tx_arena(t), id, which.n), 0 };
    media_brief_page now;

    for (size_t i = 0; i < which.n; i++) {
        i64 n;
        TRY(q_media_ref_add(t, which.at[i], to->thing.kind, to->thing.id, to->within, to->open, &n));
        if (n)
            added.at[added.n++] = which.at[i];
    }
    TRY(counted(t, added, 1, to->open, &now));
    return media_tell_changed(t, now.at, now.n);
}

/* An open reference of each is gone. Caches forget what had no other. */
static err closed(tx *t, const media_brief_page *now)
{
    ids which = { arena_array(tx_arena(t), id, now->n), 0 };

    for (size_t i = 0; i < now->n; i++)
        if (!now->at[i].open_refs)
            which.at[which.n++] = now->at[i].id;
    return media_purge_in(t, which);
}

static err unreferred_end(tx *t, const media_brief_page *now)
{
    struct media_brief *over = arena_array(tx_arena(t), struct media_brief, now->n);
    struct media_brief *stay = arena_array(tx_arena(t), struct media_brief, now->n);
    size_t ends = 0, stays = 0;

    for (size_t i = 0; i < now->n; i++)
        if (now->at[i].refs)
            stay[stays++] = now->at[i];
        else
            over[ends++] = now->at[i];
    TRY(media_tell_changed(t, stay, stays));
    return media_end_in(t, over, ends);
}

/* The media of those that are as open, taken out of `refs`: each once. One that is there more often stays for another round. */
static ids round_take(tx *t, media_ref_page *refs, bool open)
{
    ids which = { arena_array(tx_arena(t), id, refs->n), 0 };
    size_t left = 0;

    for (size_t i = 0; i < refs->n; i++)
        if (refs->at[i].open != open || among(which, refs->at[i].media))
            refs->at[left++] = refs->at[i];
        else
            which.at[which.n++] = refs->at[i].media;
    refs->n = left;
    return which;
}

/* References that have been dropped: the open ones and the others are counted apart. */
static err dropped(tx *t, media_ref_page *refs)
{
    while (refs->n) {
        bool open = refs->at[0].open;
        media_brief_page now;
        TRY(counted(t, round_take(t, refs, open), -1, -open, &now));
        TRY(open ? closed(t, &now) : OK);
        TRY(unreferred_end(t, &now));
    }
    return OK;
}

/* References that have become open, or are so no longer. */
static err turned(tx *t, media_ref_page *refs)
{
    while (refs->n) {
        bool open = refs->at[0].open;
        media_brief_page now;
        TRY(counted(t, round_take(t, refs, open), 0, open ? 1 : -1, &now));
        TRY(open ? OK : closed(t, &now));
        TRY(media_tell_changed(t, now.at, now.n));
    }
    return OK;
}

/* ---- the verbs ---- */

err media_attach(tx *t, id me, ids which, const struct media_take *take)
{
    TRY(judge(t, me, which, (ids){ 0 }, take));
    return add(t, which, take);
}

err media_let_go(tx *t, ids which, struct media_thing thing)
{
    media_ref_page refs;

    if (!which.n)
        return OK;
    TRY(q_media_refs_drop(t, which, thing.kind, thing.id, &refs));
    return dropped(t, &refs);
}

err media_let_go_all(tx *t, struct media_thing thing)
{
    media_ref_page refs;

    TRY(q_media_refs_drop_all(t, thing.kind, thing.id, &refs));
    return dropped(t, &refs);
}

static ids without(tx *t, ids from, ids those)
{
    ids out = { arena_array(tx_arena(t), id, from.n), 0 };

    for (size_t i = 0; i < from.n; i++)
        if (!among(those, from.at[i]))
            out.at[out.n++] = from.at[i];
    return out;
}

err media_open(tx *t, enum media_thing_kind kind, ids things, bool open)
{
    media_ref_page refs;

    if (!things.n)
        return OK;
    TRY(q_media_refs_open(t, kind, things, open, &refs));
    return turned(t, &refs);
}

/* What follows at once; false: there may be more. */
static err follow(tx *t, id within, enum media_closing how, bool *all)
{
    media_ref_page refs;

    if (how == MEDIA_GONE)
        TRY(q_media_refs_drop_within(t, within, FOLLOW_AT_ONCE, &refs));
    else
        TRY(q_media_refs_open_within(t, within, how == MEDIA_OPENED, FOLLOW_AT_ONCE, &refs));
    *all = refs.n < FOLLOW_AT_ONCE;
    return how == MEDIA_GONE ? dropped(t, &refs) : turned(t, &refs);
}

err media_close(tx *t, id within, enum media_closing how)
{
    bool all;

    TRY(follow(t, within, how, &all));
    return all || how == MEDIA_OPENED ? q_media_close_undo(t, within) : q_media_close(t, within, how == MEDIA_GONE);
}

err media_close_end(tx *t, id within) { return q_media_close_end(t, within); }

err media_change(tx *t, id me, ids before, ids after, const struct media_take *take)
{
    id thing = take->thing.id;

    TRY(judge(t, me, after, before, take));
    TRY(media_let_go(t, without(t, before, after), take->thing));
    TRY(media_open(t, take->thing.kind, (ids){ &thing, 1 }, take->open));
    return add(t, without(t, after, before), take);
}

err media_share(tx *t, ids which, const struct media_take *to)
{
    ids there = { arena_array(tx_arena(t), id, which.n), 0 };
    media_brief_page rows;

    if (!which.n)
        return OK;
    TRY(q_media_briefs_get(t, which, &rows));
    for (size_t i = 0; i < rows.n; i++)
        if (rows.at[i].state == MEDIA_READY)
            there.at[there.n++] = rows.at[i].id;
    return add(t, there, to);
}

static ids medias_of(tx *t, const media_ref_page *refs)
{
    ids out = { arena_array(tx_arena(t), id, refs->n), refs->n };

    for (size_t i = 0; i < refs->n; i++)
        out.at[i] = refs->at[i].media;
    return out;
}

/* First the new references, so that what stays has one throughout. */
err media_move(tx *t, id me, ids which, struct media_thing from, const struct media_take *to)
{
    media_ref_page had;

    TRY(q_media_refs_of(t, from.id, from.kind, &had));
    TRY(judge(t, me, which, medias_of(t, &had), to));
    TRY(add(t, which, to));
    return media_let_go_all(t, from);
}

/* ---- the members that name them ---- */

err media_id_read(ctx *c, const char *field, str text, id *out)
{
    if (id_parse(text, out))
        return OK;
    (void)failure_field(&c->failure, str_of(field), &media_unknown);
    return fail(c, &media_unknown);
}

err media_ids_read(ctx *c, const char *field, strs texts, size_t most, ids *out)
{
    *out = (ids){ arena_array(&c->arena, id, texts.n), 0 };
    if (texts.n > most)
        return fail_field_saying(c, str_of(field), &too_long, "At most %zu media.", most);
    for (size_t i = 0; i < texts.n; i++) {
        id one;
        TRY(media_id_read(c, field, texts.at[i], &one));
        if (among(*out, one))
            return fail_field_saying(c, str_of(field), &invalid_form, "A media is named twice.");
        out->at[out->n++] = one;
    }
    return OK;
}

err medias_there(ctx *c, ids which, ids *out)
{
    media_brief_page rows;

    TRY(q_media_briefs_get(c, which, &rows));
    *out = (ids){ arena_array(&c->arena, id, rows.n), rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = rows.at[i].id;
    ids_sort(*out);
    return OK;
}
