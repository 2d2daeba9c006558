#include "graphql/driver_data.h"
#include "base/arena.h"
#include "base/str.h"
#include "graphql/execute.h"
#include "graphql/resolve.h"

struct row { u32 seed; };

/* FNV-1a, on what was there before. */
static u32 mixed(u32 seed, str text)
{
    u32 h = seed ^ 2166136261u;

    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (u8)text.p[i]) * 16777619u;
    return h ^ h >> 15;
}

static void value_say(struct buf *b, const struct gql_wrap *type, const struct gql_value *v)
{
    type = gql_nullable(type);
    if (v->kind == GQL_NULL) {
        buf_lit(b, "n");
    } else if (type->kind == GQL_LIST_OF) {
        buf_lit(b, "[");
        for (const struct gql_value *m = v->first; m; m = m->next)
            value_say(b, type->of, m);
        buf_lit(b, "]");
    } else if (type->kind == GQL_INPUT_TYPE) {
        for (const struct gql_value *m = v->first; m; m = m->next) {
            buf_add(b, m->input->name);
            value_say(b, m->input->type, m);
        }
    } else if (type->type->builtin == GQL_FLOAT_TYPE || (type->type->builtin == GQL_OWN && type->kind == GQL_SCALAR)) {
        buf_lit(b, "x");
    } else if (v->kind == GQL_BOOLEAN) {
        buf_add(b, v->truth ? S("t") : S("f"));
    } else {
        buf_add(b, v->text);
    }
}

static str place(struct gql_call *call)
{
    const struct gql_field *f = call->cell->field->field;
    struct buf b = BUF_ON(call->arena);

    buf_add(&b, f->name);
    for (const struct gql_value *v = call->input; v; v = v->next) {
        buf_add(&b, v->input->name);
        value_say(&b, v->input->type, v);
    }
    return buf_str(&b);
}

/* One of the kinds of leaves, as JSON; null now and then. */
static void leaf_make(struct buf *b, const struct gql_wrap *type, u32 h)
{
    if (type->kind != GQL_NON_NULL && h % 7 == 0) {
        buf_lit(b, "null");
        return;
    }
    if (type->kind == GQL_NON_NULL && h % 31 == 0) {         /* a fault of the data */
        buf_lit(b, "null");
        return;
    }
    type = gql_nullable(type);
    if (type->kind == GQL_LIST_OF) {
        buf_lit(b, "[");
        for (u32 i = 0; i < h % 3; i++) {
            if (i)
                buf_lit(b, ",");
            leaf_make(b, gql_nullable(type->of), 1 + (h + i) % 5);
        }
        buf_lit(b, "]");
    } else if (type->kind == GQL_ENUM_TYPE) {
        buf_format(b, "\"" STR_FMT "\"", STR_ARG(type->type->values[h % type->type->values_n].name));
    } else {
        switch (type->type->builtin) {
        case GQL_INT_TYPE: buf_format(b, "%u", h % 1000); break;
        case GQL_FLOAT_TYPE: buf_format(b, "%u.5", h % 1000); break;
        case GQL_BOOLEAN_TYPE: buf_add(b, h % 2 ? S("true") : S("false")); break;
        default: buf_format(b, "\"s%u\"", h % 1000);
        }
    }
}

static bool fails(struct gql_call *call, size_t row, u32 h)
{
    if (h % 23)
        return false;
    (void)!gql_give_error(call, row, failure_with(call->failure, ERR_CONFLICT, "Failed at %u.", h));
    return true;
}

static err leaves(struct gql_call *call)
{
    const struct gql_field *f = call->cell->field->field;
    str here = place(call);

    for (size_t i = 0; i < call->n; i++) {
        u32 h = mixed(((const struct row *)call->rows[i])->seed, here);
        struct buf b = BUF_ON(call->arena);
        if (fails(call, i, h))
            continue;
        leaf_make(&b, f->type, h / 64);
        ((raw_json *)call->column)[i].json = buf_str(&b);
    }
    return OK;
}

static const struct row *row_make(struct gql_call *call, u32 seed)
{
    struct row *r = arena_new(call->arena, struct row);

    r->seed = seed;
    return r;
}

static const struct gql_type *type_of(const struct gql_type *type, u32 h)
{
    return gql_is_abstract(type) ? type->possible[h % type->possible_n] : NULL;
}

static void list_give(struct gql_call *call, size_t row, const struct gql_type *type, u32 h)
{
    gql_give_empty(call, row);
    for (u32 i = 0; i < h / 64 % 4; i++) {
        u32 each = h + i * 977;
        bool null = each / 8 % 9 == 0;
        gql_give_item(call, row, null ? NULL : type_of(type, each / 16), null ? NULL : row_make(call, each));
    }
}

static err objects(struct gql_call *call)
{
    const struct gql_field *f = call->cell->field->field;
    str here = place(call);

    for (size_t i = 0; i < call->n; i++) {
        u32 h = mixed(((const struct row *)call->rows[i])->seed, here);
        if (fails(call, i, h) || h / 32 % 8 == 0)
            continue;
        if (call->cell->field->list)
            list_give(call, i, f->type->type, h);
        else
            gql_give_as(call, i, type_of(f->type->type, h / 16), row_make(call, h));
    }
    return OK;
}

err driver_bind(struct arena *a, struct gql_schema *s, struct gql_errors *errors)
{
    struct gql_field_binding *bindings;
    u32 n = 0, at = 0;

    for (u32 i = 0; i < s->types_n; i++)
        n += s->types[i]->fields_n;
    bindings = arena_array(a, struct gql_field_binding, n + 1);
    for (u32 i = 0; i < s->types_n; i++) {
        const struct gql_type *t = s->types[i];
        for (u32 k = 0; t->kind == GQL_OBJECT_TYPE && !t->own && k < t->fields_n; k++) {
            const struct gql_field *f = &t->fields[k];
            bindings[at].field = arena_cstr(a, arena_format(a, STR_FMT "." STR_FMT, STR_ARG(t->name), STR_ARG(f->name)));
            bindings[at].resolve = gql_is_leaf(f->type->type) ? leaves : objects;
            bindings[at++].kind = K_RAW;
        }
    }
    return gql_schema_bind(s, NULL, bindings, errors);
}

const void *driver_root(struct arena *a)
{
    struct row *r = arena_new(a, struct row);

    r->seed = 42;
    return r;
}
