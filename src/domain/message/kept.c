/*
 * Messages in the cache, packed once for all viewers: the words, with their JSON, and the marks. Events drop either; a read that was
 * under way then puts nothing back.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/message/message.sql.h"
#include "domain/message/message_own.h"
#include "ports/cache.h"

enum { KEPT_MS = 3600 * 1000 };

SHAPE(message_row,
    FIELD(message_row, channel_id), FIELD(message_row, seq), FIELD(message_row, id), FIELD(message_row, sender_id),
    FIELD(message_row, type), FIELD(message_row, content), FIELD(message_row, wording), FIELD(message_row, reply_to),
    FIELD(message_row, thread_root), FIELD(message_row, forward_of), FIELD(message_row, forward_channel),
    FIELD(message_row, forward_by), FIELD(message_row, client_ref), FIELD(message_row, ref_digest), FIELD(message_row, deleted),
    FIELD(message_row, edited_at), FIELD(message_row, media), FIELD(message_row, story), FIELD(message_row, story_by),
    FIELD(message_row, story_kind));
SHAPE(message_mark_row,
    FIELD(message_mark_row, message_id), FIELD(message_mark_row, channel_id), FIELD(message_mark_row, pinned),
    FIELD(message_mark_row, replies), FIELD(message_mark_row, last_reply));
SHAPE(message_count_row,
    FIELD(message_count_row, message_id), FIELD(message_count_row, emoji), FIELD(message_count_row, count),
    FIELD(message_count_row, first));

static SHAPE(message_words, MESSAGE_WORDS_FIELDS(message_words));
static SHAPE(message_kept,
    MESSAGE_WORDS_FIELDS(message_kept), FIELD(message_kept, sender_id), FIELD(message_kept, reply_to), FIELD(message_kept, forward_of),
    FIELD(message_kept, forward_channel), FIELD(message_kept, forward_by), FIELD(message_kept, ref),
    FIELD(message_kept, media_ids), FIELD(message_kept, story), FIELD(message_kept, story_by), FIELD(message_kept, story_kind),
    FIELD(message_kept, json));
static SHAPE(message_marks,
    FIELD(message_marks, message_id), FIELD(message_marks, pinned), FIELD(message_marks, replies), FIELD(message_marks, last_reply),
    FIELD_PAGE(message_marks, reactions, &message_reactions_shape));

static str words_key(struct arena *a, id which) { return cache_key(a, S("message "), which); }
static str marks_key(struct arena *a, id which) { return cache_key(a, S("message_marks "), which); }

static void key_forget(struct world *w, str (*key)(struct arena *, id), id which)
{
    char room[64];
    struct arena a;

    arena_init(&a, room, sizeof room);
    cache_forget(w->cache, key(&a, which));
    arena_close(&a);
}

/* ---- words ---- */

/* Most messages mention nobody and link nothing: they keep nothing of it. */
str message_wording_pack(struct arena *a, const struct wording *w)
{
    return w->mentions.n || w->tags.n || w->links.n ? wording_pack(a, w) : S("");
}

err message_wording(struct arena *a, const struct message_row *row, struct wording *out)
{
    *out = (struct wording){ .mentions = { .n = 0 } };
    return row->wording.n ? wording_unpack(a, row->wording, out) : OK;
}

static str words_json(struct arena *a, const struct message_words *w)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &message_words_shape, w);
    return buf_str(&b);
}

static maybe_id maybe(id v)
{
    return (maybe_id){ v.v ? GIVEN : NULLED, v };
}

err message_kept_of(struct arena *a, const struct message_row *row, struct message_kept *out)
{
    struct wording wording;

    TRY(message_wording(a, row, &wording));
    *out = (struct message_kept){
        .id = row->id, .channel_id = row->channel_id, .conversation_id = row->channel_id, .seq = row->seq,
        .message_type = str_of(message_type_words[row->type]), .content = { row->deleted ? NULLED : GIVEN, row->content },
        .mentions = wording.mentions, .reply_to_id = maybe(row->reply_to),
        .thread_root_id = maybe(row->thread_root), .deleted = row->deleted,
        .edited_at = { row->edited_at.is == GIVEN ? GIVEN : NULLED, row->edited_at.v }, .created_at = { id_ms(row->id) },
        .sender_id = row->sender_id, .reply_to = row->reply_to, .forward_of = row->forward_of,
        .forward_channel = row->forward_channel, .forward_by = row->forward_by,
        .ref = { row->client_ref.is == GIVEN ? GIVEN : NULLED, row->client_ref.v }, .media_ids = ids_of_text(a, row->media),
        .story = row->story, .story_by = row->story_by, .story_kind = row->story_kind,
    };
    out->json.json = words_json(a, &out->words);
    return OK;
}

u64 message_ticket(ctx *c, id which)
{
    return cache_ticket(c, words_key(&c->arena, which));
}

void message_keep(ctx *c, const struct message_kept *m, u64 ticket)
{
    cache_fill_shaped(c, words_key(&c->arena, m->id), &message_kept_shape, m, KEPT_MS, ticket);
}

void message_forget(struct world *w, id which)
{
    key_forget(w, words_key, which);
}

/* The place of an id that is there. */
static size_t place_of(ids which, id one)
{
    size_t i = 0;

    while (which.at[i].v != one.v)
        i++;
    return i;
}

/* Those that the cache lacks, into their places; each ticket is older than the read. */
static err words_read(ctx *c, id channel, ids missing, const size_t *places, struct message_kept *out)
{
    u64 *tickets = arena_array(&c->arena, u64, missing.n);
    message_row_page rows;

    for (size_t i = 0; i < missing.n; i++)
        tickets[i] = message_ticket(c, missing.at[i]);
    TRY(channel.v ? q_message_rows_in(c, channel, missing, &rows) : q_message_rows_get(c, missing, &rows));
    for (size_t k = 0; k < rows.n; k++) {
        size_t i = place_of(missing, rows.at[k].id);
        struct message_kept *m = &out[places[i]];
        TRY(message_kept_of(&c->arena, &rows.at[k], m));
        message_keep(c, m, tickets[i]);
    }
    return OK;
}

err messages_kept(ctx *c, id channel, ids which, struct message_kept **out)
{
    struct message_kept *found = *out = arena_array(&c->arena, struct message_kept, which.n);
    ids missing = { arena_array(&c->arena, id, which.n), 0 };
    size_t *places = arena_array(&c->arena, size_t, which.n);

    for (size_t i = 0; i < which.n; i++)
        if (!cache_get_shaped(c, words_key(&c->arena, which.at[i]), &message_kept_shape, &found[i])) {
            found[i] = (struct message_kept){ .id = { 0 } };
            places[missing.n] = i;
            missing.at[missing.n++] = which.at[i];
        }
    return missing.n ? words_read(c, channel, missing, places, found) : OK;
}

/* ---- marks ---- */

static void marks_take(ids missing, const size_t *places, const message_mark_row_page *marks, struct message_marks *out)
{
    for (size_t k = 0; k < marks->n; k++) {
        struct message_marks *m = &out[places[place_of(missing, marks->at[k].message_id)]];
        m->pinned = marks->at[k].pinned.v != 0;
        m->replies = marks->at[k].replies;
        m->last_reply = marks->at[k].last_reply;
    }
}

/* Those of one message stand together. */
static void counts_take(ctx *c, ids missing, const size_t *places, const message_count_row_page *counts, struct message_marks *out)
{
    struct message_reactions *all = arena_array(&c->arena, struct message_reactions, counts->n);

    for (size_t k = 0; k < counts->n; k++) {
        struct message_marks *m = &out[places[place_of(missing, counts->at[k].message_id)]];
        all[k] = (struct message_reactions){ counts->at[k].emoji, counts->at[k].count, false };
        if (!m->reactions.n++)
            m->reactions.at = &all[k];
    }
}

static err marks_read(ctx *c, ids missing, const size_t *places, struct message_marks *out)
{
    u64 *tickets = arena_array(&c->arena, u64, missing.n);
    message_mark_row_page marks;
    message_count_row_page counts;

    for (size_t i = 0; i < missing.n; i++)
        tickets[i] = cache_ticket(c, marks_key(&c->arena, missing.at[i]));
    TRY(q_message_marks_get(c, missing, &marks));
    TRY(q_message_counts_get(c, missing, &counts));
    marks_take(missing, places, &marks, out);
    counts_take(c, missing, places, &counts, out);
    for (size_t i = 0; i < missing.n; i++)
        cache_fill_shaped(c, marks_key(&c->arena, missing.at[i]), &message_marks_shape, &out[places[i]], KEPT_MS, tickets[i]);
    return OK;
}

err messages_marks(ctx *c, ids which, struct message_marks **out)
{
    struct message_marks *found = *out = arena_array(&c->arena, struct message_marks, which.n);
    ids missing = { arena_array(&c->arena, id, which.n), 0 };
    size_t *places = arena_array(&c->arena, size_t, which.n);

    for (size_t i = 0; i < which.n; i++)
        if (!cache_get_shaped(c, marks_key(&c->arena, which.at[i]), &message_marks_shape, &found[i])) {
            found[i] = (struct message_marks){ .message_id = which.at[i] };
            places[missing.n] = i;
            missing.at[missing.n++] = which.at[i];
        }
    return missing.n ? marks_read(c, missing, places, found) : OK;
}

void message_marks_forget(struct world *w, id which)
{
    key_forget(w, marks_key, which);
}
