/* Lists of people: all of one's own, who is on them, and what these have published. */
#include "api/graphql/graphql_own.h"

static id list_id(const void *row) { return ((const struct list *)row)->id; }

/* ---- all of one's own ---- */

/*
 * They are few, and stand by title. A cursor has the beginning of its list's title, for the case that the list is gone or has another
 * title, and its id.
 */
static struct cursor place_of(const struct list *l)
{
    u64 head = 0;

    for (size_t i = 0; i < sizeof head; i++)
        head = head << 8 | (i < l->title.n ? (u8)l->title.p[i] : 0);
    return (struct cursor){ (i64)(head ^ (u64)1 << 63), l->id.v };
}

static bool stands_after(struct cursor at, struct cursor place)
{
    return at.a != place.a ? at.a > place.a : at.b > place.b;
}

/* How many lists stand before what a cursor names, without it, or with it. */
static size_t before_place(const list_page *page, struct cursor place, bool with)
{
    size_t n = 0;

    for (size_t i = 0; i < page->n; i++)
        if (page->at[i].id.v == place.b)
            return i + with;
    while (n < page->n && !stands_after(place_of(&page->at[n]), place))
        n++;
    return n;
}

static err lists_read(struct gql_call *call, struct asked *asked, size_t n)
{
    struct cursor after = asked->back ? asked->until : asked->from, before = asked->back ? asked->from : asked->until;
    list_page page;

    (void)n;
    TRY(lists_get(ctx_of(call), me_of(call), &page));
    size_t begin = after.b ? before_place(&page, after, true) : 0, end = before.b ? before_place(&page, before, false) : page.n;
    size_t all = end > begin ? end - begin : 0, shown = (i64)all < asked->most ? all : (size_t)asked->most;
    if (asked->back)
        begin = begin + all - shown;
    asked->more = shown < all;
    for (size_t i = begin; i < begin + shown; i++)
        node_add(asked, place_of(&page.at[i]), &page.at[i]);
    return OK;
}

static const struct connecting lists_list = { .list = "Query.lists", .of_viewer = true, .read = lists_read, .order = CUT };

static err lists(struct gql_call *call)
{
    TRY(reader_check(call, &may_list));
    return connections_give(call, &lists_list);
}

/* ---- members ---- */

static err members_read(struct gql_call *call, struct asked *asked, size_t n)
{
    return lists_fill(call, asked, n, &(struct filling){ .reached = list_members_reached, .look = people_look, .asks = sight_reaches });
}

static const struct connecting members_list = { .list = "List.members", .of = list_id, .read = members_read };
static err members(struct gql_call *call) { return connections_give(call, &members_list); }

const struct gql_field_binding list_fields[] = {
    { "Query.lists", lists },
    { "List.members", members, .needs = "id" },
    {0}
};
