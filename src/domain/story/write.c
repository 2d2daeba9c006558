/* Publishing and deleting. */
#include "base/id.h"
#include "base/problems.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/story/story.sql.h"
#include "domain/story/story_own.h"
#include "text/input.h"
#include "work/sweep.h"

SHAPE_MEMBERS(story_draft, STORY_DRAFT);

enum { VIEWS_AT_ONCE = 500 };

const char story_views_job[] = "story_views";

/* ---- publishing ---- */

struct telling { id me; struct story_row row; id *out; };

static bool is_color(str s)
{
    bool is = s.n == 7 && s.p[0] == '#';

    for (size_t i = 1; i < s.n && is; i++)
        is = (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f');
    return is;
}

static err text_take(ctx *c, const struct story_draft *d, struct story_row *row)
{
    str text = S("");

    if (d->text.is == GIVEN && !text_normal(&c->arena, d->text.v, &text))
        return fail_field(c, S("text"), &invalid_text);
    row->text = (maybe_str){ text.n ? GIVEN : NULLED, text };
    if (!text.n && row->media.is != GIVEN)
        (void)failure_field_saying(&c->failure, S("text"), &too_short, "A story needs a text, or media.");
    else if (utf8_length(text) > STORY_TEXT_MOST)
        (void)failure_field(&c->failure, S("text"), &too_long);
    return OK;
}

static void background_take(ctx *c, const struct story_draft *d, struct story_row *row)
{
    row->background = (maybe_str){ d->background.is == GIVEN ? GIVEN : NULLED, d->background.v };
    if (row->background.is != GIVEN)
        return;
    if (row->media.is == GIVEN)
        (void)failure_field_saying(&c->failure, S("background"), &invalid_form, "Only a text has a background.");
    else if (!is_color(row->background.v))
        (void)failure_field_saying(&c->failure, S("background"), &invalid_form, "This must be like #00aaff.");
}

static i64 audience_of(const struct story_draft *d)
{
    i64 audience = 0;

    if (d->audience.is != GIVEN)
        return STORY_FOR_FOLLOWERS;
    while (!str_eq(d->audience.v, str_of(story_audience_words[audience])))
        audience++;
    return audience;
}

/* Media that are not ready, or none of one's own, are refused where they are attached. */
static err kind_take(ctx *c, struct story_row *row)
{
    const struct media_kept *kept = NULL;

    if (row->media.is != GIVEN)
        return OK;
    TRY(medias_kept(c, (ids){ &row->media.v, 1 }, &kept));
    row->kind = kept && media_kind_of(kept) == MEDIA_VIDEO ? STORY_VIDEO : STORY_IMAGE;
    return OK;
}

static err prepare(ctx *c, const struct story_draft *d, struct telling *in)
{
    struct story_row *row = &in->row;

    row->media.is = d->media_id.is == GIVEN ? GIVEN : NULLED;
    if (row->media.is == GIVEN)
        TRY(media_id_read(c, "media_id", d->media_id.v, &row->media.v));
    row->replies = d->replies.is != GIVEN || d->replies.v;
    row->audience = audience_of(d);
    TRY(text_take(c, d, row));
    background_take(c, d, row);
    return c->failure.fields ? ERR_INVALID : kind_take(c, row);
}

static err media_take(tx *t, const struct telling *in, id story)
{
    const struct media_take take = { .thing = { MEDIA_OF_STORY, story }, .kinds = 1 << MEDIA_IMAGE | 1 << MEDIA_VIDEO,
                                     .field = "media_id", .most_ms = STORY_FILM_MS };

    if (in->row.media.is != GIVEN)
        return OK;
    return media_attach(t, in->me, (ids){ (id *)&in->row.media.v, 1 }, &take);
}

struct story_told story_told_of(const struct story_row *r)
{
    return (struct story_told){ .story_id = r->id, .author_id = r->user_id,
                                .audience = { GIVEN, str_of(story_audience_words[r->audience]) } };
}

static err tell(tx *t, void *arg)
{
    struct telling *in = arg;
    struct story_row r = in->row;

    TRY(account_acts_in(t, in->me));
    r.id = tx_new_id(t);
    r.expires_at = (when){ id_ms(r.id) + story_settings(tx_world(t)->settings)->story_ttl };
    TRY(media_take(t, in, r.id));
    TRY(q_story_insert(t, r.id, r.user_id, r.kind, r.text, r.background, r.media, r.audience, r.replies, r.expires_at));
    TRY(sweep_set(t, story_over_job, r.id, r.expires_at));
    *in->out = r.id;
    struct story_told told = story_told_of(&r);
    return event_tell(t, story_created, r.user_id, &told);
}

err story_create(ctx *c, id me, const struct story_draft *draft, id *out)
{
    struct telling in = { .me = me, .row = { .user_id = me }, .out = out };
    u64 of = rate_of_id(c->world, me);
    i64 now = ctx_now(c).ms / 1000;

    TRY(prepare(c, draft, &in));
    struct rate r = rate_take(c->world, &stories_daily, of, now);
    TRY(rate_refuse(c, &r, "stories"));
    err e = transact(c, tell, &in);
    if (e != OK)
        rate_give_back(c->world, &stories_daily, of, now);
    return e;
}

/* ---- what goes with a story ---- */

static err views_batch(tx *t, struct sweep_place *s)
{
    i64 gone;

    TRY(q_story_views_drop(t, s->about, VIEWS_AT_ONCE, &gone));
    *s = (struct sweep_place){ .about = s->about, .done = gone < VIEWS_AT_ONCE };
    return s->done ? q_story_count_drop(t, s->about) : OK;
}

err story_views_run(ctx *c, str payload)
{
    return sweep_run(c, story_views_job, payload, views_batch);
}

/* Those of most stories go at once. */
err story_views_begin_drop(tx *t, id which)
{
    i64 gone;

    TRY(q_story_views_drop(t, which, SWEEP_BATCH, &gone));
    TRY(q_story_count_drop(t, which));
    return gone < SWEEP_BATCH ? OK : sweep_add(t, story_views_job, which);
}

err story_media_drop(tx *t, const struct story_row *row)
{
    if (row->media.is != GIVEN)
        return OK;
    return media_let_go(t, (ids){ (id *)&row->media.v, 1 }, (struct media_thing){ MEDIA_OF_STORY, row->id });
}

err story_row_end(tx *t, const struct story_row *row)
{
    TRY(q_story_drop(t, row->id));
    TRY(story_views_begin_drop(t, row->id));
    return story_media_drop(t, row);
}

err story_row_drop(tx *t, const struct story_row *row, maybe_id by)
{
    struct story_told told = story_told_of(row);

    told.user_id = by;
    TRY(job_unset(t, row->id));
    TRY(story_row_end(t, row));
    return event_tell(t, story_deleted, row->user_id, &told);
}

/* ---- deleting ---- */

struct deletion { const struct caller *me; id which; };

/* By a moderator also where only a highlight shows it. */
static err moderator_finds(tx *t, const struct story_row *row)
{
    highlight_entry_page in;

    if (story_stands(row, tx_now(t)))
        return OK;
    TRY(q_highlights_with(t, ((ids){ (id *)&row->id, 1 }), &in));
    return in.n ? OK : tx_fail(t, &story_not_found);
}

static err row_find(tx *t, const struct deletion *in, struct story_row *row)
{
    id me = in->me->account;

    TRY(account_acts_in(t, me));
    TRY(story_row_get_in(t, in->which, row));
    if (row->user_id.v != me.v && may(in->me->role, &may_remove_story))
        return moderator_finds(t, row);
    TRY(story_meet_in(t, me, in->which, row));
    return row->user_id.v == me.v ? OK : tx_fail_with(t, ERR_FORBIDDEN, "This story belongs to somebody else.");
}

static err removal_note(tx *t, const struct deletion *in, const struct story_row *row)
{
    struct audit_note note = { .action = &audit_story_removed, .actor = in->me->account, .subject = row->user_id,
                               .detail = arena_format(tx_arena(t), "story %lld", (long long)row->id.v) };

    return audit_add(t, &note);
}

static err delete(tx *t, void *arg)
{
    const struct deletion *in = arg;
    struct story_row row;

    TRY(row_find(t, in, &row));
    bool own = row.user_id.v == in->me->account.v;
    TRY(own ? OK : removal_note(t, in, &row));
    TRY(highlights_leave(t, &row));
    return story_row_drop(t, &row, (maybe_id){ own ? ABSENT : GIVEN, in->me->account });
}

err story_delete(ctx *c, const struct caller *me, id which)
{
    return transact(c, delete, &(struct deletion){ me, which });
}
