/*
 * The rules that concern the text of a schema: what may be defined once, what is referred to and must be there, directives
 * and their arguments. Names are marked with the scope that has seen them.
 */
#include "base/str.h"
#include "graphql/build.h"

#define NAME(n) STR_ARG((n)->text)

static u32 scope_new(struct gql_build *b)
{
    return gql_scope(&b->tree.names);
}

static bool known_type(struct gql_build *b, const struct gql_name *name)
{
    return gql_type_of(b->schema, name) != NULL;
}

static void type_require(struct gql_build *b, const struct gql_name *name, u32 at)
{
    if (!known_type(b, name))
        SDL_WRONG(b, at, "Unknown type \"" STR_FMT "\".", NAME(name));
}

/* Arguments of a directive: known, not repeated, and all there that are required. */
static void directive_args_check(struct gql_build *b, const struct gql_directive *d, const struct gql_directive_type *type)
{
    u32 scope = scope_new(b);
    struct gql_name *name;

    for (const struct gql_value *v = d->args.first; v; v = v->next) {
        const struct gql_sdl_member *m = type->sdl->members;
        while (m && !str_eq(m->name->text, v->key->text))
            m = m->next;
        if (!m)
            SDL_WRONG(b, v->key_at, "Unknown argument \"" STR_FMT "\" on directive \"@" STR_FMT "\".", NAME(v->key), NAME(d->name));
        if (gql_seen(v->key, scope))
            SDL_WRONG(b, v->key_at, "There can be only one argument named \"" STR_FMT "\".", NAME(v->key));
    }
    for (const struct gql_sdl_member *m = type->sdl->members; m; m = m->next) {
        bool required = m->ref.n && m->ref.wraps[m->ref.n - 1] == '!' && !m->standard;
        name = gql_name_find(&b->tree.names, m->name->text);
        if (required && !(name && name->seen == scope))
            SDL_WRONG(b, d->at, "Directive \"@" STR_FMT "\" argument \"" STR_FMT "\" is required, but it was not provided.",
                NAME(d->name), NAME(m->name));
    }
}

static void directives_check(struct gql_build *b, const struct gql_directive *list, enum gql_where where)
{
    for (const struct gql_directive *d = list; d; d = d->next) {
        const struct gql_directive_type *type = gql_table_get(&b->schema->directives_by_name, d->name);
        if (!type) {
            SDL_WRONG(b, d->at, "Unknown directive \"@" STR_FMT "\".", NAME(d->name));
            continue;
        }
        if (!(type->places >> where & 1))
            SDL_WRONG(b, d->at, "Directive \"@" STR_FMT "\" may not be used on %s.", NAME(d->name), gql_place_words[where]);
        for (const struct gql_directive *e = list; e != d; e = e->next)
            if (e->name == d->name && !type->repeatable) {
                SDL_WRONG(b, d->at, "The directive \"@" STR_FMT "\" can be used only once here.", NAME(d->name));
                break;
            }
        directive_args_check(b, d, type);
    }
}

static void inputs_check(struct gql_build *b, const struct gql_sdl_member *m, enum gql_where where)
{
    u32 scope = scope_new(b);

    for (const struct gql_sdl_member *each = m; each; each = each->next)
        if (gql_seen(each->name, scope))
            SDL_WRONG(b, each->name_at, "There can be only one argument or input field named \"" STR_FMT "\" here.", NAME(each->name));
    for (; m; m = m->next) {
        type_require(b, m->ref.name, m->ref.name_at);
        directives_check(b, m->directives, where);
    }
}

static void fields_check(struct gql_build *b, const struct gql_sdl_member *m)
{
    for (; m; m = m->next) {
        type_require(b, m->ref.name, m->ref.name_at);
        inputs_check(b, m->args, GQL_AT_ARGUMENT_DEFINITION);
        directives_check(b, m->directives, GQL_AT_FIELD_DEFINITION);
    }
}

/* The members of a definition and of all that extends it have different names. */
static void members_unique(struct gql_build *b, const struct gql_sdl *def)
{
    u32 scope = scope_new(b);

    for (const struct gql_sdl *part = def; part; part = part->next)
        for (const struct gql_sdl_member *m = part->name == def->name && part->kind == def->kind ? part->members : NULL; m; m = m->next)
            if (gql_seen(m->name, scope))
                SDL_WRONG(b, m->name_at, "There can be only one \"" STR_FMT "." STR_FMT "\".", NAME(def->name), NAME(m->name));
}

static void names_check(struct gql_build *b, const struct gql_sdl_name *n)
{
    for (; n; n = n->next)
        type_require(b, n->name, n->at);
}

static void extension_check(struct gql_build *b, const struct gql_sdl *def)
{
    const struct gql_type *t = gql_type_of(b->schema, def->name);

    if (!t || t->own)
        SDL_WRONG(b, def->name_at, "Cannot extend type \"" STR_FMT "\" because it is not defined.", NAME(def->name));
    else if (t->sdl->kind != def->kind)
        SDL_WRONG(b, def->at, "Cannot extend type \"" STR_FMT "\" because it is of another kind.", NAME(def->name));
}

static void type_check(struct gql_build *b, const struct gql_sdl *def)
{
    static const enum gql_where places[] = { [SDL_SCALAR] = GQL_AT_SCALAR, [SDL_OBJECT] = GQL_AT_OBJECT, [SDL_INTERFACE] = GQL_AT_INTERFACE,
        [SDL_UNION] = GQL_AT_UNION, [SDL_ENUM] = GQL_AT_ENUM, [SDL_INPUT] = GQL_AT_INPUT_OBJECT };

    if (def->extends)
        extension_check(b, def);
    else
        members_unique(b, def);
    names_check(b, def->names);
    directives_check(b, def->directives, places[def->kind]);
    if (def->kind == SDL_INPUT)
        inputs_check(b, def->members, GQL_AT_INPUT_FIELD_DEFINITION);
    else if (def->kind == SDL_ENUM)
        for (const struct gql_sdl_member *m = def->members; m; m = m->next)
            directives_check(b, m->directives, GQL_AT_ENUM_VALUE);
    else
        fields_check(b, def->members);
}

static void schema_check(struct gql_build *b, const struct gql_sdl *def, bool *said, u32 *operations)
{
    if (!def->extends && *said)
        SDL_WRONG(b, def->at, "Must provide only one schema definition.");
    *said |= !def->extends;
    directives_check(b, def->directives, GQL_AT_SCHEMA);
    names_check(b, def->names);
    for (const struct gql_sdl_name *n = def->names; n; n = n->next) {
        if (*operations >> n->operation & 1)
            SDL_WRONG(b, n->at, "There can be only one type of each operation in a schema.");
        *operations |= 1u << n->operation;
    }
}

void gql_rules_of_text(struct gql_build *b)
{
    u32 operations = 0;
    bool said = false;

    for (const struct gql_sdl *def = b->tree.sdl; def; def = def->next)
        if (def->kind == SDL_SCHEMA)
            schema_check(b, def, &said, &operations);
        else if (def->kind == SDL_DIRECTIVE)
            inputs_check(b, def->members, GQL_AT_ARGUMENT_DEFINITION);
        else
            type_check(b, def);
}
