#include "net/backlog.h"
#include "net/lane.h"
#include "runtime/settings.h"

enum { BATCH = 256 * 1024, SHARE_FULL = 16 };

static void backlog_tell(struct lane *l)
{
    atomic_fetch_add_explicit(&l->world->backlog.held, l->untold, memory_order_relaxed);
    l->untold = 0;
}

void backlog_add(struct lane *l, i64 n)
{
    l->untold += n;
    if (UNLIKELY(l->untold >= BATCH || l->untold <= -BATCH))
        backlog_tell(l);
}

bool backlog_full(const struct world *w)
{
    return atomic_load_explicit(&w->backlog.held, memory_order_relaxed) >= w->settings->output_budget;
}

size_t backlog_share(const struct world *w, size_t most)
{
    return UNLIKELY(backlog_full(w)) ? most / SHARE_FULL : most;
}

void backlog_close(struct lane *l)
{
    backlog_tell(l);
}
