/* Data for any schema: each value is made of the place that it is in, the same way here and in execution.mjs. */
#pragma once
#include "graphql/graphql.h"

err driver_bind(struct arena *, struct gql_schema *, struct gql_errors *);
const void *driver_root(struct arena *);
