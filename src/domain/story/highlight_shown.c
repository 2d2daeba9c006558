/* Highlights as somebody sees them: of each, the stories whose audience lets them; without any it is not there. */
#include "base/id.h"
#include "base/ids.h"
#include "base/str.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"

enum { COVER_WIDTH = 640 };

SHAPE(highlight,
    FIELD(highlight, id), FIELD(highlight, user_id), FIELD(highlight, title),
    FIELD(highlight, cover_url, .doc = "Null where the cover is a text"), FIELD(highlight, cover_story_id),
    FIELD(highlight, story_count, .doc = "Those that the caller may see"), FIELD(highlight, created_at), FIELD(highlight, updated_at),
    FIELD_PAGE(highlight, stories, &story_shape, .optional = true, .doc = "Of one by itself: in the order in which they were given"));

struct showing {
    id me;
    const struct highlight_row *rows;
    size_t n;
    author_page authors;
    u32 *marks;
    highlight_entry_page entries;                /* those that are for the viewer */
};

static err people_read(ctx *c, struct showing *s)
{
    ids who = { arena_array(&c->arena, id, s->n), s->n };

    for (size_t i = 0; i < s->n; i++)
        who.at[i] = s->rows[i].user_id;
    s->marks = arena_array(&c->arena, u32, s->n);
    TRY(authors_get(c, s->me, who, &s->authors));
    return story_marks_get(c, s->me, who, s->marks);
}

static size_t row_at(const struct showing *s, id highlight)
{
    size_t at = 0;

    while (s->rows[at].id.v != highlight.v)
        at++;
    return at;
}

static err entries_read(ctx *c, struct showing *s)
{
    ids which = { arena_array(&c->arena, id, s->n), s->n };
    size_t kept = 0;

    for (size_t i = 0; i < s->n; i++)
        which.at[i] = s->rows[i].id;
    TRY(q_highlight_stories(c, which, &s->entries));
    id last = { 0 };
    size_t at = 0;
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct highlight_entry *e = &s->entries.at[i];
        at = e->highlight_id.v == last.v ? at : row_at(s, e->highlight_id);
        last = e->highlight_id;
        const struct author *by = author_placed(&s->authors, s->rows[at].user_id);
        if (by && story_is_for(&by->sight, (enum story_audience)e->audience, s->marks[at]))
            s->entries.at[kept++] = *e;
    }
    s->entries.n = kept;
    return OK;
}

/* The stories of one that the viewer may see: together, and in their order. Highlights rise. */
static struct highlight_entry *entries_of(const struct showing *s, id highlight, size_t *n)
{
    size_t from = 0, to = s->entries.n;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (s->entries.at[middle].highlight_id.v < highlight.v)
            from = middle + 1;
        else
            to = middle;
    }
    for (*n = 0; from + *n < s->entries.n && s->entries.at[from + *n].highlight_id.v == highlight.v; ++*n)
        ;
    return s->entries.at + from;
}

static void head_fill(const struct showing *s, const struct highlight_row *row, highlight_page *out)
{
    size_t n;
    const struct highlight_entry *at = entries_of(s, row->id, &n);
    id cover = n ? at->story_id : (id){ 0 };

    for (size_t i = 0; i < n; i++)
        cover = at[i].story_id.v == row->cover.v ? row->cover : cover;
    if (n)
        out->at[out->n++] = (struct highlight){
            .id = row->id, .user_id = row->user_id, .title = row->title, .cover_url.is = NULLED, .cover_story_id = cover,
            .story_count = (i64)n, .created_at = { id_ms(row->id) }, .updated_at = row->updated_at,
        };
}

static err covers_fill(ctx *c, highlight_page *out)
{
    ids covers = { arena_array(&c->arena, id, out->n), out->n }, media = { arena_array(&c->arena, id, out->n), 0 };
    const struct media_kept **kept = arena_array(&c->arena, const struct media_kept *, out->n);
    size_t *places = arena_array(&c->arena, size_t, out->n);
    story_row_page rows;

    for (size_t i = 0; i < out->n; i++)
        covers.at[i] = out->at[i].cover_story_id;
    TRY(q_stories_by_ids(c, covers, &rows));
    for (size_t i = 0; i < out->n; i++) {
        const struct story_row *row = story_row_among(&rows, covers.at[i]);
        if (!row || row->media.is != GIVEN)
            continue;
        places[media.n] = i;
        media.at[media.n++] = row->media.v;
    }
    TRY(media.n ? medias_kept(c, media, kept) : OK);
    for (size_t k = 0; k < media.n; k++)
        if (kept[k])
            out->at[places[k]].cover_url = (maybe_str){ GIVEN, media_still(c, kept[k], COVER_WIDTH) };
    return OK;
}

/* All of them, each once however many have it; they rise. */
static err stories_read(ctx *c, const struct showing *s, story_page *out)
{
    ids which = { arena_array(&c->arena, id, s->entries.n), s->entries.n };
    story_view_page views;
    story_row_page rows;

    for (size_t i = 0; i < s->entries.n; i++)
        which.at[i] = s->entries.at[i].story_id;
    TRY(q_stories_by_ids(c, ids_once(&c->arena, which), &rows));
    _Static_assert(offsetof(struct story_row, id) == 0 && offsetof(struct story, id) == 0, "their ids are first");
    if (rows.n)
        qsort(rows.at, rows.n, sizeof *rows.at, id_compare);
    TRY(stories_look(c, s->me, rows.at, rows.n, true, &views));
    TRY(stories_fill(c, s->me, &views));
    return stories_answer(c, &views, out);
}

static err stories_fill_in(ctx *c, const struct showing *s, highlight_page *out)
{
    story_page stories;

    TRY(stories_read(c, s, &stories));
    for (size_t i = 0; i < out->n; i++) {
        struct highlight *h = &out->at[i];
        size_t of;
        const struct highlight_entry *at = entries_of(s, h->id, &of);
        h->stories = (story_page){ .at = arena_array(&c->arena, struct story, of) };
        for (size_t k = 0; k < of; k++) {
            const struct story *one = stories.n ? bsearch(&at[k].story_id, stories.at, stories.n, sizeof *stories.at, id_compare) : NULL;
            if (one)
                h->stories.at[h->stories.n++] = *one;
        }
    }
    return OK;
}

static err highlights_show(ctx *c, id me, const struct highlight_row *rows, size_t n, bool stories, highlight_page *out)
{
    struct showing s = { .me = me, .rows = rows, .n = n };

    *out = (highlight_page){ .at = arena_array(&c->arena, struct highlight, n) };
    if (!n)
        return OK;
    TRY(people_read(c, &s));
    TRY(entries_read(c, &s));
    for (size_t i = 0; i < n; i++)
        head_fill(&s, &rows[i], out);
    if (!out->n)
        return OK;
    TRY(covers_fill(c, out));
    return stories ? stories_fill_in(c, &s, out) : OK;
}

/* ---- the verbs ---- */

err highlights_by_ids(ctx *c, id me, ids which, bool stories, highlight_page *out)
{
    struct highlight_row *ordered = arena_array(&c->arena, struct highlight_row, which.n);
    highlight_row_page rows = { .n = 0 };
    size_t n = 0;

    TRY(which.n ? q_highlights_by_ids(c, which, &rows) : OK);
    for (size_t i = 0; i < which.n; i++)
        for (size_t k = 0; k < rows.n; k++)
            if (rows.at[k].id.v == which.at[i].v)
                ordered[n++] = rows.at[k];
    return highlights_show(c, me, ordered, n, stories, out);
}

err highlights_by_each(ctx *c, id me, ids who, highlight_page *out)
{
    highlight_row_page rows = { .n = 0 };

    who = ids_once(&c->arena, who);
    TRY(who.n ? q_highlights_of_each(c, who, &rows) : OK);
    return highlights_show(c, me, rows.at, rows.n, false, out);
}

err highlight_show(ctx *c, id me, id which, struct highlight *out)
{
    highlight_page page;

    TRY(highlights_by_ids(c, me, (ids){ &which, 1 }, true, &page));
    if (!page.n)
        return fail(c, &highlight_not_found);
    *out = page.at[0];
    return OK;
}

static err page_read(ctx *c, id me, id who, id before, i64 most, highlight_page *out, id *next)
{
    highlight_row_page rows;
    highlight_page some;

    *out = (highlight_page){ .at = arena_array(&c->arena, struct highlight, (size_t)most) };
    do {
        i64 lacking = most - (i64)out->n;
        TRY(q_highlights_of(c, who, before.v ? before : (id){ INT64_MAX }, lacking + 1, &rows));
        bool more = (i64)rows.n > lacking;
        rows.n -= more;
        before = more ? rows.at[rows.n - 1].id : (id){ 0 };
        TRY(highlights_show(c, me, rows.at, rows.n, false, &some));
        if (some.n)
            memcpy(out->at + out->n, some.at, some.n * sizeof *some.at);
        out->n += some.n;
    } while (before.v && (i64)out->n < most);
    *next = before;
    return OK;
}

err highlights_by(ctx *c, id me, id who, id before, i64 most, highlight_page *out, id *next)
{
    struct sight sight;

    *out = (highlight_page){ .n = 0 };
    *next = (id){ 0 };
    TRY(sight_meet(c, me, who, &sight));
    return sight_reaches(&sight) ? page_read(c, me, who, before, most, out, next) : OK;
}
