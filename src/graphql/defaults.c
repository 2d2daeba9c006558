/*
 * Defaults of arguments and members, coerced when the schema is made. One may depend on another: an object that leaves out
 * what has a default. A member's default is coerced when it is first needed; one that needs itself is refused.
 */
#include "base/str.h"
#include "graphql/build.h"
#include "graphql/value.h"

static void input_coerce(struct gql_build *b, struct gql_input *in, str of)
{
    struct gql_coercion c = { .schema = b->schema, .arena = b->arena };
    bool given;

    if (!in->standard)
        return;
    const struct gql_value *made = gql_coerce(&c, in->type, in->standard, NULL, &given);
    if (made)
        in->standard = made;
    else
        SDL_WRONG(b, in->standard->at, "The default of " STR_FMT "." STR_FMT " is not a " STR_FMT ".", STR_ARG(of), STR_ARG(in->name),
            STR_ARG(gql_wrap_text(b->arena, in->type)));
}

enum { NEW, OPEN, DONE };

/* Objects within the default come first; through a default of its own kind, an object would never end. */
static void type_coerce(struct gql_build *b, struct gql_type *t, u8 *states)
{
    states[t->index] = OPEN;
    for (u32 i = 0; i < t->inputs_n; i++) {
        struct gql_type *below = (struct gql_type *)t->inputs[i].type->type;
        bool needs = t->inputs[i].standard && below->kind == GQL_INPUT_TYPE && t->inputs[i].standard->kind != GQL_NULL;
        if (needs && states[below->index] == OPEN)
            SDL_WRONG(b, t->inputs[i].sdl->at, "The default of " STR_FMT "." STR_FMT " depends on itself.", STR_ARG(t->name),
                STR_ARG(t->inputs[i].name));
        else if (needs && states[below->index] == NEW)
            type_coerce(b, below, states);
        input_coerce(b, &t->inputs[i], t->name);
    }
    states[t->index] = DONE;
}

void gql_defaults_coerce(struct gql_build *b)
{
    struct gql_schema *s = b->schema;
    u8 *states = arena_array(b->arena, u8, s->types_n);

    for (u32 i = 0; i < s->types_n; i++)
        if (s->types[i]->kind == GQL_INPUT_TYPE && states[i] == NEW)
            type_coerce(b, s->types[i], states);
    for (u32 i = 0; i < s->types_n; i++)
        for (u32 j = 0; j < s->types[i]->fields_n; j++)
            for (u32 k = 0; k < s->types[i]->fields[j].args_n; k++)
                input_coerce(b, &s->types[i]->fields[j].args[k], s->types[i]->fields[j].name);
    for (u32 i = 0; i < s->directives_n; i++)
        for (u32 k = 0; k < s->directives[i]->args_n; k++)
            input_coerce(b, &s->directives[i]->args[k], s->directives[i]->name);
}
