#include "api/rest/openapi.h"
#include "api/rest/rest_own.h"
#include "base/str.h"
#include "net/files/document.h"
#include "runtime/settings.h"

static err tables_add(struct rest *r, struct world *w, struct failure *failure, struct front *f)
{
    const struct front_tables tables = { w->program->routes, &rest_surface, r, .by_role = true };
    struct endpoints added;

    TRY(front_add(f, failure, &tables, &added));
    r->openapi = openapi_make(&r->arena, added.at, added.count);
    r->openapi_document = document_open(S("application/json"), r->openapi);
    return OK;
}

err rest_open(struct world *w, struct failure *failure, struct front *f, struct rest **out)
{
    struct arena arena;

    arena_init(&arena, NULL, 0);
    struct rest *r = arena_new(&arena, struct rest);
    r->arena = arena;
    *out = r;
    err e = tables_add(r, w, failure, f);
    if (e != OK)
        rest_close(out);
    return e;
}

void rest_close(struct rest **rest)
{
    struct rest *r = *rest;

    if (!r)
        return;
    document_close(&r->openapi_document);
    struct arena arena = r->arena;           /* it holds the rest itself */
    arena_close(&arena);
    *rest = NULL;
}
