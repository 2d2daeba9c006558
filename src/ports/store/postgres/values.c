#include "ports/store/postgres/values.h"
#include <endian.h>
#include <stdalign.h>
#include <string.h>
#include "base/str.h"

/* Types of PostgreSQL by their fixed numbers (pg_type.dat). */
enum {
    OID_BOOL = 16, OID_BYTEA = 17, OID_NAME = 19, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25,
    OID_JSON = 114, OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_UNKNOWN = 705, OID_BPCHAR = 1042, OID_VARCHAR = 1043,
};

/* What a column's bytes can be read as. */
enum wire { WIRE_NONE, WIRE_TEXT, WIRE_NUMBER, WIRE_BOOL, WIRE_REAL };

static enum wire wire_of(Oid type)
{
    switch (type) {
    case OID_TEXT: case OID_VARCHAR: case OID_BPCHAR: case OID_NAME: case OID_JSON: case OID_BYTEA: case OID_UNKNOWN:
        return WIRE_TEXT;
    case OID_INT8: case OID_INT4: case OID_INT2:
        return WIRE_NUMBER;
    case OID_BOOL:
        return WIRE_BOOL;
    case OID_FLOAT8: case OID_FLOAT4:
        return WIRE_REAL;
    }
    return WIRE_NONE;
}

static enum wire wire_wanted(enum kind plain)
{
    switch (plain) {
    case K_STR: case K_SECRET: case K_RAW: case K_IDS: case K_STRS:
        return WIRE_TEXT;
    case K_I64: case K_ID: case K_WHEN:
        return WIRE_NUMBER;
    case K_BOOL:
        return WIRE_BOOL;
    case K_F64:
        return WIRE_REAL;
    default:
        return WIRE_NONE;
    }
}

static Oid param_type(enum kind k)
{
    switch (wire_wanted(kind_facts[k].plain)) {
    case WIRE_NUMBER:
        return OID_INT8;
    case WIRE_BOOL:
        return OID_BOOL;
    case WIRE_REAL:
        return OID_FLOAT8;
    default:
        return OID_TEXT;
    }
}

const Oid *pg_param_types(struct arena *a, const struct statement *st)
{
    Oid *types = arena_array(a, Oid, (size_t)st->params);

    for (int i = 0; i < st->params; i++)
        types[i] = param_type(st->param_kinds[i]);
    return types;
}

static u64 real_out(double f)
{
    u64 bits;

    memcpy(&bits, &f, sizeof bits);
    return htobe64(bits);
}

/* One parameter; `space` is memory of its own for what is not text. */
static const char *param_out(const struct value *v, u64 *space, int *length)
{
    enum wire wire = wire_wanted(kind_facts[v->kind].plain);

    *length = sizeof *space;
    switch (wire) {
    case WIRE_TEXT:
        *length = (int)v->s.v.n;
        return v->s.is != GIVEN ? NULL : v->s.v.n ? v->s.v.p : "";
    case WIRE_NUMBER:
        *space = htobe64((u64)v->i.v);
        break;
    case WIRE_BOOL:
        *(char *)space = v->i.v != 0;
        *length = 1;
        break;
    default:
        *space = real_out(v->f);
        return (const char *)space;
    }
    return v->i.is == GIVEN ? (const char *)space : NULL;
}

struct pg_params pg_params(struct arena *a, const struct statement *st, const struct value *values)
{
    size_t n = (size_t)st->params;
    const char **at = arena_array(a, const char *, n);
    int *lengths = arena_array(a, int, n), *formats = arena_array(a, int, n);
    u64 *space = arena_array(a, u64, n);

    for (size_t i = 0; i < n; i++) {
        at[i] = param_out(&values[i], &space[i], &lengths[i]);
        formats[i] = 1;
    }
    return (struct pg_params){ at, lengths, formats };
}

static i64 number_in(const char *p, Oid type)
{
    u64 v8;
    u32 v4;
    u16 v2;

    switch (type) {
    case OID_INT8:
        memcpy(&v8, p, sizeof v8);
        return (i64)be64toh(v8);
    case OID_INT4:
        memcpy(&v4, p, sizeof v4);
        return (i32)be32toh(v4);
    default:
        memcpy(&v2, p, sizeof v2);
        return (int16_t)be16toh(v2);
    }
}

static double real_in(const char *p, Oid type)
{
    u64 v8;
    u32 v4;
    double d;
    float f;

    if (type == OID_FLOAT8) {
        memcpy(&v8, p, sizeof v8);
        v8 = be64toh(v8);
        memcpy(&d, &v8, sizeof d);
        return d;
    }
    memcpy(&v4, p, sizeof v4);
    v4 = be32toh(v4);
    memcpy(&f, &v4, sizeof f);
    return f;
}

/* Into the member at `to`, of a plain kind; false: a column of this type cannot be read into it. */
static bool value_in(struct arena *a, enum kind plain, str bytes, Oid type, void *to)
{
    if (wire_of(type) != wire_wanted(plain))
        return false;
    switch (wire_of(type)) {
    case WIRE_TEXT:
        *(str *)to = arena_copy(a, bytes);
        return true;
    case WIRE_NUMBER:
        *(i64 *)to = number_in(bytes.p, type);
        return true;
    case WIRE_BOOL:
        *(bool *)to = bytes.p[0] != 0;
        return true;
    case WIRE_REAL:
        *(double *)to = real_in(bytes.p, type);
        return true;
    default:
        return false;
    }
}

static err column_unfit(struct failure *s, const struct statement *st, const struct field *f, Oid type)
{
    return failure_with(s, ERR_INTERNAL, "%s: the column %s is of PostgreSQL's type %u, which is not read as %s.", st->name,
                        f->name, type, kind_facts[f->kind].noun);
}

/* One row into a cleared struct. A NULL leaves a plain member zero. */
static err row_in(ctx *c, const struct statement *st, const struct column_map *map, const PGresult *r, int row, void *out)
{
    for (int i = 0; i < map->n; i++) {
        const struct field *f = map->fields[i];
        const struct kind_facts *facts = &kind_facts[f->kind];
        char *to = (char *)out + f->at;
        bool null = PQgetisnull(r, row, i);

        if (facts->maybe)
            *(enum given *)to = null ? NULLED : GIVEN;
        if (null)
            continue;
        str bytes = { PQgetvalue(r, row, i), (size_t)PQgetlength(r, row, i) };
        if (!value_in(&c->arena, facts->plain, bytes, PQftype(r, i), to + facts->value_at))
            return column_unfit(&c->failure, st, f, PQftype(r, i));
    }
    return OK;
}

static err page_in(ctx *c, const struct statement *st, const struct column_map *map, const PGresult *r, struct page *out)
{
    int n = PQntuples(r);
    size_t size = st->row->size;
    char *at = arena_zero_array(&c->arena, (size_t)n, size, alignof(max_align_t));

    for (int i = 0; i < n; i++)
        TRY(row_in(c, st, map, r, i, at + (size_t)i * size));
    *out = (struct page){ .at = at, .n = (size_t)n };
    return OK;
}

err pg_rows_read(ctx *c, const struct statement *st, const struct column_map *map, const PGresult *r, void *out)
{
    switch (st->result) {
    case RESULT_COUNT:
        if (!str_to_i64(str_of(PQcmdTuples((PGresult *)r)), out))
            *(i64 *)out = 0;
        return OK;
    case RESULT_ONE:
        memset(out, 0, st->row->size);
        return PQntuples(r) ? row_in(c, st, map, r, 0, out) : ERR_NOT_FOUND;
    case RESULT_PAGE:
        return page_in(c, st, map, r, out);
    default:
        return OK;
    }
}

err pg_columns_check(struct failure *s, const struct statement *st, const struct column_map *map, const PGresult *described)
{
    for (int i = 0; i < map->n; i++) {
        const struct field *f = map->fields[i];

        if (wire_of(PQftype(described, i)) != wire_wanted(kind_facts[f->kind].plain))
            return column_unfit(s, st, f, PQftype(described, i));
    }
    return OK;
}
