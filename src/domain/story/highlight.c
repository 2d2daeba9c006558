/*
 * Highlights: stories that stay on their author's profile. A story's row stays while it is in one; after its end only highlights show it,
 * to whom its audience lets see it then.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "text/input.h"

enum { COVER_WIDTH = 640 };

SHAPE(highlight_row,
    FIELD(highlight_row, id), FIELD(highlight_row, user_id), FIELD(highlight_row, title), FIELD(highlight_row, cover),
    FIELD(highlight_row, updated_at));
SHAPE(highlight_entry,
    FIELD(highlight_entry, highlight_id), FIELD(highlight_entry, story_id), FIELD(highlight_entry, place),
    FIELD(highlight_entry, audience));
SHAPE(highlight,
    FIELD(highlight, id), FIELD(highlight, user_id), FIELD(highlight, title),
    FIELD(highlight, cover_url, .doc = "Null where the cover is a text"), FIELD(highlight, cover_story_id),
    FIELD(highlight, story_count, .doc = "Those that the caller may see"), FIELD(highlight, created_at), FIELD(highlight, updated_at),
    FIELD_PAGE(highlight, stories, &story_shape, .optional = true, .doc = "Of one by itself: in the order in which they were given"));
SHAPE(highlight_draft,
    FIELD(highlight_draft, title, .doc = "1 to 50 characters"),
    FIELD(highlight_draft, story_ids, .min = 1, .max = HIGHLIGHT_STORIES_MOST, .doc = "Each once"),
    FIELD(highlight_draft, cover_story_id, .doc = "One of them; left out: the first"));
SHAPE(highlight_change,
    FIELD(highlight_change, id), FIELD(highlight_change, title),
    FIELD(highlight_change, story_ids, .optional = true, .min = 1, .max = HIGHLIGHT_STORIES_MOST, .doc = "All of them, each once"),
    FIELD(highlight_change, cover_story_id));

/* ---- the checks ---- */

static const struct problem *const no_such_story = PROBLEM_AS(ERR_INVALID, story_not_found);

struct curating { id me, which; maybe_str title; ids stories; maybe_id cover; id *out; };

static err title_take(ctx *c, maybe_str *title)
{
    str clean = S("");

    if (title->is == ABSENT)
        return OK;
    if (title->is == NULLED)
        return fail_field(c, S("title"), &not_null);
    if (!text_normal(&c->arena, title->v, &clean))
        return fail_field(c, S("title"), &invalid_text);
    if (!clean.n)
        return fail_field_saying(c, S("title"), &too_short, "This must not be empty.");
    if (utf8_length(clean) > HIGHLIGHT_TITLE_MOST)
        return fail_field(c, S("title"), &too_long);
    title->v = clean;
    return OK;
}

static bool has(ids all, id which)
{
    for (size_t i = 0; i < all.n; i++)
        if (all.at[i].v == which.v)
            return true;
    return false;
}

static err stories_take(ctx *c, const struct curating *in)
{
    if (ids_once(&c->arena, in->stories).n < in->stories.n)
        return fail_field_saying(c, S("story_ids"), &invalid_form, "Each story can be there once.");
    if (in->stories.n && in->cover.is == GIVEN && !has(in->stories, in->cover.v))
        return fail_field_saying(c, S("cover_story_id"), &invalid_form, "The cover must be one of the stories.");
    return OK;
}

static err story_fail(tx *t, const char *field)
{
    (void)failure_field_saying(tx_failure(t), str_of(field), no_such_story, "%s", story_not_found.words);
    return tx_fail_saying(t, no_such_story, "%s", story_not_found.words);
}

static const struct story_row *row_among(const story_row_page *rows, id which)
{
    for (size_t i = 0; i < rows->n; i++)
        if (rows->at[i].id.v == which.v)
            return &rows->at[i];
    return NULL;
}

static bool is_in(const highlight_entry_page *in, id story)
{
    for (size_t i = 0; i < in->n; i++)
        if (in->at[i].story_id.v == story.v)
            return true;
    return false;
}

/* One's own that stand, or are kept by a highlight. */
static err stories_meet(tx *t, const struct curating *in, story_row_page *rows)
{
    highlight_entry_page kept;

    TRY(q_stories_by_ids(t, in->stories, rows));
    TRY(q_highlights_with(t, in->stories, &kept));
    for (size_t i = 0; i < in->stories.n; i++) {
        const struct story_row *row = row_among(rows, in->stories.at[i]);
        if (!row || row->user_id.v != in->me.v || (!story_stands(row, tx_now(t)) && !is_in(&kept, row->id)))
            return story_fail(t, "story_ids");
    }
    return OK;
}

static err entries_add(tx *t, id highlight, const struct curating *in, const story_row_page *rows)
{
    for (size_t i = 0; i < in->stories.n; i++)
        TRY(q_highlight_story_add(t, highlight, in->stories.at[i], (i64)i, row_among(rows, in->stories.at[i])->audience));
    return OK;
}

/* ---- making one ---- */

static err create(tx *t, void *arg)
{
    const struct curating *in = arg;
    struct story_size size;
    story_row_page rows;
    id made;

    TRY(account_acts_in(t, in->me));
    TRY(q_highlights_size(t, in->me, &size));
    if (size.n >= HIGHLIGHTS_MOST)
        return tx_fail(t, &too_many_highlights);
    TRY(stories_meet(t, in, &rows));
    made = tx_new_id(t);
    TRY(q_highlight_insert(t, made, in->me, in->title.v, in->cover.is == GIVEN ? in->cover.v : in->stories.at[0], tx_now(t)));
    TRY(entries_add(t, made, in, &rows));
    *in->out = made;
    return OK;
}

err highlight_create(ctx *c, id me, const struct highlight_draft *d, id *out)
{
    struct curating in = { .me = me, .title = { GIVEN, d->title }, .stories = d->story_ids, .cover = d->cover_story_id, .out = out };

    TRY(title_take(c, &in.title));
    TRY(stories_take(c, &in));
    return transact(c, create, &in);
}

/* ---- changing and deleting it ---- */

static err own_get(tx *t, const struct curating *in, struct highlight_row *row)
{
    TRY(account_acts_in(t, in->me));
    err e = q_highlight_get(t, in->which, row);
    if (e == ERR_NOT_FOUND || (e == OK && row->user_id.v != in->me.v))
        return tx_fail(t, &highlight_not_found);
    return e;
}

static ids stories_of(tx *t, const highlight_entry_page *entries)
{
    ids out = { arena_array(tx_arena(t), id, entries->n), entries->n };

    for (size_t i = 0; i < entries->n; i++)
        out.at[i] = entries->at[i].story_id;
    return out;
}

static err stories_change(tx *t, const struct highlight_row *row, const struct curating *in, ids *now)
{
    highlight_entry_page entries;
    story_row_page rows;

    TRY(q_highlight_stories(t, ((ids){ (id *)&row->id, 1 }), &entries));
    ids before = stories_of(t, &entries);
    *now = before;
    if (!in->stories.n)
        return OK;
    TRY(stories_meet(t, in, &rows));
    TRY(q_highlight_stories_drop(t, row->id));
    TRY(entries_add(t, row->id, in, &rows));
    *now = in->stories;
    return stories_settle(t, before);
}

static err change(tx *t, void *arg)
{
    const struct curating *in = arg;
    struct highlight_row row;
    ids stories;

    TRY(own_get(t, in, &row));
    TRY(stories_change(t, &row, in, &stories));
    if (in->cover.is == GIVEN && !has(stories, in->cover.v))
        return story_fail(t, "cover_story_id");
    id cover = in->cover.is == GIVEN ? in->cover.v : has(stories, row.cover) && in->cover.is != NULLED ? row.cover : stories.at[0];
    return q_highlight_set(t, row.id, in->title.is == GIVEN ? in->title.v : row.title, cover, tx_now(t));
}

err highlight_edit(ctx *c, id me, const struct highlight_change *change_)
{
    struct curating in = { .me = me, .which = change_->id, .title = change_->title, .stories = change_->story_ids,
                           .cover = change_->cover_story_id };

    TRY(title_take(c, &in.title));
    TRY(stories_take(c, &in));
    return transact(c, change, &in);
}

static err delete(tx *t, void *arg)
{
    const struct curating *in = arg;
    highlight_entry_page entries;
    struct highlight_row row;

    TRY(own_get(t, in, &row));
    TRY(q_highlight_stories(t, ((ids){ &row.id, 1 }), &entries));
    TRY(q_highlight_stories_drop(t, row.id));
    TRY(q_highlight_drop(t, row.id));
    return stories_settle(t, stories_of(t, &entries));
}

err highlight_delete(ctx *c, id me, id which)
{
    return transact(c, delete, &(struct curating){ .me = me, .which = which });
}

/* ---- a story that is deleted ---- */

static err highlight_without(tx *t, id which, id story)
{
    highlight_entry_page left;
    struct highlight_row row;

    TRY(q_highlight_story_drop(t, which, story));
    TRY(q_highlight_stories(t, ((ids){ &which, 1 }), &left));
    if (!left.n)
        return q_highlight_drop(t, which);
    TRY(q_highlight_get(t, which, &row));
    return row.cover.v == story.v ? q_highlight_set(t, row.id, row.title, left.at[0].story_id, row.updated_at) : OK;
}

err highlights_leave(tx *t, id story)
{
    highlight_entry_page in;

    TRY(q_highlights_with(t, ((ids){ &story, 1 }), &in));
    for (size_t i = 0; i < in.n; i++)
        TRY(highlight_without(t, in.at[i].highlight_id, story));
    return OK;
}

/* ---- showing ---- */

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
    for (size_t i = 0; i < s->entries.n; i++) {
        const struct highlight_entry *e = &s->entries.at[i];
        size_t at = row_at(s, e->highlight_id);
        const struct author *by = author_placed(&s->authors, s->rows[at].user_id);
        if (by && story_is_for(&by->sight, (enum story_audience)e->audience, s->marks[at]))
            s->entries.at[kept++] = *e;
    }
    s->entries.n = kept;
    return OK;
}

/* The stories of one that the viewer may see: together, and in their order. */
static struct highlight_entry *entries_of(const struct showing *s, id highlight, size_t *n)
{
    size_t from = 0;

    while (from < s->entries.n && s->entries.at[from].highlight_id.v != highlight.v)
        from++;
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
        const struct story_row *row = row_among(&rows, covers.at[i]);
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

static err stories_fill_in(ctx *c, const struct showing *s, highlight_page *out)
{
    struct story_row *ordered = arena_array(&c->arena, struct story_row, s->entries.n);
    ids which = { arena_array(&c->arena, id, s->entries.n), s->entries.n };
    story_view_page views;
    story_row_page rows;
    story_page stories;
    size_t n = 0;

    for (size_t i = 0; i < s->entries.n; i++)
        which.at[i] = s->entries.at[i].story_id;
    TRY(q_stories_by_ids(c, which, &rows));
    for (size_t i = 0; i < which.n; i++) {
        const struct story_row *row = row_among(&rows, which.at[i]);
        if (row)
            ordered[n++] = *row;
    }
    TRY(stories_look(c, s->me, ordered, n, true, &views));
    TRY(stories_fill(c, s->me, &views));
    TRY(stories_answer(c, &views, &stories));
    for (size_t i = 0; i < out->n; i++) {
        struct highlight *h = &out->at[i];
        size_t of;
        const struct highlight_entry *at = entries_of(s, h->id, &of);
        h->stories = (story_page){ .at = arena_array(&c->arena, struct story, of) };
        for (size_t k = 0; k < of; k++)
            for (size_t m = 0; m < stories.n; m++)
                if (stories.at[m].id.v == at[k].story_id.v) {
                    h->stories.at[h->stories.n++] = stories.at[m];
                    break;
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
