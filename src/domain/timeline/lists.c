/* Lists of people: their owner's alone. The number of members is beside them, and changes with them. */
#include "base/problems.h"
#include "base/str.h"
#include "domain/timeline/timeline.sql.h"
#include "domain/timeline/timeline_own.h"

enum { TITLE_MOST = 100 };

SHAPE(list,
    FIELD(list, id), FIELD(list, title), FIELD(list, member_count), FIELD(list, created_at), FIELD(list, updated_at));
SHAPE(list_draft, FIELD(list_draft, title, .min = 1, .max = TITLE_MOST));
SHAPE(list_change, FIELD(list_change, id), FIELD(list_change, title, .min = 1, .max = TITLE_MOST));

static struct list list_of(const struct list_row *row)
{
    return (struct list){ row->id, row->title, row->member_count, { id_ms(row->id) }, row->updated_at };
}

/* Another's is not there. */
static err list_found(err e, id me, const struct list_row *row)
{
    return e == OK && row->user_id.v != me.v ? ERR_NOT_FOUND : e;
}

static err list_row_read(ctx *c, id me, id list, struct list_row *out)
{
    err e = list_found(q_list_get(c, list, out), me, out);

    return e == ERR_NOT_FOUND ? fail(c, &list_not_found) : e;
}

static err list_meet(tx *t, id me, id list, struct list_row *out)
{
    TRY(account_acts_in(t, me));
    err e = list_found(q_list_get(t, list, out), me, out);
    return e == ERR_NOT_FOUND ? tx_fail(t, &list_not_found) : e;
}

/* ---- lists ---- */

struct list_call { id me, list, who; str title; bool change; struct list *out; };

static err create(tx *t, void *arg)
{
    const struct list_call *in = arg;
    struct list_row row = { .id = tx_new_id(t), .title = in->title, .updated_at = tx_now(t) };
    list_row_page all;

    TRY(account_acts_in(t, in->me));
    TRY(q_lists_of(t, in->me, &all));
    if (all.n >= LISTS_MOST)
        return tx_fail(t, &too_many_lists);
    TRY(q_list_add(t, row.id, in->me, row.title, row.updated_at));
    *in->out = list_of(&row);
    return OK;
}

err list_create(ctx *c, id me, const struct list_draft *draft, struct list *out)
{
    return transact(c, create, &(struct list_call){ .me = me, .title = draft->title, .out = out });
}

err list_get(ctx *c, id me, id list, struct list *out)
{
    struct list_row row;

    TRY(list_row_read(c, me, list, &row));
    *out = list_of(&row);
    return OK;
}

err lists_get(ctx *c, id me, list_page *out)
{
    list_row_page rows;

    TRY(q_lists_of(c, me, &rows));
    *out = (list_page){ .at = arena_array(&c->arena, struct list, rows.n), .n = rows.n };
    for (size_t i = 0; i < rows.n; i++)
        out->at[i] = list_of(&rows.at[i]);
    return OK;
}

static err rename_in(tx *t, void *arg)
{
    const struct list_call *in = arg;
    struct list_row row;

    TRY(list_meet(t, in->me, in->list, &row));
    if (in->change && !str_eq(in->title, row.title)) {
        row.title = in->title;
        row.updated_at = tx_now(t);
        TRY(q_list_set(t, row.id, row.title, row.updated_at));
    }
    *in->out = list_of(&row);
    return OK;
}

err list_rename(ctx *c, id me, const struct list_change *change, struct list *out)
{
    if (change->title.is == NULLED)
        return fail_field(c, S("title"), &too_short);
    return transact(c, rename_in, &(struct list_call){
        .me = me, .list = change->id, .title = change->title.v, .change = change->title.is == GIVEN, .out = out });
}

static err delete(tx *t, void *arg)
{
    const struct list_call *in = arg;
    struct list_row row;

    TRY(list_meet(t, in->me, in->list, &row));
    TRY(q_members_drop(t, in->list));
    return q_list_drop(t, in->list);
}

err list_delete(ctx *c, id me, id list)
{
    return transact(c, delete, &(struct list_call){ .me = me, .list = list });
}

/* ---- members ---- */

static err members_read(ctx *c, const void *arg, id at, i64 offset, i64 most, struct people_ids *out)
{
    const id *list = arg;
    member_page members;

    TRY(q_members_before(c, *list, at.v ? at : (id){ INT64_MAX }, offset + most + 1, &members));
    size_t from = members.n < (size_t)offset ? members.n : (size_t)offset, n = members.n - from;
    bool more = n > (size_t)most;
    n = more ? (size_t)most : n;
    *out = (struct people_ids){ .who = { arena_array(&c->arena, id, n), n } };
    for (size_t i = 0; i < n; i++)
        out->who.at[i] = members.at[from + i].user_id;
    out->next = more ? members.at[from + n - 1].made : (id){ 0 };
    return OK;
}

err list_members(ctx *c, id me, id list, struct people_wish wish, profile_page *out, id *next)
{
    struct list_row row;

    TRY(list_row_read(c, me, list, &row));
    return people_list(c, me, &(struct people_source){ members_read, &list, sight_reaches }, wish, out, next);
}

err list_members_reached(ctx *c, const struct reach *reaches, size_t n, enum reach_way way, i64 most, reached_page *out)
{
    str lists = reaches_text(&c->arena, reaches, n, way);

    return way == REACH_DOWN ? q_members_down(c, lists, most, out) : q_members_up(c, lists, most, out);
}

static err add(tx *t, void *arg)
{
    const struct list_call *in = arg;
    struct list_row row;
    struct sight who;
    i64 added;

    TRY(list_meet(t, in->me, in->list, &row));
    TRY(sight_meet_in(t, in->me, in->who, &who));
    if (!sight_reaches(&who))
        return tx_fail_saying(t, &blocking, "You block this user. Unblock them before you add them to a list.");
    TRY(q_member_add(t, in->list, in->who, tx_new_id(t), &added));
    if (!added)
        return OK;
    if (row.member_count >= LIST_MEMBERS_MOST)
        return tx_fail(t, &list_full);
    return q_list_count_add(t, ((ids){ &row.id, 1 }), 1);
}

err list_member_add(ctx *c, id me, id list, id who)
{
    return transact(c, add, &(struct list_call){ .me = me, .list = list, .who = who });
}

static err take_out(tx *t, void *arg)
{
    const struct list_call *in = arg;
    struct list_row row;
    i64 gone;

    TRY(list_meet(t, in->me, in->list, &row));
    TRY(q_member_drop(t, in->list, in->who, &gone));
    return gone ? q_list_count_add(t, ((ids){ &row.id, 1 }), -1) : OK;
}

err list_member_remove(ctx *c, id me, id list, id who)
{
    return transact(c, take_out, &(struct list_call){ .me = me, .list = list, .who = who });
}

/* ---- a block takes out of the lists of both, for good ---- */

static err out_of(tx *t, id owner, id who)
{
    member_page gone;

    TRY(q_memberships_drop(t, owner, who, &gone));
    ids lists = { arena_array(tx_arena(t), id, gone.n), gone.n };
    for (size_t i = 0; i < gone.n; i++)
        lists.at[i] = gone.at[i].list_id;
    return lists.n ? q_list_count_add(t, lists, -1) : OK;
}

err lists_part(tx *t, id one, id other)
{
    TRY(out_of(t, one, other));
    return out_of(t, other, one);
}
