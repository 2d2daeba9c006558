/* kith check: every capability checks that its data is consistent. */
#include <stdio.h>
#include "base/str.h"
#include "cli/visit.h"

struct checking { struct line *line; const struct capability *part; int looked, wrong; };

static err check_capability(ctx *c, void *arg)
{
    struct checking *k = arg;
    struct capability_check found = { S(""), S("") };

    TRY(k->part->check(c, &found));
    k->looked++;
    k->wrong += found.wrong.n > 0;
    if (found.wrong.n)
        printf("%s: wrong: " STR_FMT "\n", k->part->name, STR_ARG(found.wrong));
    else
        printf("%s: all right: " STR_FMT "\n", k->part->name, STR_ARG(found.looked_at));
    return OK;
}

static err check_all(struct line *l, struct host *h, void *arg)
{
    struct checking *k = arg;

    for (const struct capability *const *p = l->program->capabilities; *p; p++) {
        k->part = *p;
        if (k->part->check)
            TRY(host_call(h, check_capability, k, &l->failure));
    }
    return OK;
}

int check_run(struct line *l)
{
    struct checking k = { .line = l };
    int status = visit(l, HOST_READS, check_all, &k);

    if (status == DONE && !k.looked)
        printf("no data of this program has a check\n");
    return status == DONE && k.wrong ? FAILED : status;
}
