/*
 * Editing: what stood before is kept as a version. A change is put into the row as it then is, in the transaction, so that of
 * two edits at once both are in the history.
 */
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"
#include "domain/tag/tag.h"
#include "text/input.h"

SHAPE(post_change,
    FIELD(post_change, id),
    FIELD(post_change, content,         .doc = "As of a new post; white space at both ends is cut"),
    FIELD(post_change, type,            .words = post_type_words, .doc = "Null: the kind of its first medium, otherwise text"),
    FIELD(post_change, content_warning, .max = WARNING_MOST),
    FIELD(post_change, sensitive),
    FIELD(post_change, language,        .max = LANGUAGE_MOST, .doc = "A BCP 47 tag"),
    FIELD(post_change, media_ids,       .optional = true, .doc = "All that it is to have, in order; null or an empty array: none"),
    FIELD(post_change, visibility,      .doc = "Only as it is"),
    FIELD(post_change, boost_of,        .doc = "Only as it is"),
    FIELD(post_change, poll,            .optional = true, .doc = "Only as it is"),
    FIELD(post_change, publish_at,      .doc = "Only null"));

struct edit {
    id me;
    const struct post_change *change;
    str content;                                 /* trimmed, if it is given */
    maybe_str language;                          /* in its usual case */
    struct wording wording;                      /* likewise */
    bool has_media;                              /* they are given: */
    ids media;
    str type_was, type_is;                       /* by what stood first and what does; "" not known */
    ids shown;                                   /* what it has at the end */
    bool changed;
    struct post *out;
};

/* ---- what cannot change ---- */

static bool texts_equal(strs a, const poll_choice_page *b)
{
    for (size_t i = 0; i < a.n && i < b->n; i++)
        if (!str_eq(a.at[i], b->at[i].text))
            return false;
    return a.n == b->n;
}

/* It was to last so long, within a second. */
static bool lasts(maybe_i64 given, when from, when until)
{
    i64 off_ms = given.v * 1000 - (until.ms - from.ms);

    return given.is != GIVEN || (given.v >= POLL_LEAST_S && given.v <= POLL_MOST_S && off_ms > -1000 && off_ms < 1000);
}

static bool polls_equal(const struct poll_draft *d, const struct poll_view *poll, when made)
{
    return texts_equal(d->options, &poll->options) && (d->multiple.is != GIVEN || d->multiple.v == poll->multiple) &&
           (d->results.is != GIVEN || str_eq(d->results.v, poll->results)) &&
           (d->expires_at.is != GIVEN || d->expires_at.v.ms == poll->expires_at.ms) && lasts(d->expires_in, made, poll->expires_at);
}

/* One that could be no poll is another than there is. */
static bool poll_is_same(struct arena *a, raw_json given, const struct post_view *view)
{
    struct poll_draft d;
    struct failure f;

    if (!view->poll || str_eq(given.json, S("null")))
        return !view->poll && str_eq(given.json, S("null"));
    failure_begin(&f, a);
    return json_read(a, &f, given.json, &poll_draft_shape, &d) == OK && polls_equal(&d, view->poll, view->words->created_at);
}

static bool boost_is_same(maybe_str given, maybe_id is)
{
    id which = { 0 };

    return given.is == NULLED ? is.is != GIVEN : is.is == GIVEN && id_parse(given.v, &which) && which.v == is.v.v;
}

static err fixed_check(ctx *c, const struct post_change *in, const struct post_view *view)
{
    struct failure *f = &c->failure;

    if (in->visibility.is != ABSENT && (in->visibility.is == NULLED || !str_eq(in->visibility.v, view->words->visibility)))
        (void)failure_field(f, S("visibility"), &fixed);
    if (in->boost_of.is != ABSENT && !boost_is_same(in->boost_of, view->words->boost_of_id))
        (void)failure_field(f, S("boost_of"), &fixed);
    if (in->poll.json.n && !poll_is_same(&c->arena, in->poll, view))
        (void)failure_field(f, S("poll"), &fixed);
    if (in->publish_at.is == GIVEN)
        (void)failure_field(f, S("publish_at"), &fixed);
    return f->fields ? ERR_INVALID : OK;
}

/* ---- in the transaction ---- */

static void text_change(maybe_str by, maybe_str *of)
{
    if (by.is != ABSENT)
        *of = by;
}

/* A type that its media gave goes with them; one that was chosen stays, as long as it can. */
static str type_changed(const struct edit *in, const struct post_row *was, const struct post_row *row)
{
    if (in->change->type.is == GIVEN)
        return in->change->type.v;
    if (in->change->type.is == NULLED)
        return in->type_is;
    bool given_by_media = in->has_media && (str_eq(was->type, in->type_was) || (post_type_needs_media(was->type) && !row->media.n));
    return given_by_media ? in->type_is : was->type;
}

static struct post_row changed(tx *t, const struct edit *in, const struct post_row *was)
{
    const struct post_change *by = in->change;
    struct post_row row = *was;

    if (by->content.is != ABSENT) {
        row.content = in->content;
        row.wording = wording_pack(tx_arena(t), &in->wording);
    }
    if (in->has_media)
        row.media = ids_text(tx_arena(t), in->media);
    row.type = type_changed(in, was, &row);
    text_change(by->content_warning, &row.warning);
    text_change(in->language, &row.language);
    if (by->sensitive.is != ABSENT)
        row.sensitive = by->sensitive.is == GIVEN && by->sensitive.v;
    return row;
}

static bool texts_same(maybe_str a, maybe_str b)
{
    return (a.is == GIVEN) == (b.is == GIVEN) && (a.is != GIVEN || str_eq(a.v, b.v));
}

static bool is_same(const struct post_row *a, const struct post_row *b)
{
    return str_eq(a->content, b->content) && str_eq(a->type, b->type) && texts_same(a->warning, b->warning) &&
           texts_same(a->language, b->language) && a->sensitive == b->sensitive && str_eq(a->media, b->media);
}

static err row_check(tx *t, const struct post_row *row, const struct wording *w)
{
    struct failure *f = tx_failure(t);

    post_content_check(f, row->content, row->poll || row->boost_of.is == GIVEN || row->media.n);
    post_type_check(f, row->type, w, row->media.n > 0);
    return f->fields ? ERR_INVALID : OK;
}

static err version_add(tx *t, const struct post_row *was, id made)
{
    when since = was->edited_at.is == GIVEN ? was->edited_at.v : (when){ id_ms(was->id) };

    return q_post_version_add(t, was->id, made, was->content, was->warning, was->sensitive, was->language, since,
                              was->media);
}

static err tags_change(tx *t, const struct post_row *was, const struct wording *now)
{
    struct wording before;

    if (was->visibility != VISIBLE_TO_ALL)
        return OK;
    TRY(wording_unpack(tx_arena(t), was->wording, &before));
    return tag_change(t, was->id, was->user_id, wording_tags(tx_arena(t), &before), wording_tags(tx_arena(t), now));
}

static err media_set(tx *t, const struct post_row *was, const struct post_row *now)
{
    struct media_take take = post_take(was->id, (enum visibility)was->visibility);

    return str_eq(was->media, now->media) ? OK
         : media_change(t, was->user_id, ids_of_text(tx_arena(t), was->media), ids_of_text(tx_arena(t), now->media), &take);
}

static err row_replace(tx *t, const struct post_row *was, struct post_row *row, const struct wording *w)
{
    id made = tx_new_id(t);

    row->edited_at = (maybe_when){ GIVEN, { id_ms(made) } };         /* as ids rise, so do the times of versions */
    TRY(version_add(t, was, made));
    TRY(tags_change(t, was, w));
    TRY(media_set(t, was, row));
    TRY(q_post_set_words(t, row->id, row->type, row->content, row->warning, row->sensitive, row->language, row->wording, row->edited_at.v,
                         row->media));
    return post_edited_tell(t, row, w);
}

static err edit(tx *t, void *arg)
{
    struct edit *in = arg;
    struct post_row was;
    struct post_kept now;
    struct wording w;

    TRY(account_acts_in(t, in->me));
    TRY(post_row_own(t, in->me, in->change->id, &was));
    struct post_row row = changed(t, in, &was);
    TRY(wording_unpack(tx_arena(t), row.wording, &w));
    TRY(row_check(t, &row, &w));
    in->changed = !is_same(&was, &row);
    if (in->changed)
        TRY(row_replace(t, &was, &row, &w));
    TRY(post_kept_of(tx_arena(t), &row, &now));
    in->out->words = now.words;
    in->shown = now.media_ids;
    return OK;
}

/* ---- the verbs ---- */

err edit_rate_take(ctx *c, id me)
{
    struct rate r = rate_take(c->world, &edits_hourly, rate_of_id(c->world, me), ctx_now(c).ms / 1000);

    return rate_refuse(c, &r, "edits");
}

void edit_rate_give_back(ctx *c, id me)
{
    rate_give_back(c->world, &edits_hourly, rate_of_id(c->world, me), ctx_now(c).ms / 1000);
}

static err wording_read(ctx *c, struct edit *in)
{
    const maybe_str *content = &in->change->content;

    in->language = in->change->language;
    post_language_check(&c->failure, &in->language);
    if (c->failure.fields)
        return ERR_INVALID;
    if (content->is == ABSENT)
        return OK;
    if (content->is == GIVEN && !text_normal(&c->arena, content->v, &in->content))
        return fail_field(c, S("content"), &invalid_text);
    return wording_of(c, in->me, in->content, &in->wording);
}

/* What it is to have, and what that makes of it. */
static err media_read(ctx *c, struct edit *in, const struct post_view *view)
{
    const struct media_kept *first = NULL;
    strs texts;

    TRY(post_media_texts(c, in->change->media_ids, &in->has_media, &texts));
    TRY(media_ids_read(c, "media_ids", texts, MEDIA_MOST, &in->media));
    if (!in->has_media)
        in->media = view->media_ids;
    if (in->media.n)
        TRY(medias_kept(c, (ids){ in->media.at, 1 }, &first));
    in->type_was = post_type_of(view->media_ids.n ? view->media[0] : NULL);
    in->type_is = post_type_of(first);
    return OK;
}

err post_edit(ctx *c, id me, const struct post_change *change, struct post *out)
{
    struct edit in = { .me = me, .change = change, .content = S(""), .out = out };
    struct post_view view;

    TRY(post_get(c, me, change->id, &view));
    if (view.words->user_id.v != me.v)
        return fail_with(c, ERR_FORBIDDEN, "This post belongs to somebody else.");
    if (view.plain)
        return fail(c, &not_editable);
    TRY(media_read(c, &in, &view));
    TRY(fixed_check(c, change, &view));
    TRY(wording_read(c, &in));
    post_of(c, &view, out);
    TRY(edit_rate_take(c, me));
    err e = transact(c, edit, &in);
    if (e != OK || !in.changed)
        edit_rate_give_back(c, me);
    if (e != OK)
        return e;
    if (!in.has_media && change->type.is == ABSENT)
        out->words.type = view.words->type;      /* as it is shown, which staff may have changed by removing media */
    post_media_show(c, in.shown, out);
    return OK;
}

/* ---- history ---- */

SHAPE(post_version_row,
    FIELD(post_version_row, post_id), FIELD(post_version_row, made), FIELD(post_version_row, content),
    FIELD(post_version_row, warning), FIELD(post_version_row, sensitive), FIELD(post_version_row, language),
    FIELD(post_version_row, created_at), FIELD(post_version_row, media));
SHAPE(post_version,
    FIELD(post_version, content), FIELD(post_version, content_warning), FIELD(post_version, sensitive), FIELD(post_version, language),
    FIELD_PAGE(post_version, media, &media_shape, .doc = "Those that are still there"), FIELD(post_version, created_at));

err post_versions_of(ctx *c, const post_version_row_page *rows, size_t n, struct post_version *out)
{
    ids *media = arena_array(&c->arena, ids, n), all = { NULL, 0 };
    const struct media_kept **kept;

    for (size_t i = 0; i < n; i++) {
        media[i] = ids_of_text(&c->arena, rows->at[i].media);
        all.n += media[i].n;
    }
    all.at = arena_array(&c->arena, id, all.n);
    kept = arena_array(&c->arena, const struct media_kept *, all.n);
    all.n = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < media[i].n; k++)
            all.at[all.n++] = media[i].at[k];
    if (all.n)
        TRY(medias_kept(c, all, kept));
    for (size_t i = 0; i < n; i++) {
        const struct post_version_row *r = &rows->at[i];
        out[i] = (struct post_version){ r->content, r->warning, r->sensitive, r->language, post_media_of(c, kept, media[i].n),
                                        r->created_at };
        kept += media[i].n;
    }
    return OK;
}

static struct post_version present_of(ctx *c, const struct post_view *v)
{
    const struct post_words *w = v->words;

    return (struct post_version){ w->content, w->content_warning, w->sensitive, w->language, post_media_of(c, v->media, v->media_ids.n),
                                  w->updated_at };
}

/* What stands is the first; it has no place of its own. */
err post_history(ctx *c, id me, id which, id after, i64 most, post_version_page *out, id *next)
{
    post_version_row_page rows;
    struct post_view view;

    TRY(post_get(c, me, which, &view));
    const struct post_view *of = view.plain ? view.boost_of : &view;
    *out = (post_version_page){ .at = arena_array(&c->arena, struct post_version, (size_t)most + 1) };
    if (!after.v)
        out->at[out->n++] = present_of(c, of);
    i64 room = most - (i64)out->n;
    TRY(q_post_versions_before(c, of->words->id, after.v ? after : (id){ INT64_MAX }, room + 1, &rows));
    size_t n = (i64)rows.n < room ? rows.n : (size_t)room;
    TRY(post_versions_of(c, &rows, n, out->at + out->n));
    out->n += n;
    *next = (i64)rows.n <= room ? (id){ 0 } : room ? rows.at[room - 1].made : (id){ INT64_MAX };
    return OK;
}
