/*
 * Start-time fair queueing (Goyal, Vin and Cheng, 1996) with a tag for each of the groups:
 * a turn's tag is the latest of where its groups stand, and none lies before `now`, the tag
 * of the one served last. Groups share a fixed table by their hash: no memory grows with
 * strangers, and two that meet in a place share one share.
 */
#include "runtime/turns.h"
#include "base/memory.h"

enum { PLACES = 4096 };

/* By how much one turn moves a group back: a network of the widest kind is worth four addresses. */
static const u64 steps[TURN_GROUPS] = { 64, 32, 16 };

void turns_open(struct turns *t)
{
    *t = (struct turns){ .groups = memory_zero(sizeof(u64) * PLACES * TURN_GROUPS) };
    list_init(&t->waiting);
}

void turns_close(struct turns *t)
{
    memory_free(t->groups);
}

static u64 *group(const struct turns *t, const struct claim *c, size_t i)
{
    return &t->groups[i * PLACES + c->of[i] % PLACES];
}

static u64 tag_of(const struct turns *t, const struct claim *c)
{
    u64 tag = t->now;

    for (size_t i = 0; i < TURN_GROUPS; i++)
        if (*group(t, c, i) > tag)
            tag = *group(t, c, i);
    return tag;
}

static struct turn *turn_of(struct link *l)
{
    return CONTAINER(l, struct turn, link);
}

size_t turns_before(const struct turns *t, const struct claim *c)
{
    u64 tag = tag_of(t, c);
    size_t n = 0;

    if (tag >= t->latest)            /* a crowd from one place, which asks most often: all of it */
        return t->n;
    LIST_EACH(l, &t->waiting)
        n += turn_of(l)->tag <= tag;
    return n;
}

void turn_add(struct turns *t, struct turn *turn, i64 now_ms)
{
    turn->tag = tag_of(t, &turn->claim);
    t->latest = turn->tag > t->latest ? turn->tag : t->latest;
    turn->since_ms = now_ms;
    for (size_t i = 0; i < TURN_GROUPS; i++) {
        u64 *at = group(t, &turn->claim, i);
        *at = (*at > t->now ? *at : t->now) + steps[i];
        t->last = *at > t->last ? *at : t->last;
    }
    list_add_last(&t->waiting, &turn->link);
    t->n++;
}

struct turn *turns_last(const struct turns *t)
{
    struct turn *last = NULL;

    LIST_EACH(l, &t->waiting)
        if (!last || turn_of(l)->tag >= last->tag)
            last = turn_of(l);
    return last;
}

void turn_drop(struct turns *t, struct turn *turn)
{
    list_remove(&turn->link);
    if (--t->n == 0)
        t->now = t->last;            /* nobody waits, so nobody owes anybody */
}

static struct turn *earliest(const struct turns *t, bool newest)
{
    struct turn *best = NULL;

    LIST_EACH(l, &t->waiting)
        if (!best || turn_of(l)->tag < best->tag || (newest && turn_of(l)->tag == best->tag))
            best = turn_of(l);
    return best;
}

/* Of those at one address the newest takes the place of the one whose turn it is, and leaves it its own. */
static struct turn *newest_beside(const struct turns *t, struct turn *due)
{
    struct turn *newest = due;

    LIST_EACH(l, &t->waiting)
        if (turn_of(l)->claim.of[0] == due->claim.of[0])
            newest = turn_of(l);
    u64 tag = newest->tag;
    newest->tag = due->tag;
    due->tag = tag;
    return newest;
}

/* The list is in the order in which they came. */
struct turn *turns_next(struct turns *t, i64 now_ms)
{
    if (list_empty(&t->waiting))
        return NULL;
    bool crowded = now_ms - turn_of(t->waiting.next)->since_ms >= TURN_CROWDED_MS;
    struct turn *turn = earliest(t, crowded);
    if (crowded)
        turn = newest_beside(t, turn);
    t->now = turn->tag > t->now ? turn->tag : t->now;
    turn_drop(t, turn);
    return turn;
}
