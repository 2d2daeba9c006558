/* A request: an operation with variables, its plan, and the arguments that are its own. */
#pragma once
#include "graphql/plan.h"

enum { GQL_JSON_DEPTH = 256 };

struct gql_args { const void *args; struct gql_values input; bool known, bad; str why; };

struct gql_request {
    struct arena *arena;
    const struct gql_operation *operation;
    const struct gql_document *document;
    const struct gql_plan *plan;
    const struct gql_value **variables;      /* by the number of their name, less 1 */
    struct gql_args *args;           /* by the number of the plan's fields; NULL: none varies */
    i64 cost;
    u32 work;                        /* see gql_coercion */
};

err gql_value_read(struct arena *, struct failure *, str json, struct gql_value **out);
str gql_path_text(struct arena *, const struct gql_step *);
i64 gql_cost(struct gql_request *);

/* What a field is given in this request. `why` only if it is bad. */
struct gql_args gql_args_of(struct gql_request *, const struct gql_plan_field *);
