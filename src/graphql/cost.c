/* What a request costs: each field its own price, times those of what is around it. */
#include "graphql/request.h"
#include "graphql/resolve.h"

enum { LIST_TIMES = 10 };
#define COST_MOST ((i64)1 << 53)     /* what a number in JSON holds */

struct gql_price gql_price_usual(const struct gql_pricing *p)
{
    return (struct gql_price){ p->leaf ? 0 : 1, p->list && !p->leaf ? LIST_TIMES : 1 };
}

static i64 product(i64 a, i64 b)
{
    i64 out;

    return __builtin_mul_overflow(a, b, &out) || out > COST_MOST ? COST_MOST : out;
}

static i64 sum(i64 a, i64 b)
{
    return a + b > COST_MOST ? COST_MOST : a + b;
}

static i64 set_cost(struct gql_request *, const struct gql_set *, i64 times, const struct gql_pricing *above);

static i64 field_cost(struct gql_request *r, const struct gql_plan_field *f, i64 times, const struct gql_pricing *above)
{
    struct gql_args args = gql_args_of(r, f);
    struct gql_pricing p = { args.args, args.input.first, above, !f->set, f->list };
    gql_pricer *pricer = f->bound && f->bound->binding ? f->bound->binding->price : NULL;
    struct gql_price price = pricer ? pricer(&p) : gql_price_usual(&p);
    i64 cost = f->again ? 0 : product(price.own, times);

    return f->set && !f->shared ? sum(cost, set_cost(r, f->set, product(times, price.times), &p)) : cost;
}

/* Introspection costs nothing. */
static bool is_free(const struct gql_plan_field *f)
{
    return !f->field->owner;
}

static i64 set_cost(struct gql_request *r, const struct gql_set *set, i64 times, const struct gql_pricing *above)
{
    i64 cost = 0;

    for (u32 g = 0; g < set->n; g++)
        for (u32 i = 0; i < set->groups[g].n; i++)
            if (!is_free(&set->groups[g].fields[i]))
                cost = sum(cost, field_cost(r, &set->groups[g].fields[i], times, above));
    return cost;
}

i64 gql_cost(struct gql_request *r)
{
    return set_cost(r, r->plan->root, 1, NULL);
}
