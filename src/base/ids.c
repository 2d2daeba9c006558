#include "base/ids.h"
#include <stdlib.h>
#include "base/arena.h"

int id_compare(const void *a, const void *b)
{
    const id *x = a, *y = b;

    return (x->v > y->v) - (x->v < y->v);
}

int id_compare_down(const void *a, const void *b)
{
    return id_compare(b, a);
}

void ids_sort(ids all)
{
    if (all.n)
        qsort(all.at, all.n, sizeof *all.at, id_compare);
}

void ids_sort_down(ids all)
{
    if (all.n)
        qsort(all.at, all.n, sizeof *all.at, id_compare_down);
}

ids ids_once(struct arena *a, ids some)
{
    ids all = { arena_array(a, id, some.n), 0 }, once = { all.at, 0 };

    for (size_t i = 0; i < some.n; i++)
        if (some.at[i].v)
            all.at[all.n++] = some.at[i];
    ids_sort(all);
    for (size_t i = 0; i < all.n; i++)
        if (!once.n || once.at[once.n - 1].v != all.at[i].v)
            once.at[once.n++] = all.at[i];
    return once;
}

id *ids_find(ids rising, id one)
{
    size_t from = 0, until = rising.n;

    while (from < until) {
        size_t middle = from + (until - from) / 2;
        if (rising.at[middle].v == one.v)
            return &rising.at[middle];
        if (rising.at[middle].v < one.v)
            from = middle + 1;
        else
            until = middle;
    }
    return NULL;
}
