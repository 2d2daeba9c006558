#include "graphql/document.h"
#include "graphql/parse.h"
#include "graphql/validate.h"

static err document_validate(struct gql_document *d, struct arena *a, struct gql_errors *errors)
{
    struct arena scratch = {0};
    struct gql_validation v = { .schema = d->schema, .tree = &d->tree, .arena = a, .scratch = &scratch, .errors = errors };

    err e = gql_validate(&v);
    arena_close(&scratch);
    return e;
}

err gql_document_make(struct arena *a, const struct gql_schema *schema, const struct gql_limits *limits, str text, struct gql_errors *errors,
                      struct gql_document **out)
{
    struct gql_document *d = arena_new(a, struct gql_document);

    *out = NULL;
    d->schema = schema;
    d->limits = *limits;
    TRY(gql_parse(&d->tree, a, schema->seed, text, limits, errors));
    TRY(document_validate(d, a, errors));
    *out = d;
    return OK;
}
