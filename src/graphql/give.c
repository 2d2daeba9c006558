/* What resolvers give. */
#include "base/json.h"
#include "base/str.h"
#include "graphql/execute.h"
#include "graphql/resolve.h"

static void types_begin(struct gql_call *call, struct gql_cell *cell)
{
    cell->types = arena_array(call->arena, const struct gql_type *, cell->size);
}

static void widen(struct gql_call *call, struct gql_cell *cell, size_t more)
{
    u32 size = cell->size ? cell->size : 8;

    while (size < cell->n + more)
        size *= 2;
    const void **objects = arena_array(call->arena, const void *, size);
    if (cell->n)
        memcpy(objects, cell->objects, cell->n * sizeof *objects);
    cell->objects = objects;
    if (cell->types) {
        const struct gql_type **types = arena_array(call->arena, const struct gql_type *, size);
        memcpy(types, cell->types, cell->n * sizeof *types);
        cell->types = types;
    }
    cell->size = size;
}

static void object_add(struct gql_call *call, const struct gql_type *type, const void *object)
{
    struct gql_cell *cell = call->cell;

    if (cell->n == cell->size)
        widen(call, cell, 1);
    if (type && !cell->types)
        types_begin(call, cell);
    if (cell->types)
        cell->types[cell->n] = type;
    cell->objects[cell->n++] = object;
}

void gql_give(struct gql_call *call, size_t row, const void *object)
{
    gql_give_as(call, row, NULL, object);
}

void gql_give_as(struct gql_call *call, size_t row, const struct gql_type *type, const void *object)
{
    if (!object)
        return;
    call->cell->from[row] = call->cell->n;
    object_add(call, type, object);
}

void gql_give_empty(struct gql_call *call, size_t row)
{
    call->cell->from[row] = call->cell->n;
    call->cell->count[row] = 0;
}

void gql_give_list(struct gql_call *call, size_t row, const void *first, size_t n, size_t size)
{
    struct gql_cell *cell = call->cell;

    gql_give_empty(call, row);
    cell->count[row] = (u32)n;
    if (cell->size - cell->n < n)
        widen(call, cell, n);
    for (size_t i = 0; i < n; i++)
        cell->objects[cell->n + i] = (const char *)first + i * size;
    cell->n += (u32)n;
}

void gql_give_item(struct gql_call *call, size_t row, const struct gql_type *type, const void *object)
{
    call->cell->count[row]++;
    object_add(call, type, object);
}

err gql_give_error(struct gql_call *call, size_t row, err e)
{
    struct gql_execution *x = CONTAINER(call, struct gql_asked, call)->execution;
    struct gql_cell *cell = call->cell;

    if (!cell->errors)
        cell->errors = arena_array(call->arena, const struct gql_row_error *, call->n);
    cell->errors[row] = gql_row_error_of(x, cell->field, e);
    failure_begin(call->failure, call->arena);
    return OK;
}

/* Members of the failure as those of extensions: names in camelCase. */
static void members_add(struct buf *b, struct arena *a, const struct failure *f)
{
    for (const struct failure_member *m = f->more; m; m = m->next)
        buf_format(b, ",\"" STR_FMT "\":" STR_FMT, STR_ARG(gql_camel(a, str_of(m->name))), STR_ARG(m->json));
    if (f->retry_after)
        buf_format(b, ",\"retryAfter\":%d", f->retry_after);
}

/* From the argument on, in camelCase. */
static str field_name(struct arena *a, const struct field_error *e, const char *within)
{
    str field = gql_camel(a, e->field);

    return within ? arena_format(a, "%s%s" STR_FMT, within, field.n ? "." : "", STR_ARG(field)) : field;
}

static str field_words(const struct field_error *e)
{
    return e->detail.n ? e->detail : str_of(e->problem->words);
}

static void fields_add(struct buf *b, struct arena *a, const struct failure *f, const char *within)
{
    if (!f->fields)
        return;
    buf_lit(b, ",\"errors\":[");
    for (const struct field_error *e = f->fields; e; e = e->next) {
        buf_lit(b, "{\"field\":");
        json_text(b, field_name(a, e, within));
        buf_lit(b, ",\"code\":");
        json_text(b, str_of(e->problem->code));
        buf_lit(b, ",\"detail\":");
        json_text(b, field_words(e));
        buf_add(b, e->next ? S("},") : S("}"));
    }
    buf_byte(b, ']');
}

/* The failure's text; for wrong input the first member's; otherwise the table's. What the server's own faults are is for its log. */
static str message_of(struct arena *a, err e, const struct failure *f, const char *within)
{
    const struct problem *problem = problem_told(f, e);
    str field = f->fields ? field_name(a, f->fields, within) : S("");

    if (e == ERR_INTERNAL)
        return str_of(error_facts[e].title);
    if (f->detail.n)
        return f->detail;
    if (f->fields)
        return field.n ? arena_format(a, STR_FMT ": " STR_FMT, STR_ARG(field), STR_ARG(field_words(f->fields))) : field_words(f->fields);
    return str_of(problem && problem->words ? problem->words : error_facts[e].title);
}

const struct gql_row_error *gql_row_error_of(struct gql_execution *x, const struct gql_plan_field *field, err e)
{
    struct gql_row_error *made = arena_new(x->arena, struct gql_row_error);
    const struct problem *problem = problem_told(x->failure, e);
    const char *within = field->bound && field->bound->binding ? field->bound->binding->within : NULL;
    struct buf more = BUF_ON(x->arena);

    if (x->run->failed)
        x->run->failed(x->run->context, e, x->failure);
    made->code = problem ? problem->code : error_facts[e].code;
    made->message = message_of(x->arena, e, x->failure, within);
    if (made->message.n && made->message.p[made->message.n - 1] != '.')
        made->message = arena_format(x->arena, STR_FMT ".", STR_ARG(made->message));
    members_add(&more, x->arena, x->failure);
    fields_add(&more, x->arena, x->failure, within);
    made->more = buf_str(&more);
    return made;
}
