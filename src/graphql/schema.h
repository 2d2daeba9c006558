/*
 * A schema, as everything but its makers sees it: types by number, members by name, and what each field was bound to.
 * Made once, and from then on the same for all threads. Private to the room.
 */
#pragma once
#include "graphql/ast.h"
#include "graphql/graphql.h"
#include "graphql/sdl.h"
#include "graphql/table.h"

enum gql_kind { GQL_SCALAR, GQL_OBJECT_TYPE, GQL_INTERFACE, GQL_UNION, GQL_ENUM_TYPE, GQL_INPUT_TYPE, GQL_LIST_OF, GQL_NON_NULL };

/* A type as a field has it: a named one, or a list of, or non-null, `of`. A schema has each only once. */
struct gql_wrap {
    enum gql_kind kind;              /* the named type's, or GQL_LIST_OF, or GQL_NON_NULL */
    const struct gql_type *type;     /* the one that is named, at the bottom */
    const struct gql_wrap *of;
    struct gql_wrap *list, *required;        /* those of this one, if the schema has them */
};

/* An argument, or a member of an input object. */
struct gql_input {
    str name, description, deprecated;       /* p NULL: none */
    const struct gql_wrap *type;
    const struct gql_value *standard;        /* NULL: none; coerced, so that nothing in it is left out */
    u32 index;
    const struct gql_sdl_member *sdl;
};

struct gql_field {
    str name, description, deprecated;
    const struct gql_wrap *type;
    struct gql_type *owner;
    struct gql_input *args;
    u32 args_n, index;
    const struct gql_sdl_member *sdl;
    struct gql_bound *bound;                 /* how it is answered; NULL before gql_schema_bind, and on interfaces */
};

struct gql_enum_value { str name, description, deprecated; };

enum gql_builtin { GQL_OWN, GQL_INT_TYPE, GQL_FLOAT_TYPE, GQL_STRING_TYPE, GQL_BOOLEAN_TYPE, GQL_ID_TYPE };

struct gql_type {
    enum gql_kind kind;
    enum gql_builtin builtin;        /* one of the five scalars */
    bool own, one_of;                /* own: of the language, not of the caller's text */
    u32 index;
    str name, description, specified_by;
    struct gql_field *fields;
    struct gql_input *inputs;
    struct gql_enum_value *values;
    const struct gql_type **interfaces;      /* of a union, its members */
    const struct gql_type **possible;        /* the objects that it may be; itself, if it is one */
    u32 fields_n, inputs_n, values_n, interfaces_n, possible_n;
    u64 *may_be;                     /* a bit for each object that it may be, by index */
    struct gql_table members;        /* fields, inputs or values by name */
    struct gql_wrap wrap;            /* itself, as a field has it */
    const struct gql_sdl *sdl;
    const struct shape *shape;       /* of its structs; NULL: not bound */
    bool (*takes)(str);              /* of a caller's scalar: is the text of a variable one? NULL: anything is */
};

struct gql_directive_type {
    str name, description;
    bool own, repeatable;
    u32 places;                      /* bits: enum gql_where */
    const struct gql_sdl_name *places_said;
    struct gql_input *args;
    u32 args_n;
    struct gql_table members;
    const struct gql_sdl *sdl;
};

/* Where a directive may be. */
#define GQL_PLACES(X)                                                                                                   \
    X(QUERY) X(MUTATION) X(SUBSCRIPTION) X(FIELD) X(FRAGMENT_DEFINITION) X(FRAGMENT_SPREAD) X(INLINE_FRAGMENT)          \
    X(VARIABLE_DEFINITION) X(SCHEMA) X(SCALAR) X(OBJECT) X(FIELD_DEFINITION) X(ARGUMENT_DEFINITION) X(INTERFACE)        \
    X(UNION) X(ENUM) X(ENUM_VALUE) X(INPUT_OBJECT) X(INPUT_FIELD_DEFINITION)
enum gql_where {
#define X(name) GQL_AT_##name,
    GQL_PLACES(X)
#undef X
    GQL_PLACES_N
};
extern const char *const gql_place_words[GQL_PLACES_N];

struct gql_schema {
    struct arena *arena;
    u64 seed;
    str description;
    struct gql_type **types;         /* in the order of the text, each followed by what it first refers to */
    u32 types_n;
    struct gql_directive_type **directives;
    u32 directives_n;
    struct gql_type *roots[3];       /* by enum gql_operation_kind; NULL: none */
    struct gql_table by_name, directives_by_name;
    struct gql_directive_type *skip, *include, *deprecated, *specified_by, *one_of;
    struct gql_field *typename, *meta_schema, *meta_type;    /* __typename, __schema, __type */
    struct gql_fill *fills;          /* how arguments become structs, see bind.h */
    bool bound;
};

static inline bool gql_is_leaf(const struct gql_type *t) { return t->kind == GQL_SCALAR || t->kind == GQL_ENUM_TYPE; }
static inline bool gql_is_input(const struct gql_type *t) { return gql_is_leaf(t) || t->kind == GQL_INPUT_TYPE; }
static inline bool gql_is_composite(const struct gql_type *t) { return t->kind >= GQL_OBJECT_TYPE && t->kind <= GQL_UNION; }
static inline bool gql_is_abstract(const struct gql_type *t) { return t->kind == GQL_INTERFACE || t->kind == GQL_UNION; }
static inline bool gql_has_fields(const struct gql_type *t) { return t->kind == GQL_OBJECT_TYPE || t->kind == GQL_INTERFACE; }
static inline const struct gql_wrap *gql_nullable(const struct gql_wrap *w) { return w->kind == GQL_NON_NULL ? w->of : w; }

static inline bool gql_may_be(const struct gql_type *t, const struct gql_type *object)
{
    return t == object || (t->may_be && (t->may_be[object->index / 64] >> object->index % 64 & 1));
}

/* Has it no default, and is it not nullable? */
static inline bool gql_is_required(const struct gql_input *in) { return in->type->kind == GQL_NON_NULL && !in->standard; }

struct gql_type *gql_type_of(const struct gql_schema *, const struct gql_name *);
/* is there an object that both may be? */
bool gql_overlap_types(const struct gql_schema *, const struct gql_type *, const struct gql_type *);
bool gql_wrap_within(const struct gql_wrap *, const struct gql_wrap *super);         /* is every value of it one of super? */
void gql_wrap_print(struct buf *, const struct gql_wrap *);
str gql_wrap_text(struct arena *, const struct gql_wrap *);

/* The type that a text writes, from the schema's or else in the arena; NULL: there is no type of that name. */
const struct gql_wrap *gql_wrap_of(const struct gql_schema *, struct arena *, const struct gql_type_ref *);

/* The field of a type by its name, __typename and those of the query's root included; or NULL. */
const struct gql_field *gql_field_of(const struct gql_schema *, const struct gql_type *, const struct gql_name *);
