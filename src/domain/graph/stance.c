/* Stances: blocks and mutes, each pair as two rows that mirror each other; and who may know of whom because of them. */
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

SHAPE(stance, FIELD(stance, user_id), FIELD(stance, other_id), FIELD(stance, blocking), FIELD(stance, blocked),
      FIELD(stance, muting), FIELD(stance, muted));

err stance_read(tx *t, id me, id other, struct stance *out)
{
    err e = q_stance_get(t, me, other, out);

    if (e == ERR_NOT_FOUND)
        *out = (struct stance){ .user_id = me, .other_id = other };
    return e == ERR_NOT_FOUND ? OK : e;
}

err stance_save(tx *t, const struct stance *s)
{
    if (s->blocking.v || s->blocked.v || s->muting.v || s->muted.v) {
        TRY(q_stance_set(t, s->user_id, s->other_id, s->blocking, s->blocked, s->muting, s->muted));
        return q_stance_set(t, s->other_id, s->user_id, s->blocked, s->blocking, s->muted, s->muting);
    }
    TRY(q_stance_drop(t, s->user_id, s->other_id));
    return q_stance_drop(t, s->other_id, s->user_id);
}

#define NO_SUCH_USER ERR_NOT_FOUND, "user_not_found", "There is no such user"

err meet(ctx *c, id me, id other)
{
    struct account account;
    struct stance stance;

    TRY(account_by_id(c, other, &account));
    if (me.v == other.v)
        return OK;
    if (!account_is_shown(&account))
        return fail(c, NO_SUCH_USER);
    err e = me.v ? q_stance_get(c, me, other, &stance) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    return stance.blocked.v ? fail(c, NO_SUCH_USER) : OK;
}

err acts(tx *t, id me)
{
    struct account a;

    TRY(account_by_id_in(t, me, &a));
    return account_acts(t, &a);
}

err meet_in(tx *t, id me, id other, struct account *out, struct stance *stance)
{
    TRY(acts(t, me));
    TRY(account_by_id_in(t, other, out));
    if (!account_is_shown(out))
        return tx_fail(t, NO_SUCH_USER);
    TRY(stance_read(t, me, other, stance));
    return stance->blocked.v ? tx_fail(t, NO_SUCH_USER) : OK;
}

/* ---- the verbs: each is its change to the stance, within a transaction ---- */

struct stance_call { id me, other; };

static err drop_and_tell(tx *t, id from, id to)
{
    struct edge gone;
    err e = edge_drop(t, from, to, &gone);

    if (e == ERR_NOT_FOUND)
        return OK;
    TRY(e);
    return gone.requested ? OK : edge_tell(t, S("graph.unfollowed"), to, from, to);
}

static err block(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct account other;
    struct stance s;

    TRY(meet_in(t, in->me, in->other, &other, &s));
    if (s.blocking.v)
        return OK;
    s.blocking = tx_new_id(t);
    TRY(stance_save(t, &s));
    TRY(drop_and_tell(t, in->me, in->other));
    TRY(drop_and_tell(t, in->other, in->me));
    return edge_tell(t, S("graph.blocked"), in->me, in->me, in->other);
}

static err unblock(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct account other;
    struct stance s;

    TRY(meet_in(t, in->me, in->other, &other, &s));
    s.blocking = (id){ 0 };
    return stance_save(t, &s);
}

static err mute(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct account other;
    struct stance s;

    TRY(meet_in(t, in->me, in->other, &other, &s));
    if (s.muting.v)
        return OK;
    s.muting = tx_new_id(t);
    return stance_save(t, &s);
}

static err unmute(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct account other;
    struct stance s;

    TRY(meet_in(t, in->me, in->other, &other, &s));
    s.muting = (id){ 0 };
    return stance_save(t, &s);
}

err graph_block(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, ERR_INVALID, "cannot_block_yourself", "You cannot block yourself");
    return transact(c, block, &(struct stance_call){ me, other });
}

err graph_unblock(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, ERR_INVALID, "cannot_block_yourself", "You cannot block yourself");
    return transact(c, unblock, &(struct stance_call){ me, other });
}

err graph_mute(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, ERR_INVALID, "cannot_mute_yourself", "You cannot mute yourself");
    return transact(c, mute, &(struct stance_call){ me, other });
}

err graph_unmute(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, ERR_INVALID, "cannot_mute_yourself", "You cannot mute yourself");
    return transact(c, unmute, &(struct stance_call){ me, other });
}
