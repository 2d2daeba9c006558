/*
 * What goes: a channel that was deleted, or whose last member went; memberships of an erased account; invites that are over. A
 * channel is gone at once; its members go after it, in batches, and hear of it.
 */
#include "base/str.h"
#include "domain/channel/channel.sql.h"
#include "domain/channel/channel_own.h"
#include "domain/channel/conversation.sql.h"
#include "domain/channel/member.sql.h"
#include "domain/media/media.h"
#include "work/sweep.h"

enum { GONE_PARTS = 5, ERASE_PARTS = 4 };

static const char gone_job[] = "channel_gone", erase_job[] = "channel_erase";

SHAPE(channel_gone,
    FIELD(channel_gone, id), FIELD(channel_gone, kind), FIELD(channel_gone, member_count), FIELD(channel_gone, low_id),
    FIELD(channel_gone, high_id));

/* ---- deleting ---- */

err channel_row_end(tx *t, const struct seat_row *row, id by)
{
    TRY(q_channel_end(t, row->id));
    TRY(q_words_drop(t, row->id));
    TRY(sweep_add_by(t, gone_job, row->id, by));
    TRY(media_close(t, row->id, MEDIA_GONE));
    return event_tell(t, channel_changed, row->id, &(struct channel_told){
        .type = S("channel_changed"), .channel_id = row->id, .by = { by.v ? GIVEN : ABSENT, by },
        .kind = str_of(channel_kind_words[row->kind]), .member_count = row->member_count, .deleted = { GIVEN, true } });
}

struct deletion { const struct caller *me; id channel; };

/* The instance's moderators need not be members of a public one, nor be let in. */
static bool may_delete(const struct deletion *in, const struct seat_row *row, bool *as_staff)
{
    bool owner = row->made.v && row->role == CHANNEL_OWNER;

    *as_staff = !owner && row->kind == CHANNEL_PUBLIC && may(in->me->role, &may_remove_channel);
    return owner || *as_staff;
}

static err removal_note(tx *t, const struct deletion *in, const struct seat_row *row)
{
    return audit_add(t, &(struct audit_note){ .action = &audit_channel_removed, .actor = in->me->account, .subject = row->owner_id,
                                              .detail = arena_format(tx_arena(t), "channel %lld", (long long)row->id.v) });
}

static err delete(tx *t, void *arg)
{
    const struct deletion *in = arg;
    struct seat_row row;
    struct seat seat;
    bool as_staff;

    TRY(account_acts_in(t, in->me->account));
    TRY(channel_row_get(t, in->me->account, in->channel, &row));
    seat_of(in->me->account, &row, &seat);
    bool allowed = may_delete(in, &row, &as_staff);
    if (!allowed)
        return !seat.reads ? tx_fail(t, &channel_not_found) : seat.kind == CHANNEL_DIRECT ? nobody_of_two(t) : owner_only(t, &seat);
    TRY(as_staff ? removal_note(t, in, &row) : OK);
    return channel_row_end(t, &row, in->me->account);
}

err channel_delete(ctx *c, const struct caller *me, id channel)
{
    return transact(c, delete, &(struct deletion){ me, channel });
}

/* ---- what was in it ---- */

static err one_went_tell(tx *t, const struct channel_gone *gone, id who, maybe_id by)
{
    return event_tell_on(t, channel_membership, gone->id, who, &(struct membership_told){
        .type = S("member_left"), .channel_id = gone->id, .user_id = who, .by = { by.is == GIVEN ? GIVEN : ABSENT, by.v },
        .reason = { GIVEN, S("deleted") }, .kind = str_of(channel_kind_words[gone->kind]), .member_count = 0 });
}

static err went_tell(tx *t, const struct channel_gone *gone, ids who, maybe_id by)
{
    if (gone->member_count > MEMBERS_TOLD)
        return event_tell(t, channel_changed, gone->id, &(struct channel_told){
            .type = S("members_left"), .channel_id = gone->id, .by = { by.is == GIVEN ? GIVEN : ABSENT, by.v },
            .kind = str_of(channel_kind_words[gone->kind]), .users = who });
    for (size_t i = 0; i < who.n; i++)
        TRY(one_went_tell(t, gone, who.at[i], by));
    return OK;
}

static err members_batch(tx *t, struct sweep_place *s, const struct channel_gone *gone)
{
    channel_user_page page;

    TRY(q_gone_members(t, gone->id, SWEEP_BATCH, &page));
    ids who = { arena_array(tx_arena(t), id, page.n), page.n };
    for (size_t i = 0; i < page.n; i++)
        who.at[i] = page.at[i].user_id;
    if (page.n) {
        TRY(went_tell(t, gone, who, s->by));
        TRY(q_gone_mentions_drop(t, gone->id, who));
        TRY(q_gone_members_drop(t, gone->id, who.at[page.n - 1]));
    }
    sweep_move_in(s, GONE_PARTS, page.n, (id){ 0 });
    return OK;
}

static err rows_batch(tx *t, struct sweep_place *s, i64 parts, err (*drop)(tx *, id, i64, i64 *))
{
    i64 gone;

    TRY(drop(t, s->about, SWEEP_BATCH, &gone));
    sweep_move_in(s, parts, (size_t)gone, (id){ 0 });
    return OK;
}

static err last_batch(tx *t, struct sweep_place *s, const struct channel_gone *gone)
{
    s->done = true;
    if (gone->kind == CHANNEL_DIRECT)
        TRY(q_pair_drop(t, gone->low_id, gone->high_id));
    TRY(q_gone_drop(t, gone->id));
    return event_tell(t, channel_changed, gone->id, &(struct channel_told){
        .type = S("channel_ended"), .channel_id = gone->id, .kind = str_of(channel_kind_words[gone->kind]) });
}

static err gone_batch(tx *t, struct sweep_place *s)
{
    struct channel_gone gone;
    err e = q_gone_get(t, s->about, &gone);

    if (e == ERR_NOT_FOUND) {
        s->done = true;
        return OK;
    }
    TRY(e);
    switch (s->part) {
    case 0: return members_batch(t, s, &gone);
    case 1: return rows_batch(t, s, GONE_PARTS, q_gone_bans_drop);
    case 2: return rows_batch(t, s, GONE_PARTS, q_gone_left_drop);
    case 3: return rows_batch(t, s, GONE_PARTS, q_gone_invites_drop);
    default: return last_batch(t, s, &gone);
    }
}

/* ---- an erased account ---- */

/* Nobody begins it again with them, and it says no longer who they were; the other keeps it. */
static err pair_end(tx *t, const struct seat_row *row, id who)
{
    TRY(q_pair_drop(t, row->low_id, row->high_id));
    return q_pair_forget(t, row->id, who);
}

static err membership_end(tx *t, id channel, id who)
{
    struct seat_row row;
    seat_row_page page;

    TRY(q_seats_get(t, who, ((ids){ &channel, 1 }), &page));
    if (!page.n)
        return q_member_forget(t, channel, who);             /* it is gone itself */
    row = page.at[0];
    TRY(row.kind == CHANNEL_DIRECT ? pair_end(t, &row, who) : OK);
    return member_exit(t, &row, who, LEFT, who);
}

static err memberships_batch(tx *t, struct sweep_place *s)
{
    channel_listed_page page;

    TRY(q_memberships_after(t, s->about, (id){ s->after }, SWEEP_BATCH, &page));
    for (size_t i = 0; i < page.n; i++)
        TRY(membership_end(t, page.at[i].id, s->about));
    sweep_move_in(s, ERASE_PARTS, page.n, page.n ? page.at[page.n - 1].id : (id){ 0 });
    return OK;
}

static err erase_batch(tx *t, struct sweep_place *s)
{
    switch (s->part) {
    case 0: return memberships_batch(t, s);
    case 1: return rows_batch(t, s, ERASE_PARTS, q_bans_forget);
    case 2: return rows_batch(t, s, ERASE_PARTS, q_left_forget);
    default: return rows_batch(t, s, ERASE_PARTS, q_invites_forget);
    }
}

err members_erased_hear(tx *t, const struct event *e)
{
    return sweep_of_account(t, e, erase_job);
}

/* ---- what is over ---- */

enum { LEFT_KEPT_MS = 24 * 3600 * 1000, TIDY_AT_ONCE = 1000 };

struct tidying { i64 invites, left; };

static err tidy(tx *t, void *arg)
{
    struct tidying *done = arg;

    TRY(q_invites_sweep(t, tx_now(t), TIDY_AT_ONCE, &done->invites));
    return q_left_sweep(t, (when){ tx_now(t).ms - LEFT_KEPT_MS }, TIDY_AT_ONCE, &done->left);
}

err channel_tidy(ctx *c)
{
    struct tidying done;

    do
        TRY(transact(c, tidy, &done));
    while (done.invites == TIDY_AT_ONCE || done.left == TIDY_AT_ONCE);
    return OK;
}

static err gone_run(ctx *c, str payload) { return sweep_run(c, gone_job, payload, gone_batch); }
static err erase_run(ctx *c, str payload) { return sweep_run(c, erase_job, payload, erase_batch); }

const struct job_kind channel_jobs[] = {
    { .name = gone_job, .run = gone_run, SWEEP_RULES },
    { .name = erase_job, .run = erase_run, SWEEP_RULES },
    {0}
};
