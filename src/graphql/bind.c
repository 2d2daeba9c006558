#include "graphql/bind.h"
#include "graphql/resolve.h"
#include "base/str.h"

void gql_bind_type(struct gql_build *b, const struct gql_type_binding *binding)
{
    struct gql_type *t = gql_table_find(&b->schema->by_name, str_of(binding->type));

    bool scalar = t && t->kind == GQL_SCALAR && t->builtin == GQL_OWN;

    if (!t || (binding->takes ? !scalar : t->kind != GQL_OBJECT_TYPE))
        SDL_WRONG(b, GQL_NOWHERE, "%s is bound, and is not %s of the schema.", binding->type,
            binding->takes ? "a scalar" : "an object type");
    else
        t->shape = binding->shape;
    if (scalar)
        t->takes = binding->takes;
}

static struct gql_field *field_named(struct gql_build *b, const char *name)
{
    str rest = str_of(name), type;

    if (!str_cut(&rest, '.', &type))
        return NULL;
    const struct gql_type *t = gql_table_find(&b->schema->by_name, type);
    return t && t->kind == GQL_OBJECT_TYPE ? gql_table_find(&t->members, rest) : NULL;
}

/* The words of `needs`: bits of members. */
static u64 needs_read(struct gql_build *b, const struct gql_field_binding *binding, const struct shape *shape)
{
    str rest = str_of(binding->needs), word;
    u64 bits = 0;

    while (rest.n) {
        if (!str_cut(&rest, ' ', &word)) {
            word = rest;
            rest = (str){0};
        }
        const struct field *m = shape ? shape_field(shape, word) : NULL;
        if (m)
            bits |= shape_bit(shape, m);
        else
            SDL_WRONG(b, GQL_NOWHERE, "%s needs " STR_FMT ", which its rows do not have.", binding->field, STR_ARG(word));
    }
    return bits;
}

void gql_bind_field(struct gql_build *b, const struct gql_field_binding *binding)
{
    struct gql_field *f = field_named(b, binding->field);

    if (!f) {
        SDL_WRONG(b, GQL_NOWHERE, "%s is bound, and is not in the schema.", binding->field);
        return;
    }
    if (f->bound) {
        SDL_WRONG(b, GQL_NOWHERE, "%s is bound twice.", binding->field);
        return;
    }
    f->bound = arena_new(b->arena, struct gql_bound);
    f->bound->binding = binding;
    f->bound->needs = binding->needs ? needs_read(b, binding, f->owner->shape) : 0;
    if (binding->member)
        f->bound->member = f->owner->shape ? shape_field(f->owner->shape, str_of(binding->member)) : NULL;
    if (!binding->resolve && !f->bound->member)
        SDL_WRONG(b, GQL_NOWHERE, "%s is bound to neither a resolver nor a member of its rows.", binding->field);
}

static const struct gql_wrap *item_of(const struct gql_wrap *type)
{
    type = gql_nullable(type);
    return type->kind == GQL_LIST_OF ? type->of : type;
}

/* Objects come out of a member that is a struct, a pointer to one or an array of them, of the shape that the type is bound to. */
static bool member_gives(const struct gql_field *f, const struct field *m)
{
    bool list = gql_nullable(f->type)->kind == GQL_LIST_OF;

    if (f->type->type->kind != GQL_OBJECT_TYPE || m->of != f->type->type->shape || gql_nullable(item_of(f->type))->of)
        return false;
    return list ? m->kind == K_PAGE : m->kind == K_SHAPE || m->kind == K_LINK;
}

static void member_settle(struct gql_build *b, struct gql_field *f)
{
    struct gql_bound *bound = f->bound;
    const struct field *m = bound->member;

    bound->needs |= shape_bit(f->owner->shape, m);
    if (gql_is_leaf(f->type->type))
        bound->leaf = gql_leaf_of(f->type, m->kind, true);
    if (gql_is_leaf(f->type->type) ? !bound->leaf.write : !member_gives(f, m))
        SDL_WRONG(b, f->sdl->at, STR_FMT "." STR_FMT " is " STR_FMT ", which the member %s of %s cannot be.", STR_ARG(f->owner->name),
            STR_ARG(f->name), STR_ARG(gql_wrap_text(b->arena, f->type)), m->name, f->owner->shape->name);
}

static void resolver_settle(struct gql_build *b, struct gql_field *f)
{
    struct gql_bound *bound = f->bound;
    const struct gql_field_binding *binding = bound->binding;

    if (gql_is_leaf(f->type->type))
        bound->leaf = gql_leaf_of(f->type, binding->kind, false);
    if (gql_is_leaf(f->type->type) ? !bound->leaf.write : gql_nullable(item_of(f->type))->of != NULL)
        SDL_WRONG(b, f->sdl->at, "%s is " STR_FMT ", which its resolver cannot give.", binding->field,
            STR_ARG(gql_wrap_text(b->arena, f->type)));
    if (binding->args)
        bound->fill = gql_fill_make(b, f->args, f->args_n, binding->args, binding->field);
}

/* A field that nothing is bound to is a member of its rows, or has been forgotten. */
static void field_settle(struct gql_build *b, struct gql_field *f)
{
    if (f->bound && f->bound->binding->resolve) {
        resolver_settle(b, f);
        return;
    }
    if (!f->bound) {
        f->bound = arena_new(b->arena, struct gql_bound);
        f->bound->member = gql_member_of(f->owner->shape, f->name);
    }
    if (f->bound->member)
        member_settle(b, f);
    else
        SDL_WRONG(b, f->sdl->at, STR_FMT "." STR_FMT " has no resolver, and is not a member of its rows.", STR_ARG(f->owner->name),
            STR_ARG(f->name));
}

err gql_schema_bind(struct gql_schema *s, const struct gql_type_binding *types, const struct gql_field_binding *fields,
                    struct gql_errors *errors)
{
    struct gql_build b = { .schema = s, .arena = s->arena, .errors = errors };

    for (; types && types->type; types++)
        gql_bind_type(&b, types);
    for (; fields && fields->field; fields++)
        gql_bind_field(&b, fields);
    TRY(gql_bind_own(&b));
    for (u32 i = 0; i < s->types_n; i++)
        for (u32 k = 0; s->types[i]->kind == GQL_OBJECT_TYPE && k < s->types[i]->fields_n; k++)
            field_settle(&b, &s->types[i]->fields[k]);
    s->bound = !errors->n;
    return errors->n ? ERR_INVALID : OK;
}

const struct gql_type *gql_type_named(const struct gql_schema *s, str name)
{
    return gql_table_find(&s->by_name, name);
}
