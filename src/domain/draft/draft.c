/* Keeping drafts. */
#include <string.h>
#include "base/ids.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/draft/draft.sql.h"
#include "domain/draft/draft_own.h"

enum { DRAFTS_MOST = 300 };
#define YEAR_MS (365LL * 86400 * 1000)

PROBLEMS_DEFINE(draft_problems, DRAFT_PROBLEMS)

SHAPE(draft_row,
    FIELD(draft_row, user_id), FIELD(draft_row, id), FIELD(draft_row, changed), FIELD(draft_row, words), FIELD(draft_row, publish_at),
    FIELD(draft_row, problem));
SHAPE(draft_tally, FIELD(draft_tally, n));

SHAPE(draft,
    FIELD(draft, id), FIELD(draft, content), FIELD(draft, type), FIELD(draft, content_warning), FIELD(draft, sensitive),
    FIELD(draft, language), FIELD(draft, visibility), FIELD(draft, media_ids), FIELD_LINK(draft, poll, &poll_draft_shape, .nullable = true),
    FIELD(draft, boost_of), FIELD(draft, boost_of_id), FIELD(draft, publish_at, .doc = "When it publishes itself"),
    FIELD(draft, problem, .doc = "The code of what kept it from being published"), FIELD(draft, created_at), FIELD(draft, updated_at));
SHAPE(draft_wish,
    FIELDS(POST_DRAFT, draft_wish)
    FIELD(draft_wish, publish_at, .doc = "Publishes it then, at most a year ahead"));
SHAPE(draft_change,
    FIELD(draft_change, id), FIELD(draft_change, content), FIELD(draft_change, type, .words = post_type_words),
    FIELD(draft_change, content_warning, .max = 500), FIELD(draft_change, sensitive), FIELD(draft_change, language, .max = 100),
    FIELD(draft_change, visibility, .words = visibility_words),
    FIELD(draft_change, media_ids, .optional = true, .doc = "All that it is to have; null: none"),
    FIELD(draft_change, poll, .optional = true, .doc = "As of a new post; null: none"), FIELD(draft_change, boost_of),
    FIELD(draft_change, publish_at, .doc = "Null: it is no longer scheduled"));

/* ---- rows and answers ---- */

ids draft_media(struct arena *a, const struct post_draft *d)
{
    ids out = { arena_array(a, id, d->media_ids.n), 0 };

    for (size_t i = 0; i < d->media_ids.n; i++)
        out.n += id_parse(d->media_ids.at[i], &out.at[out.n]);
    return out;
}

static err words_read(struct arena *a, const struct draft_row *row, struct post_draft *out)
{
    struct failure failure;

    failure_begin(&failure, a);
    return json_read(a, &failure, row->words, &post_draft_shape, out);
}

static strs texts_among(struct arena *a, strs texts, ids rising)
{
    strs out = { arena_array(a, str, texts.n), 0 };
    id one;

    for (size_t i = 0; i < texts.n; i++)
        if (id_parse(texts.at[i], &one) && ids_find(rising, one))
            out.at[out.n++] = texts.at[i];
    return out;
}

/* Media that staff have removed are gone from drafts too, as if their authors had taken them out. */
static err media_stand(ctx *c, struct post_draft *drafts, size_t n)
{
    ids all = { NULL, 0 }, there;
    size_t named = 0;

    for (size_t i = 0; i < n; i++)
        named += drafts[i].media_ids.n;
    if (!named)
        return OK;
    all.at = arena_array(&c->arena, id, named);
    for (size_t i = 0; i < n; i++) {
        ids some = draft_media(&c->arena, &drafts[i]);
        memcpy(all.at + all.n, some.at, some.n * sizeof some.at[0]);
        all.n += some.n;
    }
    TRY(medias_there(c, all, &there));
    for (size_t i = 0; i < n; i++)
        drafts[i].media_ids = texts_among(&c->arena, drafts[i].media_ids, there);
    return OK;
}

err draft_words_read(ctx *c, const struct draft_row *rows, size_t n, struct post_draft *out)
{
    for (size_t i = 0; i < n; i++)
        TRY(words_read(&c->arena, &rows[i], &out[i]));
    return media_stand(c, out, n);
}

static maybe_str text_or_null(maybe_str s)
{
    return s.is == GIVEN ? s : (maybe_str){ .is = NULLED };
}

static raw_json media_shown(struct arena *a, strs media)
{
    return (raw_json){ media.n ? strs_text(a, media) : S("null") };
}

static struct draft draft_shown(struct arena *a, const struct draft_row *row, const struct post_draft *d)
{
    id boost_of = { 0 };

    if (d->boost_of.is == GIVEN)
        (void)id_parse(d->boost_of.v, &boost_of);
    return (struct draft){
        .id = row->id, .content = text_or_null(d->content), .type = text_or_null(d->type),
        .content_warning = text_or_null(d->content_warning),
        .sensitive = { d->sensitive.is == GIVEN ? GIVEN : NULLED, d->sensitive.v }, .language = text_or_null(d->language),
        .visibility = text_or_null(d->visibility), .media_ids = media_shown(a, d->media_ids), .poll = d->poll.options.n ? &d->poll : NULL,
        .boost_of = text_or_null(d->boost_of), .boost_of_id = { boost_of.v ? GIVEN : NULLED, boost_of },
        .publish_at = { row->publish_at ? GIVEN : NULLED, { row->publish_at } }, .problem = row->problem,
        .created_at = { id_ms(row->id) }, .updated_at = { id_ms(row->changed) },
    };
}

/* As an answer has them, with null for what was not given: no polls without options. */
static str words_pack(struct arena *a, const struct post_draft *d)
{
    struct draft shown = draft_shown(a, &(struct draft_row){ .problem.is = NULLED }, d);
    struct buf b = BUF_ON(a);

    json_write(&b, &draft_shape, &shown);
    return buf_str(&b);
}

static err drafts_show(ctx *c, const struct draft_row *rows, size_t n, struct draft *out)
{
    struct post_draft *words = arena_array(&c->arena, struct post_draft, n);

    TRY(draft_words_read(c, rows, n, words));
    for (size_t i = 0; i < n; i++)
        out[i] = draft_shown(&c->arena, &rows[i], &words[i]);
    return OK;
}

static struct media_take take_of(id draft)
{
    struct media_take take = post_media_take;

    take.thing = (struct media_thing){ MEDIA_OF_DRAFT, draft };
    return take;
}

err draft_row_read(ctx *c, id me, id which, struct draft_row *out)
{
    err e = q_draft_row(c, me, which, out);

    return e == ERR_NOT_FOUND ? fail(c, &draft_not_found) : e;
}

/* ---- the checks ---- */

/*
 * With a time it has to be a post that could be published now. `was`: the time that it has. If that has come, it may be put
 * off or taken back, but not written on, so that nobody who writes keeps it from being published.
 */
static err draft_check(ctx *c, id me, const struct post_draft *d, maybe_when at, i64 was)
{
    struct post_plan *plan;
    i64 ahead = at.v.ms - ctx_now(c).ms;

    if (at.is != GIVEN)
        return post_draft_check(c, me, d);
    if (ahead <= 0 && was && at.v.ms == was)
        return fail(c, &draft_due);
    if (ahead <= 0 || ahead > YEAR_MS)
        return fail_field(c, S("publish_at"), &time_out_of_range);
    return post_prepare(c, me, d, &plan);
}

/* ---- new ones ---- */

struct adding { id me; const struct draft_wish *wish; struct draft *out; };

static err add(tx *t, void *arg)
{
    const struct adding *in = arg;
    struct draft_row row = { .user_id = in->me, .id = tx_new_id(t), .problem.is = NULLED,
                             .words = words_pack(tx_arena(t), &in->wish->draft),
                             .publish_at = in->wish->publish_at.is == GIVEN ? in->wish->publish_at.v.ms : 0 };
    struct media_take take = take_of(row.id);
    struct draft_tally have;

    row.changed = row.id;
    TRY(account_acts_in(t, in->me));
    TRY(q_drafts_count(t, in->me, &have));
    if (have.n >= DRAFTS_MOST)
        return tx_fail(t, &too_many_drafts);
    TRY(q_draft_add(t, row.user_id, row.id, row.words, row.publish_at));
    ids media = draft_media(tx_arena(t), &in->wish->draft);
    if (media.n)
        TRY(media_attach(t, in->me, media, &take));
    *in->out = draft_shown(tx_arena(t), &row, &in->wish->draft);
    return row.publish_at ? draft_job_set(t, &row) : OK;
}

err draft_create(ctx *c, id me, const struct draft_wish *wish, struct draft *out)
{
    bool scheduled = wish->publish_at.is == GIVEN;

    TRY(draft_check(c, me, &wish->draft, wish->publish_at, 0));
    if (scheduled)
        TRY(post_rate_take(c, me));
    err e = transact(c, add, &(struct adding){ me, wish, out });
    if (e != OK && scheduled)
        post_rate_give_back(c, me);
    return e;
}

err draft_get(ctx *c, id me, id which, struct draft *out)
{
    struct draft_row row;

    TRY(draft_row_read(c, me, which, &row));
    return drafts_show(c, &row, 1, out);
}

/* ---- changes ---- */

struct one_poll { struct poll_draft poll; };
static SHAPE(one_poll, FIELD(one_poll, poll, .of = &poll_draft_shape));

/* Within an object, so that what is wrong is reported as poll.options and so on. */
static err poll_read(ctx *c, raw_json given, struct poll_draft *out)
{
    struct one_poll one;

    if (!given.json.n)
        return OK;
    *out = (struct poll_draft){ .multiple.is = ABSENT };
    if (str_eq(given.json, S("null")))
        return OK;
    str whole = arena_format(&c->arena, "{\"poll\":" STR_FMT "}", STR_ARG(given.json));
    TRY(json_read(&c->arena, &c->failure, whole, &one_poll_shape, &one));
    *out = one.poll;
    return OK;
}

#define CHANGE(of, by, member) ((of)->member = (by)->member.is == ABSENT ? (of)->member : (by)->member)

static err change_apply(ctx *c, const struct draft_change *by, struct post_draft *d)
{
    strs texts;
    bool media;

    CHANGE(d, by, content);
    CHANGE(d, by, type);
    CHANGE(d, by, content_warning);
    CHANGE(d, by, sensitive);
    CHANGE(d, by, language);
    CHANGE(d, by, visibility);
    CHANGE(d, by, boost_of);
    TRY(post_media_texts(c, by->media_ids, &media, &texts));
    if (media)
        d->media_ids = texts;
    return poll_read(c, by->poll, &d->poll);
}

struct changing { struct draft_row was, row; struct post_draft words; ids media_was, media; struct draft *out; };

static err replace(tx *t, void *arg)
{
    struct changing *in = arg;
    struct media_take take = take_of(in->row.id);
    struct draft_row now;
    err e = q_draft_row(t, in->row.user_id, in->row.id, &now);

    if (e == ERR_NOT_FOUND || (e == OK && now.changed.v != in->was.changed.v))
        return tx_fail(t, e == OK ? &draft_changed : &draft_not_found);
    TRY(e);
    TRY(account_acts_in(t, in->row.user_id));
    in->row.changed = tx_new_id(t);
    TRY(q_draft_set(t, in->row.user_id, in->row.id, in->row.changed, in->row.words, in->row.publish_at, in->row.problem));
    if (in->media_was.n || in->media.n)
        TRY(media_change(t, in->row.user_id, in->media_was, in->media, &take));
    *in->out = draft_shown(tx_arena(t), &in->row, &in->words);
    return in->row.publish_at != in->was.publish_at ? draft_job_set(t, &in->row) : OK;
}

/* Its time stays unless another is given. */
static err changing_read(ctx *c, id me, const struct draft_change *by, struct changing *in)
{
    maybe_when at = by->publish_at;

    TRY(draft_row_read(c, me, by->id, &in->was));
    TRY(draft_words_read(c, &in->was, 1, &in->words));
    in->media_was = draft_media(&c->arena, &in->words);
    TRY(change_apply(c, by, &in->words));
    if (at.is == ABSENT && in->was.publish_at)
        at = (maybe_when){ GIVEN, { in->was.publish_at } };
    TRY(draft_check(c, me, &in->words, at, in->was.publish_at));
    in->media = draft_media(&c->arena, &in->words);
    in->row = in->was;
    in->row.words = words_pack(&c->arena, &in->words);
    in->row.publish_at = at.is == GIVEN ? at.v.ms : 0;
    in->row.problem.is = NULLED;
    return OK;
}

err draft_edit(ctx *c, id me, const struct draft_change *by, struct draft *out)
{
    struct changing *in = arena_new(&c->arena, struct changing);

    in->out = out;
    TRY(changing_read(c, me, by, in));
    bool scheduled = in->row.publish_at && in->row.publish_at != in->was.publish_at;
    if (scheduled)
        TRY(post_rate_take(c, me));
    err e = transact(c, replace, in);
    if (e != OK && scheduled)
        post_rate_give_back(c, me);
    return e;
}

struct dropping { id me, which; };

static err drop(tx *t, void *arg)
{
    const struct dropping *in = arg;
    i64 gone;

    TRY(account_acts_in(t, in->me));
    TRY(q_draft_delete(t, in->me, in->which, &gone));
    if (!gone)
        return tx_fail(t, &draft_not_found);
    TRY(media_let_go_all(t, (struct media_thing){ MEDIA_OF_DRAFT, in->which }));
    return job_unset(t, in->which);
}

err draft_drop(ctx *c, id me, id which)
{
    return transact(c, drop, &(struct dropping){ me, which });
}

/* ---- lists ---- */

static err rows_read(ctx *c, id me, enum draft_kind kind, struct draft_place from, i64 most, draft_row_page *out)
{
    if (kind == DRAFTS_SCHEDULED)
        return q_drafts_due_after(c, me, from.a, (id){ from.b }, most, out);
    return q_drafts_before(c, me, (id){ from.b ? from.b : INT64_MAX }, kind == DRAFTS_OTHER, most, out);
}

err draft_list(ctx *c, id me, enum draft_kind kind, struct draft_place from, i64 most, draft_page *out, struct draft_place *next)
{
    draft_row_page rows;

    TRY(rows_read(c, me, kind, from, most + 1, &rows));
    *next = (struct draft_place){ 0 };
    if ((i64)rows.n > most) {
        const struct draft_row *last = &rows.at[--rows.n - 1];
        *next = (struct draft_place){ last->publish_at, kind == DRAFTS_SCHEDULED ? last->id.v : last->changed.v };
    }
    *out = (draft_page){ .at = arena_array(&c->arena, struct draft, rows.n), .n = rows.n };
    return drafts_show(c, rows.at, rows.n, out->at);
}

/* ---- the export, and the account's end ---- */

enum { AT_ONCE = 100 };

static err drafts_export(ctx *c, id who, struct rows *rows)
{
    struct draft_place from = { 0 };
    draft_page page;

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(draft_list(c, who, DRAFTS_ALL, from, AT_ONCE, &page, &from));
        for (size_t i = 0; i < page.n; i++)
            TRY(row_add(c, rows, &draft_shape, &page.at[i]));
        arena_rewind(&c->arena, mark);
    } while (from.b);
    return OK;
}

static err erase(tx *t, const struct event *e)
{
    id who;

    TRY(event_about(t, e, &who));
    return q_drafts_erase(t, who);
}

static const struct consumer consumers[] = {
    { .name = "draft_erase", .hears = KINDS(&account_erased), .handle = erase },
    {0}
};
static const struct belongings belongings[] = { { "drafts.json", "your drafts and scheduled posts", drafts_export }, {0} };

extern const struct migration draft_migrations[];
const struct capability draft_capability = {
    .name = "draft",
    .migrations = draft_migrations,
    .statements = draft_statements,
    .consumers = consumers,
    .jobs = draft_jobs,
    .belongings = belongings,
    .problems = draft_problems,
};
