/* Timelines. */
#include "api/graphql/graphql_own.h"

const struct gql_field_binding timeline_fields[] = {
    {0}
};
