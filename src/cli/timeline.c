/* kith timeline: feeds are made again, beside a running server. */
#include <stdio.h>
#include "base/str.h"
#include "cli/visit.h"
#include "domain/timeline/timeline.h"

struct rebuilding { str user; i64 feeds; };

static err one_rebuild(ctx *c, struct rebuilding *r)
{
    str name = str_starts(r->user, S("@")) ? str_from(r->user, 1) : r->user;
    struct account account;
    err e = account_by_username(c, name, &account);

    if (e == ERR_NOT_FOUND)
        return fail_with(c, e, "There is no user '" STR_FMT "'.", STR_ARG(name));
    TRY(e);
    r->feeds = 1;
    return feed_rebuild(c, account.id);
}

static err rebuild(ctx *c, void *arg)
{
    struct rebuilding *r = arg;

    return r->user.p ? one_rebuild(c, r) : feeds_rebuild(c, &r->feeds);
}

static err rebuild_all(struct line *l, struct host *h, void *arg)
{
    return host_call(h, rebuild, arg, &l->failure);
}

int timeline_run(struct line *l)
{
    struct rebuilding r = { .user = l->own[FLAG_USER] };
    int status = visit(l, HOST_VISITS, rebuild_all, &r);

    if (status == DONE)
        printf("made %lld feed%s again\n", (long long)r.feeds, r.feeds == 1 ? "" : "s");
    return status;
}
