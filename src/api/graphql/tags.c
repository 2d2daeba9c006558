/* Tags. */
#include "api/graphql/graphql_own.h"

const struct gql_field_binding tag_fields[] = {
    {0}
};
