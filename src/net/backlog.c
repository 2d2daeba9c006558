#include "net/backlog.h"
#include "net/lane.h"
#include "runtime/settings.h"

enum { BATCH = 256 * 1024 };

static void tell(struct lane *l)
{
    atomic_fetch_add_explicit(&l->world->backlog.held, l->untold, memory_order_relaxed);
    l->untold = 0;
}

void backlog_add(struct lane *l, i64 n)
{
    l->untold += n;
    if (UNLIKELY(l->untold >= BATCH || l->untold <= -BATCH))
        tell(l);
}

bool backlog_full(const struct lane *l)
{
    return atomic_load_explicit(&l->world->backlog.held, memory_order_relaxed) >= l->settings->output_budget;
}

void backlog_close(struct lane *l)
{
    tell(l);
}
