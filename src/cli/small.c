/* The commands of a few lines each. */
#include <stdio.h>
#include "api/front/endpoint.h"
#include "api/graphql/schema.h"
#include "api/host.h"
#include "api/problems.h"
#include "api/rest/openapi.h"
#include "base/str.h"
#include "cli/command.h"
#include "domain/permit/permit.h"

int migrate_run(struct line *l)
{
    struct host h;
    int applied = 0;

    err e = host_open(&h, l->program, &l->settings, HOST_MAKES, &l->failure);
    if (e != OK)
        return complain_failure(l, e);
    e = host_enter(&h, &l->failure);
    if (e == OK) {
        host_start(&h);
        e = host_prepare(&h, &l->failure, &applied);
    }
    host_close(&h);
    if (e != OK)
        return complain_failure(l, e);
    if (applied)
        printf("%d migration%s applied\n", applied, applied == 1 ? "" : "s");
    else
        printf("the store is up to date\n");
    return DONE;
}

int config_run(struct line *l)
{
    struct buf out = BUF_ON(l->arena);

    if (l->own[FLAG_JSON].p)
        settings_json(&l->settings, &out);
    else
        settings_print(&l->settings, &out);
    fwrite(out.p, 1, out.n, stdout);
    return DONE;
}

int openapi_run(struct line *l)
{
    struct endpoints all;

    err e = endpoints_make(l->arena, &l->failure, l->program->routes, NULL, &all);
    if (e != OK)
        return complain_failure(l, e);
    str document = openapi_make(l->arena, all.at, all.count);
    printf(STR_FMT "\n", STR_ARG(document));
    return DONE;
}

int graphql_run(struct line *l)
{
    const struct gql_schema *schema;
    struct buf out = BUF_ON(l->arena);

    err e = graphql_schema_open(l->arena, &l->failure, &schema);
    if (e != OK)
        return complain_failure(l, e);
    gql_schema_print(&out, schema);
    fwrite(out.p, 1, out.n, stdout);
    return DONE;
}

int docs_run(struct line *l)
{
    struct buf out = BUF_ON(l->arena);

    if (word_is(l, "settings"))
        settings_document(&l->settings, &out);
    else if (word_is(l, "problems"))
        problems_document(l->program, &out);
    else
        permissions_document(l->program, &out);
    fwrite(out.p, 1, out.n, stdout);
    return DONE;
}

int version_run(struct line *l)
{
    printf("%s %s\n", l->program->name, program_version);
    return DONE;
}
