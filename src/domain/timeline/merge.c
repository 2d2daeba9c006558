/* Feeds put together from their sources, each of which is in the order of ids: the newest of all are among the newest of each. */
#include "base/ids.h"
#include "base/str.h"
#include "domain/tag/tag.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

struct merging { ctx *c; id before; i64 most; ids found; size_t room; };

static void found_add(struct merging *m, id post)
{
    if (m->found.n == m->room) {
        size_t room = m->room ? 2 * m->room : 256;
        id *at = arena_array(&m->c->arena, id, room);
        if (m->found.n)
            memcpy(at, m->found.at, m->found.n * sizeof *at);
        m->found.at = at;
        m->room = room;
    }
    m->found.at[m->found.n++] = post;
}

static ids merged(struct merging *m)
{
    ids all = m->found;
    size_t n = 0;

    ids_sort_down(all);
    for (size_t i = 0; i < all.n && (i64)n < m->most; i++)
        if (!n || all.at[n - 1].v != all.at[i].v)
            all.at[n++] = all.at[i];
    return (ids){ all.at, n };
}

static err authors_add(struct merging *m, ids authors, id after)
{
    post_by_page posts;

    TRY(posts_from(m->c, authors, after, m->before, m->most, &posts));
    for (size_t k = 0; k < posts.n; k++)
        found_add(m, posts.at[k].id);
    return OK;
}

err authors_merge(ctx *c, ids authors, id before, i64 most, ids *out)
{
    struct merging m = { .c = c, .before = before, .most = most };

    TRY(authors_add(&m, authors, (id){ 0 }));
    *out = merged(&m);
    return OK;
}

/* ---- a feed ---- */

static err delivered_add(struct merging *m, const struct reader *r)
{
    entry_page entries;

    if (r->state != FEED_MADE)
        return authors_add(m, r->follows, (id){ 0 });
    TRY(q_entries_before(m->c, r->me, m->before, m->most, &entries));
    for (size_t i = 0; i < entries.n; i++)
        found_add(m, entries.at[i].post_id);
    return OK;
}

/* One's own, and those of authors whose posts are not delivered, as far back as the feed goes. */
static err fetched_add(struct merging *m, const struct reader *r)
{
    ids authors = { arena_array(&m->c->arena, id, r->stars.n + 1), 1 };

    authors.at[0] = r->me;
    for (size_t i = 0; i < r->stars.n; i++)
        authors.at[authors.n++] = r->stars.at[i];
    return authors_add(m, authors, r->floor);
}

static err tagged_add(struct merging *m, const struct reader *r)
{
    ids posts;

    if (!r->tags.n)
        return OK;
    TRY(tags_posts(m->c, r->tags, m->before, m->most, &posts));
    for (size_t i = 0; i < posts.n; i++)
        if (posts.at[i].v > r->floor.v)
            found_add(m, posts.at[i]);
    return OK;
}

err feed_merge(ctx *c, const struct reader *r, id before, i64 most, const struct moment_posts *moment, ids *out)
{
    struct merging m = { .c = c, .before = before.v ? before : (id){ INT64_MAX }, .most = most };

    TRY(delivered_add(&m, r));
    TRY(fetched_add(&m, r));
    TRY(tagged_add(&m, r));
    for (size_t i = 0; i < moment->n; i++)
        if (moment->at[i].post.v < m.before.v && reader_wants(r, &moment->at[i]))
            found_add(&m, moment->at[i].post);
    *out = merged(&m);
    return OK;
}
