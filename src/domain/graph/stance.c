/* Stances: blocks and mutes, each pair as two rows that mirror each other. */
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

static err side_save(tx *t, const struct stance *s)
{
    if (s->blocking.v || s->blocked.v || s->muting.v || s->muted.v)
        return q_stance_set(t, s->user_id, s->other_id, s->blocking, s->blocked, s->muting, s->muted);
    return q_stance_drop(t, s->user_id, s->other_id);
}

/* The same row first, whoever of the two it is: those who block each other at once do not each hold what the other waits for. */
err stance_save(tx *t, const struct stance *s)
{
    struct stance mirror = { s->other_id, s->user_id, s->blocked, s->blocking, s->muted, s->muting };
    bool first = s->user_id.v < s->other_id.v;

    TRY(side_save(t, first ? s : &mirror));
    return side_save(t, first ? &mirror : s);
}

/* A stance to be changed, towards somebody whom `me` sees. */
static err stance_meet(tx *t, id me, id other, struct stance *out)
{
    struct relation_row row;
    struct sight sight;

    *out = (struct stance){ .user_id = me, .other_id = other };
    TRY(sight_meet_row_in(t, me, other, &sight, &row));
    return row.stance ? stance_read(t, me, other, out) : OK;
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
    return gone.requested ? OK : event_tell(t, graph_unfollowed, to, &(struct follow_told){ from, to });
}

static err parted(tx *t, id one, id other)
{
    for (const struct capability *const *p = tx_world(t)->program->capabilities; *p; p++)
        if ((*p)->parted)
            TRY((*p)->parted(t, one, other));
    return OK;
}

static err block(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct stance s;

    TRY(stance_meet(t, in->me, in->other, &s));
    if (s.blocking.v)
        return OK;
    s.blocking = tx_new_id(t);
    TRY(stance_save(t, &s));
    TRY(drop_and_tell(t, in->me, in->other));
    TRY(drop_and_tell(t, in->other, in->me));
    TRY(parted(t, in->me, in->other));
    return event_tell(t, graph_blocked, in->me, &(struct follow_told){ in->me, in->other });
}

/* Nobody but caches needs to know. */
static err restance(tx *t, const struct stance *s)
{
    TRY(stance_save(t, s));
    return event_tell(t, graph_restanced, s->user_id, &(struct follow_told){ s->user_id, s->other_id });
}

static err unblock(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct stance s;

    TRY(stance_meet(t, in->me, in->other, &s));
    if (!s.blocking.v)
        return OK;
    s.blocking = (id){ 0 };
    return restance(t, &s);
}

static err mute(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct stance s;

    TRY(stance_meet(t, in->me, in->other, &s));
    if (s.muting.v)
        return OK;
    s.muting = tx_new_id(t);
    return restance(t, &s);
}

static err unmute(tx *t, void *arg)
{
    const struct stance_call *in = arg;
    struct stance s;

    TRY(stance_meet(t, in->me, in->other, &s));
    if (!s.muting.v)
        return OK;
    s.muting = (id){ 0 };
    return restance(t, &s);
}

err graph_block(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, &cannot_block_yourself);
    return transact(c, block, &(struct stance_call){ me, other });
}

err graph_unblock(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, &cannot_block_yourself);
    return transact(c, unblock, &(struct stance_call){ me, other });
}

err graph_mute(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, &cannot_mute_yourself);
    return transact(c, mute, &(struct stance_call){ me, other });
}

err graph_unmute(ctx *c, id me, id other)
{
    if (me.v == other.v)
        return fail(c, &cannot_mute_yourself);
    return transact(c, unmute, &(struct stance_call){ me, other });
}
