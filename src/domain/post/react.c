/*
 * Reactions to posts. What a post shows is read before; its counts and what `me` did are those of the transaction, so that
 * the answer is complete at the commit.
 */
#include "base/str.h"
#include "domain/post/post.sql.h"
#include "domain/post/post_own.h"

struct reacting {
    id me;
    enum reaction_kind kind;
    bool set, changed;
    struct post_view view;                       /* of the original */
    struct post *out;
};

/* What was boosted has to be one that may be. */
static err kind_check(tx *t, const struct reacting *in, const struct post_row *row)
{
    bool refused = in->kind == REACTION_BOOST && in->set && row->visibility > VISIBLE_UNLISTED;

    return refused ? tx_fail(t, &cannot_boost) : OK;
}

static err boost_drop(tx *t, id me, id made)
{
    struct post_row row;
    err e = made.v ? q_post_row_get(t, made, &row) : ERR_NOT_FOUND;

    return e == OK ? post_row_drop(t, &row, me) : e == ERR_NOT_FOUND ? OK : e;
}

static err change(tx *t, const struct reacting *in, const struct post_row *row, struct reaction_done *done)
{
    const struct reaction_on on = { .post = row->id, .author = row->user_id };

    if (!in->set) {
        TRY(reaction_unset(t, in->kind, in->me, row->id, done));
        return in->kind == REACTION_BOOST && done->changed ? boost_drop(t, in->me, done->made) : OK;
    }
    if (in->kind == REACTION_BOOST)
        return boost_add(t, in->me, row, done);
    return reaction_set(t, in->kind, in->me, &on, (id){ 0 }, done);
}

static err react_in(tx *t, void *arg)
{
    struct reacting *in = arg;
    struct reaction_done done;
    struct reaction_own own;
    struct post_row row;

    TRY(post_meet_in(t, in->me, in->view.words->id, &row));
    TRY(kind_check(t, in, &row));
    TRY(change(t, in, &row, &done));
    TRY(reaction_own_in(t, in->me, row.id, &own));
    in->changed = done.changed;
    in->out->like_count = done.counts.likes;
    in->out->save_count = done.counts.saves;
    in->out->boost_count = done.counts.boosts;
    in->out->liked = own.liked;
    in->out->saved = own.saved;
    in->out->boosted = own.boosted;
    return OK;
}

static bool is_set(const struct post_view *v, enum reaction_kind kind)
{
    return kind == REACTION_LIKE ? v->liked : kind == REACTION_SAVE ? v->saved : v->boosted;
}

static err view_read(ctx *c, struct reacting *in, id which)
{
    TRY(post_get_original(c, in->me, which, &in->view));
    post_of(c, &in->view, in->out);
    return OK;
}

err post_unreact(ctx *c, id me, id which, enum reaction_kind kind, struct post *out)
{
    struct reacting in = { .me = me, .kind = kind, .out = out };

    TRY(view_read(c, &in, which));
    return transact(c, react_in, &in);
}

/* A repeat needs nothing of the budget. */
err post_react(ctx *c, id me, id which, enum reaction_kind kind, struct post *out)
{
    struct reacting in = { .me = me, .kind = kind, .set = true, .out = out };

    TRY(view_read(c, &in, which));
    bool counts = !is_set(&in.view, kind);
    TRY(counts ? reaction_take(c, me) : OK);
    err e = transact(c, react_in, &in);
    if (counts && (e != OK || !in.changed))
        reaction_give_back(c, me);
    return e;
}
