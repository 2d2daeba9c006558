/* How leaves are written, by the kind of the member that holds them and the type that the schema has there. */
#include <math.h>
#include "base/json.h"
#include "base/str.h"
#include "graphql/bind.h"

static bool text_write(struct buf *b, const struct gql_type *type, const void *value)
{
    const str *s = value;

    (void)type;
    if (s->p)
        json_text(b, *s);
    return s->p;
}

/* Of a struct, where text that is empty may have no address. */
static bool member_text_write(struct buf *b, const struct gql_type *type, const void *value)
{
    (void)type;
    json_text(b, *(const str *)value);
    return true;
}

static bool id_write(struct buf *b, const struct gql_type *type, const void *value)
{
    const id *v = value;

    (void)type;
    if (v->v)
        json_id(b, *v);
    return v->v;
}

/* Int has 32 bits: counts stop there. */
static bool int_write(struct buf *b, const struct gql_type *type, const void *value)
{
    i64 v = *(const i64 *)value;

    (void)type;
    buf_i64(b, v > INT32_MAX ? INT32_MAX : v < INT32_MIN ? INT32_MIN : v);
    return true;
}

static bool long_write(struct buf *b, const struct gql_type *type, const void *value)
{
    (void)type;
    buf_i64(b, *(const i64 *)value);
    return true;
}

static bool number_id_write(struct buf *b, const struct gql_type *type, const void *value)
{
    (void)type;
    buf_byte(b, '"');
    buf_i64(b, *(const i64 *)value);
    buf_byte(b, '"');
    return true;
}

static bool bool_write(struct buf *b, const struct gql_type *type, const void *value)
{
    (void)type;
    buf_add(b, *(const bool *)value ? S("true") : S("false"));
    return true;
}

static bool float_write(struct buf *b, const struct gql_type *type, const void *value)
{
    double v = *(const double *)value;

    (void)type;
    if (!isfinite(v))
        return false;
    json_f64(b, v);
    return true;
}

static bool when_write(struct buf *b, const struct gql_type *type, const void *value)
{
    (void)type;
    json_when(b, *(const when *)value);
    return true;
}

static bool raw_write(struct buf *b, const struct gql_type *type, const void *value)
{
    const raw_json *raw = value;

    (void)type;
    if (!raw->json.n || str_eq(raw->json, S("null")))
        return false;
    buf_add(b, raw->json);
    return true;
}

static bool word_is(str word, str value)
{
    return word.n == value.n && str_eq_nocase(word, value);
}

/* Words of the program are those of the enum without case; another one is null. */
static bool enum_write(struct buf *b, const struct gql_type *type, const void *value)
{
    str word = *(const str *)value;

    for (u32 i = 0; i < type->values_n; i++)
        if (word_is(word, type->values[i].name)) {
            buf_byte(b, '"');
            buf_add(b, type->values[i].name);
            buf_byte(b, '"');
            return true;
        }
    return false;
}

static bool texts_write(struct buf *b, const struct gql_type *type, const void *value)
{
    const strs *list = value;

    buf_byte(b, '[');
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_byte(b, ',');
        if (type->kind != GQL_ENUM_TYPE)
            json_text(b, list->at[i]);
        else if (!enum_write(b, type, &list->at[i]))
            buf_lit(b, "null");
    }
    buf_byte(b, ']');
    return true;
}

static bool ids_write(struct buf *b, const struct gql_type *type, const void *value)
{
    const ids *list = value;

    (void)type;
    buf_byte(b, '[');
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_byte(b, ',');
        json_id(b, list->at[i]);
    }
    buf_byte(b, ']');
    return true;
}

/* Int has 32 bits in lists, too. */
static bool ints_write(struct buf *b, const struct gql_type *type, const void *value)
{
    const i64s *list = value;

    buf_byte(b, '[');
    for (size_t i = 0; i < list->n; i++) {
        if (i)
            buf_byte(b, ',');
        (void)int_write(b, type, &list->at[i]);
    }
    buf_byte(b, ']');
    return true;
}

enum { TYPES = GQL_ID_TYPE + 2, ENUM_TYPE = GQL_ID_TYPE + 1 };       /* the builtins, the caller's scalars as GQL_OWN, enums */

static gql_leaf_writer *const writers[][TYPES] = {
    [K_STR] = { [GQL_OWN] = text_write, [GQL_STRING_TYPE] = text_write, [GQL_ID_TYPE] = text_write, [ENUM_TYPE] = enum_write },
    [K_I64] = { [GQL_OWN] = long_write, [GQL_INT_TYPE] = int_write, [GQL_FLOAT_TYPE] = long_write, [GQL_ID_TYPE] = number_id_write },
    [K_BOOL] = { [GQL_OWN] = bool_write, [GQL_BOOLEAN_TYPE] = bool_write },
    [K_ID] = { [GQL_OWN] = id_write, [GQL_STRING_TYPE] = id_write, [GQL_ID_TYPE] = id_write },
    [K_WHEN] = { [GQL_OWN] = when_write, [GQL_STRING_TYPE] = when_write },
    [K_F64] = { [GQL_OWN] = float_write, [GQL_FLOAT_TYPE] = float_write },
    [K_STRS] = { [GQL_OWN] = texts_write, [GQL_STRING_TYPE] = texts_write, [GQL_ID_TYPE] = texts_write, [ENUM_TYPE] = texts_write },
    [K_IDS] = { [GQL_OWN] = ids_write, [GQL_STRING_TYPE] = ids_write, [GQL_ID_TYPE] = ids_write },
    [K_I64S] = { [GQL_INT_TYPE] = ints_write },
    [K_RAW] = { raw_write, raw_write, raw_write, raw_write, raw_write, raw_write, raw_write },
};

/* Lists are in the kinds that are lists, or in finished JSON. */
struct gql_leaf gql_leaf_of(const struct gql_wrap *type, enum kind kind, bool member)
{
    const struct kind_facts *facts = &kind_facts[kind];
    bool lists = facts->plain == K_STRS || facts->plain == K_IDS || facts->plain == K_I64S;
    bool list = gql_nullable(type)->kind == GQL_LIST_OF;
    bool nested = list && gql_nullable(gql_nullable(type)->of)->kind == GQL_LIST_OF;
    u32 of = type->type->kind == GQL_ENUM_TYPE ? ENUM_TYPE : type->type->builtin;

    if (facts->plain >= COUNT(writers) || !gql_is_leaf(type->type) || (facts->plain != K_RAW && (list != lists || nested)))
        return (struct gql_leaf){0};
    gql_leaf_writer *write = writers[facts->plain][of];
    if (member && type->kind == GQL_NON_NULL && write == text_write)
        write = member_text_write;
    return (struct gql_leaf){ write, facts->maybe, facts->size, facts->value_at };
}
