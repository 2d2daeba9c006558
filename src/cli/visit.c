#include "cli/visit.h"

static err enter(struct line *l, struct host *h, err (*work)(struct line *, struct host *, void *arg), void *arg)
{
    int applied;

    TRY(host_enter(h, &l->failure));
    host_start(h);
    TRY(host_prepare(h, &l->failure, &applied));
    return work(l, h, arg);
}

int visit(struct line *l, enum host_use use, err (*work)(struct line *, struct host *, void *arg), void *arg)
{
    struct host h;
    err e = host_open(&h, l->program, &l->settings, use, &l->failure);

    if (e == OK) {
        e = enter(l, &h, work, arg);
        host_close(&h);
    }
    return e == OK ? DONE : complain_failure(l, e);
}
