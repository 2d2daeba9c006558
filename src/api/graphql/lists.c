/* Lists of people: all of one's own, who is on them, and what these have published. */
#include "api/graphql/graphql_own.h"

static id list_id(const void *row) { return ((const struct list *)row)->id; }

/* ---- members ---- */

static err members_fill(struct gql_call *call, const struct filling *how, const struct reach *reaches, size_t n, enum reach_way way,
                        i64 most, struct entries *out)
{
    reached_page page;

    (void)how;
    TRY(list_members_reached(ctx_of(call), reaches, n, way, most, &page));
    return entries_of(call, &page, out);
}

static err members_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return lists_fill(call, asked, n, &(struct filling){ .read = members_fill, .look = people_look, .asks = sight_reaches });
}

static const struct connecting members_list = { .list = "List.members", .of = list_id, .read = members_read };
static err members(struct gql_call *call) { return connections_give(call, &members_list); }

const struct gql_field_binding list_fields[] = {
    { "List.members", members, .needs = "id" },
    {0}
};
