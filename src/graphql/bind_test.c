#include "base/arena.h"
#include "base/str.h"
#include "graphql/graphql.h"
#include "graphql/resolve.h"
#include "kit/test.h"

static struct arena a;

static err nothing(struct gql_call *call)
{
    (void)call;
    return OK;
}

static void expect_unbound(const struct gql_type_binding *t, const struct gql_field_binding *f, str reason)
{
    struct gql_errors errors;
    struct gql_schema *s;

    gql_errors_init(&errors, &a);
    expect_ok(gql_schema_make(&a, S("type Query { me: P n(x: Int): Int } type P { id: ID! born: Int }"), &errors, &s));
    expect_eq(gql_schema_bind(s, t, f, &errors), ERR_INVALID);
    expect_str(errors.first->message, reason);
}

TEST(what_is_bound_to_nothing_or_wrongly_stops_the_start)
{
    struct p { id id; str born; };
    SHAPE(p, FIELD(p, id), FIELD(p, born));
    struct x { str x; };
    SHAPE(x, FIELD(x, x));
    const struct gql_type_binding t[] = { { "P", &p_shape }, {0} }, none[] = { { "Q", &p_shape }, {0} };

    expect_unbound(NULL, NULL, S("Query.me has no resolver, and is not a member of its rows."));
    expect_unbound(none, NULL, S("Q is bound, and is not an object type of the schema."));
    expect_unbound(NULL, (const struct gql_field_binding[]){ { "Query.you", nothing }, {0} },
        S("Query.you is bound, and is not in the schema."));
    expect_unbound(t, (const struct gql_field_binding[]){ { "Query.me", nothing }, { "Query.n", nothing }, {0} },
        S("Query.n is Int, which its resolver cannot give."));
    expect_unbound(t, (const struct gql_field_binding[]){ { "Query.me", nothing }, { "Query.n", nothing, .kind = K_I64,
        .args = &x_shape }, {0} },
        S("Query.n: x has no member for x: Int."));
    expect_unbound(t, (const struct gql_field_binding[]){ { "Query.me", nothing }, { "Query.n", nothing, .kind = K_I64 }, {0} },
        S("P.born is Int, which the member born of p cannot be."));
    expect_unbound(t, (const struct gql_field_binding[]){ { "P.id", nothing, .needs = "id nothing" }, {0} },
        S("P.id needs nothing, which its rows do not have."));
}
