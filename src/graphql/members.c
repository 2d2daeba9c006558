/* The members of types: what the definition says, and every extension after it. */
#include "base/str.h"
#include "graphql/build.h"

const struct gql_directive *gql_directive_find(const struct gql_directive *d, const struct gql_directive_type *type)
{
    while (d && !str_eq(d->name->text, type->name))
        d = d->next;
    return d;
}

/* The text of a directive's one argument; `otherwise` if it is not given; p NULL: there is no such directive, or it is null. */
static str directive_text(struct gql_build *b, const struct gql_directive *list, const struct gql_directive_type *type, str otherwise)
{
    const struct gql_directive *d = gql_directive_find(list, type);

    if (!d)
        return (str){0};
    if (!d->args.first)
        return otherwise;
    if (d->args.first->kind == GQL_STRING)
        return d->args.first->text.p ? d->args.first->text : S("");
    if (d->args.first->kind != GQL_NULL)
        SDL_WRONG(b, d->args.first->at, "Argument \"" STR_FMT "\" has an invalid value.", STR_ARG(d->args.first->key->text));
    return (str){0};
}

static str deprecation(struct gql_build *b, const struct gql_directive *list)
{
    return directive_text(b, list, b->schema->deprecated, S("No longer supported"));
}

/* The wraps of a schema's types are each made once, beside the type that they are of. */
static const struct gql_wrap *wrap_made(struct gql_build *b, const struct gql_type_ref *ref)
{
    struct gql_type *type = gql_type_of(b->schema, ref->name);
    struct gql_wrap *w = &type->wrap;

    for (u32 i = 0; i < ref->n; i++) {
        struct gql_wrap **known = ref->wraps[i] == '[' ? &w->list : &w->required;
        if (!*known) {
            *known = arena_new(b->arena, struct gql_wrap);
            **known = (struct gql_wrap){ .kind = ref->wraps[i] == '[' ? GQL_LIST_OF : GQL_NON_NULL, .type = type, .of = w };
        }
        w = *known;
    }
    return w;
}

static u32 members_count(const struct gql_sdl_member *m)
{
    u32 n = 0;

    for (; m; m = m->next)
        n++;
    return n;
}

static void inputs_add(struct gql_build *b, const struct gql_sdl_member *m, struct gql_input *out, u32 n)
{
    for (; m; m = m->next, n++)
        out[n] = (struct gql_input){ .name = m->name->text, .description = m->description, .deprecated = deprecation(b, m->directives),
            .type = wrap_made(b, &m->ref), .standard = m->standard, .index = n, .sdl = m };
}

void gql_args_fill(struct gql_build *b, const struct gql_sdl_member *m, struct gql_input **out, u32 *n)
{
    *n = members_count(m);
    *out = arena_array(b->arena, struct gql_input, *n);
    inputs_add(b, m, *out, 0);
}

static void fields_add(struct gql_build *b, struct gql_type *t, const struct gql_sdl_member *m)
{
    for (; m; m = m->next) {
        struct gql_field *f = &t->fields[t->fields_n];
        *f = (struct gql_field){ .name = m->name->text, .description = m->description, .deprecated = deprecation(b, m->directives),
            .type = wrap_made(b, &m->ref), .owner = t, .index = t->fields_n++, .sdl = m };
        gql_args_fill(b, m->args, &f->args, &f->args_n);
        (void)gql_table_add(&t->members, f->name, f);
    }
}

static void inputs_of_type(struct gql_build *b, struct gql_type *t, const struct gql_sdl_member *m)
{
    u32 n = t->inputs_n;

    inputs_add(b, m, t->inputs, n);
    t->inputs_n += members_count(m);
    for (; n < t->inputs_n; n++)
        (void)gql_table_add(&t->members, t->inputs[n].name, &t->inputs[n]);
}

static void values_add(struct gql_build *b, struct gql_type *t, const struct gql_sdl_member *m)
{
    for (; m; m = m->next) {
        struct gql_enum_value *v = &t->values[t->values_n++];
        *v = (struct gql_enum_value){ m->name->text, m->description, deprecation(b, m->directives) };
        (void)gql_table_add(&t->members, v->name, v);
    }
}

static void names_add(struct gql_build *b, struct gql_type *t, const struct gql_sdl_name *n)
{
    for (; n; n = n->next)
        t->interfaces[t->interfaces_n++] = gql_type_of(b->schema, n->name);
}

static void part_add(struct gql_build *b, struct gql_type *t, const struct gql_sdl *part)
{
    str url = directive_text(b, part->directives, b->schema->specified_by, (str){0});

    if (url.p)
        t->specified_by = url;
    t->one_of |= gql_directive_find(part->directives, b->schema->one_of) != NULL;
    names_add(b, t, part->names);
    if (gql_has_fields(t))
        fields_add(b, t, part->members);
    else if (t->kind == GQL_INPUT_TYPE)
        inputs_of_type(b, t, part->members);
    else
        values_add(b, t, part->members);
}

static bool extends(const struct gql_sdl *part, const struct gql_type *t)
{
    return part->extends && part->name && str_eq(part->name->text, t->name);
}

static void count(const struct gql_sdl *part, u32 *members, u32 *names)
{
    *members += members_count(part->members);
    for (const struct gql_sdl_name *n = part->names; n; n = n->next)
        ++*names;
}

static void room_make(struct gql_build *b, struct gql_type *t, u32 members, u32 names)
{
    t->interfaces = arena_array(b->arena, const struct gql_type *, names);
    if (gql_has_fields(t))
        t->fields = arena_array(b->arena, struct gql_field, members);
    else if (t->kind == GQL_INPUT_TYPE)
        t->inputs = arena_array(b->arena, struct gql_input, members);
    else
        t->values = arena_array(b->arena, struct gql_enum_value, members);
    gql_table_init(&t->members, b->arena, members, b->schema->seed);
}

void gql_members_fill(struct gql_build *b, struct gql_type *t)
{
    u32 members = 0, names = 0;

    count(t->sdl, &members, &names);
    for (const struct gql_sdl *part = b->tree.sdl; part; part = part->next)
        if (extends(part, t))
            count(part, &members, &names);
    room_make(b, t, members, names);
    part_add(b, t, t->sdl);
    for (const struct gql_sdl *part = b->tree.sdl; part; part = part->next)
        if (extends(part, t))
            part_add(b, t, part);
}
