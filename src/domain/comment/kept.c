/*
 * Texts of comments in the cache, packed once for all viewers, with their JSON. Whether one is deleted is in its row, which is
 * read each time; an event drops the text of one that is edited or deleted.
 */
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/comment/comment.sql.h"
#include "domain/comment/comment_own.h"
#include "ports/cache.h"

enum { KEPT_MS = 3600 * 1000 };

SHAPE(comment_said,
    FIELD(comment_said, id), FIELD(comment_said, post_id), FIELD(comment_said, parent), FIELD(comment_said, depth),
    FIELD(comment_said, user_id), FIELD(comment_said, content), FIELD(comment_said, wording), FIELD(comment_said, edited_at));
static SHAPE(comment_words, COMMENT_WORDS_FIELDS(comment_words));
static SHAPE(comment_kept, COMMENT_WORDS_FIELDS(comment_kept), FIELD(comment_kept, json));

static str key_of(struct arena *a, id which)
{
    static const char head[] = "comment ";
    char *key = arena_alloc(a, sizeof head + ID_DIGITS, 1);

    memcpy(key, head, sizeof head - 1);
    return (str){ key, sizeof head - 1 + id_print(which, key + sizeof head - 1) };
}

str comment_words_json(struct arena *a, const struct comment_words *w)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &comment_words_shape, w);
    return buf_str(&b);
}

err comment_words_of(struct arena *a, const struct comment_said *said, struct comment_words *out)
{
    when made = { id_ms(said->id) };

    *out = (struct comment_words){
        .id = said->id, .post_id = said->post_id, .user_id = { GIVEN, said->user_id },
        .parent_comment_id = { said->depth ? GIVEN : NULLED, said->depth ? said->parent : (id){ 0 } }, .depth = said->depth,
        .content = said->content, .created_at = made, .edited_at = said->edited_at,
        .updated_at = said->edited_at.is == GIVEN ? said->edited_at.v : made,
    };
    return wording_unpack(a, said->wording, &out->wording);
}

static err kept_of(struct arena *a, const struct comment_said *said, struct comment_kept *out)
{
    TRY(comment_words_of(a, said, &out->words));
    out->json.json = comment_words_json(a, &out->words);
    return OK;
}

/* Those that the cache lacks, into their places; each ticket is older than the read. */
static err missing_read(ctx *c, ids which, ids missing, struct comment_kept *out)
{
    u64 *tickets = arena_array(&c->arena, u64, which.n);
    comment_said_page said;

    for (size_t i = 0; i < which.n; i++)
        if (!out[i].id.v)
            tickets[i] = cache_ticket(c, key_of(&c->arena, which.at[i]));
    TRY(q_comment_texts_get(c, missing, &said));
    for (size_t k = 0; k < said.n; k++)
        for (size_t i = 0; i < which.n; i++)
            if (which.at[i].v == said.at[k].id.v) {
                TRY(kept_of(&c->arena, &said.at[k], &out[i]));
                cache_fill_shaped(c, key_of(&c->arena, which.at[i]), &comment_kept_shape, &out[i], KEPT_MS, tickets[i]);
            }
    return OK;
}

err comments_kept(ctx *c, ids which, struct comment_kept **out)
{
    struct comment_kept *found = *out = arena_array(&c->arena, struct comment_kept, which.n);
    ids missing = { arena_array(&c->arena, id, which.n), 0 };

    for (size_t i = 0; i < which.n; i++)
        if (!cache_get_shaped(c, key_of(&c->arena, which.at[i]), &comment_kept_shape, &found[i])) {
            found[i].id.v = 0;
            missing.at[missing.n++] = which.at[i];
        }
    return missing.n ? missing_read(c, which, missing, found) : OK;
}

void comment_forget(struct world *w, id which)
{
    char room[64];
    struct arena a;

    arena_init(&a, room, sizeof room);
    cache_forget(w->cache, key_of(&a, which));
    arena_close(&a);
}
