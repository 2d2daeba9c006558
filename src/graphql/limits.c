#include "graphql/graphql.h"

const struct gql_limits gql_limits_standard = {
    .tokens = 10000, .depth = 20, .fields = 5000, .aliases = 100, .root_fields = 20, .directives = 50, .cost = 5000, .answer = 8 << 20,
};
