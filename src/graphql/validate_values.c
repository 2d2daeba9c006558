/* Values, in the order of the text: the type that is expected of each is noted, and whether it is of that type is checked. */
#include "base/str.h"
#include "graphql/validate.h"
#include "graphql/value.h"

/* A value as a message shows it. */
static str shown(struct gql_validation *v, const struct gql_value *value)
{
    static const char *const words[] = { [GQL_NULL] = "null", [GQL_LIST] = "a list", [GQL_OBJECT] = "an object" };
    struct arena *a = v->errors->arena;
    struct buf b = BUF_ON(a);

    if (value->kind == GQL_NULL || value->kind == GQL_LIST || value->kind == GQL_OBJECT)
        return str_of(words[value->kind]);
    if (value->kind != GQL_STRING)
        return gql_quoted(a, value->text);
    gql_string_print(&b, gql_quoted(a, value->text));
    return buf_str(&b);
}

/* After what was found: what an enum has. */
static str choice(struct gql_validation *v, const struct gql_wrap *type)
{
    const struct gql_type *t = gql_nullable(type)->kind == GQL_ENUM_TYPE ? gql_nullable(type)->type : NULL;
    struct arena *a = v->errors->arena;

    return t ? arena_format(a, ": it must be " STR_FMT, STR_ARG(gql_enum_words(a, t))) : S("");
}

static void mismatch(struct gql_validation *v, const struct gql_value *value, const struct gql_wrap *type)
{
    gql_invalid(v, value->at, GQL_NOWHERE, "Expected value of type \"" STR_FMT "\", found " STR_FMT STR_FMT ".", QUOTE_TYPE(v, type),
        STR_ARG(shown(v, value)), STR_ARG(choice(v, type)));
}

static void leaf_check(struct gql_validation *v, const struct gql_value *value, const struct gql_wrap *type)
{
    if (type && (!gql_is_leaf(type->type) || !gql_literal_fits(type->type, value, false)))
        mismatch(v, value, type);
}

static void members_unique(struct gql_validation *v, const struct gql_value *object)
{
    u32 scope = object->n > 1 ? gql_scope(&v->tree->names) : 0;

    for (const struct gql_value *m = object->first; object->n > 1 && m; m = m->next)
        if (gql_seen(m->key, scope))
            gql_invalid(v, m->key_at, GQL_NOWHERE, "There can be only one input field named \"" STR_FMT "\".", QUOTE(v, m->key->text));
}

static const struct gql_value *member_find(const struct gql_value *object, str name)
{
    const struct gql_value *m = object->first;

    while (m && !str_eq(m->key->text, name))
        m = m->next;
    return m;
}

/* How many different members there are, of which one that was found. */
static void one_of_check(struct gql_validation *v, const struct gql_value *object, const struct gql_type *type)
{
    const struct gql_value *first = object->first, *last = first;
    bool several = !first;

    for (const struct gql_value *m = first; m; m = m->next) {
        several |= m->key != first->key;
        last = m;
    }
    if (several)
        gql_invalid(v, object->at, GQL_NOWHERE, "OneOf Input Object \"" STR_FMT "\" must specify exactly one key.", QUOTE(v, type->name));
    else if (last->kind == GQL_NULL)
        gql_invalid(v, object->at, GQL_NOWHERE, "Field \"" STR_FMT "." STR_FMT "\" must be non-null.", QUOTE(v, type->name),
            QUOTE(v, first->key->text));
}

static void object_check(struct gql_validation *v, struct gql_value *object)
{
    const struct gql_type *type = object->type ? object->type->type : NULL;

    members_unique(v, object);
    if (object->mute)
        return;
    if (!type || type->kind != GQL_INPUT_TYPE) {
        leaf_check(v, object, object->type);
        object->mute = true;
        return;
    }
    for (u32 i = 0; i < type->inputs_n; i++)
        if (gql_is_required(&type->inputs[i]) && !member_find(object, type->inputs[i].name))
            gql_invalid(v, object->at, GQL_NOWHERE, "Field \"" STR_FMT "." STR_FMT "\" of required type \"" STR_FMT "\" was not provided.",
                QUOTE(v, type->name), STR_ARG(type->inputs[i].name), QUOTE_TYPE(v, type->inputs[i].type));
    if (type->one_of)
        one_of_check(v, object, type);
}

static void list_check(struct gql_validation *v, struct gql_value *list)
{
    const struct gql_wrap *type = list->type ? gql_nullable(list->type) : NULL;

    if (list->mute || (type && type->kind == GQL_LIST_OF))
        return;
    leaf_check(v, list, type);
    list->mute = true;
}

/* What a value within another one is expected to be. */
static void type_find(struct gql_validation *v, struct gql_value *value)
{
    const struct gql_value *around = value->around;
    const struct gql_wrap *type = around->type;

    value->mute = around->mute;
    if (around->kind == GQL_LIST) {
        type = type ? gql_nullable(type) : NULL;
        value->type = type && type->kind == GQL_LIST_OF ? type->of : type;
        return;
    }
    if (!type || type->type->kind != GQL_INPUT_TYPE)
        return;
    value->input = gql_table_get(&type->type->members, value->key);
    value->type = value->input ? value->input->type : NULL;
    if (!value->input && !value->mute)
        gql_invalid(v, value->key_at, GQL_NOWHERE, "Field \"" STR_FMT "\" is not defined by type \"" STR_FMT "\".",
            QUOTE(v, value->key->text), QUOTE(v, type->type->name));
}

static void value_check(struct gql_validation *v, struct gql_value *value)
{
    if (value->around)
        type_find(v, value);
    switch (value->kind) {
    case GQL_VARIABLE: break;
    case GQL_LIST: list_check(v, value); break;
    case GQL_OBJECT: object_check(v, value); break;
    case GQL_NULL:
        if (!value->mute && value->type && value->type->kind == GQL_NON_NULL)
            mismatch(v, value, value->type);
        break;
    default:
        if (!value->mute)
            leaf_check(v, value, value->type);
    }
}

static void uses_note(struct gql_validation *v, struct gql_definition *def)
{
    u32 n = 0;

    for (const struct gql_value *value = def->values; value; value = value->follow)
        n += value->kind == GQL_VARIABLE;
    if (!n)
        return;
    def->uses = arena_array(v->arena, const struct gql_value *, n);
    for (const struct gql_value *value = def->values; value; value = value->follow)
        if (value->kind == GQL_VARIABLE)
            def->uses[def->uses_n++] = value;
}

void gql_check_values(struct gql_validation *v, struct gql_definition *def)
{
    for (struct gql_value *value = def->values; value && !v->full; value = value->follow)
        value_check(v, value);
    uses_note(v, def);
}
