/*
 * Changes of one account are told at most once in 2 s: the first at once, and what has become of it at the end, if that is another
 * state than the one that was told. Each turn merges what has changed with what was told lately, both by rising accounts. What is too
 * much for one turn waits for the next.
 */
#include <stdlib.h>
#include "ports/roll_own.h"

struct merge {
    struct roll *roll;
    const struct change *now, *now_end;
    const struct told *was, *was_end;
    i64 now_ms;
    struct buf kept;
    ids tell;
};

static int change_compare(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    int by_account = id_compare(x, y);

    return by_account ? by_account : (x->order > y->order) - (x->order < y->order);
}

static void told_keep(struct merge *m, struct told t)
{
    buf_add(&m->kept, (str){ (const char *)&t, sizeof t });
}

static void tell_if_other(struct merge *m, id who, enum roll_state before)
{
    enum roll_state state = roll_state_of(m->roll, who);

    if (state == before)
        return;
    if (m->tell.n == ROLL_CHANGED_MOST) {
        told_keep(m, (struct told){ who, m->now_ms, (u8)before });
        m->roll->crowded = true;
        return;
    }
    m->tell.at[m->tell.n++] = who;
    told_keep(m, (struct told){ who, m->now_ms + ROLL_TOLD_MS, (u8)state });
}

static void told_go_on(struct merge *m, const struct told *t)
{
    if (t->until_ms > m->now_ms)
        told_keep(m, *t);
    else
        tell_if_other(m, t->who, t->state);
}

/* The lowest account of both; further changes of it say nothing more. */
static void merge_one(struct merge *m)
{
    bool told = m->was < m->was_end && (m->now == m->now_end || m->was->who.v <= m->now->who.v);
    id who = told ? m->was->who : m->now->who;

    if (told)
        told_go_on(m, m->was++);
    else
        tell_if_other(m, who, m->now->before);
    while (m->now < m->now_end && m->now->who.v == who.v)
        m->now++;
}

ids roll_told(struct roll *r, i64 now_ms, struct arena *a)
{
    struct change *changed = (void *)r->changed.p;
    const struct told *told = (void *)r->told.p;
    size_t changed_n = r->changed.n / sizeof *changed, told_n = r->told.n / sizeof *told;
    struct merge m = { r, changed, changed_n ? changed + changed_n : changed, told, told_n ? told + told_n : told, now_ms, BUF_ON(a),
                       { arena_array(a, id, ROLL_CHANGED_MOST), 0 } };

    r->crowded = false;
    if (changed_n)
        qsort(changed, changed_n, sizeof *changed, change_compare);
    while (m.was < m.was_end || m.now < m.now_end)
        merge_one(&m);
    r->changed.n = r->told.n = 0;
    buf_add(&r->told, buf_str(&m.kept));
    return m.tell;
}
