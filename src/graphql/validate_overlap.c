/*
 * Fields that answer under one key must be able to (section 5.3.2): the same field with the same arguments, unless their
 * objects differ, and results of one shape. As the reference implementation does it: within each set, fields with fields,
 * fields with fragments, fragments with fragments; and for each pair of fields, their sets with each other. What is left to
 * compare is on a stack, what was compared is remembered, and what is done is counted: past a limit, it is given up.
 */
#include "base/str.h"
#include "graphql/validate.h"

enum { PAIRS_MOST = 5000000, MEMORY_COST = 8 };

struct group { struct gql_name *key; struct entry *first, **end; struct group *next; };
struct entry { struct gql_selection *field; struct entry *next; };
struct spread { struct gql_definition *fragment; struct spread *next; };

/* The fields of one set, by key, and the fragments that it spreads. */
struct gql_overlap { u32 number; struct group *groups, **groups_end; struct spread *spreads, **spreads_end; };

/* What is compared: two sets with all that they spread; a set with a fragment; two fragments. */
enum what { SETS, WITH_FRAGMENT, FRAGMENTS };

struct work { enum what what; bool exclusive; struct gql_overlap *a, *b; };

struct overlaps {
    struct gql_validation *v;
    struct work *stack;
    u64 *done;                       /* a set of pairs, hashed; 0: free */
    size_t stack_n, stack_size, done_n, done_size;
    u32 sets;
    i64 pairs;
};

static struct group *group_of(struct overlaps *o, struct gql_overlap *set, struct gql_name *key, u32 scope)
{
    if (gql_seen(key, scope))
        return key->at;
    struct group *g = arena_new(o->v->scratch, struct group);
    *set->groups_end = g;
    set->groups_end = &g->next;
    g->key = key;
    g->end = &g->first;
    key->at = g;
    return g;
}

static bool is_plain(const struct gql_selection *s)
{
    return !s->args.first && !s->set_at;
}

/* A plain field that was there the time before says nothing new. */
static void field_add(struct overlaps *o, struct gql_overlap *set, struct gql_selection *s, u32 scope)
{
    struct group *g = group_of(o, set, s->key, scope);
    struct gql_selection *last = g->first ? CONTAINER(g->end, struct entry, next)->field : NULL;

    if (last && last->in == s->in && last->name == s->name && is_plain(last) && is_plain(s))
        return;
    struct entry *e = arena_new(o->v->scratch, struct entry);
    e->field = s;
    *g->end = e;
    g->end = &e->next;
}

static void spread_add(struct overlaps *o, struct gql_overlap *set, struct gql_definition *fragment, u32 scope)
{
    if (fragment->mark == scope)
        return;
    fragment->mark = scope;
    struct spread *s = arena_new(o->v->scratch, struct spread);
    s->fragment = fragment;
    *set->spreads_end = s;
    set->spreads_end = &s->next;
}

/* The set that begins with `s`; inline fragments are part of it. */
static struct gql_overlap *set_collect(struct overlaps *o, struct gql_selection *s)
{
    struct gql_overlap *set = arena_new(o->v->scratch, struct gql_overlap);
    struct gql_selection *around = s->around;
    u32 scope = gql_scope(&o->v->tree->names);

    set->number = ++o->sets;
    set->groups_end = &set->groups;
    set->spreads_end = &set->spreads;
    while (s) {
        o->pairs++;
        if (s->kind == GQL_FIELD)
            field_add(o, set, s, scope);
        else if (s->kind == GQL_SPREAD && s->fragment)
            spread_add(o, set, s->fragment, scope);
        if (s->kind == GQL_INLINE && s->first) {
            s = s->first;
            continue;
        }
        while (!s->next && s->around != around)
            s = s->around;
        s = s->next;
    }
    return set;
}

static struct gql_overlap *set_of(struct overlaps *o, struct gql_selection *field)
{
    if (!field->overlap)
        field->overlap = set_collect(o, field->first);
    return field->overlap;
}

static struct gql_overlap *fragment_set(struct overlaps *o, struct gql_definition *def)
{
    if (!def->overlap)
        def->overlap = set_collect(o, def->first);
    return def->overlap;
}

static u64 spot_of(u64 key, size_t size)
{
    return (key * 0x9e3779b97f4a7c15u >> 20) & (size - 1);
}

static bool pair_put(u64 *table, size_t size, u64 key)
{
    u64 at = spot_of(key, size);

    while (table[at] && table[at] != key)
        at = (at + 1) & (size - 1);
    bool had = table[at];
    table[at] = key;
    return had;
}

static void done_widen(struct overlaps *o)
{
    size_t size = o->done_size ? 2 * o->done_size : 64;
    u64 *table = arena_array(o->v->scratch, u64, size);

    for (size_t i = 0; i < o->done_size; i++)
        if (o->done[i])
            (void)pair_put(table, size, o->done[i]);
    o->done = table;
    o->done_size = size;
}

static bool done_add(struct overlaps *o, u64 key)
{
    if (2 * o->done_n >= o->done_size)
        done_widen(o);
    if (pair_put(o->done, o->done_size, key))
        return true;
    o->done_n++;
    o->pairs += MEMORY_COST;
    return false;
}

/* Was that compared? If it was as if both could apply, nothing is left to find if they cannot. */
static bool was_done(struct overlaps *o, const struct work *w)
{
    u64 low = w->a->number, high = w->b->number;
    if (w->what != WITH_FRAGMENT && low > high) {
        low = w->b->number;
        high = w->a->number;
    }
    u64 key = ((high << 30 | low) << 2 | w->what) << 1;
    if (!w->exclusive)
        return done_add(o, key | 1);
    if (o->done_size) {
        u64 at = spot_of(key | 1, o->done_size);
        for (; o->done[at]; at = (at + 1) & (o->done_size - 1))
            if (o->done[at] == (key | 1))
                return true;
    }
    return done_add(o, key);
}

static void later(struct overlaps *o, enum what what, bool exclusive, struct gql_overlap *a, struct gql_overlap *b)
{
    struct work w = { what, exclusive, a, b };

    o->pairs++;
    if ((what == FRAGMENTS && a == b) || was_done(o, &w))
        return;
    if (o->stack_n == o->stack_size) {
        struct work *old = o->stack;
        o->stack_size = o->stack_size ? 2 * o->stack_size : 64;
        o->stack = arena_array(o->v->scratch, struct work, o->stack_size);
        if (o->stack_n)
            memcpy(o->stack, old, o->stack_n * sizeof *old);
    }
    o->stack[o->stack_n++] = w;
}

static const struct gql_value *keyed(struct overlaps *o, const struct gql_value *list, const struct gql_name *key)
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
static bool values_same(struct overlaps *o, const struct gql_value *a, const struct gql_value *b)
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

static bool args_same(struct overlaps *o, const struct gql_selection *a, const struct gql_selection *b)
{
    if (a->args.n != b->args.n)
        return false;
    for (const struct gql_value *v = a->args.first; v; v = v->next)
        if (!values_same(o, v, keyed(o, b->args.first, v->key)))
            return false;
    return true;
}

static bool types_conflict(const struct gql_wrap *a, const struct gql_wrap *b)
{
    while (a != b) {
        if (a->of || b->of) {
            if (a->kind != b->kind)
                return true;
            a = a->of;
            b = b->of;
            continue;
        }
        return gql_is_leaf(a->type) || gql_is_leaf(b->type);
    }
    return false;
}

static void conflict(struct overlaps *o, const struct gql_selection *a, const struct gql_selection *b, const char *why)
{
    gql_invalid(o->v, a->at, b->at, "Fields \"" STR_FMT "\" conflict because %s. Use different aliases on the fields to fetch both "
        "if this was intentional.", QUOTE(o->v, a->key->text), why);
}

/* What the type's fields are, without those that every type has. */
static const struct gql_wrap *result_of(const struct gql_selection *s)
{
    return s->field && s->field->owner ? s->field->type : NULL;
}

static void fields_compare(struct overlaps *o, bool exclusive, struct gql_selection *a, struct gql_selection *b)
{
    const struct gql_wrap *of_a = result_of(a), *of_b = result_of(b);

    o->pairs++;
    exclusive |= a->in != b->in && a->in && b->in && a->in->kind == GQL_OBJECT_TYPE && b->in->kind == GQL_OBJECT_TYPE;
    if (!exclusive && a->name != b->name)
        conflict(o, a, b, "they are different fields");
    else if (!exclusive && (a->args.first || b->args.first) && !args_same(o, a, b))
        conflict(o, a, b, "they have differing arguments");
    else if (of_a && of_b && types_conflict(of_a, of_b))
        conflict(o, a, b, "they return conflicting types");
    else if (a->set_at && b->set_at)
        later(o, SETS, exclusive, set_of(o, a), set_of(o, b));
}

static bool given_up(const struct overlaps *o)
{
    return o->pairs > PAIRS_MOST || o->v->full;
}

static void groups_between(struct overlaps *o, bool exclusive, const struct gql_overlap *a, const struct gql_overlap *b)
{
    u32 scope = gql_scope(&o->v->tree->names);

    for (struct group *g = a->groups; g; g = g->next, o->pairs++) {
        g->key->seen = scope;
        g->key->at = g;
    }
    for (struct group *g = b->groups; g; g = g->next, o->pairs++) {
        if (g->key->seen != scope)
            continue;
        for (struct entry *e = ((struct group *)g->key->at)->first; e; e = e->next)
            for (struct entry *f = g->first; f && !given_up(o); f = f->next)
                fields_compare(o, exclusive, e->field, f->field);
    }
}

static void sets_compare(struct overlaps *o, bool exclusive, struct gql_overlap *a, struct gql_overlap *b)
{
    groups_between(o, exclusive, a, b);
    for (struct spread *s = b->spreads; s; s = s->next)
        later(o, WITH_FRAGMENT, exclusive, a, fragment_set(o, s->fragment));
    for (struct spread *s = a->spreads; s; s = s->next)
        later(o, WITH_FRAGMENT, exclusive, b, fragment_set(o, s->fragment));
    for (struct spread *s = a->spreads; s; s = s->next)
        for (struct spread *t = b->spreads; t && !given_up(o); t = t->next)
            later(o, FRAGMENTS, exclusive, fragment_set(o, s->fragment), fragment_set(o, t->fragment));
}

static void fragment_compare(struct overlaps *o, bool exclusive, struct gql_overlap *set, struct gql_overlap *fragment)
{
    if (set == fragment)
        return;
    groups_between(o, exclusive, set, fragment);
    for (struct spread *s = fragment->spreads; s; s = s->next)
        later(o, WITH_FRAGMENT, exclusive, set, fragment_set(o, s->fragment));
}

static void fragments_compare(struct overlaps *o, bool exclusive, struct gql_overlap *a, struct gql_overlap *b)
{
    groups_between(o, exclusive, a, b);
    for (struct spread *s = b->spreads; s; s = s->next)
        later(o, FRAGMENTS, exclusive, a, fragment_set(o, s->fragment));
    for (struct spread *s = a->spreads; s; s = s->next)
        later(o, FRAGMENTS, exclusive, fragment_set(o, s->fragment), b);
}

static void work_off(struct overlaps *o)
{
    static void (*const compare[])(struct overlaps *, bool, struct gql_overlap *, struct gql_overlap *) = {
        [SETS] = sets_compare, [WITH_FRAGMENT] = fragment_compare, [FRAGMENTS] = fragments_compare,
    };

    while (o->stack_n && !given_up(o)) {
        struct work w = o->stack[--o->stack_n];
        compare[w.what](o, w.exclusive, w.a, w.b);
    }
}

/* All that one set holds, and spreads. */
static void within(struct overlaps *o, struct gql_overlap *set)
{
    for (struct group *g = set->groups; g; g = g->next)
        for (struct entry *e = g->first; e; e = e->next)
            for (struct entry *f = e->next; f && !given_up(o); f = f->next)
                fields_compare(o, false, e->field, f->field);
    for (struct spread *s = set->spreads; s; s = s->next) {
        later(o, WITH_FRAGMENT, false, set, fragment_set(o, s->fragment));
        for (struct spread *t = s->next; t && !given_up(o); t = t->next)
            later(o, FRAGMENTS, false, fragment_set(o, s->fragment), fragment_set(o, t->fragment));
    }
    work_off(o);
}

err gql_check_overlaps(struct gql_validation *v)
{
    struct overlaps o = { .v = v };
    const struct gql_selection *last = NULL;

    GQL_EACH(def, v->tree)
        def->mark = 0;
    for (struct gql_definition *def = v->tree->first; def && !given_up(&o); def = def->next) {
        within(&o, fragment_set(&o, def));
        for (struct gql_selection *s = def->first; s && !given_up(&o); last = s, s = s->follow)
            if (s->kind == GQL_FIELD && s->set_at)
                within(&o, set_of(&o, s));
    }
    if (o.pairs <= PAIRS_MOST)
        return OK;
    return gql_past(v->errors, GQL_QUERY_TOO_LARGE, last ? last->at : 0, PAIRS_MOST, o.pairs,
        "The fields of the document overlap in too many ways to compare them.");
}
