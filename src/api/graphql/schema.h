/*
 * The schema of this program: schema.graphql, and how each of its fields is answered. A field that nothing answers, or that is
 * bound to a member of another type, stops the start.
 */
#pragma once
#include "graphql/graphql.h"

extern const str schema_graphql;     /* the text of the SDL, as it is in the tree */

/* The schema lives in the arena, and any thread may use it. ERR_INVALID: the failure says all that is wrong. */
err graphql_schema_open(struct arena *, struct failure *, const struct gql_schema **out);
