/* Votes in the poll of a post. */
#include "base/str.h"
#include "domain/post/post_own.h"

SHAPE(post_votes,
    FIELD(post_votes, id), FIELD(post_votes, choices, .min = 1, .max = POLL_OPTIONS_MOST, .doc = "Places of options, from 0"));

struct voting { id me, which; i64s choices; struct poll_view poll; bool changed; };

static err vote(tx *t, void *arg)
{
    struct voting *in = arg;
    struct post_row row;

    TRY(post_meet_in(t, in->me, in->which, &row));
    return poll_vote(t, row.id, in->me, in->choices, &in->poll, &in->changed);
}

/* The answer's poll is that of the transaction. A repeat needs nothing of the budget. */
err post_vote(ctx *c, id me, const struct post_votes *votes, struct post *out)
{
    struct voting *in = arena_new(&c->arena, struct voting);
    struct post_view view;

    *in = (struct voting){ .me = me, .which = votes->id, .choices = votes->choices };
    TRY(post_get_original(c, me, votes->id, &view));
    post_of(c, &view, out);
    out->poll = &in->poll;
    bool counts = !view.poll || !view.poll->voted;
    TRY(counts ? reaction_take(c, me) : OK);
    err e = transact(c, vote, in);
    if (counts && (e != OK || !in->changed))
        reaction_give_back(c, me);
    return e;
}
