/*
 * Media in the cache, packed once for all viewers. Events drop one that changes; whether
 * its owner is shown is kept apart, since it changes for all that somebody owns.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/graph/sight.h"
#include "domain/media/kept.h"
#include "domain/media/media.sql.h"
#include "ports/cache.h"
#include "ports/stamps.h"

enum { KEPT_MS = 3600 * 1000 };

static SHAPE(media_kept,
    FIELD(media_kept, id), FIELD(media_kept, owner), FIELD(media_kept, kind), FIELD(media_kept, mime), FIELD(media_kept, size),
    FIELD(media_kept, width), FIELD(media_kept, height), FIELD(media_kept, duration_ms), FIELD(media_kept, animated),
    FIELD(media_kept, description), FIELD(media_kept, focus_x), FIELD(media_kept, focus_y), FIELD(media_kept, blurhash),
    FIELD(media_kept, name), FIELD(media_kept, poster), FIELD_PAGE(media_kept, stills, &media_still_shape), FIELD(media_kept, waveform),
    FIELD(media_kept, filename), FIELD(media_kept, ready), FIELD(media_kept, open), FIELD(media_kept, shown));

struct owner_kept { bool shown; };
static SHAPE(owner_kept, FIELD(owner_kept, shown));

static str media_key(struct arena *a, id which) { return cache_key(a, S("media "), which); }
static str owner_key(struct arena *a, id who) { return cache_key(a, S("media_owner "), who); }

static void key_forget(struct world *w, str (*key)(struct arena *, id), id which)
{
    char room[64];
    struct arena a;

    arena_init(&a, room, sizeof room);
    cache_forget(w->cache, key(&a, which));
    stamp_raise(w, STAMP_ITSELF, which);
    arena_close(&a);
}

void media_forget(struct world *w, id which) { key_forget(w, media_key, which); }
void media_owner_forget(struct world *w, id who) { key_forget(w, owner_key, who); }

/* ---- of a row ---- */

err media_kept_of(struct arena *a, const struct media_row *row, struct media_kept *out)
{
    *out = (struct media_kept){
        .id = row->id, .owner = row->owner, .kind = row->kind, .mime = row->mime, .size = row->size, .width = row->width,
        .height = row->height, .duration_ms = row->duration_ms, .animated = row->animated, .description = row->description,
        .focus_x = row->focus_x, .focus_y = row->focus_y, .blurhash = row->blurhash, .name = row->name, .poster = row->poster,
        .waveform = { row->waveform.is == GIVEN ? row->waveform.v : S("null") }, .filename = row->filename,
        .ready = row->state == MEDIA_READY, .open = row->open_refs > 0,
    };
    return media_stills_read(a, row->stills, &out->stills);
}

/* ---- owners ---- */

static bool is_shown(const account_page *accounts, id who)
{
    for (size_t i = 0; i < accounts->n; i++)
        if (accounts->at[i].id.v == who.v)
            return standing_of(&accounts->at[i]).shown;
    return false;
}

/* Of each that the cache lacks; a ticket is older than the read. */
static err owners_read(ctx *c, ids missing, struct media_kept *const *of, size_t n)
{
    u64 *tickets = arena_array(&c->arena, u64, missing.n);
    account_page accounts;

    for (size_t i = 0; i < missing.n; i++)
        tickets[i] = cache_ticket(c, owner_key(&c->arena, missing.at[i]));
    TRY(accounts_by_ids(c, missing, &accounts));
    for (size_t i = 0; i < missing.n; i++) {
        struct owner_kept kept = { is_shown(&accounts, missing.at[i]) };
        cache_fill_shaped(c, owner_key(&c->arena, missing.at[i]), &owner_kept_shape, &kept, KEPT_MS, tickets[i]);
        for (size_t k = 0; k < n; k++)
            if (of[k] && of[k]->owner.v == missing.at[i].v)
                of[k]->shown = kept.shown;
    }
    return OK;
}

static bool known(const ids *which, id one)
{
    for (size_t i = 0; i < which->n; i++)
        if (which->at[i].v == one.v)
            return true;
    return false;
}

/* Only what is open asks whose it is. */
static err owners_ask(ctx *c, struct media_kept *const *of, size_t n)
{
    ids missing = { arena_array(&c->arena, id, n), 0 };
    struct owner_kept kept = { 0 };
    id last = { 0 };

    for (size_t i = 0; i < n; i++) {
        if (!of[i] || !of[i]->open || known(&missing, of[i]->owner))
            continue;
        if (of[i]->owner.v != last.v && !cache_get_shaped(c, owner_key(&c->arena, of[i]->owner), &owner_kept_shape, &kept)) {
            missing.at[missing.n++] = of[i]->owner;
            last.v = 0;
            continue;
        }
        last = of[i]->owner;
        of[i]->shown = kept.shown;
    }
    return missing.n ? owners_read(c, missing, of, n) : OK;
}

/* ---- media ---- */

static const struct media_row *row_of(const media_row_page *rows, id which)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].id.v == which.v)
            return &rows->at[i];
    return NULL;
}

/* Those that the cache lacks, into their places. What is gone is kept as that. */
static err missing_read(ctx *c, ids which, ids missing, struct media_kept **out)
{
    u64 *tickets = arena_array(&c->arena, u64, which.n);
    media_row_page rows;

    for (size_t i = 0; i < which.n; i++)
        if (!out[i])
            tickets[i] = cache_ticket(c, media_key(&c->arena, which.at[i]));
    TRY(q_media_rows_get(c, missing, &rows));
    for (size_t i = 0; i < which.n; i++) {
        if (out[i])
            continue;
        const struct media_row *row = row_of(&rows, which.at[i]);
        out[i] = arena_new(&c->arena, struct media_kept);
        if (row)
            TRY(media_kept_of(&c->arena, row, out[i]));
        cache_fill_shaped(c, media_key(&c->arena, which.at[i]), &media_kept_shape, out[i], KEPT_MS, tickets[i]);
    }
    return OK;
}

err medias_kept(ctx *c, ids which, const struct media_kept **out)
{
    struct media_kept **found = arena_array(&c->arena, struct media_kept *, which.n), kept;
    ids missing = { arena_array(&c->arena, id, which.n), 0 };

    for (size_t i = 0; i < which.n; i++)
        if (cache_get_shaped(c, media_key(&c->arena, which.at[i]), &media_kept_shape, &kept)) {
            found[i] = arena_new(&c->arena, struct media_kept);
            *found[i] = kept;
        } else {
            missing.at[missing.n++] = which.at[i];
        }
    TRY(missing.n ? missing_read(c, which, missing, found) : OK);
    TRY(owners_ask(c, found, which.n));
    for (size_t i = 0; i < which.n; i++)
        out[i] = found[i]->ready ? found[i] : NULL;
    return OK;
}

enum media_kind media_kind_of(const struct media_kept *k) { return (enum media_kind)k->kind; }
