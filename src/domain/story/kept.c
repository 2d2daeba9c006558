/*
 * The stories that stand, all of an author's together, packed once for all viewers. Events drop them; a read that was under way then
 * puts nothing back. Whoever reads them looks at the clock.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "ports/cache.h"

enum { KEPT_MS = 3600 * 1000 };

SHAPE(story_row,
    FIELD(story_row, id), FIELD(story_row, user_id), FIELD(story_row, kind), FIELD(story_row, text), FIELD(story_row, background),
    FIELD(story_row, media), FIELD(story_row, audience), FIELD(story_row, replies), FIELD(story_row, expires_at),
    FIELD(story_row, ended));

struct standing_stories { story_row_page rows; };
static SHAPE(standing_stories, FIELD_PAGE(standing_stories, rows, &story_row_shape));

static str key_of(struct arena *a, id author) { return cache_key(a, S("stories "), author); }

void stories_forget(struct world *w, id author)
{
    char room[64];
    struct arena a;

    arena_init(&a, room, sizeof room);
    cache_forget(w->cache, key_of(&a, author));
    arena_close(&a);
}

/* The rows of one author are together. */
static story_row_page rows_of(const story_row_page *all, id author, size_t *at)
{
    story_row_page out = { .n = 0 };

    while (*at < all->n && all->at[*at].user_id.v < author.v)
        ++*at;
    out.at = all->at + *at;
    while (*at + out.n < all->n && all->at[*at + out.n].user_id.v == author.v)
        out.n++;
    return out;
}

/* Those that the cache lacks, which rise; each ticket is older than the read. */
static err missing_read(ctx *c, ids missing, story_row_page *found)
{
    u64 *tickets = arena_array(&c->arena, u64, missing.n);
    story_row_page all;
    size_t at = 0;

    for (size_t i = 0; i < missing.n; i++)
        tickets[i] = cache_ticket(c, key_of(&c->arena, missing.at[i]));
    TRY(q_stories_standing(c, missing, ctx_now(c), &all));
    for (size_t i = 0; i < missing.n; i++) {
        found[i] = rows_of(&all, missing.at[i], &at);
        cache_fill_shaped(c, key_of(&c->arena, missing.at[i]), &standing_stories_shape, &(struct standing_stories){ found[i] }, KEPT_MS,
                          tickets[i]);
    }
    return OK;
}

err stories_kept(ctx *c, ids authors, story_row_page *out)
{
    ids missing = { arena_array(&c->arena, id, authors.n), 0 };
    story_row_page *read;

    for (size_t i = 0; i < authors.n; i++) {
        struct standing_stories kept;
        bool found = cache_get_shaped(c, key_of(&c->arena, authors.at[i]), &standing_stories_shape, &kept);
        out[i] = found ? kept.rows : (story_row_page){ .next = S("?") };
        if (!found)
            missing.at[missing.n++] = authors.at[i];
    }
    if (!missing.n)
        return OK;
    missing = ids_once(&c->arena, missing);
    read = arena_array(&c->arena, story_row_page, missing.n);
    TRY(missing_read(c, missing, read));
    for (size_t i = 0; i < authors.n; i++)
        if (out[i].next.n)
            out[i] = read[ids_find(missing, authors.at[i]) - missing.at];
    return OK;
}
