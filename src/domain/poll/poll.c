#include "domain/poll/poll.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/poll/poll.sql.h"
#include "domain/poll/poll_own.h"
#include "work/sweep.h"

PROBLEMS_DEFINE(poll_problems, POLL_PROBLEMS)

SHAPE(poll_told, FIELD(poll_told, post_id), FIELD(poll_told, author_id), FIELD(poll_told, voter_count));
SHAPE(polls_told, FIELD(polls_told, posts));

EVENT_KIND(poll_voted, "poll.voted", poll_told);
EVENT_KIND(poll_ended, "poll.ended", poll_told);
EVENT_KIND(poll_recounted, "poll.recounted", polls_told);

/* ---- the texts of the options, as they are kept ---- */

struct poll_texts { strs texts; };
SHAPE(poll_texts, FIELD(poll_texts, texts));

static str texts_kept(struct arena *a, strs options)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &poll_texts_shape, &(struct poll_texts){ options });
    return buf_str(&b);
}

err poll_texts_read(struct arena *a, str kept, strs *out)
{
    struct poll_texts texts;
    struct failure failure;

    failure_begin(&failure, a);
    if (json_read(a, &failure, kept, &poll_texts_shape, &texts) != OK || texts.texts.n > POLL_OPTIONS_MOST)
        return ERR_INTERNAL;
    *out = texts.texts;
    return OK;
}

/* ---- making and forgetting ---- */

static when end_of(const struct poll_draft *d, when now)
{
    i64 seconds = d->expires_in.is == GIVEN ? d->expires_in.v : POLL_STANDARD_S;

    return d->expires_at.is == GIVEN ? d->expires_at.v : (when){ now.ms + seconds * 1000 };
}

err poll_make(tx *t, id post, id author, const struct poll_draft *d, struct poll_view *out)
{
    TRY(poll_draft_check(tx_failure(t), d, tx_now(t)));
    struct poll_counted p = {
        .post_id = post, .author_id = author, .options = texts_kept(tx_arena(t), d->options),
        .multiple = d->multiple.is == GIVEN && d->multiple.v, .results = d->results.is == GIVEN ? d->results.v : S("always"),
        .expires_at = end_of(d, tx_now(t)),
    };
    TRY(q_poll_add(t, post, author, p.options, p.multiple, p.results, p.expires_at));
    TRY(q_poll_count_begin(t, post));
    TRY(poll_end_later(t, post, p.expires_at));
    return poll_show(tx_arena(t), &p, author, NULL, tx_now(t), out);
}

err poll_forget(tx *t, id post)
{
    i64 dropped;

    TRY(q_poll_drop(t, post, &dropped));
    if (!dropped)
        return OK;
    TRY(q_poll_count_drop(t, post));
    return sweep_add(t, poll_forget_job, post);
}

/* ---- what is exported of somebody ---- */

SHAPE(poll_vote, FIELD(poll_vote, post_id), FIELD(poll_vote, choices), FIELD(poll_vote, created_at));

err poll_votes_of(ctx *c, id who, id after, i64 most, poll_vote_page *out)
{
    vote_row_page rows;

    TRY(q_poll_votes_there(c, who, after, most, &rows));
    *out = (poll_vote_page){ .at = arena_array(&c->arena, struct poll_vote, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = (struct poll_vote){ rows.at[i].post_id, choices_of(&c->arena, rows.at[i].choices), rows.at[i].created_at };
    return OK;
}

extern const struct migration poll_migrations[];

const struct capability poll_capability = {
    .name = "poll",
    .problems = poll_problems,
    .events = KINDS(&poll_voted, &poll_ended, &poll_recounted),
    .migrations = poll_migrations,
    .statements = poll_statements,
    .consumers = poll_consumers,
    .jobs = poll_jobs,
    .check = poll_check,
};
