/*
 * What depends on where fragments are spread: cycles, fragments that nothing uses, variables. A chain of fragments may be as
 * long as the document, so nothing recurses.
 */
#include "base/str.h"
#include "graphql/validate.h"

enum { NEW, OPEN, DONE };

struct visit { struct gql_definition *def; u32 next; };      /* next: of its spreads */

/* Depth first from one fragment; a spread of one that is open closes a cycle. */
static void cycles_from(struct gql_validation *v, struct gql_definition *first, struct visit *open)
{
    u32 n = 0;

    open[n++] = (struct visit){ first, 0 };
    first->mark = OPEN;
    while (n) {
        struct visit *top = &open[n - 1];
        if (top->next == top->def->spreads_n) {
            top->def->mark = DONE;
            n--;
            continue;
        }
        struct gql_selection *s = top->def->spreads[top->next++];
        if (s->fragment->mark == OPEN)
            gql_invalid(v, s->at, GQL_NOWHERE, "Cannot spread fragment \"" STR_FMT "\" within itself.", QUOTE(v, s->name->text));
        if (s->fragment->mark != NEW)
            continue;
        s->fragment->mark = OPEN;
        open[n++] = (struct visit){ s->fragment, 0 };
    }
}

void gql_check_fragments(struct gql_validation *v)
{
    struct visit *open = arena_array(v->scratch, struct visit, v->tree->fragments + 1);

    GQL_EACH(def, v->tree)
        if (def->is_fragment && def->mark == NEW)
            cycles_from(v, def, open);
    GQL_EACH(def, v->tree)
        def->mark = 0;
}

/* The operation and all fragments that it reaches, each once. */
struct reach { struct gql_definition **defs; u32 n; };

static void reach_from(struct gql_definition *operation, struct reach *r)
{
    r->n = 0;
    r->defs[r->n++] = operation;
    for (u32 i = 0; i < r->n; i++)
        for (u32 k = 0; k < r->defs[i]->spreads_n; k++) {
            struct gql_definition *fragment = r->defs[i]->spreads[k]->fragment;
            if (fragment->mark == operation->index + 1)
                continue;
            fragment->mark = operation->index + 1;
            fragment->used = true;
            r->defs[r->n++] = fragment;
        }
}

/* May a variable be given where that is expected? A default, its own or the place's, makes up for null. */
static bool is_allowed(const struct gql_variable *var, const struct gql_value *use)
{
    const struct gql_wrap *place = use->type;
    bool given = var->standard && var->standard->kind != GQL_NULL;

    if (place->kind == GQL_NON_NULL && var->type->kind != GQL_NON_NULL) {
        if (!given && !(use->input && use->input->standard))
            return false;
        place = place->of;
    }
    return gql_wrap_within(var->type, place);
}

static bool is_one_of(const struct gql_value *use)
{
    const struct gql_value *object = use->around;

    return object && object->kind == GQL_OBJECT && object->type && object->type->kind == GQL_INPUT_TYPE && object->type->type->one_of;
}

static void use_check(struct gql_validation *v, const struct gql_definition *operation, const struct gql_value *use, u32 scope)
{
    struct gql_variable *var = use->name->seen == scope ? use->name->variable : NULL;

    if (!var) {
        gql_invalid(v, use->at, operation->at, "Variable \"$" STR_FMT "\" is not defined%s" STR_FMT "%s.", QUOTE(v, use->name->text),
            operation->name ? " by operation \"" : "", STR_ARG(operation->name ? gql_quoted(v->errors->arena, operation->name->text)
                : S("")),
            operation->name ? "\"" : "");
        return;
    }
    var->used = true;
    if (!var->type || !use->type)
        return;
    if (!is_allowed(var, use))
        gql_invalid(v, var->at, use->at, "Variable \"$" STR_FMT "\" of type \"" STR_FMT "\" used in position expecting type \"" STR_FMT
            "\".", QUOTE(v, var->name->text), QUOTE_TYPE(v, var->type), QUOTE_TYPE(v, use->type));
    if (is_one_of(use) && var->type->kind != GQL_NON_NULL)
        gql_invalid(v, var->at, use->at, "Variable \"$" STR_FMT "\" is of type \"" STR_FMT
            "\" but must be non-nullable to be used for OneOf Input Object \"" STR_FMT "\".", QUOTE(v, var->name->text),
            QUOTE_TYPE(v, var->type), QUOTE(v, use->around->type->type->name));
}

static void variables_check(struct gql_validation *v, struct gql_definition *operation, const struct reach *r)
{
    u32 scope = gql_scope(&v->tree->names);

    for (struct gql_variable *var = operation->variables; var; var = var->next) {
        var->name->seen = scope;
        var->name->variable = var;
    }
    for (u32 i = 0; i < r->n && !v->full; i++)
        for (u32 k = 0; k < r->defs[i]->uses_n; k++)
            use_check(v, operation, r->defs[i]->uses[k], scope);
    for (struct gql_variable *var = operation->variables; var; var = var->next)
        if (!var->used && var->name->variable == var)
            gql_invalid(v, var->at, GQL_NOWHERE, "Variable \"$" STR_FMT "\" is never used.", QUOTE(v, var->name->text));
}

/* Is it left out whatever the variables are? */
static bool is_skipped(const struct gql_validation *v, const struct gql_directive *d)
{
    for (; d; d = d->next)
        if (d->args.first && d->args.first->kind == GQL_BOOLEAN
            && ((d->type == v->schema->skip && d->args.first->truth) || (d->type == v->schema->include && !d->args.first->truth)))
            return true;
    return false;
}

/* What a walk over the root fields of a subscription keeps. */
struct roots { const struct gql_name *key; u32 scope; const struct gql_type *root; };

static void root_check(struct gql_validation *v, const struct gql_selection *s, struct roots *r)
{
    if (str_starts(s->name->text, S("__")))
        gql_invalid(v, s->at, GQL_NOWHERE, "A subscription must not select an introspection top level field.");
    if (r->key && r->key != s->key)
        gql_invalid(v, s->at, GQL_NOWHERE, "A subscription must select only one top level field.");
    if (!r->key)
        r->key = s->key;
}

static bool is_for(const struct gql_type *type, const struct gql_type *root)
{
    return type && (type == root || (gql_is_abstract(type) && gql_may_be(type, root)));
}

/* The root fields, through fragments, each of which is opened once. The stack has room for every selection of a document. */
static void subscription_check(struct gql_validation *v, struct gql_definition *operation)
{
    struct gql_selection **stack = arena_array(v->scratch, struct gql_selection *, v->tree->tokens + 1);
    struct roots r = { NULL, gql_scope(&v->tree->names), operation->type };
    u32 n = 0;

    for (struct gql_selection *s = operation->first; s; ) {
        struct gql_selection *into = NULL;
        if (is_skipped(v, s->directives))
            into = NULL;
        else if (s->kind == GQL_FIELD)
            root_check(v, s, &r);
        else if (s->kind == GQL_INLINE && (!s->name || is_for(s->inner, r.root)))
            into = s->first;
        else if (s->kind == GQL_SPREAD && s->fragment && !gql_seen(s->name, r.scope) && is_for(s->fragment->type, r.root))
            into = s->fragment->first;
        if (into && s->next)
            stack[n++] = s->next;
        s = into ? into : s->next ? s->next : n ? stack[--n] : NULL;
    }
}

void gql_check_operations(struct gql_validation *v)
{
    struct reach r = { arena_array(v->scratch, struct gql_definition *, v->tree->fragments + 1), 0 };
    u32 number = 0;

    for (struct gql_definition *def = v->tree->first; def && !v->full; def = def->next) {
        if (def->is_fragment)
            continue;
        def->index = number++;
        reach_from(def, &r);
        variables_check(v, def, &r);
        if (def->operation == GQL_SUBSCRIPTION && def->type)
            subscription_check(v, def);
    }
    GQL_EACH(def, v->tree)
        if (def->is_fragment && !def->name->fragment->used)
            gql_invalid(v, def->at, GQL_NOWHERE, "Fragment \"" STR_FMT "\" is never used.", QUOTE(v, def->name->text));
}
