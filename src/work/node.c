/*
 * The number that this process puts into its ids, and the time up to which it may
 * make them. The time (a mark) is written ahead of its use, so after any end the next
 * owner of the number goes on from the mark, without waiting for the clock, and no id
 * is made twice, also if the clock has gone back. A number whose mark lies far in the
 * future, because the clock was ahead once, rests until then: another one serves.
 */
#include "base/memory.h"
#include "base/random.h"
#include "runtime/runtime.h"
#include "work/problems.h"
#include "work/work.sql.h"
#include "work/work_own.h"

enum {
    AHEAD_MS = 10 * 1000,            /* of the mark, when it is written */
    MARGIN_MS = 250,                 /* at least: a million ids */
    HOLD_MS = 60 * 1000,             /* of the number */
    LOOK_MS = 1000,                  /* between checks whether either is near */
    FUTURE_MOST_MS = 60 * 1000       /* a mark further ahead than this comes from a clock that was ahead, or has gone back */
};

struct node_row { i64 number, holder; when held_until, mark; };
typedef PAGE(node_row) node_row_page;
SHAPE(node_row, FIELD(node_row, number), FIELD(node_row, holder), FIELD(node_row, held_until), FIELD(node_row, mark));

struct node { struct world *world; enum node_use use; i64 holder, number, ahead_ms; when floor, mark, held_until; };

static when later(when a, when b) { return a.ms > b.ms ? a : b; }

static when mark_from(when now, when reached)
{
    return later((when){ now.ms + AHEAD_MS }, (when){ reached.ms + MARGIN_MS });
}

static bool is_ahead(when t, when now)
{
    return t.ms > now.ms + FUTURE_MOST_MS;
}

/* A server that has the store to itself holds the first number, whatever the row says; commands beside it use others. */
static bool number_held(const struct node *n, const struct node_row *row, when now)
{
    bool mine = works_alone(n->world) && n->use == NODE_SERVES && row->number == 0;

    return !mine && row->held_until.ms > now.ms;
}

/* The lowest free number without ids of a time far ahead; `row` is NULL if the number is new. */
static const struct node_row *number_free(struct node *n, when now, const node_row_page *rows)
{
    n->ahead_ms = 0;
    n->number = n->use == NODE_SERVES ? 0 : 1;
    for (size_t i = 0; i < rows->n && rows->at[i].number <= n->number; i++) {
        const struct node_row *row = &rows->at[i];
        if (row->number < n->number)
            continue;
        if (is_ahead(row->mark, now))
            n->ahead_ms = row->mark.ms - now.ms > n->ahead_ms ? row->mark.ms - now.ms : n->ahead_ms;
        else if (!number_held(n, row, now))
            return row;
        n->number++;
    }
    return NULL;
}

static err none_free(tx *t, const struct node *n)
{
    if (!n->ahead_ms)
        return tx_fail_with(t, ERR_BUSY, "all %d node numbers are in use.", ID_NODE_PAST);
    return tx_fail_saying(t, &clock_behind, "ids were made up to %lld s from now, and no node number is left: set the clock, wait, or "
                   "see \"clock accept --help\".", (long long)n->ahead_ms / 1000);
}

static err lease(tx *t, void *arg)
{
    struct node *n = arg;
    node_row_page rows;
    when now = tx_now(t);

    TRY(q_node_rows(t, ID_NODES, &rows));
    const struct node_row *row = number_free(n, now, &rows);
    if (n->number >= ID_NODE_PAST)
        return none_free(t, n);
    n->floor = row ? row->mark : (when){0};
    n->held_until = (when){ now.ms + HOLD_MS };
    n->mark = mark_from(now, n->floor);
    return q_node_put(t, n->number, n->holder, n->held_until, n->mark);
}

static err number_take(struct node *n, ctx *c)
{
    TRY(transact(c, lease, n));
    atomic_store_explicit(&n->world->ids.node, n->number, memory_order_relaxed);
    id_source_floor(&n->world->ids, n->floor.ms);
    if (n->ahead_ms)
        ctx_log(c, LOG_WARN, "ids exist of times still to come, since the clock was ahead or has gone back; another node number is used",
                KV_I64("seconds_ahead", n->ahead_ms / 1000), KV_I64("node", n->number));
    return OK;
}

struct token_renewal { struct node *node; when reached, mark, held_until; i64 changed; };

static err renew(tx *t, void *arg)
{
    struct token_renewal *in = arg;

    in->mark = mark_from(tx_now(t), in->reached);
    in->held_until = (when){ tx_now(t).ms + HOLD_MS };
    return q_node_renew(t, in->node->number, in->node->holder, in->held_until, in->mark, &in->changed);
}

static err node_turn(void *arg, ctx *c)
{
    struct node *n = arg;
    struct token_renewal in = { .node = n };
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

err node_lease(ctx *c, enum node_use use)
{
    struct node *n = memory_new(struct node);

    n->world = c->world;
    n->use = use;
    random_bytes(&n->holder, sizeof n->holder);
    err e = number_take(n, c);
    if (e == OK)
        runtime_spawn(c->world->runtime, 0, "node", node_keep, n);
    else
        memory_free(n);
    return e;
}

static err give_back(tx *t, void *arg)
{
    i64 reached = id_ms(tx_new_id(t));

    (void)arg;
    return q_node_release(t, tx_world(t)->ids.node, (when){ reached });
}

err node_release(ctx *c)
{
    return transact(c, give_back, NULL);
}

/* ---- for operators: looking and mending ---- */

err nodes_ahead(ctx *c, struct nodes_ahead *out)
{
    node_row_page rows;
    when now = ctx_now(c);

    *out = (struct nodes_ahead){0};
    TRY(q_node_rows(c, ID_NODES, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        if (!is_ahead(rows.at[i].mark, now))
            continue;
        out->numbers++;
        out->until = later(out->until, rows.at[i].mark);
    }
    return OK;
}

/* A number that is held now is its holder's affair; one held until beyond any lease is held by nobody. */
static err accept(tx *t, void *arg)
{
    when now = tx_now(t);

    return q_node_accept(t, now, (when){ now.ms + FUTURE_MOST_MS }, (when){ now.ms + HOLD_MS }, arg);
}

err nodes_accept(ctx *c, i64 *accepted)
{
    return transact(c, accept, accepted);
}
