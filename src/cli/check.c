/* kith check: every capability checks that its data is consistent. */
#include <stdio.h>
#include "base/str.h"
#include "cli/visit.h"
#include "work/holdings.h"

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

/* The first of each kind; kith blob check names them all. */
static err check_files(ctx *c, void *arg)
{
    struct checking *k = arg;
    struct holdings_found f = {0};

    TRY(holdings_check(c, k->part, k->line->arena, &f));
    k->looked++;
    k->wrong += f.strays || f.missing;
    if (f.strays)
        printf("%s: wrong: %lld files that nothing names: " STR_FMT "\n", k->part->name, (long long)f.strays, STR_ARG(f.stray_keys.at[0]));
    if (f.missing)
        printf("%s: wrong: %lld files are missing: " STR_FMT "\n", k->part->name, (long long)f.missing, STR_ARG(f.missing_keys.at[0]));
    if (!f.strays && !f.missing)
        printf("%s: all right: %lld files\n", k->part->name, (long long)f.files);
    return OK;
}

static err check_all(struct line *l, struct host *h, void *arg)
{
    struct checking *k = arg;

    for (const struct capability *const *p = l->program->capabilities; *p; p++) {
        k->part = *p;
        if (k->part->check)
            TRY(host_call(h, check_capability, k, &l->failure));
        if (k->part->holdings)
            TRY(host_call(h, check_files, k, &l->failure));
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
