#include "graphql/schema.h"
#include "base/random.h"
#include "base/str.h"
#include "graphql/build.h"
#include "graphql/prelude.h"

const char *const gql_place_words[GQL_PLACES_N] = {
#define X(name) #name,
    GQL_PLACES(X)
#undef X
};

static void type_make(struct gql_build *b, const struct gql_sdl *def, bool own)
{
    static const enum gql_kind kinds[] = { [SDL_SCALAR] = GQL_SCALAR, [SDL_OBJECT] = GQL_OBJECT_TYPE, [SDL_INTERFACE] = GQL_INTERFACE,
        [SDL_UNION] = GQL_UNION, [SDL_ENUM] = GQL_ENUM_TYPE, [SDL_INPUT] = GQL_INPUT_TYPE };
    static const char *const builtins[] = { [GQL_INT_TYPE] = "Int", [GQL_FLOAT_TYPE] = "Float", [GQL_STRING_TYPE] = "String",
        [GQL_BOOLEAN_TYPE] = "Boolean", [GQL_ID_TYPE] = "ID" };
    struct gql_type *t = arena_new(b->arena, struct gql_type);

    *t = (struct gql_type){ .kind = kinds[def->kind], .own = own, .name = def->name->text, .description = def->description, .sdl = def };
    t->wrap = (struct gql_wrap){ .kind = t->kind, .type = t };
    for (enum gql_builtin i = GQL_INT_TYPE; own && i <= GQL_ID_TYPE; i++)
        if (str_eq(t->name, str_of(builtins[i])))
            t->builtin = i;
    if (!gql_table_add(&b->schema->by_name, t->name, t))
        SDL_WRONG(b, def->name_at, "There is already a type named \"" STR_FMT "\".", STR_ARG(t->name));
}

static u32 places_of(struct gql_build *b, const struct gql_sdl *def)
{
    u32 places = 0;

    for (const struct gql_sdl_name *n = def->names; n; n = n->next) {
        u32 i = 0;
        while (i < GQL_PLACES_N && !str_eq(n->name->text, str_of(gql_place_words[i])))
            i++;
        if (i == GQL_PLACES_N)
            SDL_WRONG(b, n->at, "Syntax Error: Unexpected Name \"" STR_FMT "\".", STR_ARG(n->name->text));
        else
            places |= 1u << i;
    }
    return places;
}

static void directive_make(struct gql_build *b, const struct gql_sdl *def, bool own)
{
    struct gql_schema *s = b->schema;
    struct gql_directive_type *d = arena_new(b->arena, struct gql_directive_type);

    *d = (struct gql_directive_type){ .name = def->name->text, .description = def->description, .own = own,
        .repeatable = def->repeatable, .places = places_of(b, def), .places_said = def->names, .sdl = def };
    if (gql_table_add(&s->directives_by_name, d->name, d))
        s->directives[s->directives_n++] = d;
    else
        SDL_WRONG(b, def->name_at, "There is already a directive named \"@" STR_FMT "\".", STR_ARG(d->name));
}

static size_t sdl_count(const struct gql_sdl *def)
{
    size_t n = 0;

    for (; def; def = def->next)
        n++;
    return n;
}

static void definitions_make(struct gql_build *b, const struct gql_tree *tree, bool own)
{
    for (const struct gql_sdl *def = tree->sdl; def; def = def->next)
        if (def->extends || def->kind == SDL_SCHEMA)
            continue;
        else if (def->kind == SDL_DIRECTIVE)
            directive_make(b, def, own);
        else
            type_make(b, def, own);
}

/* The language's were made first, and are listed last. */
static void directives_order(struct gql_schema *s, struct arena *a)
{
    struct gql_directive_type **all = arena_array(a, struct gql_directive_type *, s->directives_n);
    u32 n = 0;

    for (int own = 0; own < 2; own++)
        for (u32 i = 0; i < s->directives_n; i++)
            if (s->directives[i]->own == own)
                all[n++] = s->directives[i];
    s->directives = all;
}

/* The language's come first into the tables, so that nobody takes their names. */
static void names_make(struct gql_build *b)
{
    struct gql_schema *s = b->schema;
    size_t n = sdl_count(b->tree.sdl) + sdl_count(b->prelude.sdl);

    gql_table_init(&s->by_name, b->arena, n, s->seed);
    gql_table_init(&s->directives_by_name, b->arena, n, s->seed);
    s->types = arena_array(b->arena, struct gql_type *, n);
    s->directives = arena_array(b->arena, struct gql_directive_type *, n);
    definitions_make(b, &b->prelude, true);
    definitions_make(b, &b->tree, false);
    directives_order(s, b->arena);
}

static void all_fill(struct gql_build *b)
{
    struct gql_schema *s = b->schema;
    struct gql_slot *slots = s->by_name.slots;

    for (size_t i = 0; i < s->by_name.size; i++)
        if (slots[i].value)
            gql_members_fill(b, slots[i].value);
    for (u32 i = 0; i < s->directives_n; i++) {
        struct gql_directive_type *d = s->directives[i];
        gql_args_fill(b, d->sdl->members, &d->args, &d->args_n);
        gql_table_init(&d->members, b->arena, d->args_n, s->seed);
        for (u32 k = 0; k < d->args_n; k++)
            (void)gql_table_add(&d->members, d->args[k].name, &d->args[k]);
    }
}

/* Numbers a type, and those that it refers to first. */
static void type_reach(struct gql_schema *s, const struct gql_type *found)
{
    struct gql_type *t = (struct gql_type *)found;

    if (t->index)
        return;
    s->types[s->types_n++] = t;
    t->index = s->types_n;
    for (u32 i = 0; i < t->interfaces_n; i++)
        if (t->interfaces[i]->own)
            type_reach(s, t->interfaces[i]);
    for (u32 i = 0; i < t->fields_n; i++) {
        if (t->fields[i].type->type->own)
            type_reach(s, t->fields[i].type->type);
        for (u32 k = 0; k < t->fields[i].args_n; k++)
            if (t->fields[i].args[k].type->type->own)
                type_reach(s, t->fields[i].args[k].type->type);
    }
    for (u32 i = 0; i < t->inputs_n; i++)
        if (t->inputs[i].type->type->own)
            type_reach(s, t->inputs[i].type->type);
}

/* Types are numbered in the order of the text. Of the language's, those are there that something refers to. */
static void types_number(struct gql_build *b)
{
    struct gql_schema *s = b->schema;

    for (const struct gql_sdl *def = b->tree.sdl; def; def = def->next)
        if (!def->extends && def->kind >= SDL_SCALAR)
            type_reach(s, gql_table_find(&s->by_name, def->name->text));
    for (u32 i = 0; i < s->directives_n; i++)
        for (u32 k = 0; k < s->directives[i]->args_n; k++)
            type_reach(s, s->directives[i]->args[k].type->type);
    type_reach(s, gql_table_find(&s->by_name, S("__Schema")));
    for (u32 i = 0; i < s->types_n; i++)
        s->types[i]->index = i;
    gql_table_init(&s->by_name, b->arena, s->types_n, s->seed);
    for (u32 i = 0; i < s->types_n; i++)
        (void)gql_table_add(&s->by_name, s->types[i]->name, s->types[i]);
}

static bool implements(const struct gql_type *object, const struct gql_type *interface)
{
    for (u32 i = 0; i < object->interfaces_n; i++)
        if (object->interfaces[i] == interface)
            return true;
    return false;
}

static void possible_add(struct gql_type *t, const struct gql_type *object)
{
    t->possible[t->possible_n++] = object;
    if (t->may_be)
        t->may_be[object->index / 64] |= (u64)1 << object->index % 64;
}

/* Which objects an abstract type may be: of a union in its own order, of an interface in that of the schema. */
static void possible_find(struct gql_schema *s, struct gql_type *t)
{
    t->possible = arena_array(s->arena, const struct gql_type *, gql_is_abstract(t) ? s->types_n : 1);
    if (t->kind == GQL_OBJECT_TYPE)
        possible_add(t, t);
    if (!gql_is_abstract(t))
        return;
    t->may_be = arena_array(s->arena, u64, s->types_n / 64 + 1);
    for (u32 i = 0; t->kind == GQL_UNION && i < t->interfaces_n; i++)
        possible_add(t, t->interfaces[i]);
    for (u32 i = 0; t->kind == GQL_INTERFACE && i < s->types_n; i++)
        if (s->types[i]->kind == GQL_OBJECT_TYPE && implements(s->types[i], t))
            possible_add(t, s->types[i]);
}

static void roots_find(struct gql_build *b)
{
    static const str usual[] = { S("Query"), S("Mutation"), S("Subscription") };
    struct gql_schema *s = b->schema;
    bool said = false;

    for (const struct gql_sdl *def = b->tree.sdl; def; def = def->next) {
        if (def->kind != SDL_SCHEMA)
            continue;
        said |= !def->extends;
        if (def->description.p)
            s->description = def->description;
        for (const struct gql_sdl_name *n = def->names; n; n = n->next)
            s->roots[n->operation] = gql_table_find(&s->by_name, n->name->text);
    }
    for (int i = 0; !said && i < 3; i++)
        if (!s->roots[i])
            s->roots[i] = gql_table_find(&s->by_name, usual[i]);
}

static struct gql_field *meta_field(struct gql_build *b, const char *name, const struct gql_wrap *type)
{
    struct gql_field *f = arena_new(b->arena, struct gql_field);

    f->name = str_of(name);
    f->type = type;
    return f;
}

static const struct gql_wrap *required(struct gql_build *b, const char *type)
{
    struct gql_type *t = gql_table_find(&b->schema->by_name, str_of(type));

    if (!t->wrap.required) {
        t->wrap.required = arena_new(b->arena, struct gql_wrap);
        *t->wrap.required = (struct gql_wrap){ .kind = GQL_NON_NULL, .type = t, .of = &t->wrap };
    }
    return t->wrap.required;
}

static void meta_make(struct gql_build *b)
{
    struct gql_schema *s = b->schema;
    struct gql_type *type = gql_table_find(&s->by_name, S("__Type"));
    struct gql_input *name = arena_new(b->arena, struct gql_input);

    *name = (struct gql_input){ .name = S("name"), .type = required(b, "String") };
    s->typename = meta_field(b, "__typename", name->type);
    s->meta_schema = meta_field(b, "__schema", required(b, "__Schema"));
    s->meta_type = meta_field(b, "__type", &type->wrap);
    s->meta_type->args = name;
    s->meta_type->args_n = 1;
    s->skip = gql_table_find(&s->directives_by_name, S("skip"));
    s->include = gql_table_find(&s->directives_by_name, S("include"));
}

static bool wrong_yet(const struct gql_build *b)
{
    return b->errors->n > 0;
}

static void directives_known(struct gql_schema *s)
{
    s->deprecated = gql_table_find(&s->directives_by_name, S("deprecated"));
    s->specified_by = gql_table_find(&s->directives_by_name, S("specifiedBy"));
    s->one_of = gql_table_find(&s->directives_by_name, S("oneOf"));
}

static err schema_build(struct gql_build *b, str sdl)
{
    struct gql_schema *s = b->schema;

    TRY(gql_parse_sdl(&b->prelude, b->arena, s->seed, prelude_graphql, b->errors));
    TRY(gql_parse_sdl(&b->tree, b->arena, s->seed, sdl, b->errors));
    names_make(b);
    directives_known(s);
    gql_rules_of_text(b);
    if (wrong_yet(b))
        return ERR_INVALID;
    all_fill(b);
    types_number(b);
    for (u32 i = 0; i < s->types_n; i++)
        possible_find(s, s->types[i]);
    roots_find(b);
    meta_make(b);
    gql_rules_of_types(b);
    if (!wrong_yet(b))
        gql_defaults_coerce(b);
    return wrong_yet(b) ? ERR_INVALID : OK;
}

err gql_schema_make(struct arena *a, str sdl, struct gql_errors *errors, struct gql_schema **out)
{
    struct gql_build b = { .arena = a, .errors = errors, .schema = arena_new(a, struct gql_schema) };

    *out = NULL;
    b.schema->arena = a;
    random_bytes(&b.schema->seed, sizeof b.schema->seed);
    TRY(schema_build(&b, arena_copy(a, sdl)));
    *out = b.schema;
    return OK;
}
