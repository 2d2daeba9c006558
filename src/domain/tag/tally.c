/*
 * The numbers of tags. For each span of time a row of tag_writer says how many posts of an author have the tag, and one of
 * tag_tally how many posts and authors there are. All names and spans of an author's posts are changed by two statements, in
 * the order of the key, so that two posts with the same tags cannot deadlock.
 */
#include <stdlib.h>
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/tag/tag.sql.h"
#include "domain/tag/tag_own.h"

/* Days are counted a little longer than they are shown: clocks differ, and a day must not leave between a post and its deletion. */
enum { DAYS_COUNTED = TAG_DAYS + 1, SPANS_MOST = TAG_DAYS + 2 };

SHAPE(tag_use_row, FIELD(tag_use_row, name), FIELD(tag_use_row, post_id), FIELD(tag_use_row, author_id), FIELD(tag_use_row, hidden),
    FIELD(tag_use_row, recent));
SHAPE(tag_tally, FIELD(tag_tally, span), FIELD(tag_tally, name), FIELD(tag_tally, posts), FIELD(tag_tally, accounts));
SHAPE(tag_written, FIELD(tag_written, span), FIELD(tag_written, name), FIELD(tag_written, posts));

/* ---- spans ---- */

ids spans_shown(struct arena *a, when now)
{
    ids out = { arena_array(a, id, SPANS_MOST), 0 };

    out.at[out.n++] = (id){ SPAN_ALL };
    for (i64 i = 0; i < TAG_DAYS; i++)
        out.at[out.n++] = (id){ day_of(now) - i };
    return out;
}

ids spans_of_use(tx *t, const struct tag_use_row *row)
{
    i64 day = id_ms(row->post_id) / DAY_MS;
    ids out = { arena_array(tx_arena(t), id, SPANS_MOST), 0 };

    out.at[out.n++] = (id){ SPAN_ALL };
    if (row->recent)
        out.at[out.n++] = (id){ SPAN_RECENT };
    if (day > day_of(tx_now(t)) - DAYS_COUNTED)
        out.at[out.n++] = (id){ day };
    return out;
}

/* ---- writers, and their sums ---- */

/* So many posts more (or less), and how many there are then. */
struct step { i64 span; str name; i64 by, posts; };
struct steps { struct step *at; size_t n; };

static int by_key(const void *a, const void *b)
{
    const struct step *x = a, *y = b;

    return x->span != y->span ? (x->span > y->span) - (x->span < y->span) : str_cmp(x->name, y->name);
}

static void steps_merge(struct steps *all)
{
    size_t n = 0;

    qsort(all->at, all->n, sizeof *all->at, by_key);
    for (size_t i = 0; i < all->n; i++)
        if (n && by_key(&all->at[n - 1], &all->at[i]) == 0)
            all->at[n - 1].by += all->at[i].by;
        else
            all->at[n++] = all->at[i];
    all->n = n;
}

static void posts_note(struct steps *all, const tag_written_page *writers)
{
    for (size_t i = 0; i < writers->n; i++) {
        struct step key = { .span = writers->at[i].span, .name = writers->at[i].name };
        struct step *one = bsearch(&key, all->at, all->n, sizeof *all->at, by_key);
        if (one)
            one->posts = writers->at[i].posts;
    }
}

/* With `authors`, of posts that go: an author goes with the last. */
static str steps_text(struct arena *a, const struct steps *all, bool authors)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < all->n; i++) {
        const struct step *s = &all->at[i];
        buf_format(&b, "%s[%lld,", i ? "," : "", (long long)s->span);
        json_text(&b, s->name);
        buf_format(&b, ",%lld", (long long)s->by);
        if (authors)
            buf_format(&b, ",%d", -(s->posts == 0));
        buf_byte(&b, ']');
    }
    return buf_str(&b);
}

/* What has no post any more is no row. */
static err empty_drop(tx *t, const struct step *s, id author)
{
    TRY(q_writer_drop(t, s->span, s->name, author));
    return q_tally_drop_empty(t, s->span, s->name);
}

/* Nothing is asked, so that nobody waits for an answer. */
static err steps_raise(tx *t, id author, const struct steps *all)
{
    str changes = steps_text(tx_arena(t), all, false);

    TRY(q_writers_add(t, author, changes));
    return q_tallies_raise(t, author, changes);
}

static err steps_take(tx *t, id author, struct steps *all)
{
    tag_written_page writers;

    if (!all->n)
        return OK;
    steps_merge(all);
    if (all->at->by > 0)
        return steps_raise(t, author, all);
    TRY(q_writers_change(t, author, steps_text(tx_arena(t), all, false), &writers));
    posts_note(all, &writers);
    TRY(q_tallies_add(t, steps_text(tx_arena(t), all, true)));
    for (size_t i = 0; i < all->n; i++)
        if (all->at[i].posts == 0)
            TRY(empty_drop(t, &all->at[i], author));
    return OK;
}

/* ---- rows of posts ---- */

static int by_author(const void *a, const void *b)
{
    const struct tag_use_row *x = a, *y = b;

    return (x->author_id.v > y->author_id.v) - (x->author_id.v < y->author_id.v);
}

/* Rows of one author. */
static err author_count(tx *t, const struct tag_use_row *rows, size_t n, spans_fn *spans, i64 by)
{
    struct steps all = { arena_array(tx_arena(t), struct step, n * SPANS_MOST), 0 };

    for (size_t i = 0; i < n; i++) {
        ids in = spans(t, &rows[i]);
        for (size_t k = 0; k < in.n; k++)
            all.at[all.n++] = (struct step){ in.at[k].v, rows[i].name, by, 0 };
    }
    return steps_take(t, rows->author_id, &all);
}

err uses_count(tx *t, struct tag_use_row *rows, size_t n, spans_fn *spans, i64 by)
{
    if (n)
        qsort(rows, n, sizeof *rows, by_author);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && rows[end].author_id.v == rows[i].author_id.v; end++)
            continue;
        TRY(author_count(t, &rows[i], end - i, spans, by));
    }
    return OK;
}

static size_t post_end(const tag_use_row_page *page, size_t from)
{
    size_t end = from;

    while (end < page->n && page->at[end].post_id.v == page->at[from].post_id.v)
        end++;
    return end;
}

void uses_whole(tag_use_row_page *page, size_t most)
{
    size_t last = 0;

    for (size_t i = 0; i < page->n; i = post_end(page, i))
        last = i;
    if (page->n == most && last)
        page->n = last;
}
