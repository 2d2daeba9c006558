/* The way of an upload into its row: it begins, its bytes arrive, or it is given up. */
#include "base/id.h"
#include "base/str.h"
#include "domain/media/media.sql.h"
#include "domain/media/upload_own.h"

static enum media_kind kind_of(enum media_kind asked, enum media_kind found)
{
    return asked == MEDIA_FILE ? MEDIA_FILE : asked == MEDIA_VOICE && found == MEDIA_AUDIO ? MEDIA_VOICE : found;
}

/* ---- budgets ---- */

err media_rate_take(ctx *c, id me)
{
    struct rate r = rate_take(c->world, &uploads_hourly, rate_of_id(c->world, me), ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "uploads");
}

void media_rate_give_back(ctx *c, id me)
{
    rate_give_back(c->world, &uploads_hourly, rate_of_id(c->world, me), ctx_now(c).ms / 1000);
}

/* Adds to what an account keeps, unless that is more than it may. */
static err quota_take(tx *t, id owner, const struct media_counted *by, bool asks)
{
    struct media_usage_row now;

    TRY(q_media_usage_add(t, owner, by, &now));
    i64 quota = media_quota_of(tx_world(t), now.quota);
    return asks && quota >= 0 && now.bytes + now.reserved > quota ? tx_fail(t, &quota_exceeded) : OK;
}

/* ---- the verbs ---- */

err media_begin_in(tx *t, const struct media_begin *b, id *out)
{
    bool file = b->asked == MEDIA_FILE;

    *out = tx_new_id(t);
    TRY(account_acts_in(t, b->owner));
    TRY(quota_take(t, b->owner, &(struct media_counted){ .reserved = b->size }, true));
    return q_media_insert(t, *out, b->owner, b->asked, b->asked, b->description, b->focus.x, b->focus.y,
                          (maybe_str){ file ? GIVEN : NULLED, b->filename }, b->size, b->expires_at);
}

err media_wait_on_in(tx *t, id which, when expires_at)
{
    return q_media_wait_on(t, which, expires_at);
}

err media_arrived_in(tx *t, const struct media_arrival *a)
{
    struct media_row row;
    i64 changed;
    err e = q_media_row_get(t, a->media, &row);

    if (e == ERR_NOT_FOUND)
        return tx_fail(t, &media_not_found);
    TRY(e);
    if (row.state != MEDIA_WAITING)
        return tx_fail(t, &upload_complete);
    enum media_kind kind = kind_of((enum media_kind)row.asked, a->kind);
    struct media_counted by = media_count_of(kind, 1, a->size);
    by.reserved = -row.bytes;
    when until = { tx_now(t).ms + media_settings(tx_world(t)->settings)->media_unattached_ttl };
    TRY(quota_take(t, row.owner, &by, a->size > row.bytes));
    TRY(q_media_arrive(t, row.id, kind, a->format, a->size, a->sha256, until, &changed));
    TRY(upload_parts_end(t, row.id));
    return media_make_add(t, row.id, kind, a->size, tx_now(t));
}

err media_give_up_in(tx *t, id which)
{
    media_brief_page rows;

    TRY(q_media_briefs_get(t, (ids){ &which, 1 }, &rows));
    return rows.n && rows.at[0].state == MEDIA_WAITING ? media_end_in(t, rows.at, 1) : OK;
}
