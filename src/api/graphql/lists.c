/* Lists of people. */
#include "api/graphql/graphql_own.h"

const struct gql_field_binding list_fields[] = {
    {0}
};
