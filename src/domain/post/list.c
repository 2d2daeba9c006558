/* Lists of posts: those that the viewer may not see are replaced by later ones. */
#include "base/str.h"
#include "domain/post/post_own.h"

enum { PASSED_OVER_MOST = 2000, CHUNK_LEAST = 16, CHUNK_MOST = 256, OCTETS_MOST = 4 << 20 };

struct filling {
    id me;
    const struct post_source *from;
    struct post_wish wish;
    post_view_page *out;
    id last;                                     /* the place of the last one on the page */
    id read;                                     /* how far the source was read; 0: to its end */
    i64 passed_over, chunk;
    size_t octets;                               /* of the answer, about */
    bool more;                                   /* one that follows the page was seen */
    bool left;                                   /* the source stopped before its end */
};

static size_t octets_of(const struct post_view *v)
{
    return v->json.n + (v->boost_of ? v->boost_of->json.n : 0);
}

/* A page of the longest texts would be tens of megabytes: it ends early. */
static bool is_full(const struct filling *f, const struct post_view *next)
{
    return (i64)f->out->n == f->wish.limit || (f->out->n && f->octets + octets_of(next) > OCTETS_MOST);
}

static void page_add(struct filling *f, const struct post_view *v, id place)
{
    f->octets += octets_of(v);
    f->out->at[f->out->n++] = *v;
    f->last = place;
}

static void chunk_add(struct filling *f, const struct post_entries *chunk, const post_view_page *views)
{
    for (size_t i = 0, k = 0; i < chunk->n && k < views->n && !f->more; i++) {
        if (views->at[k].words->id.v != chunk->at[i].post.v)
            continue;
        if (f->wish.offset > 0) {
            f->wish.offset--;
        } else if (is_full(f, &views->at[k])) {
            f->more = true;
        } else {
            page_add(f, &views->at[k], chunk->at[i].place);
        }
        k++;
    }
}

/* One more than the page lacks, which shows whether more follow; ever more while most are not for the viewer. */
static i64 chunk_size(struct filling *f)
{
    i64 lacking = f->wish.offset + f->wish.limit - (i64)f->out->n + 1;

    f->chunk = f->chunk ? 2 * f->chunk : CHUNK_LEAST;
    i64 most = lacking > f->chunk ? lacking : f->chunk;
    return most > CHUNK_MOST ? CHUNK_MOST : most;
}

static void views_keep(const struct post_source *from, post_view_page *views)
{
    size_t kept = 0;

    for (size_t i = 0; i < views->n && from->keeps; i++)
        if (from->keeps(from->arg, &views->at[i]))
            views->at[kept++] = views->at[i];
    views->n = from->keeps ? kept : views->n;
}

static err chunk_read(ctx *c, struct filling *f)
{
    i64 most = chunk_size(f);
    size_t had = f->out->n;
    struct post_entries chunk;
    post_view_page views;

    TRY(f->from->read(c, f->from->arg, f->read, most, &chunk));
    struct arena_mark mark = arena_mark(&c->arena);
    ids which = { arena_array(&c->arena, id, chunk.n), chunk.n };
    for (size_t i = 0; i < chunk.n; i++)
        which.at[i] = chunk.at[i].post;
    u32 skipped = f->wish.offset >= (i64)chunk.n ? WITHOUT_REST : 0;         /* all of the chunk */
    TRY(posts_look_noting(c, f->me, which, f->from->asks, f->wish.without | skipped, f->from->made, &views));
    views_keep(f->from, &views);
    chunk_add(f, &chunk, &views);
    f->passed_over += (i64)(chunk.n - views.n);
    f->left = chunk.left.v != 0;
    f->read = f->left ? chunk.left : (i64)chunk.n < most ? (id){ 0 } : chunk.at[chunk.n - 1].place;
    if (f->out->n == had)
        arena_rewind(&c->arena, mark);           /* no view of it is on the page */
    return OK;
}

err post_list(ctx *c, id me, const struct post_source *from, struct post_wish wish, post_view_page *out, id *next)
{
    struct filling f = { .me = me, .from = from, .wish = wish, .out = out, .read = wish.after };

    *out = (post_view_page){ .at = arena_array(&c->arena, struct post_view, (size_t)wish.limit) };
    do
        TRY(chunk_read(c, &f));
    while (f.read.v && !f.more && !f.left && f.passed_over < PASSED_OVER_MOST);
    *next = f.more ? f.last : f.read;            /* ended early: the page after begins where this one stopped reading */
    return OK;
}
