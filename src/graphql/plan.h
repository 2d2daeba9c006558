/*
 * A plan: the selections of an operation merged and settled. For each set, and each object that its rows may be, the fields in
 * the order of the answer, with the bytes that each begins with, its arguments if they are the same for all requests, and the
 * set below. What is left out by @skip and @include is not in it; where that depends on variables, a plan is of one request.
 */
#pragma once
#include "graphql/bind.h"
#include "graphql/document.h"

struct gql_set;

struct gql_plan_field {
    str key, prefix;                 /* prefix: "key":, with the quotes */
    const struct gql_field *field;
    const struct gql_bound *bound;   /* NULL: __typename */
    const struct gql_selection *node;        /* the first of those that ask for it */
    struct gql_set *set;             /* NULL: a leaf */
    const void *args;                /* the struct, if it is the same for all requests */
    struct gql_values input;         /* coerced, likewise */
    u32 number;                      /* in the plan: where a request has what varies */
    bool varies, bad;                /* with variables; its arguments do not coerce */
    bool required, list, item_required;
    bool again, shared;              /* another object's group begins it with the same node; has the same set */
};

struct gql_group {
    const struct gql_type *type;     /* an object */
    struct gql_plan_field *fields;
    u32 n;
    u64 wanted;                      /* members of its struct */
    const struct gql_directive *bad; /* whose condition is null: the group's objects cannot be answered */
};

struct gql_set { const struct gql_type *type; struct gql_group *groups; u32 n, number; };

struct gql_plan {
    struct gql_set *root;
    u32 fields, sets;
    bool varies;                     /* some arguments have variables */
};

/* The plan of an operation in an arena. ERR_INVALID: it would be too large. `variables` may be NULL if nothing depends on them. */
err gql_plan_make(struct arena *, const struct gql_document *, const struct gql_definition *, const struct gql_value *const *variables,
                  struct gql_errors *, struct gql_plan **out);

/* Static limits of section 5 of the operation, fragments opened. ERR_INVALID with the first field that goes past one. */
err gql_limits_check(struct arena *scratch, const struct gql_document *, const struct gql_definition *, struct gql_errors *);

/* Does a value depend on variables? */
bool gql_value_varies(const struct gql_value *);

/* The arguments of a field coerced, and put into its resolver's struct. False: they do not, and `*why` (may be NULL) says so. */
bool gql_args_coerce(struct gql_coercion, const struct gql_plan_field *, struct gql_values *input, const void **args, str *why);
