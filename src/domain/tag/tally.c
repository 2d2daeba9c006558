/*
 * The numbers of tags. For each span of time a row of tag_writer says how many posts of an author have the tag, and one of
 * tag_tally how many posts and authors there are: an author comes with the first post and goes with the last. All names and
 * spans of a post are changed by two statements, in the order of the key, so that two posts with the same tags cannot deadlock.
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

static ids spans_of(tx *t, id post, bool recent)
{
    i64 day = id_ms(post) / DAY_MS;
    ids out = { arena_array(tx_arena(t), id, SPANS_MOST), 0 };

    out.at[out.n++] = (id){ SPAN_ALL };
    if (recent)
        out.at[out.n++] = (id){ SPAN_RECENT };
    if (day > day_of(tx_now(t)) - DAYS_COUNTED)
        out.at[out.n++] = (id){ day };
    return out;
}

/* ---- writers, and their sums ---- */

static int by_key(const void *a, const void *b)
{
    const struct tag_written *x = a, *y = b;

    return x->span != y->span ? (x->span > y->span) - (x->span < y->span) : str_cmp(x->name, y->name);
}

static str changes_text(struct arena *a, tag_written_page *writers, i64 change)
{
    struct buf b = BUF_ON(a);

    if (writers->n)
        qsort(writers->at, writers->n, sizeof *writers->at, by_key);
    for (size_t i = 0; i < writers->n; i++) {
        const struct tag_written *w = &writers->at[i];
        bool first_or_last = w->posts == (change > 0 ? 1 : 0);
        buf_format(&b, "%s[%lld,", i ? "," : "", (long long)w->span);
        json_text(&b, w->name);
        buf_format(&b, ",%lld,%lld]", (long long)change, first_or_last ? (long long)change : 0);
    }
    return buf_str(&b);
}

/* What has no post any more is no row. */
static err empty_drop(tx *t, const struct tag_written *w, id author)
{
    TRY(q_writer_drop(t, w->span, w->name, author));
    return q_tally_drop_empty(t, w->span, w->name);
}

err tally_change(tx *t, ids spans, strs names, id author, i64 change)
{
    tag_written_page writers;

    if (!names.n || !spans.n)
        return OK;
    TRY(q_writers_change(t, ids_text(tx_arena(t), spans), strs_text(tx_arena(t), names), author, change, &writers));
    TRY(q_tallies_add(t, changes_text(tx_arena(t), &writers, change)));
    for (size_t i = 0; i < writers.n; i++)
        if (writers.at[i].posts == 0)
            TRY(empty_drop(t, &writers.at[i], author));
    return OK;
}

/* ---- rows of posts ---- */

strs names_of(struct arena *a, const struct tag_use_row *rows, size_t n)
{
    strs names = { arena_array(a, str, n), n };

    for (size_t i = 0; i < n; i++)
        names.at[i] = rows[i].name;
    return names;
}

err uses_count(tx *t, const struct tag_use_row *rows, size_t n, i64 change)
{
    for (int recent = 0; recent < 2; recent++) {
        strs names = { arena_array(tx_arena(t), str, n), 0 };
        for (size_t i = 0; i < n; i++)
            if (rows[i].recent == recent)
                names.at[names.n++] = rows[i].name;
        if (names.n)
            TRY(tally_change(t, spans_of(t, rows->post_id, recent), names, rows->author_id, change));
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

err uses_each(tx *t, const tag_use_row_page *page, post_uses_fn *run, void *arg)
{
    for (size_t i = 0, end; i < page->n; i = end) {
        end = post_end(page, i);
        TRY(run(t, &page->at[i], end - i, arg));
    }
    return OK;
}
