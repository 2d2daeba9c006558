/* Somebody's lists, with their members. */
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

struct owned_list { id id; str title; ids members; when created_at, updated_at; };
static SHAPE(owned_list,
    FIELD(owned_list, id), FIELD(owned_list, title), FIELD(owned_list, members), FIELD(owned_list, created_at),
    FIELD(owned_list, updated_at));

static err list_export(ctx *c, const struct list_row *row, struct rows *rows)
{
    member_page members;

    TRY(q_members_before(c, row->id, (id){ INT64_MAX }, LIST_MEMBERS_MOST, &members));
    struct owned_list own = { row->id, row->title, { arena_array(&c->arena, id, members.n), members.n }, { id_ms(row->id) },
                              row->updated_at };
    for (size_t i = 0; i < members.n; i++)
        own.members.at[i] = members.at[i].user_id;
    return row_add(c, rows, &owned_list_shape, &own);
}

static err lists_export(ctx *c, id who, struct rows *rows)
{
    list_row_page lists;

    TRY(q_lists_of(c, who, &lists));
    struct arena_mark mark = arena_mark(&c->arena);
    for (size_t i = 0; i < lists.n; i++) {
        TRY(list_export(c, &lists.at[i], rows));
        arena_rewind(&c->arena, mark);
    }
    return OK;
}

const struct belongings timeline_belongings[] = {
    { "lists.json", "your lists of people", lists_export },
    {0}
};
