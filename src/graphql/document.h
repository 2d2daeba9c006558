/* A document that was parsed and validated, and what requests need of it. */
#pragma once
#include "graphql/schema.h"

struct gql_plan;

struct gql_operation {
    const struct gql_document *document;
    const struct gql_definition *def;
    const struct gql_plan *plan;     /* NULL: it depends on variables, or something is wrong, which each request reports */
    bool within;                     /* the limits */
    struct gql_operation *next;
};

struct gql_document {
    const struct gql_schema *schema;
    struct gql_limits limits;
    struct gql_tree tree;
    struct gql_operation *first;
    u64 sense[2];                    /* of one that has one operation */
};

/* sense.c */
void gql_sense_make(struct gql_document *, str text);
