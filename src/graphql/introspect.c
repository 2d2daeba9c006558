/* Introspection: the schema's own structs are the rows, answered like any others. */
#include "base/str.h"
#include "graphql/bind.h"
#include "graphql/execute.h"
#include "graphql/resolve.h"

struct meta_deprecated { bool include_deprecated; };
struct meta_name { str name; };

static SHAPE(meta_deprecated, FIELD(meta_deprecated, include_deprecated, .optional = true));
static SHAPE(meta_name, FIELD(meta_name, name));
static SHAPE(gql_schema, FIELD(gql_schema, description));
static SHAPE(gql_field, FIELD(gql_field, name), FIELD(gql_field, description), FIELD(gql_field, deprecated));
static SHAPE(gql_input, FIELD(gql_input, name), FIELD(gql_input, description), FIELD(gql_input, deprecated));
static SHAPE(gql_enum_value, FIELD(gql_enum_value, name), FIELD(gql_enum_value, description), FIELD(gql_enum_value, deprecated));
static SHAPE(gql_directive_type, FIELD(gql_directive_type, name), FIELD(gql_directive_type, description),
    FIELD(gql_directive_type, repeatable));

/* A type is a row as a field has it: perhaps a list of, or non-null. One that is named has its type's facts. */
static const struct gql_type *named(const struct gql_call *call, size_t row)
{
    const struct gql_wrap *w = call->rows[row];

    return w->of ? NULL : w->type;
}

static bool with_deprecated(const struct gql_call *call)
{
    return ((const struct meta_deprecated *)call->args)->include_deprecated;
}

static err schema_types(struct gql_call *call)
{
    gql_give_empty(call, 0);
    for (u32 i = 0; i < call->schema->types_n; i++)
        gql_give_item(call, 0, NULL, &call->schema->types[i]->wrap);
    return OK;
}

static err root_give(struct gql_call *call, enum gql_operation_kind kind)
{
    if (call->schema->roots[kind])
        gql_give(call, 0, &call->schema->roots[kind]->wrap);
    return OK;
}

static err schema_query(struct gql_call *call) { return root_give(call, GQL_QUERY); }
static err schema_mutation(struct gql_call *call) { return root_give(call, GQL_MUTATION); }
static err schema_subscription(struct gql_call *call) { return root_give(call, GQL_SUBSCRIPTION); }

static err schema_directives(struct gql_call *call)
{
    gql_give_empty(call, 0);
    for (u32 i = 0; i < call->schema->directives_n; i++)
        gql_give_item(call, 0, NULL, call->schema->directives[i]);
    return OK;
}

static err type_kind(struct gql_call *call)
{
    static const char *const words[] = { [GQL_SCALAR] = "SCALAR", [GQL_OBJECT_TYPE] = "OBJECT", [GQL_INTERFACE] = "INTERFACE",
        [GQL_UNION] = "UNION", [GQL_ENUM_TYPE] = "ENUM", [GQL_INPUT_TYPE] = "INPUT_OBJECT", [GQL_LIST_OF] = "LIST",
        [GQL_NON_NULL] = "NON_NULL" };

    for (size_t i = 0; i < call->n; i++)
        ((str *)call->column)[i] = str_of(words[((const struct gql_wrap *)call->rows[i])->kind]);
    return OK;
}

static err type_name(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        if (named(call, i))
            ((str *)call->column)[i] = named(call, i)->name;
    return OK;
}

static err type_description(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        if (named(call, i))
            ((str *)call->column)[i] = named(call, i)->description;
    return OK;
}

static err type_specified(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        if (named(call, i))
            ((str *)call->column)[i] = named(call, i)->specified_by;
    return OK;
}

static err type_fields(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_type *t = named(call, i);
        if (!t || !gql_has_fields(t))
            continue;
        gql_give_empty(call, i);
        for (u32 k = 0; k < t->fields_n; k++)
            if (!t->fields[k].deprecated.p || with_deprecated(call))
                gql_give_item(call, i, NULL, &t->fields[k]);
    }
    return OK;
}

static err type_interfaces(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_type *t = named(call, i);
        if (!t || !gql_has_fields(t))
            continue;
        gql_give_empty(call, i);
        for (u32 k = 0; k < t->interfaces_n; k++)
            gql_give_item(call, i, NULL, &t->interfaces[k]->wrap);
    }
    return OK;
}

static err type_possible(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_type *t = named(call, i);
        if (!t || !gql_is_abstract(t))
            continue;
        gql_give_empty(call, i);
        for (u32 k = 0; k < t->possible_n; k++)
            gql_give_item(call, i, NULL, &t->possible[k]->wrap);
    }
    return OK;
}

static err type_values(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_type *t = named(call, i);
        if (!t || t->kind != GQL_ENUM_TYPE)
            continue;
        gql_give_empty(call, i);
        for (u32 k = 0; k < t->values_n; k++)
            if (!t->values[k].deprecated.p || with_deprecated(call))
                gql_give_item(call, i, NULL, &t->values[k]);
    }
    return OK;
}

static void inputs_give(struct gql_call *call, size_t row, const struct gql_input *in, u32 n)
{
    gql_give_empty(call, row);
    for (u32 k = 0; k < n; k++)
        if (!in[k].deprecated.p || with_deprecated(call))
            gql_give_item(call, row, NULL, &in[k]);
}

static err type_inputs(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        if (named(call, i) && named(call, i)->kind == GQL_INPUT_TYPE)
            inputs_give(call, i, named(call, i)->inputs, named(call, i)->inputs_n);
    return OK;
}

static err type_of_type(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, ((const struct gql_wrap *)call->rows[i])->of);
    return OK;
}

static err type_one_of(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        if (named(call, i) && named(call, i)->kind == GQL_INPUT_TYPE)
            ((maybe_bool *)call->column)[i] = (maybe_bool){ GIVEN, named(call, i)->one_of };
    return OK;
}

static err field_args(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_field *f = call->rows[i];
        inputs_give(call, i, f->args, f->args_n);
    }
    return OK;
}

static err field_type(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, ((const struct gql_field *)call->rows[i])->type);
    return OK;
}

static err field_deprecated(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        ((bool *)call->column)[i] = ((const struct gql_field *)call->rows[i])->deprecated.p;
    return OK;
}

static err input_type(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, ((const struct gql_input *)call->rows[i])->type);
    return OK;
}

static err input_default(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_input *in = call->rows[i];
        struct buf b = BUF_ON(call->arena);
        if (!in->standard)
            continue;
        gql_value_print(&b, in->type, in->standard);
        ((str *)call->column)[i] = buf_str(&b);
    }
    return OK;
}

static err input_deprecated(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        ((bool *)call->column)[i] = ((const struct gql_input *)call->rows[i])->deprecated.p;
    return OK;
}

static err value_deprecated(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        ((bool *)call->column)[i] = ((const struct gql_enum_value *)call->rows[i])->deprecated.p;
    return OK;
}

static err directive_places(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_directive_type *d = call->rows[i];
        strs *places = &((strs *)call->column)[i];
        places->at = arena_array(call->arena, str, GQL_PLACES_N);
        for (const struct gql_sdl_name *n = d->places_said; n && places->n < GQL_PLACES_N; n = n->next)
            places->at[places->n++] = n->name->text;
    }
    return OK;
}

static err directive_args(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct gql_directive_type *d = call->rows[i];
        inputs_give(call, i, d->args, d->args_n);
    }
    return OK;
}

static err meta_schema(struct gql_call *call)
{
    gql_give(call, 0, call->schema);
    return OK;
}

static err meta_type(struct gql_call *call)
{
    const struct gql_type *t = gql_type_named(call->schema, ((const struct meta_name *)call->args)->name);

    if (t)
        gql_give(call, 0, &t->wrap);
    return OK;
}

static const struct gql_type_binding types[] = {
    { "__Schema", &gql_schema_shape }, { "__Field", &gql_field_shape }, { "__InputValue", &gql_input_shape },
    { "__EnumValue", &gql_enum_value_shape }, { "__Directive", &gql_directive_type_shape }, {0}
};

#define DEPRECATED .args = &meta_deprecated_shape
static const struct gql_field_binding fields[] = {
    { "__Schema.types", schema_types },
    { "__Schema.queryType", schema_query },
    { "__Schema.mutationType", schema_mutation },
    { "__Schema.subscriptionType", schema_subscription },
    { "__Schema.directives", schema_directives },
    { "__Type.kind", type_kind },
    { "__Type.name", type_name },
    { "__Type.description", type_description },
    { "__Type.specifiedByURL", type_specified },
    { "__Type.fields", type_fields, DEPRECATED },
    { "__Type.interfaces", type_interfaces },
    { "__Type.possibleTypes", type_possible },
    { "__Type.enumValues", type_values, DEPRECATED },
    { "__Type.inputFields", type_inputs, DEPRECATED },
    { "__Type.ofType", type_of_type },
    { "__Type.isOneOf", type_one_of, .kind = K_MAYBE_BOOL },
    { "__Field.args", field_args, DEPRECATED },
    { "__Field.type", field_type },
    { "__Field.isDeprecated", field_deprecated, .kind = K_BOOL },
    { "__Field.deprecationReason", .member = "deprecated" },
    { "__InputValue.type", input_type },
    { "__InputValue.defaultValue", input_default },
    { "__InputValue.isDeprecated", input_deprecated, .kind = K_BOOL },
    { "__InputValue.deprecationReason", .member = "deprecated" },
    { "__EnumValue.isDeprecated", value_deprecated, .kind = K_BOOL },
    { "__EnumValue.deprecationReason", .member = "deprecated" },
    { "__Directive.isRepeatable", .member = "repeatable" },
    { "__Directive.locations", directive_places, .kind = K_STRS },
    { "__Directive.args", directive_args, DEPRECATED },
    {0}
};

/* Fields of no type's own list: those that a query's root has besides. */
static const struct gql_field_binding schema_binding = { "__schema", meta_schema };
static const struct gql_field_binding type_binding = { "__type", meta_type, .args = &meta_name_shape };

static struct gql_bound *meta_bind(struct gql_build *b, const struct gql_field *f, const struct gql_field_binding *binding)
{
    struct gql_bound *bound = arena_new(b->arena, struct gql_bound);

    bound->binding = binding;
    if (binding->args)
        bound->fill = gql_fill_make(b, f->args, f->args_n, binding->args, binding->field);
    return bound;
}

err gql_bind_own(struct gql_build *b)
{
    for (const struct gql_type_binding *t = types; t->type; t++)
        gql_bind_type(b, t);
    for (const struct gql_field_binding *f = fields; f->field; f++)
        gql_bind_field(b, f);
    b->schema->meta_schema->bound = meta_bind(b, b->schema->meta_schema, &schema_binding);
    b->schema->meta_type->bound = meta_bind(b, b->schema->meta_type, &type_binding);
    return b->errors->n ? ERR_INVALID : OK;
}
