#include "graphql/plan.h"
#include "base/str.h"

/* Fields of a plan for each that the document may have, as objects of an interface have their own; and what is walked for them. */
enum { PLAN_TIMES = 4, STEPS_MOST = 500000 };

/* Selections whose sets are merged: those of one field, as often as it was asked for. */
struct source { const struct gql_selection *first; struct source *next; };

/* A set that is still to be planned. */
struct todo { struct gql_set *set; struct source *sources; struct todo *next; };

/* What one key of the group that is being planned has so far, and what the group before it began it with. */
struct slot { u32 scope, set; struct gql_plan_field *field; const struct gql_selection *node; struct source **end; };

struct planner {
    struct arena *arena, scratch;
    const struct gql_document *document;
    const struct gql_value *const *variables;
    struct gql_errors *errors;
    struct gql_plan *plan;
    struct todo *first, **last;
    struct slot *slots;              /* by the index of a name; a fragment's is its own */
    struct gql_plan_field *fields;   /* of the group that is being planned */
    struct source **below;           /* and their sources */
    const struct gql_selection **stack;
    u32 scope, set, most, steps;
    const struct gql_directive *bad; /* in the group that is being planned */
};

/* Does the directive's condition hold? A variable that may be null may have come as null. */
static bool holds(struct planner *p, const struct gql_directive *d)
{
    const struct gql_value *v = d->args.first;

    if (v->kind == GQL_VARIABLE)
        v = p->variables && v->name->number ? p->variables[v->name->number - 1] : NULL;
    if (!v || v->kind != GQL_BOOLEAN)
        p->bad = d;
    return v && v->truth;
}

static const struct gql_directive *directive_of(const struct gql_selection *s, const struct gql_directive_type *type)
{
    const struct gql_directive *d = s->directives;

    while (d && d->type != type)
        d = d->next;
    return d;
}

static bool is_left_out(struct planner *p, const struct gql_selection *s)
{
    const struct gql_directive *skip, *include;

    if (LIKELY(!s->directives))
        return false;
    skip = directive_of(s, p->document->schema->skip);
    if (skip && holds(p, skip))
        return true;
    include = directive_of(s, p->document->schema->include);
    return include && !holds(p, include);
}

static str prefix_of(struct arena *a, str key)
{
    char *p = arena_alloc(a, key.n + 3, 1);

    p[0] = '"';
    memcpy(p + 1, key.p, key.n);
    memcpy(p + 1 + key.n, "\":", 2);
    return (str){ p, key.n + 3 };
}

/* Arguments that do not vary are coerced now. What is wrong with them shows where the field is answered. */
static void args_settle(struct planner *p, struct gql_plan_field *f)
{
    const struct gql_field *field = f->field;

    for (const struct gql_value *v = f->node->args.first; v; v = v->next)
        f->varies |= gql_value_varies(v);
    p->plan->varies |= f->varies;
    if (f->varies || !field->args_n)
        return;
    f->bad = !gql_args_coerce((struct gql_coercion){ .schema = p->document->schema, .arena = p->arena }, f, &f->input, &f->args, NULL);
}

static void shape_settle(struct gql_plan_field *f)
{
    const struct gql_wrap *type = gql_nullable(f->field->type);

    f->required = f->field->type->kind == GQL_NON_NULL;
    f->list = type->kind == GQL_LIST_OF;
    f->item_required = f->list && type->of->kind == GQL_NON_NULL;
}

static struct gql_plan_field *field_new(struct planner *p, struct gql_group *g, const struct gql_selection *s)
{
    struct gql_plan_field *f = &p->fields[g->n++];
    const struct gql_field *own = s->field->owner ? gql_table_get(&g->type->members, s->name) : s->field;

    *f = (struct gql_plan_field){ .key = s->key->text, .prefix = prefix_of(p->arena, s->key->text), .field = own, .bound = own->bound,
        .node = s, .number = p->plan->fields++ };
    shape_settle(f);
    args_settle(p, f);
    if (f->bound)
        g->wanted |= f->bound->needs;
    return f;
}

/* One field is asked for; its set joins those that were asked for under that key. */
static void field_take(struct planner *p, struct gql_group *g, const struct gql_selection *s)
{
    struct slot *slot = &p->slots[s->key->index];

    if (slot->scope != p->scope) {
        bool again = slot->set == p->set && slot->node == s;
        p->below[g->n] = NULL;
        *slot = (struct slot){ p->scope, p->set, field_new(p, g, s), s, NULL };
        slot->end = &p->below[slot->field - p->fields];
        slot->field->again = again;
    }
    if (!s->first)
        return;
    *slot->end = arena_new(&p->scratch, struct source);
    **slot->end = (struct source){ s->first, NULL };
    slot->end = &(*slot->end)->next;
}

static bool is_for(const struct gql_type *type, const struct gql_type *object)
{
    return type == object || (gql_is_abstract(type) && gql_may_be(type, object));
}

static const struct gql_selection *set_within(struct planner *p, const struct gql_group *g, const struct gql_selection *s)
{
    if (s->kind == GQL_INLINE)
        return is_for(s->inner, g->type) ? s->first : NULL;
    struct slot *slot = &p->slots[p->document->tree.names.n + s->fragment->index];
    if (slot->scope == p->scope || !is_for(s->fragment->type, g->type))
        return NULL;
    slot->scope = p->scope;
    return s->fragment->first;
}

static err selections_walk(struct planner *p, struct gql_group *g, const struct gql_selection *s)
{
    u32 n = 0;

    while (s) {
        const struct gql_selection *into = NULL;
        if (++p->steps > STEPS_MOST || p->plan->fields > p->most)
            return gql_past(p->errors, GQL_QUERY_TOO_LARGE, s->at, p->document->limits.fields, -1, "The operation has too many fields.");
        if (is_left_out(p, s))
            into = NULL;
        else if (s->kind == GQL_FIELD)
            field_take(p, g, s);
        else
            into = set_within(p, g, s);
        if (into && s->next)
            p->stack[n++] = s->next;
        s = into ? into : s->next ? s->next : n ? p->stack[--n] : NULL;
    }
    return OK;
}

static bool sources_same(const struct source *a, const struct source *b)
{
    for (; a && b && a->first == b->first; a = a->next)
        b = b->next;
    return !a && !b;
}

static struct gql_set *set_new(struct planner *p, const struct gql_type *type, struct source *sources)
{
    struct gql_set *set = arena_new(p->arena, struct gql_set);
    struct todo *todo = arena_new(&p->scratch, struct todo);

    set->type = type;
    set->number = p->plan->sets++;
    *todo = (struct todo){ set, sources, NULL };
    *p->last = todo;
    p->last = &todo->next;
    return set;
}

/* Objects of an interface that are asked the same below a field share what is planned there. */
struct shared { const struct gql_type *type; struct source *sources; struct gql_set *set; struct shared *next; };

static void set_below(struct planner *p, struct gql_plan_field *f, struct source *sources, struct shared **known)
{
    const struct gql_type *type = f->field->type->type;

    for (struct shared *s = *known; s; s = s->next)
        if (s->type == type && sources_same(s->sources, sources)) {
            f->set = s->set;
            f->shared = true;
            return;
        }
    struct shared *s = arena_new(&p->scratch, struct shared);
    *s = (struct shared){ type, sources, set_new(p, type, sources), *known };
    *known = s;
    f->set = s->set;
}

static err group_plan(struct planner *p, struct gql_group *g, const struct source *sources, struct shared **known)
{
    p->scope++;
    p->bad = NULL;
    for (; sources; sources = sources->next)
        TRY(selections_walk(p, g, sources->first));
    g->bad = p->bad;
    g->fields = arena_array(p->arena, struct gql_plan_field, g->n);
    if (g->n)
        memcpy(g->fields, p->fields, g->n * sizeof *g->fields);
    for (u32 i = 0; i < g->n; i++)
        if (!gql_is_leaf(g->fields[i].field->type->type))
            set_below(p, &g->fields[i], p->below[i], known);
    return OK;
}

static err set_plan(struct planner *p, struct gql_set *set, struct source *sources)
{
    struct shared *known = NULL;

    p->set = set->number + 1;
    set->n = set->type->possible_n;
    set->groups = arena_array(p->arena, struct gql_group, set->n);
    for (u32 i = 0; i < set->n; i++) {
        set->groups[i].type = set->type->possible[i];
        TRY(group_plan(p, &set->groups[i], sources, &known));
    }
    return OK;
}

static err sets_plan(struct planner *p, const struct gql_definition *def)
{
    struct source *root = arena_new(&p->scratch, struct source);

    root->first = def->first;
    p->plan->root = set_new(p, def->type, root);
    for (; p->first; p->first = p->first->next)
        TRY(set_plan(p, p->first->set, p->first->sources));
    return OK;
}

err gql_plan_make(struct arena *a, const struct gql_document *d, const struct gql_definition *def, const struct gql_value *const *variables,
                  struct gql_errors *errors, struct gql_plan **out)
{
    struct planner p = { .arena = a, .document = d, .variables = variables, .errors = errors, .plan = arena_new(a, struct gql_plan),
        .most = PLAN_TIMES * d->limits.fields };

    p.last = &p.first;
    p.slots = arena_array(&p.scratch, struct slot, d->tree.names.n + d->tree.fragments);
    p.fields = arena_array(&p.scratch, struct gql_plan_field, d->tree.tokens);
    p.below = arena_array(&p.scratch, struct source *, d->tree.tokens);
    p.stack = arena_array(&p.scratch, const struct gql_selection *, d->tree.tokens);
    err e = sets_plan(&p, def);
    arena_close(&p.scratch);
    *out = p.plan;
    return e;
}
