/* Edges: both rows of each and the counts of its ends are written together. */
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

SHAPE(edge, FIELD(edge, user_id), FIELD(edge, other_id), FIELD(edge, edge), FIELD(edge, requested), FIELD(edge, hidden));

/* The lower id first, so that two transactions that change the same counts cannot deadlock. */
static err follow_count(tx *t, id from, id to, i64 change)
{
    if (from.v < to.v)
        TRY(q_count_add(t, from, 0, change));
    TRY(q_count_add(t, to, change, 0));
    return from.v < to.v ? OK : q_count_add(t, from, 0, change);
}

err edge_add(tx *t, id from, id to, bool requested, struct edge *out)
{
    *out = (struct edge){ from, to, tx_new_id(t), requested, 0 };
    TRY(q_edge_add_out(t, from, to, out->edge, requested));
    TRY(q_edge_add_in(t, to, out->edge, from, requested));
    return requested ? OK : follow_count(t, from, to, 1);
}

err edge_drop(tx *t, id from, id to, struct edge *out)
{
    TRY(q_edge_drop_out(t, from, to, out));
    TRY(q_edge_drop_in(t, to, out->edge));
    return edge_counts(out) ? follow_count(t, from, to, -1) : OK;
}

err edge_hide(tx *t, const struct edge *e, i64 hidden)
{
    struct edge after = *e;

    after.hidden = hidden;
    TRY(q_edge_hide_out(t, e->user_id, e->other_id, hidden));
    TRY(q_edge_hide_in(t, e->other_id, e->edge, hidden));
    i64 change = edge_counts(&after) - edge_counts(e);
    return change ? follow_count(t, e->user_id, e->other_id, change) : OK;
}
