/* The answer, from above, in the order of the document. A value that may not be null and is makes its object null instead. */
#include "base/json.h"
#include "base/str.h"
#include "graphql/execute.h"

/* Where a value is in the answer; linked on the stack. */
struct path { const struct path *above; str key; u32 index; };       /* key p NULL: an item */

/* What came of a value: bytes; nothing, without an error yet; nothing, and an error says why. */
enum written { WRITTEN, NULLED_QUIETLY, NULLED_TOLD };

enum { PATH_MOST = 256, ERROR_LEAST = 64 };  /* steps of a path; bytes of an error around its words */

static str path_text(struct arena *a, const struct path *path)
{
    const struct path *steps[PATH_MOST];
    struct buf b = BUF_ON(a);
    size_t n = 0;

    for (; path && n < PATH_MOST; path = path->above)
        steps[n++] = path;
    for (char before = '['; n; before = ',') {
        const struct path *p = steps[--n];
        buf_byte(&b, before);
        if (p->key.p)
            json_text(&b, p->key);
        else
            buf_u64(&b, p->index);
    }
    buf_byte(&b, ']');
    return buf_str(&b);
}

static void tell(struct gql_execution *x, u32 at, const struct path *path, const struct gql_row_error *why)
{
    struct gql_error *e;

    if (x->over)
        return;
    e = gql_error_add(&x->errors, why->code, why->message);
    e->at[0] = at;
    e->path = path ? path_text(x->arena, path) : (str){0};
    e->more = why->more;
    x->told += ERROR_LEAST + why->message.n + e->path.n + e->more.n;
    x->over = x->told > x->limit;
}

static void null_tell(struct gql_execution *x, const struct gql_plan_field *f, const struct path *path)
{
    str of = f->field->owner ? f->field->owner->name : S("Query");
    struct gql_row_error why = { .code = GQL_INTERNAL };

    why.message = arena_format(x->arena, "Cannot return null for non-nullable field " STR_FMT "." STR_FMT ".", STR_ARG(of),
        STR_ARG(f->field->name));
    tell(x, f->node->at, path, &why);
}

static enum written object_write(struct gql_execution *, const struct gql_rows *, u32 n, const struct path *);

/* A value that may not be null and is: that is an error, and it rises. True: the object or list goes on. */
static bool settle(struct gql_execution *x, const struct gql_plan_field *f, bool required, enum written w, const struct path *path)
{
    if (w == WRITTEN)
        return true;
    if (required && w == NULLED_QUIETLY)
        null_tell(x, f, path);
    if (!required)
        buf_lit(x->out, "null");
    return !required;
}

static enum written list_write(struct gql_execution *x, const struct gql_cell *cell, u32 row, const struct path *above)
{
    size_t first = x->out->n;
    bool whole = true;

    buf_byte(x->out, '[');
    for (u32 i = 0; i < cell->count[row] && !x->over; i++) {
        struct path path = { above, {0}, i };
        if (i)
            buf_byte(x->out, ',');
        enum written w = object_write(x, cell->below, cell->from[row] + i, &path);
        whole &= settle(x, cell->field, cell->field->item_required, w, &path);
    }
    buf_byte(x->out, ']');
    if (!whole)
        x->out->n = first;
    return whole ? WRITTEN : NULLED_TOLD;
}

static enum written leaf_write(struct gql_execution *x, const struct gql_part *part, const struct gql_cell *cell, u32 row)
{
    const struct gql_bound *bound = cell->field->bound;
    const char *value = cell->leaves ? (const char *)cell->leaves + row * bound->leaf.size
                                     : (const char *)part->rows[row] + bound->member->at;

    return gql_leaf_write(x->out, &bound->leaf, cell->field->field->type->type, value) ? WRITTEN : NULLED_QUIETLY;
}

static enum written value_write(struct gql_execution *x, const struct gql_part *part, const struct gql_cell *cell, u32 row,
                                const struct path *path)
{
    const struct gql_plan_field *f = cell->field;
    const struct gql_row_error *why = cell->all ? cell->all : cell->errors ? cell->errors[row] : NULL;

    if (UNLIKELY(why != NULL)) {
        tell(x, f->node->at, path, why);
        return NULLED_TOLD;
    }
    if (!f->bound) {
        buf_byte(x->out, '"');
        buf_add(x->out, part->group->type->name);
        buf_byte(x->out, '"');
        return WRITTEN;
    }
    if (!f->set)
        return leaf_write(x, part, cell, row);
    if (cell->from[row] == GQL_NONE)
        return NULLED_QUIETLY;
    return f->list ? list_write(x, cell, row, path) : object_write(x, cell->below, cell->from[row], path);
}

static enum written condition_tell(struct gql_execution *x, const struct gql_directive *d, const struct path *path)
{
    struct gql_row_error why = { .code = GQL_BAD_INPUT, .message = S("Argument \"if\" of non-null type \"Boolean!\" must not be null.") };

    tell(x, d->args.first->at, path, &why);
    return NULLED_TOLD;
}

static enum written fields_write(struct gql_execution *x, const struct gql_part *part, u32 row, const struct path *above)
{
    size_t first = x->out->n;
    bool whole = true;

    if (UNLIKELY(part->group->bad != NULL))
        return condition_tell(x, part->group->bad, above);
    buf_byte(x->out, '{');
    for (u32 i = 0; i < part->group->n && !x->over; i++) {
        const struct gql_cell *cell = &part->cells[i];
        struct path path = { above, cell->field->key, 0 };
        if (i)
            buf_byte(x->out, ',');
        buf_add(x->out, cell->field->prefix);
        whole &= settle(x, cell->field, cell->field->required, value_write(x, part, cell, row, &path), &path);
    }
    buf_byte(x->out, '}');
    x->over |= x->out->n > x->limit;
    if (!whole)
        x->out->n = first;
    return whole ? WRITTEN : NULLED_TOLD;
}

static enum written object_write(struct gql_execution *x, const struct gql_rows *rows, u32 n, const struct path *path)
{
    struct gql_spot spot = rows->spots ? rows->spots[n] : (struct gql_spot){ 0, n };

    return spot.part == GQL_NONE ? NULLED_QUIETLY : fields_write(x, &rows->parts[spot.part], spot.row, path);
}

bool gql_data_write(struct gql_execution *x, const struct gql_rows *root)
{
    return fields_write(x, &root->parts[0], 0, NULL) == WRITTEN;
}
