#include "graphql/document.h"
#include "base/str.h"
#include "graphql/parse.h"
#include "graphql/plan.h"
#include "graphql/validate.h"

static err document_validate(struct gql_document *d, struct arena *a, struct gql_errors *errors)
{
    struct arena scratch = {0};
    struct gql_validation v = { .schema = d->schema, .tree = &d->tree, .arena = a, .scratch = &scratch, .errors = errors };

    err e = gql_validate(&v);
    arena_close(&scratch);
    return e;
}

/* Does @skip or @include anywhere in the document ask a variable? */
static bool is_conditional(const struct gql_document *d)
{
    GQL_EACH(def, &d->tree)
        for (const struct gql_selection *s = def->first; s; s = s->follow)
            for (const struct gql_directive *on = s->directives; on; on = on->next)
                if ((on->type == d->schema->skip || on->type == d->schema->include) && on->args.first->kind == GQL_VARIABLE)
                    return true;
    return false;
}

/* What is wrong with it is found again by the request that asks for it, and reported there. */
static void operation_prepare(struct gql_operation *o, struct arena *a, bool conditional)
{
    struct arena scratch = {0};
    struct gql_errors errors;
    struct gql_plan *plan;

    gql_errors_init(&errors, &scratch);
    o->within = gql_limits_check(&scratch, o->document, o->def, &errors) == OK;
    if (o->within && !conditional && gql_plan_make(a, o->document, o->def, NULL, &errors, &plan) == OK)
        o->plan = plan;
    arena_close(&scratch);
}

static void operations_prepare(struct gql_document *d, struct arena *a)
{
    struct gql_operation **end = &d->first;
    bool conditional = is_conditional(d);

    GQL_EACH(def, &d->tree) {
        if (def->is_fragment)
            continue;
        struct gql_operation *o = *end = arena_new(a, struct gql_operation);
        end = &o->next;
        o->document = d;
        o->def = def;
        if (d->schema->bound && def->type)
            operation_prepare(o, a, conditional);
    }
}

err gql_document_make(struct arena *a, const struct gql_schema *schema, const struct gql_limits *limits, str text,
                      struct gql_errors *errors, struct gql_document **out)
{
    struct gql_document *d = arena_new(a, struct gql_document);

    *out = NULL;
    d->schema = schema;
    d->limits = *limits;
    TRY(gql_parse(&d->tree, a, schema->seed, text, limits, errors));
    TRY(document_validate(d, a, errors));
    operations_prepare(d, a);
    if (d->first && !d->first->next)
        gql_sense_make(d, text);
    *out = d;
    return OK;
}

const struct gql_operation *gql_operation_choose(const struct gql_document *d, str name, struct gql_errors *errors)
{
    const struct gql_operation *o = d->first;

    if (!o) {
        (void)gql_wrong(errors, GQL_NO_OPERATION, GQL_NOWHERE, GQL_NOWHERE, "The document has no operation.");
    } else if (!name.n && o->next) {
        (void)gql_wrong(errors, GQL_NO_OPERATION, GQL_NOWHERE, GQL_NOWHERE,
            "Must provide operation name if query contains multiple operations.");
        o = NULL;
    } else if (name.n) {
        while (o && !(o->def->name && str_eq(o->def->name->text, name)))
            o = o->next;
        if (!o)
            (void)gql_wrong(errors, GQL_NO_OPERATION, GQL_NOWHERE, GQL_NOWHERE, "Unknown operation named \"" STR_FMT "\".",
                STR_ARG(gql_quoted(errors->arena, name)));
    }
    if (o && !o->def->type) {
        (void)gql_wrong(errors, GQL_NO_OPERATION, o->def->at, GQL_NOWHERE, "The schema has no operations of this kind.");
        o = NULL;
    }
    return o;
}

enum gql_operation_kind gql_operation_is(const struct gql_operation *o)
{
    return o->def->operation;
}

str gql_operation_name(const struct gql_operation *o)
{
    return o->def->name ? o->def->name->text : S("");
}
