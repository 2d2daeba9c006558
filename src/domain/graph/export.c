/* The part of the graph that belongs to one account: its edges both ways, and whom it blocks and mutes; not who blocks or mutes it. */
#include "base/str.h"
#include "domain/graph/graph.sql.h"
#include "domain/graph/graph_own.h"

enum { AT_ONCE = 500 };

struct owned_edge { id user_id; bool requested; when since; };
struct owned_stance { id user_id; bool blocking, muting; };
SHAPE(owned_edge, FIELD(owned_edge, user_id), FIELD(owned_edge, requested), FIELD(owned_edge, since));
SHAPE(owned_stance, FIELD(owned_stance, user_id), FIELD(owned_stance, blocking), FIELD(owned_stance, muting));

typedef err edges_read(ctx *, id, id, i64, edge_page *);

static err out_read(ctx *c, id who, id after, i64 most, edge_page *out) { return q_edges_out_after(c, who, after, most, out); }
static err in_read(ctx *c, id who, id after, i64 most, edge_page *out) { return q_edges_in_after(c, who, after, most, out); }

static err edges_tell(ctx *c, id who, edges_read *read, struct rows *rows)
{
    edge_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(read(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct edge *e = &page.at[i];
            struct owned_edge row = { e->other_id, e->requested, { id_ms(e->edge) } };
            TRY(row_add(c, rows, &owned_edge_shape, &row));
            after = e->edge;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

static err following(ctx *c, id who, struct rows *rows) { return edges_tell(c, who, out_read, rows); }
static err followers(ctx *c, id who, struct rows *rows) { return edges_tell(c, who, in_read, rows); }

static err stances(ctx *c, id who, struct rows *rows)
{
    stance_page page;
    id after = { 0 };

    do {
        struct arena_mark mark = arena_mark(&c->arena);
        TRY(q_stances_of(c, who, after, AT_ONCE, &page));
        for (size_t i = 0; i < page.n; i++) {
            const struct stance *s = &page.at[i];
            struct owned_stance row = { s->other_id, s->blocking.v != 0, s->muting.v != 0 };
            if (row.blocking || row.muting)
                TRY(row_add(c, rows, &owned_stance_shape, &row));
            after = s->other_id;
        }
        arena_rewind(&c->arena, mark);
    } while (page.n == AT_ONCE);
    return OK;
}

const struct belongings graph_belongings[] = {
    { "following.json", "whom you follow, or have asked to follow", following },
    { "followers.json", "who follows you, or has asked to", followers },
    { "blocks_and_mutes.json", "whom you block and mute", stances },
    {0}
};
