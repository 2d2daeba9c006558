/*
 * Highlights: stories that stay on their author's profile. A story's row stays while it is in one; after its end only highlights show it,
 * to whom its audience lets see it then, and only they refer to its media.
 */
#include "base/id.h"
#include "base/ids.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "text/input.h"

SHAPE(highlight_row,
    FIELD(highlight_row, id), FIELD(highlight_row, user_id), FIELD(highlight_row, title), FIELD(highlight_row, cover),
    FIELD(highlight_row, updated_at));
SHAPE(highlight_entry,
    FIELD(highlight_entry, highlight_id), FIELD(highlight_entry, story_id), FIELD(highlight_entry, place),
    FIELD(highlight_entry, audience));
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
        const struct story_row *row = story_row_among(rows, in->stories.at[i]);
        if (!row || row->user_id.v != in->me.v || (!story_stands(row, tx_now(t)) && !is_in(&kept, row->id)))
            return story_fail(t, "story_ids");
    }
    return OK;
}

static ids medias_of(tx *t, const story_row_page *rows, ids stories)
{
    ids out = { arena_array(tx_arena(t), id, stories.n), 0 };

    for (size_t i = 0; i < stories.n; i++) {
        const struct story_row *row = story_row_among(rows, stories.at[i]);
        if (row && row->media.is == GIVEN)
            out.at[out.n++] = row->media.v;
    }
    return out;
}

static struct media_thing highlight_thing(id which) { return (struct media_thing){ MEDIA_OF_HIGHLIGHT, which }; }

/* What it refers to already stays so. */
err highlight_refers(tx *t, id highlight, ids medias)
{
    return media_share(t, medias, &(struct media_take){ .thing = highlight_thing(highlight) });
}

static err entries_add(tx *t, id highlight, const struct curating *in, const story_row_page *rows)
{
    for (size_t i = 0; i < in->stories.n; i++)
        TRY(q_highlight_story_add(t, highlight, in->stories.at[i], (i64)i, story_row_among(rows, in->stories.at[i])->audience));
    return highlight_refers(t, highlight, medias_of(t, rows, in->stories));
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

static ids without(tx *t, ids from, ids those)
{
    ids out = { arena_array(tx_arena(t), id, from.n), 0 };

    for (size_t i = 0; i < from.n; i++)
        if (!has(those, from.at[i]))
            out.at[out.n++] = from.at[i];
    return out;
}

static err stories_change(tx *t, const struct highlight_row *row, const struct curating *in, ids *now)
{
    highlight_entry_page entries;
    story_row_page had, rows;

    TRY(q_highlight_stories(t, ((ids){ (id *)&row->id, 1 }), &entries));
    ids before = stories_of(t, &entries);
    *now = before;
    if (!in->stories.n)
        return OK;
    TRY(q_stories_by_ids(t, before, &had));
    TRY(stories_meet(t, in, &rows));
    TRY(q_highlight_stories_drop(t, row->id));
    TRY(entries_add(t, row->id, in, &rows));
    *now = in->stories;
    TRY(media_let_go(t, medias_of(t, &had, without(t, before, in->stories)), highlight_thing(row->id)));
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

err highlight_end(tx *t, id which)
{
    TRY(q_highlight_stories_drop(t, which));
    TRY(q_highlight_drop(t, which));
    return media_let_go_all(t, highlight_thing(which));
}

static err delete(tx *t, void *arg)
{
    const struct curating *in = arg;
    highlight_entry_page entries;
    struct highlight_row row;

    TRY(own_get(t, in, &row));
    TRY(q_highlight_stories(t, ((ids){ &row.id, 1 }), &entries));
    TRY(highlight_end(t, row.id));
    return stories_settle(t, stories_of(t, &entries));
}

err highlight_delete(ctx *c, id me, id which)
{
    return transact(c, delete, &(struct curating){ .me = me, .which = which });
}

/* ---- a story that is deleted ---- */

static err highlight_without(tx *t, id which, const struct story_row *story)
{
    highlight_entry_page left;
    struct highlight_row row;

    TRY(q_highlight_story_drop(t, which, story->id));
    TRY(q_highlight_stories(t, ((ids){ &which, 1 }), &left));
    if (!left.n)
        return highlight_end(t, which);
    if (story->media.is == GIVEN)
        TRY(media_let_go(t, (ids){ (id *)&story->media.v, 1 }, highlight_thing(which)));
    TRY(q_highlight_get(t, which, &row));
    return row.cover.v == story->id.v ? q_highlight_set(t, row.id, row.title, left.at[0].story_id, row.updated_at) : OK;
}

err highlights_leave(tx *t, const struct story_row *story)
{
    highlight_entry_page in;

    TRY(q_highlights_with(t, ((ids){ (id *)&story->id, 1 }), &in));
    for (size_t i = 0; i < in.n; i++)
        TRY(highlight_without(t, in.at[i].highlight_id, story));
    return OK;
}
