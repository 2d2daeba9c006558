/* A document that was parsed and validated, and what requests need of it. */
#pragma once
#include "graphql/schema.h"

struct gql_document {
    const struct gql_schema *schema;
    struct gql_limits limits;
    struct gql_tree tree;
};
