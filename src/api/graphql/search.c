/* Search. */
#include "api/graphql/graphql_own.h"

const struct gql_field_binding search_fields[] = {
    {0}
};
