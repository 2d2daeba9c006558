/* Votes in the poll of a post. */
#include "base/str.h"
#include "domain/post/post_own.h"

struct voting { id me, which; i64s choices; struct poll_view poll; bool changed; };

static err vote(tx *t, void *arg)
{
    struct voting *in = arg;
    struct post_row row;

    TRY(post_meet_in(t, in->me, in->which, &row));
    return poll_vote(t, row.id, in->me, in->choices, &in->poll, &in->changed);
}

static err vote_for(ctx *c, struct voting *in, struct post *out)
{
    struct post_view view;

    TRY(post_get(c, in->me, in->which, &view));
    post_of(&c->arena, view.plain ? view.boost_of : &view, out);
    return transact(c, vote, in);
}

err post_vote(ctx *c, id me, id which, i64s choices, struct post *out)
{
    struct voting *in = arena_new(&c->arena, struct voting);

    *in = (struct voting){ .me = me, .which = which, .choices = choices };
    TRY(reaction_take(c, me));
    err e = vote_for(c, in, out);
    if (e != OK || !in->changed)
        reaction_give_back(c, me);
    out->poll = &in->poll;
    return e;
}
