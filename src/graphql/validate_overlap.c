/*
 * Fields that answer under one key must be able to (section 5.3.2): the same field with the same arguments, unless their
 * objects differ, and results of one shape. The verdict is that of comparing each pair of fields. But fields of one key on one
 * type must all be equal, so that one of them speaks for all, and what they select is compared as one set: the work grows with
 * the document, not with its square. Fragments are compared in pairs, each once. What is done is counted, and past a limit
 * given up.
 */
#include <assert.h>
#include "base/str.h"
#include "graphql/overlap.h"

enum { PAIRS_MOST = 5000000, MEMORY_COST = 16 };

static struct gql_overlap *fragment_set(struct gql_overlaps *o, struct gql_definition *def)
{
    if (def->overlap)
        return def->overlap;
    def->overlap = gql_set_new(o);
    gql_set_collect(o, def->overlap, def->first);
    return def->overlap;
}

static struct gql_overlap *field_set(struct gql_overlaps *o, struct gql_selection *field)
{
    if (field->overlap)
        return field->overlap;
    field->overlap = gql_set_new(o);
    gql_set_collect(o, field->overlap, field->first);
    return field->overlap;
}

static u64 spot_of(u64 key, size_t size)
{
    return (key * 0x9e3779b97f4a7c15u >> 32) & (size - 1);
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

static void done_widen(struct gql_overlaps *o)
{
    size_t size = o->done_size ? 2 * o->done_size : 64;
    u64 *table = arena_array(o->v->scratch, u64, size);

    for (size_t i = 0; i < o->done_size; i++)
        if (o->done[i])
            (void)pair_put(table, size, o->done[i]);
    o->done = table;
    o->done_size = size;
}

static bool done_has(const struct gql_overlaps *o, u64 key)
{
    if (!o->done_size)
        return false;
    u64 at = spot_of(key, o->done_size);
    while (o->done[at] && o->done[at] != key)
        at = (at + 1) & (o->done_size - 1);
    return o->done[at];
}

static bool done_add(struct gql_overlaps *o, u64 key)
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
static bool was_done(struct gql_overlaps *o, const struct gql_work *w)
{
    u64 low = w->a->number, high = w->b->number;

    if (w->what != WITH_FRAGMENT && low > high) {
        low = w->b->number;
        high = w->a->number;
    }
    u64 key = ((high << 30 | low) << 2 | w->what) << 1;
    return w->exclusive ? done_has(o, key | 1) || done_add(o, key) : done_add(o, key | 1);
}

/* A set that is nothing but the spread of a fragment is the fragment's. Cycles end, as the steps are bounded. */
static struct gql_overlap *unwrapped(struct gql_overlaps *o, struct gql_overlap *set)
{
    struct gql_overlap *end = set;

    for (u32 i = 0; i < o->v->tree->fragments && !end->keys && end->spreads && !end->spreads->next; i++, o->pairs++)
        end = end->as ? end->as : fragment_set(o, end->spreads->fragment);
    set->as = end == set ? NULL : end;
    return end;
}

static void later(struct gql_overlaps *o, enum gql_comparison what, bool exclusive, struct gql_overlap *a, struct gql_overlap *b)
{
    struct gql_work w = { what, exclusive, unwrapped(o, a), NULL };

    w.b = a == b ? w.a : unwrapped(o, b);
    o->pairs++;
    if ((what != WITHIN && w.a == w.b) || was_done(o, &w))
        return;
    if (o->stack_n == o->stack_size) {
        struct gql_work *old = o->stack;
        o->stack_size = o->stack_size ? 2 * o->stack_size : 64;
        o->stack = arena_array(o->v->scratch, struct gql_work, o->stack_size);
        if (o->stack_n)
            memcpy(o->stack, old, o->stack_n * sizeof *old);
    }
    o->stack[o->stack_n++] = w;
}

/* What all fields of a bucket select. Of one field, it is looked at on its own; of several, together. */
static struct gql_overlap *below_of(struct gql_overlaps *o, struct gql_bucket *b)
{
    if (b->below || !b->fellows)
        return b->below;
    if (!b->fellows->next) {
        b->below = field_set(o, b->fellows->field);
        return b->below;
    }
    b->below = gql_set_new(o);
    for (const struct gql_fellow *f = b->fellows; f; f = f->next)
        gql_set_collect(o, b->below, f->field->first);
    return b->below;
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

/* The type of its result; of __typename and its like, which every type has, nothing is asked. */
static const struct gql_wrap *result_of(const struct gql_selection *s)
{
    return s->field && s->field->owner ? s->field->type : NULL;
}

/* Two fields of one key that are on different types, or in sets that are compared. */
static void buckets_compare(struct gql_overlaps *o, bool exclusive, struct gql_bucket *x, struct gql_bucket *y)
{
    struct gql_selection *a = x->first, *b = y->first;
    const struct gql_wrap *of_a = result_of(a), *of_b = result_of(b);

    o->pairs++;
    exclusive |= a->in != b->in && a->in && b->in && a->in->kind == GQL_OBJECT_TYPE && b->in->kind == GQL_OBJECT_TYPE;
    if (!exclusive && !gql_fields_same(o, a, b))
        return;
    if (of_a && of_b && types_conflict(of_a, of_b))
        gql_conflict_tell(o, a, b, "they return conflicting types");
    else if (x->fellows && y->fellows)
        later(o, SETS, exclusive, below_of(o, x), below_of(o, y));
}

static bool given_up(const struct gql_overlaps *o)
{
    return o->pairs > PAIRS_MOST || o->v->full;
}

static void keys_between(struct gql_overlaps *o, bool exclusive, const struct gql_overlap *a, const struct gql_overlap *b)
{
    struct common { struct gql_bucket *a, *b; struct common *next; } *first = NULL;
    u32 scope = gql_scope(&o->v->tree->names);

    for (struct gql_keyed *k = a->keys; k; k = k->next, o->pairs++) {
        k->key->seen = scope;
        k->key->at = k;
    }
    for (struct gql_keyed *k = b->keys; k; k = k->next, o->pairs++) {
        if (k->key->seen != scope)
            continue;
        struct common *c = arena_new(o->v->scratch, struct common);
        *c = (struct common){ ((struct gql_keyed *)k->key->at)->buckets, k->buckets, first };
        first = c;
    }
    for (; first; first = first->next)
        for (struct gql_bucket *x = first->a; x; x = x->next)
            for (struct gql_bucket *y = first->b; y && !given_up(o); y = y->next)
                buckets_compare(o, exclusive, x, y);
}

static void sets_compare(struct gql_overlaps *o, bool exclusive, struct gql_overlap *a, struct gql_overlap *b)
{
    keys_between(o, exclusive, a, b);
    for (struct gql_spread *s = b->spreads; s; s = s->next)
        later(o, WITH_FRAGMENT, exclusive, a, fragment_set(o, s->fragment));
    for (struct gql_spread *s = a->spreads; s; s = s->next)
        later(o, WITH_FRAGMENT, exclusive, b, fragment_set(o, s->fragment));
    for (struct gql_spread *s = a->spreads; s; s = s->next)
        for (struct gql_spread *t = b->spreads; t && !given_up(o); t = t->next)
            later(o, FRAGMENTS, exclusive, fragment_set(o, s->fragment), fragment_set(o, t->fragment));
}

static void fragment_compare(struct gql_overlaps *o, bool exclusive, struct gql_overlap *set, struct gql_overlap *fragment)
{
    keys_between(o, exclusive, set, fragment);
    for (struct gql_spread *s = fragment->spreads; s; s = s->next)
        later(o, WITH_FRAGMENT, exclusive, set, fragment_set(o, s->fragment));
}

static void fragments_compare(struct gql_overlaps *o, bool exclusive, struct gql_overlap *a, struct gql_overlap *b)
{
    keys_between(o, exclusive, a, b);
    for (struct gql_spread *s = b->spreads; s; s = s->next)
        later(o, FRAGMENTS, exclusive, a, fragment_set(o, s->fragment));
    for (struct gql_spread *s = a->spreads; s; s = s->next)
        later(o, FRAGMENTS, exclusive, fragment_set(o, s->fragment), b);
}

/* All that one set holds, and spreads. What several fields select together is looked at like any other set. */
static void within(struct gql_overlaps *o, bool exclusive, struct gql_overlap *set, struct gql_overlap *itself)
{
    assert(!exclusive && set == itself);
    for (struct gql_keyed *k = set->keys; k; k = k->next)
        for (struct gql_bucket *x = k->buckets; x; x = x->next) {
            if (x->fellows && x->fellows->next)
                later(o, WITHIN, false, below_of(o, x), below_of(o, x));
            for (struct gql_bucket *y = x->next; y && !given_up(o); y = y->next)
                buckets_compare(o, false, x, y);
        }
    for (struct gql_spread *s = set->spreads; s; s = s->next) {
        later(o, WITH_FRAGMENT, false, set, fragment_set(o, s->fragment));
        for (struct gql_spread *t = s->next; t && !given_up(o); t = t->next)
            later(o, FRAGMENTS, false, fragment_set(o, s->fragment), fragment_set(o, t->fragment));
    }
}

static void work_off(struct gql_overlaps *o)
{
    static void (*const compare[])(struct gql_overlaps *, bool, struct gql_overlap *, struct gql_overlap *) = {
        [WITHIN] = within, [SETS] = sets_compare, [WITH_FRAGMENT] = fragment_compare, [FRAGMENTS] = fragments_compare,
    };

    while (o->stack_n && !given_up(o)) {
        struct gql_work w = o->stack[--o->stack_n];
        compare[w.what](o, w.exclusive, w.a, w.b);
    }
}

static void set_look(struct gql_overlaps *o, struct gql_overlap *set)
{
    later(o, WITHIN, false, set, set);
    work_off(o);
}

err gql_check_overlaps(struct gql_validation *v)
{
    struct gql_overlaps o = { .v = v };
    const struct gql_selection *last = NULL;

    GQL_EACH(def, v->tree)
        def->mark = 0;
    for (struct gql_definition *def = v->tree->first; def && !given_up(&o); def = def->next) {
        set_look(&o, fragment_set(&o, def));
        for (struct gql_selection *s = def->first; s && !given_up(&o); last = s, s = s->follow)
            if (s->kind == GQL_FIELD && s->set_at)
                set_look(&o, field_set(&o, s));
    }
    if (o.pairs <= PAIRS_MOST)
        return OK;
    return gql_past(v->errors, GQL_QUERY_TOO_LARGE, last ? last->at : 0, PAIRS_MOST, o.pairs,
        "The fields of the document overlap in too many ways to compare them.");
}
