#include "graphql/validate.h"
#include "base/str.h"

void gql_invalid(struct gql_validation *v, u32 at, u32 too, const char *format, ...)
{
    va_list args;

    if (v->full)
        return;
    if (v->errors->n == GQL_ERRORS_MOST) {
        v->full = true;
        (void)gql_wrong(v->errors, GQL_VALIDATION_FAILED, GQL_NOWHERE, GQL_NOWHERE,
            "Too many validation errors, error limit reached. Validation aborted.");
        return;
    }
    va_start(args, format);
    struct gql_error *e = gql_error_add(v->errors, GQL_VALIDATION_FAILED, arena_vformat(v->errors->arena, format, args));
    va_end(args);
    e->at[0] = at;
    e->at[1] = too;
}

/* Names of operations and of fragments; one without a name is alone. */
static void names_check(struct gql_validation *v)
{
    u32 operations = 0;

    GQL_EACH(def, v->tree) {
        struct gql_definition **place = def->name ? def->is_fragment ? &def->name->fragment : &def->name->operation : NULL;
        operations += !def->is_fragment;
        if (place && *place)
            gql_invalid(v, (*place)->name_at, def->name_at, "There can be only one %s named \"" STR_FMT "\".",
                def->is_fragment ? "fragment" : "operation", QUOTE(v, def->name->text));
        else if (place)
            *place = def;
    }
    GQL_EACH(def, v->tree)
        if (!def->is_fragment && !def->name && operations > 1)
            gql_invalid(v, def->at, GQL_NOWHERE, "This anonymous operation must be the only defined operation.");
}

static void fragment_type(struct gql_validation *v, struct gql_definition *def)
{
    const struct gql_type *type = gql_type_of(v->schema, def->on);

    if (!type)
        gql_invalid(v, def->type_at, GQL_NOWHERE, "Unknown type \"" STR_FMT "\".", QUOTE(v, def->on->text));
    else if (!gql_is_composite(type))
        gql_invalid(v, def->type_at, GQL_NOWHERE, "Fragment \"" STR_FMT "\" cannot condition on non composite type \"" STR_FMT "\".",
            QUOTE(v, def->name->text), QUOTE(v, type->name));
    else
        def->type = type;
}

static void variable_check(struct gql_validation *v, struct gql_variable *var)
{
    const struct gql_wrap *type = gql_wrap_of(v->schema, v->arena, &var->ref);

    if (!var->name->number)
        var->name->number = ++v->tree->numbers;
    if (!type) {
        gql_invalid(v, var->ref.name_at, GQL_NOWHERE, "Unknown type \"" STR_FMT "\".", QUOTE(v, var->ref.name->text));
    } else if (!gql_is_input(type->type)) {
        gql_invalid(v, var->ref.at, GQL_NOWHERE, "Variable \"$" STR_FMT "\" cannot be non-input type \"" STR_FMT "\".",
            QUOTE(v, var->name->text), QUOTE_TYPE(v, type));
    } else {
        var->type = type;
        if (var->standard)
            var->standard->type = type;
    }
    gql_check_directives(v, var->directives, GQL_AT_VARIABLE_DEFINITION);
}

static void variables_check(struct gql_validation *v, struct gql_definition *def)
{
    u32 scope = gql_scope(&v->tree->names);

    for (struct gql_variable *var = def->variables; var; var = var->next) {
        if (gql_seen(var->name, scope))
            gql_invalid(v, var->name_at, GQL_NOWHERE, "There can be only one variable named \"$" STR_FMT "\".", QUOTE(v, var->name->text));
        variable_check(v, var);
    }
}

static void definition_check(struct gql_validation *v, struct gql_definition *def)
{
    static const enum gql_where places[] = { GQL_AT_QUERY, GQL_AT_MUTATION, GQL_AT_SUBSCRIPTION };

    if (def->is_fragment)
        fragment_type(v, def);
    else
        def->type = v->schema->roots[def->operation];
    variables_check(v, def);
    gql_check_directives(v, def->directives, def->is_fragment ? GQL_AT_FRAGMENT_DEFINITION : places[def->operation]);
    gql_check_selections(v, def);
    gql_check_values(v, def);
}

err gql_validate(struct gql_validation *v)
{
    names_check(v);
    for (struct gql_definition *def = v->tree->first; def && !v->full; def = def->next)
        definition_check(v, def);
    gql_check_fragments(v);
    gql_check_operations(v);
    if (!v->full)
        TRY(gql_check_overlaps(v));
    return v->errors->n ? ERR_INVALID : OK;
}
