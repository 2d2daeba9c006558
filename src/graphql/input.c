/* Coerced values, for resolvers that take them as they are. */
#include "base/str.h"
#include "graphql/value.h"
#include "graphql/resolve.h"

const struct gql_value *gql_input_of(const struct gql_value *members, str name)
{
    while (members && !(members->input && str_eq(members->input->name, name)))
        members = members->next;
    return members;
}

const struct gql_value *gql_input_first(const struct gql_value *list) { return list->first; }
const struct gql_value *gql_input_next(const struct gql_value *item) { return item->next; }
bool gql_input_is_null(const struct gql_value *v) { return v->kind == GQL_NULL; }
str gql_input_text(const struct gql_value *v) { return v->text.p ? v->text : S(""); }

i64 gql_input_int(const struct gql_value *v)
{
    i64 out = 0;

    if (v->kind == GQL_BOOLEAN)
        return v->truth;
    (void)gql_int32(v->text, true, &out);
    return out;
}
