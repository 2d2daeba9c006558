/*
 * Posts in the cache, packed once for all viewers: the words, with their JSON, and the counts, which change more often.
 * Events drop either; a read that was under way then puts nothing back.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"
#include "ports/cache.h"
#include "ports/stamps.h"

enum { KEPT_MS = 3600 * 1000 };

SHAPE(post_row,
    FIELD(post_row, id), FIELD(post_row, user_id), FIELD(post_row, visibility), FIELD(post_row, plain), FIELD(post_row, boost_of),
    FIELD(post_row, type), FIELD(post_row, content), FIELD(post_row, warning), FIELD(post_row, sensitive), FIELD(post_row, language),
    FIELD(post_row, wording), FIELD(post_row, poll), FIELD(post_row, hidden),
    FIELD(post_row, pinned), FIELD(post_row, edited_at), FIELD(post_row, media));
SHAPE(post_count, FIELD(post_count, post_id), FIELD(post_count, comments), FIELD(post_count, quotes));
SHAPE(post_listed, FIELD(post_listed, id), FIELD(post_listed, place));

static SHAPE(post_words, POST_WORDS_FIELDS(post_words));
static SHAPE(post_kept,
    POST_WORDS_FIELDS(post_kept), FIELD(post_kept, visible), FIELD(post_kept, plain), FIELD(post_kept, has_poll),
    FIELD(post_kept, media_ids), FIELD(post_kept, json));
static SHAPE(post_counts,
    FIELD(post_counts, comment_count), FIELD(post_counts, like_count), FIELD(post_counts, save_count), FIELD(post_counts, boost_count),
    FIELD(post_counts, quote_count));

static str words_key(struct arena *a, id which) { return cache_key(a, S("post "), which); }
static str counts_key(struct arena *a, id which) { return cache_key(a, S("post_counts "), which); }

/* ---- words ---- */

str post_words_json(struct arena *a, const struct post_words *w)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &post_words_shape, w);
    return buf_str(&b);
}

err post_kept_of(struct arena *a, const struct post_row *row, struct post_kept *out)
{
    when made = { id_ms(row->id) };

    *out = (struct post_kept){
        .id = row->id, .user_id = row->user_id, .type = row->type, .content = row->content, .content_warning = row->warning,
        .sensitive = row->sensitive, .language = row->language, .visibility = str_of(visibility_words[row->visibility]),
        .boost_of_id = row->boost_of, .pinned = row->pinned.v, .created_at = made, .edited_at = row->edited_at,
        .updated_at = row->edited_at.is == GIVEN ? row->edited_at.v : made,
        .visible = row->visibility, .plain = row->plain, .has_poll = row->poll, .media_ids = ids_of_text(a, row->media),
    };
    TRY(wording_unpack(a, row->wording, &out->wording));
    out->json.json = post_words_json(a, &out->words);
    return OK;
}

u64 post_ticket(ctx *c, id which)
{
    return cache_ticket(c, words_key(&c->arena, which));
}

void post_keep(ctx *c, const struct post_kept *p, u64 ticket)
{
    cache_fill_shaped(c, words_key(&c->arena, p->id), &post_kept_shape, p, KEPT_MS, ticket);
}

void post_forget(struct world *w, id which)
{
    char room[64];
    struct arena a;

    arena_init(&a, room, sizeof room);
    cache_forget(w->cache, words_key(&a, which));
    stamp_raise(w, STAMP_ITSELF, which);
    arena_close(&a);
}

static struct post_kept *kept_among(struct post_kept *all, size_t n, id which)
{
    for (size_t i = 0; i < n; i++)
        if (all[i].id.v == which.v)
            return &all[i];
    return NULL;
}

/* Those that the cache lacks; each ticket is older than the read. */
static err missing_read(ctx *c, ids missing, struct post_kept **out, size_t *n)
{
    u64 *tickets = arena_array(&c->arena, u64, missing.n);
    post_row_page rows;

    for (size_t i = 0; i < missing.n; i++)
        tickets[i] = post_ticket(c, missing.at[i]);
    TRY(q_post_rows_get(c, missing, &rows));
    *out = arena_array(&c->arena, struct post_kept, rows.n);
    *n = rows.n;
    for (size_t i = 0; i < rows.n; i++)
        TRY(post_kept_of(&c->arena, &rows.at[i], &(*out)[i]));
    for (size_t i = 0; i < missing.n; i++) {
        const struct post_kept *p = kept_among(*out, *n, missing.at[i]);
        if (p)
            post_keep(c, p, tickets[i]);
    }
    return OK;
}

err posts_kept(ctx *c, ids which, struct post_kept **out)
{
    struct post_kept *found = arena_array(&c->arena, struct post_kept, which.n), *read;
    ids missing = { arena_array(&c->arena, id, which.n), 0 };
    size_t n;

    *out = found;
    for (size_t i = 0; i < which.n; i++)
        if (!cache_get_shaped(c, words_key(&c->arena, which.at[i]), &post_kept_shape, &found[i])) {
            found[i].id.v = 0;
            missing.at[missing.n++] = which.at[i];
        }
    if (!missing.n)
        return OK;
    TRY(missing_read(c, missing, &read, &n));
    for (size_t i = 0; i < which.n; i++) {
        const struct post_kept *p = found[i].id.v ? NULL : kept_among(read, n, which.at[i]);
        if (p)
            found[i] = *p;
    }
    return OK;
}

/* ---- counts ---- */

static void counted(const ids *which, struct post_counts *at, const post_count_page *own, const reaction_counts_page *reactions)
{
    for (size_t i = 0; i < which->n; i++) {
        for (size_t k = 0; k < own->n; k++)
            if (own->at[k].post_id.v == which->at[i].v) {
                at[i].comment_count = own->at[k].comments;
                at[i].quote_count = own->at[k].quotes;
            }
        for (size_t k = 0; k < reactions->n; k++)
            if (reactions->at[k].subject_id.v == which->at[i].v) {
                at[i].like_count = reactions->at[k].likes;
                at[i].save_count = reactions->at[k].saves;
                at[i].boost_count = reactions->at[k].boosts;
            }
    }
}

static err counts_read(ctx *c, ids which, struct post_counts *at)
{
    u64 *tickets = arena_array(&c->arena, u64, which.n);
    reaction_counts_page reactions;
    post_count_page own;

    for (size_t i = 0; i < which.n; i++)
        tickets[i] = cache_ticket(c, counts_key(&c->arena, which.at[i]));
    TRY(q_post_counts_get(c, which, &own));
    TRY(reactions_counts(c, which, &reactions));
    counted(&which, at, &own, &reactions);
    for (size_t i = 0; i < which.n; i++)
        cache_fill_shaped(c, counts_key(&c->arena, which.at[i]), &post_counts_shape, &at[i], KEPT_MS, tickets[i]);
    return OK;
}

err posts_counts(ctx *c, ids which, struct post_counts **out)
{
    struct post_counts *at = arena_array(&c->arena, struct post_counts, which.n);
    struct post_counts *read = arena_array(&c->arena, struct post_counts, which.n);
    ids missing = { arena_array(&c->arena, id, which.n), 0 };
    size_t *places = arena_array(&c->arena, size_t, which.n);

    *out = at;
    for (size_t i = 0; i < which.n; i++)
        if (!cache_get_shaped(c, counts_key(&c->arena, which.at[i]), &post_counts_shape, &at[i])) {
            places[missing.n] = i;
            missing.at[missing.n++] = which.at[i];
        }
    if (missing.n)
        TRY(counts_read(c, missing, read));
    for (size_t i = 0; i < missing.n; i++)
        at[places[i]] = read[i];
    return OK;
}

void post_counts_forget(struct world *w, id which)
{
    char room[64];
    struct arena a;

    arena_init(&a, room, sizeof room);
    cache_forget(w->cache, counts_key(&a, which));
    stamp_raise(w, STAMP_ITSELF, which);
    arena_close(&a);
}
