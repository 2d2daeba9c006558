/* Fields, fragments, arguments and directives, in the order of the text. */
#include "base/str.h"
#include "graphql/validate.h"

static const struct gql_input *input_find(const struct gql_input *in, u32 n, str name)
{
    for (u32 i = 0; i < n; i++)
        if (str_eq(in[i].name, name))
            return &in[i];
    return NULL;
}

static bool is_given(const struct gql_values *args, str name)
{
    for (const struct gql_value *a = args->first; a; a = a->next)
        if (str_eq(a->key->text, name))
            return true;
    return false;
}

static void args_unique(struct gql_validation *v, const struct gql_values *args)
{
    u32 scope = args->n > 1 ? gql_scope(&v->tree->names) : 0;

    for (const struct gql_value *a = args->first; args->n > 1 && a; a = a->next)
        if (gql_seen(a->key, scope))
            gql_invalid(v, a->key_at, GQL_NOWHERE, "There can be only one argument named \"" STR_FMT "\".", QUOTE(v, a->key->text));
}

/* How a message calls what takes the arguments. */
static str taker_words(struct gql_validation *v, const struct gql_field *f, const struct gql_directive_type *d)
{
    struct arena *a = v->errors->arena;

    if (d)
        return arena_format(a, "directive \"@" STR_FMT "\"", STR_ARG(d->name));
    return f->owner ? arena_format(a, "field \"" STR_FMT "." STR_FMT "\"", STR_ARG(f->owner->name), STR_ARG(f->name))
                    : arena_format(a, "field \"" STR_FMT "\"", STR_ARG(f->name));
}

/* Notes what each argument is given for: of a field or of a directive, which is at `at`. */
static void args_check(struct gql_validation *v, const struct gql_values *args, const struct gql_field *f,
    const struct gql_directive_type *d,
                       u32 at)
{
    const struct gql_input *in = f ? f->args : d->args;
    u32 n = f ? f->args_n : d->args_n;

    for (struct gql_value *a = args->first; a; a = a->next) {
        const struct gql_input *found = input_find(in, n, a->key->text);
        a->input = found;
        a->type = found ? found->type : NULL;
        if (!found)
            gql_invalid(v, a->key_at, GQL_NOWHERE, "Unknown argument \"" STR_FMT "\" on " STR_FMT ".", QUOTE(v, a->key->text),
                STR_ARG(taker_words(v, f, d)));
    }
    for (u32 i = 0; i < n; i++)
        if (gql_is_required(&in[i]) && !is_given(args, in[i].name))
            gql_invalid(v, at, GQL_NOWHERE, "Argument \"" STR_FMT "\" of type \"" STR_FMT "\" is required on " STR_FMT
                ", but it was not provided.", STR_ARG(in[i].name), QUOTE_TYPE(v, in[i].type), STR_ARG(taker_words(v, f, d)));
}

static void directive_unique(struct gql_validation *v, const struct gql_directive *list, const struct gql_directive *d)
{
    for (; list != d; list = list->next)
        if (list->name == d->name) {
            gql_invalid(v, list->at, d->at, "The directive \"@" STR_FMT "\" can only be used once at this location.",
                QUOTE(v, d->name->text));
            return;
        }
}

void gql_check_directives(struct gql_validation *v, const struct gql_directive *list, enum gql_where where)
{
    for (struct gql_directive *d = (struct gql_directive *)list; d; d = d->next) {
        const struct gql_directive_type *type = gql_table_get(&v->schema->directives_by_name, d->name);
        d->type = type;
        args_unique(v, &d->args);
        if (!type) {
            gql_invalid(v, d->at, GQL_NOWHERE, "Unknown directive \"@" STR_FMT "\".", QUOTE(v, d->name->text));
            continue;
        }
        if (!(type->places >> where & 1))
            gql_invalid(v, d->at, GQL_NOWHERE, "Directive \"@" STR_FMT "\" may not be used on %s.", QUOTE(v, d->name->text),
                gql_place_words[where]);
        if (!type->repeatable)
            directive_unique(v, list, d);
        args_check(v, &d->args, NULL, type, d->at);
    }
}

static void leaf_check(struct gql_validation *v, const struct gql_selection *s)
{
    const struct gql_wrap *type = s->field->type;

    if (gql_is_leaf(type->type) && s->set_at)
        gql_invalid(v, s->set_at, GQL_NOWHERE, "Field \"" STR_FMT "\" must not have a selection since type \"" STR_FMT
            "\" has no subfields.", QUOTE(v, s->name->text), QUOTE_TYPE(v, type));
    else if (!gql_is_leaf(type->type) && !s->set_at)
        gql_invalid(v, s->at, GQL_NOWHERE, "Field \"" STR_FMT "\" of type \"" STR_FMT
            "\" must have a selection of subfields. Did you mean \"" STR_FMT " { ... }\"?", QUOTE(v, s->name->text), QUOTE_TYPE(v, type),
            QUOTE(v, s->name->text));
}

static void field_check(struct gql_validation *v, struct gql_selection *s)
{
    gql_check_directives(v, s->directives, GQL_AT_FIELD);
    args_unique(v, &s->args);
    if (!s->in)
        return;
    s->field = gql_field_of(v->schema, s->in, s->name);
    if (!s->field) {
        gql_invalid(v, s->at, GQL_NOWHERE, "Cannot query field \"" STR_FMT "\" on type \"" STR_FMT "\".", QUOTE(v, s->name->text),
            QUOTE(v, s->in->name));
        return;
    }
    if (gql_is_composite(s->field->type->type))
        s->inner = s->field->type->type;
    leaf_check(v, s);
    args_check(v, &s->args, s->field, NULL, s->at);
}

static void spread_possible(struct gql_validation *v, const struct gql_selection *s, const struct gql_type *type)
{
    if (s->in && type && !gql_overlap_types(v->schema, s->in, type))
        gql_invalid(v, s->at, GQL_NOWHERE, "Fragment cannot be spread here as objects of type \"" STR_FMT
            "\" can never be of type \"" STR_FMT "\".", QUOTE(v, s->in->name), QUOTE(v, type->name));
}

static void spread_check(struct gql_validation *v, struct gql_selection *s)
{
    const struct gql_type *type;

    gql_check_directives(v, s->directives, GQL_AT_FRAGMENT_SPREAD);
    s->fragment = s->name->fragment;
    if (!s->fragment) {
        gql_invalid(v, s->name_at, GQL_NOWHERE, "Unknown fragment \"" STR_FMT "\".", QUOTE(v, s->name->text));
        return;
    }
    type = gql_type_of(v->schema, s->fragment->on);
    spread_possible(v, s, type && gql_is_composite(type) ? type : NULL);
}

static void inline_check(struct gql_validation *v, struct gql_selection *s)
{
    gql_check_directives(v, s->directives, GQL_AT_INLINE_FRAGMENT);
    s->inner = s->in;
    if (!s->name)
        return;
    s->inner = gql_type_of(v->schema, s->name);
    if (!s->inner) {
        gql_invalid(v, s->name_at, GQL_NOWHERE, "Unknown type \"" STR_FMT "\".", QUOTE(v, s->name->text));
    } else if (!gql_is_composite(s->inner)) {
        gql_invalid(v, s->name_at, GQL_NOWHERE, "Fragment cannot condition on non composite type \"" STR_FMT "\".",
            QUOTE(v, s->inner->name));
        s->inner = NULL;
    }
    spread_possible(v, s, s->inner);
}

static void spreads_note(struct gql_validation *v, struct gql_definition *def)
{
    def->spreads = arena_array(v->arena, struct gql_selection *, def->spreads_n);
    def->spreads_n = 0;
    for (struct gql_selection *s = def->first; s; s = s->follow)
        if (s->kind == GQL_SPREAD && s->fragment)
            def->spreads[def->spreads_n++] = s;
}

void gql_check_selections(struct gql_validation *v, struct gql_definition *def)
{
    static void (*const checks[])(struct gql_validation *, struct gql_selection *) = {
        [GQL_FIELD] = field_check, [GQL_SPREAD] = spread_check, [GQL_INLINE] = inline_check,
    };

    for (struct gql_selection *s = def->first; s && !v->full; s = s->follow) {
        s->in = s->around ? s->around->inner : def->type;
        checks[s->kind](v, s);
        def->spreads_n += s->kind == GQL_SPREAD;
    }
    if (def->spreads_n)
        spreads_note(v, def);
}
