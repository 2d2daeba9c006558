/*
 * The number that this process puts into its ids, and the time up to which it may
 * make them. The time (a mark) is written ahead of its use, so after any end the next
 * owner of the number goes on from the mark, without waiting for the clock, and no id
 * is made twice, also if the clock has gone back.
 */
#include "base/memory.h"
#include "base/random.h"
#include "runtime/runtime.h"
#include "work/work.sql.h"
#include "work/work_own.h"

enum {
    AHEAD_MS = 10 * 1000,            /* of the mark, when it is written */
    MARGIN_MS = 250,                 /* at least: a million ids */
    HOLD_MS = 60 * 1000,             /* of the number */
    LOOK_MS = 1000,                  /* between looks whether either is near */
    FUTURE_MOST_MS = 60 * 1000       /* a mark further ahead than this says that the clock has gone back */
};

struct node_row { i64 number, holder; when held_until, mark; };
typedef PAGE(node_row) node_row_page;
SHAPE(node_row, FIELD(node_row, number), FIELD(node_row, holder), FIELD(node_row, held_until), FIELD(node_row, mark));

struct node { struct world *world; i64 holder, number; when floor, mark, held_until; };

static when later(when a, when b) { return a.ms > b.ms ? a : b; }

static when mark_from(when now, when reached)
{
    return later((when){ now.ms + AHEAD_MS }, (when){ reached.ms + MARGIN_MS });
}

/* The first number that nobody holds. A process that has the store to itself takes the first of all. */
static const struct node_row *number_free(struct node *n, tx *t, const node_row_page *rows)
{
    n->number = 0;
    for (size_t i = 0; i < rows->n && rows->at[i].number == n->number; i++) {
        if (works_alone(n->world) || rows->at[i].held_until.ms <= tx_now(t).ms)
            return &rows->at[i];
        n->number++;
    }
    return NULL;
}

static err lease(tx *t, void *arg)
{
    struct node *n = arg;
    node_row_page rows;
    when now = tx_now(t);

    TRY(q_node_rows(t, ID_NODES, &rows));
    const struct node_row *row = number_free(n, t, &rows);
    if (n->number >= ID_NODES)
        return tx_fail(t, ERR_BUSY, NULL, "all %d node numbers are in use", ID_NODES);
    n->floor = row ? row->mark : (when){0};
    if (n->floor.ms > now.ms + FUTURE_MOST_MS)
        return tx_fail(t, ERR_CONFLICT, NULL, "the clock has gone back: ids were made up to %lld s from now; set the clock, or wait",
                       (long long)(n->floor.ms - now.ms) / 1000);
    n->held_until = (when){ now.ms + HOLD_MS };
    n->mark = mark_from(now, n->floor);
    return q_node_put(t, n->number, n->holder, n->held_until, n->mark);
}

static err number_take(struct node *n, ctx *c)
{
    TRY(transact(c, lease, n));
    atomic_store_explicit(&n->world->ids.node, n->number, memory_order_relaxed);
    id_source_floor(&n->world->ids, n->floor.ms);
    return OK;
}

struct renewal { struct node *node; when reached, mark, held_until; i64 changed; };

static err renew(tx *t, void *arg)
{
    struct renewal *in = arg;

    in->mark = mark_from(tx_now(t), in->reached);
    in->held_until = (when){ tx_now(t).ms + HOLD_MS };
    return q_node_renew(t, in->node->number, in->node->holder, in->held_until, in->mark, &in->changed);
}

static err node_turn(void *arg, ctx *c)
{
    struct node *n = arg;
    struct renewal in = { .node = n };
    i64 now = ctx_now(c).ms;

    TRY(ctx_sleep(c, LOOK_MS));
    in.reached.ms = id_ms(ctx_new_id(c));
    bool near_mark = n->mark.ms - now < AHEAD_MS / 2 || n->mark.ms - in.reached.ms < MARGIN_MS / 2;
    if (!near_mark && n->held_until.ms - now > HOLD_MS / 2)
        return OK;
    TRY(transact(c, renew, &in));
    if (in.changed == 1) {
        n->mark = in.mark;
        n->held_until = in.held_until;
        return OK;
    }
    ctx_log(c, LOG_ERROR, "the node's number was taken by another process; a new one is leased", KV_I64("node", n->number));
    return number_take(n, c);
}

static void node_keep(ctx *c, void *arg)
{
    turns_run(c, node_turn, arg);
    memory_free(arg);
}

err node_lease(ctx *c)
{
    struct node *n = memory_new(struct node);

    n->world = c->world;
    random_bytes(&n->holder, sizeof n->holder);
    err e = number_take(n, c);
    if (e == OK)
        runtime_spawn(c->world->runtime, 0, "node", node_keep, n);
    else
        memory_free(n);
    return e;
}
