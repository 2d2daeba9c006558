/* Sets of fields, collected; and whether two fields are the same call. */
#include "base/str.h"
#include "graphql/overlap.h"

void gql_conflict_tell(struct gql_overlaps *o, const struct gql_selection *a, const struct gql_selection *b, const char *why)
{
    gql_invalid(o->v, a->at, b->at, "Fields \"" STR_FMT "\" conflict because %s. Use different aliases on the fields to fetch both "
        "if this was intentional.", QUOTE(o->v, a->key->text), why);
}

static const struct gql_value *keyed(struct gql_overlaps *o, const struct gql_value *list, const struct gql_name *key)
{
    const struct gql_value *found = NULL;

    for (; list; list = list->next, o->pairs++)
        if (list->key == key)
            found = list;
    return found;
}

static bool leaf_same(const struct gql_value *a, const struct gql_value *b)
{
    return a->kind == b->kind && a->n == b->n && a->block == b->block && str_eq(a->text, b->text);
}

/* Are two values written the same? Both are walked at once; members of objects may come in any order. */
static bool values_same(struct gql_overlaps *o, const struct gql_value *a, const struct gql_value *b)
{
    const struct gql_value *const top = a;

    for (;;) {
        if (!b || !leaf_same(a, b))
            return false;
        o->pairs++;
        if (a->first) {
            b = a->kind == GQL_OBJECT ? keyed(o, b->first, a->first->key) : b->first;
            a = a->first;
            continue;
        }
        while (a != top && !a->next) {
            a = a->around;
            b = b->around;
        }
        if (a == top)
            return true;
        b = a->around->kind == GQL_OBJECT ? keyed(o, b->around->first, a->next->key) : b->next;
        a = a->next;
    }
}

static bool args_same(struct gql_overlaps *o, const struct gql_selection *a, const struct gql_selection *b)
{
    if (a->args.n != b->args.n)
        return false;
    for (const struct gql_value *v = a->args.first; v; v = v->next)
        if (!values_same(o, v, keyed(o, b->args.first, v->key)))
            return false;
    return true;
}

bool gql_fields_same(struct gql_overlaps *o, const struct gql_selection *a, const struct gql_selection *b)
{
    if (a->name != b->name)
        gql_conflict_tell(o, a, b, "they are different fields");
    else if ((a->args.first || b->args.first) && !args_same(o, a, b))
        gql_conflict_tell(o, a, b, "they have differing arguments");
    else
        return true;
    return false;
}

struct gql_overlap *gql_set_new(struct gql_overlaps *o)
{
    struct gql_overlap *set = arena_new(o->v->scratch, struct gql_overlap);

    (void)gql_scope(&o->v->tree->names);
    set->number = ++o->sets;
    set->keys_end = &set->keys;
    set->spreads_end = &set->spreads;
    return set;
}

static struct gql_keyed *key_of(struct gql_overlaps *o, struct gql_overlap *set, struct gql_name *key)
{
    if (gql_seen(key, o->v->tree->names.scope))
        return key->at;
    struct gql_keyed *k = *set->keys_end = arena_new(o->v->scratch, struct gql_keyed);
    set->keys_end = &k->next;
    k->key = key;
    key->at = k;
    return k;
}

static void fellow_add(struct gql_overlaps *o, struct gql_bucket *b, struct gql_selection *s)
{
    *b->end = arena_new(o->v->scratch, struct gql_fellow);
    (*b->end)->field = s;
    b->end = &(*b->end)->next;
}

static void field_add(struct gql_overlaps *o, struct gql_overlap *set, struct gql_selection *s)
{
    struct gql_keyed *k = key_of(o, set, s->key);
    struct gql_bucket **place = &k->buckets;

    for (; *place && (*place)->in != s->in; place = &(*place)->next)
        o->pairs++;
    if (!*place) {
        *place = arena_new(o->v->scratch, struct gql_bucket);
        (*place)->in = s->in;
        (*place)->first = s;
        (*place)->end = &(*place)->fellows;
    } else if (!gql_fields_same(o, (*place)->first, s)) {
        return;
    }
    if (s->set_at)
        fellow_add(o, *place, s);
}

static void spread_add(struct gql_overlaps *o, struct gql_overlap *set, struct gql_definition *fragment)
{
    if (fragment->mark == o->v->tree->names.scope)
        return;
    fragment->mark = o->v->tree->names.scope;
    *set->spreads_end = arena_new(o->v->scratch, struct gql_spread);
    (*set->spreads_end)->fragment = fragment;
    set->spreads_end = &(*set->spreads_end)->next;
}

/* The next one of a set in the order of the text, into inline fragments and out of them. */
static struct gql_selection *follow(struct gql_selection *s, const struct gql_selection *around)
{
    if (s->kind == GQL_INLINE && s->first)
        return s->first;
    while (!s->next && s->around != around)
        s = s->around;
    return s->next;
}

void gql_set_collect(struct gql_overlaps *o, struct gql_overlap *set, struct gql_selection *s)
{
    for (const struct gql_selection *around = s->around; s; s = follow(s, around)) {
        o->pairs++;
        if (s->kind == GQL_FIELD)
            field_add(o, set, s);
        else if (s->kind == GQL_SPREAD && s->fragment)
            spread_add(o, set, s->fragment);
    }
}
