/* kith clock: shows whether ids were made for times in the future, and lets the store go on from now anyway. */
#include <stdio.h>
#include "base/str.h"
#include "cli/visit.h"

struct marks { struct line *line; when now; struct nodes_ahead ahead; i64 accepted; };

static err clock_look(ctx *c, void *arg)
{
    struct marks *m = arg;

    m->now = ctx_now(c);
    return nodes_ahead(c, &m->ahead);
}

static err show(struct line *l, struct host *h, void *arg)
{
    struct marks *m = arg;
    char now[RFC3339_LENGTH], until[RFC3339_LENGTH];

    TRY(host_call(h, clock_look, m, &l->failure));
    time_rfc3339(m->now, now);
    time_rfc3339(m->ahead.until, until);
    printf("this machine's clock says %.*s\n", RFC3339_LENGTH, now);
    if (m->ahead.numbers)
        printf("%lld of the %d node numbers made ids for times up to %.*s, and rest until then\n", (long long)m->ahead.numbers,
               ID_NODE_PAST,
               RFC3339_LENGTH, until);
    else
        printf("no ids were made for times in the future\n");
    return OK;
}

static err accept(ctx *c, void *arg)
{
    struct marks *m = arg;

    TRY(nodes_ahead(c, &m->ahead));
    return nodes_accept(c, &m->accepted);
}

static err accept_all(struct line *l, struct host *h, void *arg)
{
    struct marks *m = arg;

    TRY(host_call(h, accept, m, &l->failure));
    if (!m->ahead.numbers)
        printf("no ids were made for times in the future: nothing is changed\n");
    else
        printf("%lld node number%s may serve again\n", (long long)m->accepted, m->accepted == 1 ? "" : "s");
    if (m->accepted < m->ahead.numbers)
        printf("%lld in use by a running process: stop it first\n", (long long)(m->ahead.numbers - m->accepted));
    return OK;
}

int clock_run(struct line *l)
{
    struct marks m = { .line = l };

    if (word_is(l, "show"))
        return visit(l, HOST_READS, show, &m);
    if (!l->own[FLAG_YES].p)
        return complain(l, MISUSED, "clock accept: ids that were made while the clock was ahead may be made again, and a write "
                                    "that meets one "
                        "fails; \"clock show\" prints how far ahead it was, and --yes accepts the risk");
    return visit(l, HOST_MENDS, accept_all, &m);
}
