/*
 * Changes of one account are told at most once in 2 s: the first at once, and if there are more meanwhile, what has become of them at
 * the end. Each turn merges what has changed with what was told lately, both rising.
 */
#include "ports/roll_own.h"

struct merge { const struct told *was, *was_end; const id *now, *now_end; i64 now_ms; struct buf kept; ids tell; };

static void tell(struct merge *m, id who)
{
    m->tell.at[m->tell.n++] = who;
    buf_add(&m->kept, (str){ (const char *)&(struct told){ who, m->now_ms + ROLL_TOLD_MS, false }, sizeof(struct told) });
}

/* What was told of an account, which has changed again or not. */
static void told_go_on(struct merge *m, bool changed)
{
    struct told t = *m->was++;

    t.again |= changed;
    if (t.until_ms > m->now_ms)
        buf_add(&m->kept, (str){ (const char *)&t, sizeof t });
    else if (t.again)
        tell(m, t.who);
}

static void merge_one(struct merge *m)
{
    bool both = m->was < m->was_end && m->now < m->now_end && m->was->who.v == m->now->v;
    bool was_first = m->was < m->was_end && (m->now == m->now_end || m->was->who.v <= m->now->v);

    if (was_first)
        told_go_on(m, both);
    else
        tell(m, *m->now);
    m->now += both || !was_first;
}

ids roll_told(struct roll *r, i64 now_ms, struct arena *a)
{
    ids changed = ids_once(a, (ids){ (id *)(void *)r->changed.p, r->changed.n / sizeof(id) });
    size_t told = r->told.n / sizeof(struct told);
    struct merge m = { (const void *)r->told.p, (const struct told *)(void *)r->told.p + told, changed.at, changed.at + changed.n, now_ms,
                       BUF_ON(a), { arena_array(a, id, changed.n + told), 0 } };

    while (m.was < m.was_end || m.now < m.now_end)
        merge_one(&m);
    r->changed.n = r->told.n = 0;
    buf_add(&r->told, buf_str(&m.kept));
    return m.tell;
}
