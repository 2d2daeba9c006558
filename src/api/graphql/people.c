/* People: what is not a member of their profile. */
#include "api/graphql/graphql_own.h"

static id user_id(const void *row) { return ((const struct profile *)row)->user_id; }

/* A profile of oneself has one, of all false. */
static err relationship(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct profile *p = call->rows[i];
        gql_give(call, i, p->user_id.v == me_of(call).v ? NULL : p->relationship);
    }
    return OK;
}

static err account(struct gql_call *call)
{
    struct my_profile *mine = NULL;

    for (size_t i = 0; i < call->n; i++) {
        if (!me_of(call).v || user_id(call->rows[i]).v != me_of(call).v)
            continue;
        if (!mine) {
            mine = arena_new(call->arena, struct my_profile);
            TRY(profile_mine(ctx_of(call), me_of(call), mine));
        }
        gql_give(call, i, mine);
    }
    return OK;
}

const struct gql_field_binding people_fields[] = {
    { "User.id", .member = "user_id" },
    { "User.relationship", relationship, .needs = "user_id relationship" },
    { "User.account", account, .needs = "user_id" },
    {0}
};
