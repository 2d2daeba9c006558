/*
 * Deleting: the post and its place in every list go in one transaction. Its plain boosts and its earlier versions cannot be seen
 * without it, and what is many of them goes soon after, by jobs in batches; each boost with its event.
 */
#include "base/str.h"
#include "domain/audit/audit.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"
#include "domain/tag/tag.h"
#include "work/sweep.h"

static const char unboost_job[] = "post_unboost", versions_job[] = "post_versions";

enum { VERSIONS_AT_ONCE = 20 };                  /* texts are long, and a batch may delete many posts */

static err unboost_begin(tx *t, id original, id by)
{
    post_row_page boosts;

    TRY(q_post_boosts_of(t, original, 1, &boosts));
    return boosts.n ? sweep_add_by(t, unboost_job, original, by) : OK;
}

static err tags_forget(tx *t, const struct post_row *row)
{
    struct wording wording;

    if (row->visibility != VISIBLE_TO_ALL || row->plain)
        return OK;
    TRY(wording_unpack(tx_arena(t), row->wording, &wording));
    return tag_forget(t, row->id, row->user_id, wording_tags(tx_arena(t), &wording));
}

static err versions_drop(tx *t, id post)
{
    i64 gone;

    TRY(q_post_versions_delete(t, post, VERSIONS_AT_ONCE, &gone));
    return gone == VERSIONS_AT_ONCE ? sweep_add(t, versions_job, post) : OK;
}

static err gone_tell(tx *t, const struct post_row *row, id by)
{
    struct wording wording;

    TRY(wording_unpack(tx_arena(t), row->wording, &wording));
    return event_tell(t, post_deleted, row->user_id, &(struct post_gone_told){
        row->id, row->user_id, row->boost_of, row->plain, by, { GIVEN, str_of(visibility_words[row->visibility]) },
        wording_named(tx_arena(t), &wording), wording_tags(tx_arena(t), &wording) });
}

/* Everything of the post itself. Also for plain boosts, which have nothing but their row. */
err post_row_drop(tx *t, const struct post_row *row, id by)
{
    TRY(q_post_delete(t, row->id));
    if (row->media.n)
        TRY(media_let_go(t, ids_of_text(tx_arena(t), row->media), (struct media_thing){ MEDIA_OF_POST, row->id }));
    TRY(versions_drop(t, row->id));
    TRY(q_post_count_delete(t, row->id));
    TRY(reactions_forget(t, row->id));
    if (row->poll)
        TRY(poll_forget(t, row->id));
    TRY(tags_forget(t, row));
    if (row->boost_of.is == GIVEN && !row->plain && !row->hidden)
        TRY(q_post_quotes_change(t, row->boost_of.v, -1));
    if (row->visibility != VISIBLE_TO_NAMED && !row->plain)
        TRY(profile_posted(t, row->user_id, -1));
    TRY(row->plain ? OK : unboost_begin(t, row->id, by));
    return gone_tell(t, row, by);
}

struct deletion { const struct caller *me; id which; };

/* Moderators need not see it. A plain boost is gone with its original, though its row goes later. */
static err row_find(tx *t, const struct deletion *in, struct post_row *row)
{
    id me = in->me->account;
    struct post_row original;

    TRY(account_acts_in(t, me));
    TRY(may(in->me->role, &may_remove_post) ? post_row_read(t, in->which, row) : post_row_own(t, me, in->which, row));
    return post_row_original(t, row, &original);
}

static err removal_note(tx *t, const struct deletion *in, const struct post_row *row)
{
    struct audit_note note = { .action = &audit_post_removed, .actor = in->me->account, .subject = row->user_id,
                               .detail = arena_format(tx_arena(t), "post %lld", (long long)row->id.v) };

    return row->user_id.v == in->me->account.v ? OK : audit_add(t, &note);
}

static err boost_unset(tx *t, const struct post_row *row)
{
    struct reaction_done done;

    return row->plain ? reaction_unset(t, REACTION_BOOST, row->user_id, row->boost_of.v, &done) : OK;
}

static err delete(tx *t, void *arg)
{
    const struct deletion *in = arg;
    struct post_row row;

    TRY(row_find(t, in, &row));
    TRY(removal_note(t, in, &row));
    TRY(boost_unset(t, &row));
    return post_row_drop(t, &row, in->me->account);
}

err post_delete(ctx *c, const struct caller *me, id which)
{
    return transact(c, delete, &(struct deletion){ me, which });
}

/* ---- its versions, its boosts ---- */

static err versions_batch(tx *t, struct sweep_place *s)
{
    i64 gone;

    TRY(q_post_versions_delete(t, s->about, SWEEP_BATCH, &gone));
    sweep_move(s, (size_t)gone, (id){ 0 });
    return OK;
}

static err versions_run(ctx *c, str payload)
{
    return sweep_run(c, versions_job, payload, versions_batch);
}

static err unboost_batch(tx *t, struct sweep_place *s)
{
    post_row_page boosts;

    TRY(q_post_boosts_of(t, s->about, SWEEP_BATCH, &boosts));
    for (size_t i = 0; i < boosts.n; i++)
        TRY(post_row_drop(t, &boosts.at[i], s->by.v));
    sweep_move(s, boosts.n, (id){ 0 });
    return OK;
}

static err unboost_run(ctx *c, str payload)
{
    return sweep_run(c, unboost_job, payload, unboost_batch);
}

const struct job_kind post_jobs[] = {
    { .name = unboost_job, .run = unboost_run, SWEEP_RULES },
    { .name = versions_job, .run = versions_run, SWEEP_RULES },
    { .name = "post_hide", .run = post_hide_run, SWEEP_RULES },
    { .name = "post_erase", .run = post_erase_run, SWEEP_RULES },
    {0}
};
