#include "graphql/execute.h"
#include "graphql/resolve.h"
#include <assert.h>
#include "base/json.h"
#include "base/str.h"

enum { HELD_TIMES = 8, HELD_LEAST = 16 << 20 };      /* what may be held for an answer, by its limit; octets that always may */

/* Resolvers load whole objects, of which an answer may show next to nothing. */
static bool holds_too_much(const struct gql_execution *x)
{
    size_t most = x->limit * HELD_TIMES;

    return x->arena->used - x->began > (most > HELD_LEAST ? most : HELD_LEAST);
}

static void part_begin(struct gql_execution *x, struct gql_part *part, const struct gql_group *group, u32 most)
{
    part->group = group;
    part->rows = arena_alloc(x->arena, most * sizeof *part->rows + 1, _Alignof(void *));
    part->cells = arena_array(x->arena, struct gql_cell, group->n);
}

static u32 group_of(const struct gql_set *set, const struct gql_type *type)
{
    u32 i = 0;

    while (i < set->n && set->groups[i].type != type)
        i++;
    return i < set->n ? i : GQL_NONE;
}

/* Rows of several types, or with nulls among them: each goes to its part, and its place is kept. */
static void rows_part(struct gql_execution *x, struct gql_rows *rows, const void **objects, const struct gql_type **types)
{
    rows->spots = arena_array(x->arena, struct gql_spot, rows->n);
    for (u32 i = 0; i < rows->n; i++) {
        assert(!objects[i] || types || rows->set->n == 1);
        u32 g = !objects[i] ? GQL_NONE : !types ? 0 : group_of(rows->set, types[i]);
        rows->spots[i].part = g;
        if (g == GQL_NONE)
            continue;
        struct gql_part *part = &rows->parts[g];
        if (!part->group)
            part_begin(x, part, &rows->set->groups[g], rows->n);
        rows->spots[i].row = part->n;
        part->rows[part->n++] = objects[i];
    }
}

static bool any_null(const void **objects, u32 n)
{
    for (u32 i = 0; i < n; i++)
        if (!objects[i])
            return true;
    return false;
}

struct gql_rows *gql_rows_make(struct gql_execution *x, const struct gql_set *set, const void **objects, const struct gql_type **types,
                               u32 n)
{
    struct gql_rows *rows = arena_new(x->arena, struct gql_rows);

    *rows = (struct gql_rows){ .set = set, .n = n, .parts = arena_array(x->arena, struct gql_part, set->n) };
    if (set->n != 1 || any_null(objects, n)) {
        rows_part(x, rows, objects, types);
        return rows;
    }
    part_begin(x, &rows->parts[0], &set->groups[0], 0);
    rows->parts[0].rows = objects;
    rows->parts[0].n = n;
    return rows;
}

static void rows_queue(struct gql_execution *x, struct gql_cell *cell)
{
    const struct gql_set *set = cell->field->set;

    cell->below = gql_rows_make(x, set, cell->objects, cell->types, cell->n);
    *x->last = cell->below;
    x->last = &cell->below->next;
}

static void places_make(struct gql_execution *x, struct gql_cell *cell, u32 n)
{
    cell->from = arena_alloc(x->arena, n * sizeof *cell->from + 1, _Alignof(u32));
    memset(cell->from, 0xff, n * sizeof *cell->from);
    if (cell->field->list)
        cell->count = arena_array(x->arena, u32, n);
    cell->size = n;
    cell->objects = arena_alloc(x->arena, n * sizeof *cell->objects + 1, _Alignof(void *));
}

static void call_begin(struct gql_execution *x, struct gql_call *call, const struct gql_part *part, struct gql_cell *cell)
{
    const struct gql_plan_field *f = cell->field;

    *call = (struct gql_call){ .context = x->run->context, .notes = x->run->notes, .arena = x->arena, .failure = x->failure,
        .rows = part->rows, .n = part->n, .cell = cell, .schema = x->request->document->schema };
    if (f->set) {
        call->wanted = f->set->n ? f->set->groups[0].wanted : 0;
        for (u32 i = 1; i < f->set->n; i++)
            call->wanted |= f->set->groups[i].wanted;
        places_make(x, cell, part->n);
    } else {
        cell->leaves = call->column = arena_zero_array(x->arena, part->n, f->bound->leaf.size, 16);
    }
}

static const struct gql_row_error *argument_error(struct gql_execution *x, struct gql_args args)
{
    struct gql_row_error *e = arena_new(x->arena, struct gql_row_error);

    e->code = GQL_BAD_INPUT;
    e->message = args.why.n ? args.why : S("An argument is invalid.");
    return e;
}

static err resolver_call(struct gql_execution *x, struct gql_part *part, struct gql_cell *cell)
{
    const struct gql_plan_field *f = cell->field;
    struct gql_args args = gql_args_of(x->request, f);
    struct gql_asked asked = { .execution = x };

    if (args.bad) {
        cell->all = argument_error(x, args);
        return OK;
    }
    if (x->run->cancelled && x->run->cancelled(x->run->context))
        return ERR_CANCELLED;
    call_begin(x, &asked.call, part, cell);
    asked.call.args = args.args;
    asked.call.input = args.input.first;
    failure_begin(x->failure, x->arena);
    err e = gql_texts_check(&asked.call);
    if (e == OK)
        e = f->bound->binding->resolve(&asked.call);
    x->run->calls++;
    if (e == ERR_CANCELLED || e == ERR_TIMEOUT)
        return e;
    if (holds_too_much(x))
        return ERR_TOO_LARGE;
    if (e != OK)
        cell->all = gql_row_error_of(x, f, e);
    else if (f->set && cell->n)
        rows_queue(x, cell);
    return OK;
}

static void member_give(struct gql_call *call, size_t row, const struct field *m, const void *value)
{
    const struct page *page = value;

    if (m->kind == K_PAGE)
        gql_give_list(call, row, page->at, page->n, m->of->size);
    else
        gql_give(call, row, m->kind == K_LINK ? *(const void *const *)value : value);
}

/* Objects that are in the rows' structs already. */
static void members_take(struct gql_execution *x, struct gql_part *part, struct gql_cell *cell)
{
    const struct field *m = cell->field->bound->member;
    struct gql_asked asked = { .execution = x };

    call_begin(x, &asked.call, part, cell);
    for (u32 i = 0; i < part->n; i++)
        member_give(&asked.call, i, m, (const char *)part->rows[i] + m->at);
    if (cell->n)
        rows_queue(x, cell);
}

static err cell_answer(struct gql_execution *x, struct gql_part *part, u32 i)
{
    struct gql_cell *cell = &part->cells[i];

    cell->field = &part->group->fields[i];
    if (!cell->field->bound)
        return OK;
    if (cell->field->bound->binding && cell->field->bound->binding->resolve)
        return resolver_call(x, part, cell);
    if (cell->field->set)
        members_take(x, part, cell);
    return OK;
}

static err part_answer(struct gql_execution *x, struct gql_part *part)
{
    for (u32 i = 0; part->n && !part->group->bad && i < part->group->n; i++)
        TRY(cell_answer(x, part, i));
    return OK;
}

static err queue_answer(struct gql_execution *x)
{
    while (x->first) {
        struct gql_rows *rows = x->first;
        x->first = rows->next;
        if (!x->first)
            x->last = &x->first;
        for (u32 g = 0; g < rows->set->n; g++)
            TRY(part_answer(x, &rows->parts[g]));
    }
    return OK;
}

/* Fields of a mutation run one after the other, each with all that is below it. */
err gql_answer_all(struct gql_execution *x, struct gql_rows *root)
{
    struct gql_part *part = &root->parts[0];

    if (x->request->operation->def->operation != GQL_MUTATION) {
        TRY(part_answer(x, part));
        return queue_answer(x);
    }
    for (u32 i = 0; !part->group->bad && i < part->group->n; i++) {
        TRY(cell_answer(x, part, i));
        TRY(queue_answer(x));
    }
    return OK;
}

static void answer_join(struct gql_execution *x, str data)
{
    buf_lit(x->out, "{");
    if (x->errors.n) {
        buf_lit(x->out, "\"errors\":");
        gql_errors_write(x->out, x->request->document->tree.text, x->run->trace_id, &x->errors);
        if (data.n)
            buf_lit(x->out, ",");
    }
    if (data.n)
        buf_lit(x->out, "\"data\":");
    buf_add(x->out, data);
    buf_lit(x->out, "}");
}

static err too_large(struct gql_execution *x, size_t first, const char *words)
{
    x->out->n = first;
    gql_errors_init(&x->errors, x->arena);
    (void)gql_past(&x->errors, GQL_ANSWER_TOO_LARGE, x->request->operation->def->at, (i64)x->limit, -1, "%s", words);
    answer_join(x, (str){0});
    x->run->errors = 1;
    return ERR_TOO_LARGE;
}

/* Mostly there are no errors: the data is written where it stays. Otherwise they go before it. */
static err answer_write(struct gql_execution *x, const struct gql_rows *root)
{
    size_t first = x->out->n;

    buf_lit(x->out, "{\"data\":");
    size_t data = x->out->n;
    if (!gql_data_write(x, root) && !x->over)
        buf_lit(x->out, "null");
    if (!x->over && x->errors.n) {
        str copy = arena_copy(x->arena, (str){ x->out->p + data, x->out->n - data });
        x->out->n = first;
        answer_join(x, copy);
    } else {
        buf_byte(x->out, '}');
    }
    x->run->errors = (u32)x->errors.n;
    if (!x->over && x->out->n - first <= x->limit)
        return OK;
    return too_large(x, first, arena_format(x->arena, "The answer is larger than %zu bytes.", x->limit).p);
}

err gql_execute(struct gql_request *r, struct gql_run *run, struct buf *out)
{
    struct gql_execution x = { .request = r, .run = run, .arena = r->arena, .failure = run->failure, .out = out,
        .limit = r->document->limits.answer, .began = r->arena->used };
    const void **root = arena_array(r->arena, const void *, 1);

    x.last = &x.first;
    if (!x.failure) {
        failure_begin(&x.own, r->arena);
        x.failure = &x.own;
    }
    gql_errors_init(&x.errors, r->arena);
    root[0] = run->root ? run->root : "";
    struct gql_rows *rows = gql_rows_make(&x, r->plan->root, root, NULL, 1);
    err e = gql_answer_all(&x, rows);
    if (e == ERR_TOO_LARGE)
        return too_large(&x, out->n, "The objects of the answer take too much memory.");
    TRY(e);
    return answer_write(&x, rows);
}
