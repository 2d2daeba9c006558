#include "graphql/request.h"
#include "base/str.h"

enum { VARIABLE_ERRORS_MOST = 50 };

static void variable_wrong(struct gql_coercion *c, const struct gql_step *step, const struct gql_wrap *type, str what)
{
    str path = gql_path_text(c->arena, step);

    if (c->errors->n >= VARIABLE_ERRORS_MOST)
        return;
    (void)gql_wrong(c->errors, GQL_BAD_INPUT, c->variable->at, GQL_NOWHERE, "Variable \"$" STR_FMT "\" got an invalid value at \"" STR_FMT
        "\", of type \"" STR_FMT "\": " STR_FMT ".", QUOTED(c->errors, c->variable->name->text), STR_ARG(path),
        STR_ARG(gql_wrap_text(c->arena, type)), STR_ARG(what));
}

static const struct gql_value *standard_of(struct gql_request *r, const struct gql_variable *var, struct gql_coercion *c)
{
    bool given;

    if (!var->standard)
        return NULL;
    c->json = false;
    c->arena = r->arena;
    return gql_coerce(c, var->type, var->standard, NULL, &given);
}

/* One variable, of which `given` is what came, or NULL. */
static void variable_take(struct gql_request *r, const struct gql_variable *var, const struct gql_value *given, struct gql_errors *errors)
{
    struct gql_coercion c = { .schema = r->document->schema, .arena = r->arena, .json = true, .wrong = variable_wrong, .errors = errors,
        .variable = var };
    struct gql_step step = { NULL, var->name->text, 0 };
    const struct gql_value **place = &r->variables[var->name->number - 1];
    bool there;

    if (!given)
        *place = standard_of(r, var, &c);
    else
        *place = gql_coerce(&c, var->type, given, &step, &there);
    if (!given && !*place && !c.wrongs && var->type->kind == GQL_NON_NULL && errors->n < VARIABLE_ERRORS_MOST)
        (void)gql_wrong(errors, GQL_BAD_INPUT, var->at, GQL_NOWHERE, "Variable \"$" STR_FMT "\" of required type \"" STR_FMT
            "\" was not provided.", QUOTED(errors, var->name->text), STR_ARG(gql_wrap_text(r->arena, var->type)));
}

/* The members of an object by name, as there may be many of both. */
static struct gql_table table_of(struct gql_request *r, const struct gql_value *object)
{
    struct gql_table t;

    gql_table_init(&t, r->arena, object ? object->n : 0, r->document->schema->seed);
    for (const struct gql_value *v = object ? object->first : NULL; v; v = v->next)
        (void)gql_table_add(&t, v->key->text, (void *)v);
    return t;
}

static err variables_take(struct gql_request *r, str json, struct gql_errors *errors)
{
    const struct gql_definition *def = r->operation->def;
    struct gql_value *object = NULL;
    struct failure failure;

    r->variables = arena_array(r->arena, const struct gql_value *, r->document->tree.numbers);
    failure_begin(&failure, r->arena);
    if (json.n && def->variables && gql_value_read(r->arena, &failure, json, &object) != OK)
        return gql_wrong(errors, GQL_BAD_INPUT, GQL_NOWHERE, GQL_NOWHERE, "The variables cannot be read. " STR_FMT,
            STR_ARG(failure.detail));
    if (object && object->kind == GQL_NULL)
        object = NULL;
    if (object && object->kind != GQL_OBJECT)
        return gql_wrong(errors, GQL_BAD_INPUT, GQL_NOWHERE, GQL_NOWHERE, "The variables must be an object.");
    if (!def->variables)
        return OK;
    struct gql_table given = table_of(r, object);
    for (const struct gql_variable *var = def->variables; var; var = var->next)
        variable_take(r, var, gql_table_get(&given, var->name), errors);
    return errors->n ? ERR_INVALID : OK;
}

static err plan_take(struct gql_request *r, struct gql_errors *errors)
{
    struct gql_plan *plan;

    r->plan = r->operation->plan;
    if (r->plan)
        return OK;
    TRY(gql_plan_make(r->arena, r->document, r->operation->def, r->variables, errors, &plan));
    r->plan = plan;
    return OK;
}

static err within_limits(struct gql_request *r, struct gql_errors *errors)
{
    struct arena scratch = {0};

    if (r->operation->within)
        return OK;
    err e = gql_limits_check(&scratch, r->document, r->operation->def, errors);
    arena_close(&scratch);
    return e;
}

struct gql_args gql_args_of(struct gql_request *r, const struct gql_plan_field *f)
{
    struct gql_coercion c = { .schema = r->document->schema, .arena = r->arena, .variables = r->variables, .work = &r->work };
    struct gql_args own = { f->args, f->input, true, f->bad, {0} };

    if (!f->varies && !f->bad)
        return own;
    if (f->varies && r->args[f->number].known)
        return r->args[f->number];
    own.bad = !gql_args_coerce(c, f, &own.input, &own.args, &own.why);
    if (f->varies)
        r->args[f->number] = own;
    return own;
}

err gql_request_make(struct arena *a, const struct gql_operation *operation, str variables, struct gql_errors *errors,
                     struct gql_request **out)
{
    struct gql_request *r = arena_new(a, struct gql_request);

    *out = NULL;
    *r = (struct gql_request){ .arena = a, .operation = operation, .document = operation->document };
    TRY(within_limits(r, errors));
    TRY(variables_take(r, variables, errors));
    TRY(plan_take(r, errors));
    if (r->plan->varies)
        r->args = arena_array(a, struct gql_args, r->plan->fields);
    r->cost = gql_cost(r);
    i64 most = r->document->limits.cost;
    if (r->cost > most)
        return gql_past(errors, GQL_QUERY_TOO_COSTLY, operation->def->at, most, r->cost, "The operation costs %lld, and may cost %lld.",
            (long long)r->cost, (long long)most);
    *out = r;
    return OK;
}

u32 gql_request_roots(const struct gql_request *r)
{
    return r->plan->root->groups[0].n;
}

str gql_request_root(const struct gql_request *r, u32 i)
{
    return r->plan->root->groups[0].fields[i].field->name;
}

i64 gql_request_cost(const struct gql_request *r)
{
    return r->cost;
}
