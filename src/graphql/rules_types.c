/* The rules that concern types: roots, names, what is input and what is output, interfaces and what implements them, unions. */
#include "base/str.h"
#include "graphql/build.h"

#define TYPE(w) STR_ARG(gql_wrap_text(b->arena, (w)))

static void name_check(struct gql_build *b, str name, u32 at)
{
    if (str_starts(name, S("__")))
        SDL_WRONG(b, at, "Name \"" STR_FMT "\" must not begin with \"__\", which is reserved by GraphQL introspection.", STR_ARG(name));
}

static void inputs_check(struct gql_build *b, const struct gql_input *in, u32 n, str of)
{
    for (; n; n--, in++) {
        name_check(b, in->name, in->sdl->name_at);
        if (!gql_is_input(in->type->type))
            SDL_WRONG(b, in->sdl->ref.at, "The type of " STR_FMT "." STR_FMT " must be Input Type but got: " STR_FMT ".", STR_ARG(of),
                STR_ARG(in->name), TYPE(in->type));
        if (gql_is_required(in) && in->deprecated.p)
            SDL_WRONG(b, in->sdl->at, "Required argument or input field " STR_FMT "." STR_FMT " cannot be deprecated.", STR_ARG(of),
                STR_ARG(in->name));
    }
}

static void fields_check(struct gql_build *b, const struct gql_type *t)
{
    if (!t->fields_n)
        SDL_WRONG(b, t->sdl->at, "Type " STR_FMT " must define one or more fields.", STR_ARG(t->name));
    for (const struct gql_field *f = t->fields; f < t->fields + t->fields_n; f++) {
        name_check(b, f->name, f->sdl->name_at);
        if (f->type->type->kind == GQL_INPUT_TYPE)
            SDL_WRONG(b, f->sdl->ref.at, "The type of " STR_FMT "." STR_FMT " must be Output Type but got: " STR_FMT ".", STR_ARG(t->name),
                STR_ARG(f->name), TYPE(f->type));
        inputs_check(b, f->args, f->args_n, arena_format(b->arena, STR_FMT "." STR_FMT, STR_ARG(t->name), STR_ARG(f->name)));
    }
}

static const struct gql_input *arg_find(const struct gql_field *f, str name)
{
    for (u32 i = 0; i < f->args_n; i++)
        if (str_eq(f->args[i].name, name))
            return &f->args[i];
    return NULL;
}

static void args_match(struct gql_build *b, const struct gql_type *t, const struct gql_field *mine, const struct gql_field *its)
{
    for (u32 i = 0; i < its->args_n; i++) {
        const struct gql_input *want = &its->args[i], *is = arg_find(mine, want->name);
        if (!is)
            SDL_WRONG(b, mine->sdl->at, "Interface field argument " STR_FMT "." STR_FMT "(" STR_FMT ":) expected but " STR_FMT
                " does not provide it.", STR_ARG(its->owner->name), STR_ARG(its->name), STR_ARG(want->name), STR_ARG(t->name));
        else if (is->type != want->type)
            SDL_WRONG(b, is->sdl->ref.at, "Interface field argument " STR_FMT "." STR_FMT "(" STR_FMT ":) expects type " STR_FMT ".",
                STR_ARG(its->owner->name), STR_ARG(its->name), STR_ARG(want->name), TYPE(want->type));
    }
    for (u32 i = 0; i < mine->args_n; i++)
        if (gql_is_required(&mine->args[i]) && !arg_find(its, mine->args[i].name))
            SDL_WRONG(b, mine->args[i].sdl->at, "Field " STR_FMT "." STR_FMT " includes required argument " STR_FMT
                " that is missing from the Interface field.", STR_ARG(t->name), STR_ARG(mine->name), STR_ARG(mine->args[i].name));
}

static void fields_match(struct gql_build *b, const struct gql_type *t, const struct gql_type *interface)
{
    for (u32 i = 0; i < interface->fields_n; i++) {
        const struct gql_field *want = &interface->fields[i], *is = gql_table_find(&t->members, want->name);
        if (!is) {
            SDL_WRONG(b, t->sdl->at, "Interface field " STR_FMT "." STR_FMT " expected but " STR_FMT " does not provide it.",
                STR_ARG(interface->name), STR_ARG(want->name), STR_ARG(t->name));
            continue;
        }
        if (!gql_wrap_within(is->type, want->type))
            SDL_WRONG(b, is->sdl->ref.at, "Interface field " STR_FMT "." STR_FMT " expects type " STR_FMT " but " STR_FMT "." STR_FMT
                " is type " STR_FMT ".", STR_ARG(interface->name), STR_ARG(want->name), TYPE(want->type), STR_ARG(t->name),
                STR_ARG(want->name), TYPE(is->type));
        args_match(b, t, is, want);
    }
}

static bool is_among(const struct gql_type *const *list, u32 n, const struct gql_type *t)
{
    while (n && list[n - 1] != t)
        n--;
    return n;
}

static void interfaces_check(struct gql_build *b, const struct gql_type *t)
{
    for (u32 i = 0; i < t->interfaces_n; i++) {
        const struct gql_type *its = t->interfaces[i];
        if (its->kind != GQL_INTERFACE) {
            SDL_WRONG(b, t->sdl->at, "Type " STR_FMT " must only implement Interface types, it cannot implement " STR_FMT ".",
                STR_ARG(t->name), STR_ARG(its->name));
        } else if (its == t) {
            SDL_WRONG(b, t->sdl->at, "Type " STR_FMT " cannot implement itself because it would create a circular reference.",
                STR_ARG(t->name));
        } else if (is_among(t->interfaces, i, its)) {
            SDL_WRONG(b, t->sdl->at, "Type " STR_FMT " can only implement " STR_FMT " once.", STR_ARG(t->name), STR_ARG(its->name));
        } else {
            for (u32 k = 0; k < its->interfaces_n; k++)
                if (!is_among(t->interfaces, t->interfaces_n, its->interfaces[k]))
                    SDL_WRONG(b, t->sdl->at, "Type " STR_FMT " must implement " STR_FMT " because it is implemented by " STR_FMT ".",
                        STR_ARG(t->name), STR_ARG(its->interfaces[k]->name), STR_ARG(its->name));
            fields_match(b, t, its);
        }
    }
}

static void union_check(struct gql_build *b, const struct gql_type *t)
{
    if (!t->interfaces_n)
        SDL_WRONG(b, t->sdl->at, "Union type " STR_FMT " must define one or more member types.", STR_ARG(t->name));
    for (u32 i = 0; i < t->interfaces_n; i++) {
        const struct gql_type *its = t->interfaces[i];
        if (is_among(t->interfaces, i, its))
            SDL_WRONG(b, t->sdl->at, "Union type " STR_FMT " can only include type " STR_FMT " once.", STR_ARG(t->name),
                STR_ARG(its->name));
        else if (its->kind != GQL_OBJECT_TYPE)
            SDL_WRONG(b, t->sdl->at, "Union type " STR_FMT " can only include Object types, it cannot include " STR_FMT ".",
                STR_ARG(t->name), STR_ARG(its->name));
    }
}

static void enum_check(struct gql_build *b, const struct gql_type *t)
{
    if (!t->values_n)
        SDL_WRONG(b, t->sdl->at, "Enum type " STR_FMT " must define one or more values.", STR_ARG(t->name));
    for (u32 i = 0; i < t->values_n; i++)
        name_check(b, t->values[i].name, t->sdl->at);
}

/* Which input objects are on the way from the one that was begun with, through members that may not be null. */
enum state { NEW, OPEN, DONE };

static void circle_look(struct gql_build *b, u8 *states, const struct gql_type *t)
{
    states[t->index] = OPEN;
    for (u32 i = 0; i < t->inputs_n; i++) {
        const struct gql_wrap *w = t->inputs[i].type;
        if (w->kind != GQL_NON_NULL || w->of->kind != GQL_INPUT_TYPE)
            continue;
        if (states[w->type->index] == OPEN)
            SDL_WRONG(b, t->inputs[i].sdl->at, "Cannot reference Input Object \"" STR_FMT
                "\" within itself through a series of non-null fields: \"" STR_FMT "\".", STR_ARG(w->type->name),
                    STR_ARG(t->inputs[i].name));
        else if (states[w->type->index] == NEW)
            circle_look(b, states, w->type);
    }
    states[t->index] = DONE;
}

static void input_check(struct gql_build *b, const struct gql_type *t, u8 *states)
{
    if (!t->inputs_n)
        SDL_WRONG(b, t->sdl->at, "Input Object type " STR_FMT " must define one or more fields.", STR_ARG(t->name));
    inputs_check(b, t->inputs, t->inputs_n, t->name);
    for (const struct gql_input *in = t->inputs; t->one_of && in < t->inputs + t->inputs_n; in++) {
        if (in->type->kind == GQL_NON_NULL)
            SDL_WRONG(b, in->sdl->ref.at, "OneOf input field " STR_FMT "." STR_FMT " must be nullable.", STR_ARG(t->name),
                STR_ARG(in->name));
        if (in->standard)
            SDL_WRONG(b, in->sdl->at, "OneOf input field " STR_FMT "." STR_FMT " cannot have a default value.", STR_ARG(t->name),
                STR_ARG(in->name));
    }
    if (states[t->index] == NEW)
        circle_look(b, states, t);
}

static void type_check(struct gql_build *b, const struct gql_type *t, u8 *states)
{
    name_check(b, t->name, t->sdl->name_at);
    switch (t->kind) {
    case GQL_OBJECT_TYPE:
    case GQL_INTERFACE:
        fields_check(b, t);
        interfaces_check(b, t);
        break;
    case GQL_UNION: union_check(b, t); break;
    case GQL_ENUM_TYPE: enum_check(b, t); break;
    case GQL_INPUT_TYPE: input_check(b, t, states); break;
    default: break;
    }
}

static void roots_check(struct gql_build *b)
{
    static const char *const words[] = { "Query", "Mutation", "Subscription" };

    for (int i = 0; i < 3; i++) {
        const struct gql_type *root = b->schema->roots[i];
        if (!i && !root)
            SDL_WRONG(b, 0, "Query root type must be provided.");
        if (root && root->kind != GQL_OBJECT_TYPE)
            SDL_WRONG(b, root->sdl->at, "%s root type must be Object type, it cannot be " STR_FMT ".", words[i], STR_ARG(root->name));
        for (int k = 0; root && k < i; k++)
            if (b->schema->roots[k] == root)
                SDL_WRONG(b, root->sdl->at, "All root types must be different, \"" STR_FMT "\" type is used for more than one.",
                    STR_ARG(root->name));
    }
}

void gql_rules_of_types(struct gql_build *b)
{
    struct gql_schema *s = b->schema;
    u8 *states = arena_array(b->arena, u8, s->types_n);

    roots_check(b);
    for (u32 i = 0; i < s->types_n; i++)
        if (!s->types[i]->own)
            type_check(b, s->types[i], states);
    for (u32 i = 0; i < s->directives_n; i++)
        if (!s->directives[i]->own) {
            name_check(b, s->directives[i]->name, s->directives[i]->sdl->name_at);
            inputs_check(b, s->directives[i]->args, s->directives[i]->args_n, s->directives[i]->name);
        }
}
