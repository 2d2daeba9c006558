/*
 * An account that is erased takes along its feed, its lists and its places in the lists of others, in batches. The posts of
 * somebody who is no longer followed leave the feed, likewise; it does not show them meanwhile.
 */
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"
#include "work/sweep.h"

const char erase_job[] = "timeline_erase", unfollow_job[] = "timeline_unfollow";

err leave_hear(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, erase_job);
}

static err feed_erase(tx *t, id who, size_t *n)
{
    i64 gone, ended;

    TRY(q_feed_end(t, who, (when){ INT64_MAX }, &ended));
    TRY(q_entries_drop(t, who, SWEEP_BATCH, &gone));
    *n = (size_t)gone;
    if (gone == SWEEP_BATCH)
        return OK;
    TRY(q_star_drop(t, who));
    TRY(q_orders_of_drop(t, who));
    return q_feed_drop(t, who);
}

/* One list of a batch's: its members are as many as a batch may have and more. */
static err lists_erase(tx *t, id who, size_t *n)
{
    list_row_page lists;

    TRY(q_lists_of(t, who, &lists));
    *n = lists.n > 1 ? SWEEP_BATCH : 0;
    if (!lists.n)
        return OK;
    TRY(q_members_drop(t, lists.at[0].id));
    return q_list_drop(t, lists.at[0].id);
}

static err memberships_erase(tx *t, id who, size_t *n)
{
    member_page of;
    i64 gone;

    TRY(q_memberships_of(t, who, SWEEP_BATCH, &of));
    ids lists = { arena_array(tx_arena(t), id, of.n), of.n };
    for (size_t i = 0; i < of.n; i++) {
        lists.at[i] = of.at[i].list_id;
        TRY(q_member_drop(t, lists.at[i], who, &gone));
    }
    *n = of.n;
    return of.n ? q_list_count_add(t, lists, -1) : OK;
}

static err erase_batch(tx *t, struct sweep_place *s)
{
    static err (*const parts[])(tx *, id, size_t *) = { feed_erase, lists_erase, memberships_erase };
    size_t n;

    TRY(parts[s->part](t, s->about, &n));
    sweep_move_in(s, COUNT(parts), n, (id){ 0 });
    return OK;
}

err erase_run(ctx *c, str payload) { return sweep_run(c, erase_job, payload, erase_batch); }

/* ---- one author leaves one feed ---- */

/* Who is followed again has brought posts that stay. */
static err unfollow_batch(tx *t, struct sweep_place *s)
{
    struct sight sight;
    i64 gone = 0;

    TRY(sight_of_in(t, s->about, s->by.v, &sight));
    if (!sight.following)
        TRY(q_entries_of_author_drop(t, s->about, s->by.v, SWEEP_BATCH, &gone));
    sweep_move(s, (size_t)gone, (id){ 0 });
    return OK;
}

err unfollow_begin(tx *t, id follower, id followed)
{
    struct sweep_place first = { .about = follower, .by = { GIVEN, followed } };

    TRY(unfollow_batch(t, &first));
    return first.done ? OK : sweep_add_by(t, unfollow_job, follower, followed);
}

err unfollow_run(ctx *c, str payload) { return sweep_run(c, unfollow_job, payload, unfollow_batch); }
