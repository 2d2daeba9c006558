#include "ports/store/postgres/lend.h"
#include "base/time.h"

enum { PATIENCE_LEAST_US = 2000, PATIENCE_MOST_US = 128000 };

static struct pg_link *link_idle(struct pg_pool *p)
{
    for (int i = p->shared; i < p->n; i++)
        if (p->links[i].state == LINK_READY && !p->links[i].stale && !p->links[i].lent)
            return &p->links[i];
    return NULL;
}

static bool any_lent(const struct pg_pool *p)
{
    for (int i = p->shared; i < p->n; i++)
        if (p->links[i].lent)
            return true;
    return false;
}

/*
 * Transactions that share a commit cost less than those that run side by side, and do not conflict. So another
 * link is lent only when the last has been out for a while (longer where they do conflict); at once to a
 * transaction that has to run alone.
 */
static bool may_lend(const struct pg_pool *p, const struct pg_borrower *b)
{
    return b->alone || !any_lent(p) || mono_us() - p->lent_us >= p->patience_us;
}

void pg_lend_lost(struct pg_pool *p)
{
    p->patience_us = p->patience_us < PATIENCE_MOST_US / 2 ? p->patience_us * 2 : PATIENCE_MOST_US;
}

void pg_lend_won(struct pg_pool *p)
{
    p->patience_us -= (p->patience_us - PATIENCE_LEAST_US) / 64;
}

static void serve(struct pg_pool *p)
{
    while (!list_empty(&p->borrowers)) {
        struct pg_borrower *b = CONTAINER(p->borrowers.next, struct pg_borrower, link);
        struct pg_link *l = may_lend(p, b) ? link_idle(p) : NULL;
        if (!l)
            return;
        list_remove(&b->link);
        l->lent = true;
        p->lent_us = mono_us();
        b->lent = l;
        pg_sleep_end(&b->sleep);
    }
}

/* When there was no link for anybody, another one is opened; when it was only too soon to lend one, a timer tries again. */
void pg_lend_tend(struct pg_pool *p)
{
    serve(p);
    if (list_empty(&p->borrowers))
        return;
    if (!may_lend(p, CONTAINER(p->borrowers.next, struct pg_borrower, link))) {
        if (!p->patience.place)
            timer_start(p->loop, &p->patience, p->patience_us / 1000);
    } else {
        pg_pool_more(p);
    }
}

static void borrower_fail(struct pg_borrower *b)
{
    list_remove(&b->link);
    b->failed = true;
    pg_sleep_end(&b->sleep);
}

void pg_lend_fail(struct pg_pool *p, u64 attempt)
{
    LIST_EACH(i, &p->borrowers) {
        struct pg_borrower *b = CONTAINER(i, struct pg_borrower, link);
        if (b->since < attempt)
            borrower_fail(b);
    }
}

static void patience_over(struct timer *t)
{
    pg_lend_tend(CONTAINER(t, struct pg_pool, patience));
}

void pg_lend_borrow(struct pg_pool *p, struct pg_borrower *b, bool first)
{
    b->since = p->attempts;
    b->lent = NULL;
    b->sleep.over = false;
    if (first)
        list_add_last(p->borrowers.next, &b->link);
    else
        list_add_last(&p->borrowers, &b->link);
    if (p->closed)
        borrower_fail(b);
    else
        pg_lend_tend(p);
}

void pg_lend_give_back(struct pg_pool *p, struct pg_link *l)
{
    l->lent = false;
    if (l->stale)
        pg_link_close(l, "its prepared statements are no longer valid");
    pg_lend_tend(p);
}

void pg_lend_init(struct pg_pool *p)
{
    list_init(&p->borrowers);
    p->patience.fire = patience_over;
    p->patience_us = PATIENCE_LEAST_US;
}

void pg_lend_close(struct pg_pool *p)
{
    timer_stop(p->loop, &p->patience);
    pg_lend_fail(p, UINT64_MAX);
}
