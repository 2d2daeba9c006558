/* The arguments of one field. */
#include "base/json.h"
#include "base/problems.h"
#include "base/str.h"
#include "graphql/execute.h"

bool gql_value_varies(const struct gql_value *v)
{
    const struct gql_value *at = v;

    for (;;) {
        if (at->kind == GQL_VARIABLE)
            return true;
        if (at->first) {
            at = at->first;
            continue;
        }
        while (at != v && !at->next)
            at = at->around;
        if (at == v)
            return false;
        at = at->next;
    }
}

/* input.where[2].name, from a step outwards. */
str gql_path_text(struct arena *a, const struct gql_step *step)
{
    const struct gql_step *steps[GQL_VALUE_DEPTH + 2];
    struct buf b = BUF_ON(a);
    size_t n = 0;

    for (; step && n < COUNT(steps); step = step->above)
        steps[n++] = step;
    while (n--) {
        if (!steps[n]->key.p)
            buf_format(&b, "[%zu]", steps[n]->index);
        else
            buf_format(&b, "%s" STR_FMT, b.n ? "." : "", STR_ARG(gql_quoted(a, steps[n]->key)));
    }
    return buf_str(&b);
}

struct telling { struct gql_coercion c; str why; };

static void argument_wrong(struct gql_coercion *c, const struct gql_step *step, const struct gql_wrap *type, str what)
{
    struct telling *t = CONTAINER(c, struct telling, c);

    if (t->why.n)
        return;
    str path = gql_path_text(c->arena, step), name = type ? gql_wrap_text(c->arena, type) : S("");
    t->why = arena_format(c->arena, "Argument \"" STR_FMT "\" of type \"" STR_FMT "\" is invalid: " STR_FMT ".", STR_ARG(path),
        STR_ARG(name),
        STR_ARG(what));
}

bool gql_args_coerce(struct gql_coercion c, const struct gql_plan_field *f, struct gql_values *input, const void **args, str *why)
{
    struct telling t = { .c = c };
    const struct gql_fill *fill = f->bound ? f->bound->fill : NULL;
    void *out = NULL;

    t.c.wrong = why ? argument_wrong : NULL;
    bool right = gql_coerce_members(&t.c, f->field->args, f->field->args_n, f->node->args.first, NULL, input);
    if (right && fill) {
        out = arena_zero(c.arena, fill->shape->size, 16);
        right = gql_fill(&t.c, fill, input, out);
    }
    *args = out;
    if (why)
        *why = t.why;
    return right;
}

/* ---- text that nothing can keep ---- */

/* The first text that holds U+0000 is reported. An id that does is one that there is not. */
static err texts_check(struct failure *f, const struct gql_value *first, const struct gql_step *above, const struct gql_type *of_items)
{
    size_t i = 0;

    for (const struct gql_value *v = first; v; v = v->next, i++) {
        const struct gql_type *type = of_items ? of_items : v->input ? v->input->type->type : NULL;
        struct gql_step here = { above, of_items ? (str){0} : v->input ? v->input->name : S(""), i };
        bool is_id = type && type->builtin == GQL_ID_TYPE;
        if (v->kind == GQL_STRING && !is_id && str_find_byte(v->text, '\0') >= 0)
            return failure_field_saying(f, gql_path_text(f->arena, &here), &invalid_text, "This must not hold the character U+0000.");
        if (v->first)
            TRY(texts_check(f, v->first, &here, v->kind == GQL_LIST ? type : NULL));
    }
    return OK;
}

err gql_texts_check(struct gql_call *call)
{
    const char *within = call->cell->field->bound->binding->within;
    const struct gql_value *v = within ? gql_input_of(call->input, str_of(within)) : NULL;

    return texts_check(call->failure, v ? v->first : call->input, NULL, NULL);
}

/* ---- what their shapes state ---- */

static void members_check(struct failure *, const struct gql_fill *, const struct gql_value *first, const void *object);

static void findings_add(struct failure *f, const char *within, const struct failure *of)
{
    for (const struct field_error *e = of->fields; e; e = e->next) {
        str field = arena_format(f->arena, "%s." STR_FMT, within, STR_ARG(e->field));
        (void)failure_field_saying(f, field, e->problem, STR_FMT, STR_ARG(e->detail));
    }
}

static void object_check(struct failure *f, const struct gql_fill *below, const struct gql_value *v, const char *name, const void *object)
{
    struct failure own;

    failure_begin(&own, f->arena);
    members_check(&own, below, v->first, object);
    findings_add(f, name, &own);
}

/* Those that are structs in turn first: what they report is put in order with the rest. */
static void members_check(struct failure *f, const struct gql_fill *fill, const struct gql_value *first, const void *object)
{
    u64 present = 0;

    for (const struct gql_value *v = first; v; v = v->next) {
        const struct field *m = fill->members[v->input->index];
        if (v->kind == GQL_NULL)
            continue;
        present |= shape_bit(fill->shape, m);
        if (m->kind == K_SHAPE)
            object_check(f, fill->below[v->input->index], v, m->name, (const char *)object + m->at);
    }
    (void)shape_validate(f, fill->shape, object, present);
}

err gql_args_check(struct gql_call *call)
{
    const struct gql_bound *bound = call->cell->field->bound;
    const struct gql_fill *fill = bound->fill;
    const char *within = bound->binding->within;
    const struct gql_value *v = within ? gql_input_of(call->input, str_of(within)) : NULL;

    if (v && v->kind != GQL_NULL)
        members_check(call->failure, fill->below[v->input->index], v->first,
                      (const char *)call->args + fill->members[v->input->index]->at);
    else
        members_check(call->failure, fill, call->input, call->args);
    return call->failure->fields ? ERR_INVALID : OK;
}
