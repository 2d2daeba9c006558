/* Votes: one of each person, whose row and counts change together. */
#include "base/str.h"
#include "domain/poll/poll.sql.h"
#include "domain/poll/poll_own.h"

err poll_count(tx *t, const struct vote_row *v, i64 change, struct poll_count *out)
{
    err e = q_poll_count_add(t, v->post_id, change, v->choices, out);

    if (e == ERR_NOT_FOUND)
        *out = (struct poll_count){ 0 };
    return e == ERR_NOT_FOUND ? OK : e;
}

static err choices_refuse(tx *t, const struct problem *p)
{
    return failure_field(tx_failure(t), S("choices"), p);
}

/* As bits. */
static err choices_read(tx *t, const struct poll_counted *p, i64s choices, i64 *out)
{
    strs texts;

    TRY(poll_texts_read(tx_arena(t), p->options, &texts));
    *out = 0;
    for (size_t i = 0; i < choices.n; i++) {
        i64 at = choices.at[i];
        if (at < 0 || at >= (i64)texts.n)
            return choices_refuse(t, &no_such_choice);
        if (*out >> at & 1)
            return choices_refuse(t, &repeated_choice);
        *out |= (i64)1 << at;
    }
    if (!choices.n)
        return choices_refuse(t, &no_choice);
    return choices.n > 1 && !p->multiple ? choices_refuse(t, &single_choice) : OK;
}

static err vote_add(tx *t, struct poll_counted *p, const struct vote_row *v)
{
    struct poll_count counts;

    TRY(q_poll_vote_add(t, v->post_id, v->user_id, v->choices, v->created_at));
    TRY(poll_count(t, v, 1, &counts));
    p->voters = counts.voters;
    memcpy(p->of, counts.of, sizeof p->of);
    return event_tell(t, poll_voted, p->post_id, &(struct poll_told){ p->post_id, p->author_id, p->voters });
}

static err poll_read(tx *t, id post, struct poll_counted *out)
{
    poll_counted_page page;

    TRY(q_polls_with_counts(t, ((ids){ &post, 1 }), &page));
    if (!page.n)
        return tx_fail(t, &poll_not_found);
    *out = page.at[0];
    return OK;
}

err poll_vote(tx *t, id post, id me, i64s choices, struct poll_view *out, bool *changed)
{
    struct vote_row vote = { .post_id = post, .user_id = me, .created_at = tx_now(t) }, own;
    struct poll_counted p;

    TRY(poll_read(t, post, &p));
    TRY(choices_read(t, &p, choices, &vote.choices));
    if (tx_now(t).ms >= p.expires_at.ms)
        return tx_fail(t, &poll_is_over);
    err e = q_poll_vote_get(t, post, me, &own);
    if (e == OK && own.choices != vote.choices)
        return tx_fail(t, &already_voted);
    *changed = e == ERR_NOT_FOUND;
    TRY(*changed ? vote_add(t, &p, &vote) : e);
    return poll_show(tx_arena(t), &p, me, &vote, tx_now(t), out);
}
