/* The arguments of one field. */
#include "base/str.h"
#include "graphql/request.h"

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
