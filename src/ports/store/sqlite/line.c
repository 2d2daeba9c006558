#include "ports/store/sqlite/line.h"

void line_open(struct line *l)
{
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->more, NULL);
}

void line_close(struct line *l)
{
    pthread_cond_destroy(&l->more);
    pthread_mutex_destroy(&l->lock);
}

/*
 * Either the one that joins sees the writer asleep, or the writer, which announces its
 * sleep before it looks once more, sees the one that joined: that needs one order over
 * `joined` and `asleep`.
 */
void line_join(struct line *l, struct member *m)
{
    m->next = atomic_load_explicit(&l->joined, memory_order_relaxed);
    while (!atomic_compare_exchange_weak(&l->joined, &m->next, m))
        continue;
    if (!atomic_load(&l->asleep))
        return;
    pthread_mutex_lock(&l->lock);
    pthread_cond_signal(&l->more);
    pthread_mutex_unlock(&l->lock);
}

void line_end(struct line *l)
{
    pthread_mutex_lock(&l->lock);
    l->ending = true;
    pthread_cond_signal(&l->more);
    pthread_mutex_unlock(&l->lock);
}

/* Takes all that have joined; true if anybody waits. */
static bool line_take(struct line *l)
{
    if (l->taken)
        return true;
    struct member *newest = atomic_exchange(&l->joined, NULL);
    while (newest) {
        struct member *m = newest;
        newest = m->next;
        m->next = l->taken;
        l->taken = m;
    }
    return l->taken;
}

bool line_wait(struct line *l)
{
    if (line_take(l))
        return true;
    pthread_mutex_lock(&l->lock);
    atomic_store(&l->asleep, true);
    while (!line_take(l) && !l->ending)
        pthread_cond_wait(&l->more, &l->lock);
    atomic_store(&l->asleep, false);
    pthread_mutex_unlock(&l->lock);
    return l->taken;
}

struct member *line_first(const struct line *l)
{
    return l->taken;
}

struct member *line_next(struct line *l)
{
    struct member *m = line_take(l) ? l->taken : NULL;

    if (m) {
        l->taken = m->next;
        m->next = NULL;
    }
    return m;
}
