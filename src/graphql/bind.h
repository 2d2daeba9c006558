/*
 * How the fields of a schema are answered: from a member of the row's struct, or by a resolver; how arguments become a struct;
 * how a leaf is written. Everything is looked up here, once, so that execution looks nothing up. Private.
 */
#pragma once
#include "graphql/build.h"
#include "graphql/value.h"
#include "graphql/resolve.h"

/* Writes a leaf that is not null; false: it is null after all. */
typedef bool gql_leaf_writer(struct buf *, const struct gql_type *, const void *);

struct gql_leaf { gql_leaf_writer *write; bool maybe; size_t size, value_at; };

/*
 * NULL in `write`: a member of that kind cannot be a value of that type. A member that may not be null is empty text where a
 * column would be null.
 */
struct gql_leaf gql_leaf_of(const struct gql_wrap *, enum kind, bool member);

static inline bool gql_leaf_write(struct buf *b, const struct gql_leaf *leaf, const struct gql_type *type, const void *value)
{
    if (leaf->maybe && *(const enum given *)value != GIVEN)
        return false;
    return leaf->write(b, type, (const char *)value + leaf->value_at);
}

/* Arguments, or members of an input object, into a struct. */
struct gql_fill {
    const struct shape *shape;
    const struct gql_input *in;
    u32 n;
    const struct field **members;    /* by the index of the input */
    struct gql_fill **below;         /* of what is an object in turn */
    struct gql_fill *next;           /* all of a schema are on one list */
};

struct gql_fill *gql_fill_make(struct gql_build *, const struct gql_input *, u32 n, const struct shape *, const char *of);

/* The struct is zeroed first. False: a text is not what the member takes (a time, an id), and that was reported. */
bool gql_fill(struct gql_coercion *, const struct gql_fill *, const struct gql_values *, void *out);

struct gql_bound {
    const struct gql_field_binding *binding;         /* NULL: a member */
    const struct field *member;      /* NULL: a resolver */
    struct gql_leaf leaf;
    struct gql_fill *fill;           /* NULL: the resolver takes coerced values */
    u64 needs;                       /* bits of members of the row's shape that it is answered from */
};

bool gql_is_camel(str camel, const char *snake);     /* is that the name of this member? */
str gql_camel(struct arena *, str snake);
const struct field *gql_member_of(const struct shape *, str camel);  /* or NULL */
err gql_bind_own(struct gql_build *);                /* what every schema has: introspection */
void gql_bind_type(struct gql_build *, const struct gql_type_binding *);
void gql_bind_field(struct gql_build *, const struct gql_field_binding *);

/* The struct of a coerced value as JSON: what a member of kind K_RAW is given. */
void gql_value_json(struct buf *, const struct gql_value *);
