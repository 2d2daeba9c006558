/* Limits of an operation that hold whatever its variables are: fields in each other, fields, aliases, with fragments opened. */
#include "graphql/error.h"
#include "base/str.h"
#include "graphql/plan.h"

const struct gql_limits gql_limits_standard = {
    .tokens = 10000, .depth = 20, .fields = 5000, .aliases = 100, .root_fields = 20, .directives = 50, .cost = 5000, .answer = 8 << 20,
};

enum { META_LISTS_MOST = 3, STEPS_TIMES = 10 };      /* steps for each field: through spreads too */

/* Where the walk is, and where it goes on once a set ends: with what is after the selection that opened it. */
struct level { const struct gql_selection *next; u32 depth, lists; };

struct counts {
    const struct gql_limits *limits;
    struct gql_errors *errors;
    u32 fields, aliases, roots;
};

static bool is_meta_list(const struct gql_selection *s)
{
    static const str names[] = { S("fields"), S("inputFields"), S("interfaces"), S("possibleTypes") };

    for (size_t i = 0; s->in && s->in->own && i < COUNT(names); i++)
        if (str_eq(s->name->text, names[i]))
            return true;
    return false;
}

static err past(struct counts *c, const struct gql_selection *s, const char *code, u32 limit, u32 seen, const char *what)
{
    return gql_past(c->errors, code, s->at, limit, seen, "The operation has more than %u %s.", limit, what);
}

static err field_count(struct counts *c, const struct gql_selection *s, u32 depth, u32 lists)
{
    const struct gql_limits *l = c->limits;

    c->aliases += s->alias;
    c->roots += depth == 1;
    if (++c->fields > l->fields)
        return past(c, s, GQL_QUERY_TOO_LARGE, l->fields, c->fields, "fields");
    if (c->aliases > l->aliases)
        return past(c, s, GQL_TOO_MANY_ALIASES, l->aliases, c->aliases, "aliases");
    if (c->roots > l->root_fields)
        return past(c, s, GQL_TOO_MANY_ROOT_FIELDS, l->root_fields, c->roots, "fields at its root");
    if (depth > l->depth)
        return gql_past(c->errors, GQL_QUERY_TOO_DEEP, s->at, l->depth, depth, "The operation has fields more than %u deep.", l->depth);
    if (lists > META_LISTS_MOST)
        return gql_past(c->errors, GQL_QUERY_TOO_DEEP, s->at, META_LISTS_MOST, lists, "Introspection has lists more than %d deep.",
            META_LISTS_MOST);
    return OK;
}

static const struct gql_selection *set_of(const struct gql_selection *s)
{
    return s->kind == GQL_SPREAD ? s->fragment->first : s->first;
}

err gql_limits_check(struct arena *scratch, const struct gql_document *d, const struct gql_definition *def, struct gql_errors *errors)
{
    struct counts c = { .limits = &d->limits, .errors = errors };
    struct level *stack = arena_array(scratch, struct level, d->tree.tokens + 1), at = { def->first, 1, 0 };
    u32 n = 0;

    for (u32 steps = 0; at.next || n; steps++) {
        if (!at.next) {
            at = stack[--n];
            continue;
        }
        const struct gql_selection *s = at.next;
        u32 lists = at.lists + (s->kind == GQL_FIELD && is_meta_list(s));
        if (steps > STEPS_TIMES * d->limits.fields)
            return gql_past(errors, GQL_QUERY_TOO_LARGE, s->at, d->limits.fields, -1, "The operation spreads fragments too often.");
        if (s->kind == GQL_FIELD)
            TRY(field_count(&c, s, at.depth, lists));
        at.next = s->next;
        if (!set_of(s))
            continue;
        if (at.next)
            stack[n++] = at;
        at = (struct level){ set_of(s), at.depth + (s->kind == GQL_FIELD), lists };
    }
    return OK;
}
