#include "base/str.h"
#include "graphql/schema.h"

bool gql_wrap_within(const struct gql_wrap *w, const struct gql_wrap *super)
{
    while (w != super) {
        if (super->kind == GQL_NON_NULL || super->kind == GQL_LIST_OF) {
            if (super->kind == GQL_LIST_OF && w->kind == GQL_NON_NULL)
                w = w->of;
            if (w->kind != super->kind)
                return false;
            w = w->of;
            super = super->of;
            continue;
        }
        if (w->kind == GQL_NON_NULL) {
            w = w->of;
            continue;
        }
        if (w->kind == GQL_LIST_OF || !gql_is_abstract(super->type))
            return false;
        if (w->kind == GQL_OBJECT_TYPE)
            return gql_may_be(super->type, w->type);
        for (u32 i = 0; w->kind == GQL_INTERFACE && i < w->type->interfaces_n; i++)
            if (w->type->interfaces[i] == super->type)
                return true;
        return false;
    }
    return true;
}

/* The brackets and marks around a name come from without and go out again: a first walk opens, a second closes. */
void gql_wrap_print(struct buf *b, const struct gql_wrap *w)
{
    enum { MOST = 512 };
    char closing[MOST];
    size_t n = 0;

    for (; w->of; w = w->of) {
        if (w->kind == GQL_LIST_OF)
            buf_byte(b, '[');
        if (n < MOST)
            closing[n++] = w->kind == GQL_LIST_OF ? ']' : '!';
    }
    buf_add(b, w->type->name);
    while (n)
        buf_byte(b, closing[--n]);
}

str gql_wrap_text(struct arena *a, const struct gql_wrap *w)
{
    struct buf b = BUF_ON(a);

    gql_wrap_print(&b, w);
    return buf_str(&b);
}

const struct gql_wrap *gql_wrap_of(const struct gql_schema *s, struct arena *a, const struct gql_type_ref *ref)
{
    const struct gql_type *type = gql_type_of(s, ref->name);

    if (!type)
        return NULL;
    const struct gql_wrap *w = &type->wrap;
    for (u32 i = 0; i < ref->n; i++) {
        const struct gql_wrap *known = ref->wraps[i] == '[' ? w->list : w->required;
        if (!known) {
            struct gql_wrap *made = arena_new(a, struct gql_wrap);
            *made = (struct gql_wrap){ .kind = ref->wraps[i] == '[' ? GQL_LIST_OF : GQL_NON_NULL, .type = type, .of = w };
            known = made;
        }
        w = known;
    }
    return w;
}

struct gql_type *gql_type_of(const struct gql_schema *s, const struct gql_name *name)
{
    return gql_table_get(&s->by_name, name);
}

bool gql_overlap_types(const struct gql_schema *s, const struct gql_type *a, const struct gql_type *b)
{
    if (a == b)
        return true;
    if (a->kind == GQL_OBJECT_TYPE)
        return gql_may_be(b, a);
    if (b->kind == GQL_OBJECT_TYPE)
        return gql_may_be(a, b);
    for (u32 i = 0; i * 64 < s->types_n; i++)
        if (a->may_be[i] & b->may_be[i])
            return true;
    return false;
}

const struct gql_field *gql_field_of(const struct gql_schema *s, const struct gql_type *t, const struct gql_name *name)
{
    if (UNLIKELY(str_starts(name->text, S("__")))) {
        if (str_eq(name->text, s->typename->name))
            return s->typename;
        if (t == s->roots[GQL_QUERY] && str_eq(name->text, s->meta_schema->name))
            return s->meta_schema;
        if (t == s->roots[GQL_QUERY] && str_eq(name->text, s->meta_type->name))
            return s->meta_type;
    }
    return gql_has_fields(t) ? gql_table_get(&t->members, name) : NULL;
}
