/* Reading with a shape and without one agree on what a document is, and what was read can be written and read again. */
#include <assert.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct leaf { id id; str name; };
SHAPE(leaf,
    FIELD(leaf, id),
    FIELD(leaf, name, .max = 8));

struct tree {
    str s;
    i64 n;
    bool b;
    when t;
    double f;
    maybe_str ms;
    maybe_i64 mn;
    maybe_bool mb;
    maybe_id mi;
    maybe_when mt;
    strs l;
    ids i;
    i64s in;
    struct leaf leaf;
    PAGE(tree) p;
    raw_json r;
};
static const struct shape tree_shape;
static const struct field tree_fields[] = {
    FIELD(tree, s, .max = 20, .optional = true),
    FIELD(tree, n, .min = -1000, .max = 1000, .optional = true, .standard = 5),
    FIELD(tree, b, .optional = true),
    FIELD(tree, t, .optional = true),
    FIELD(tree, f, .optional = true),
    FIELD(tree, ms, .min = 1),
    FIELD(tree, mn),
    FIELD(tree, mb),
    FIELD(tree, mi),
    FIELD(tree, mt),
    FIELD(tree, l, .max = 3, .optional = true),
    FIELD(tree, i, .max = 3, .optional = true),
    FIELD(tree, in, .max = 3, .optional = true),
    FIELD(tree, leaf, .of = &leaf_shape),
    FIELD_PAGE(tree, p, &tree_shape, .optional = true),
    FIELD(tree, r, .optional = true),
    {0}
};
static const struct shape tree_shape = { "tree", sizeof(struct tree), tree_fields, NULL };

static str written(struct arena *a, const struct tree *v)
{
    struct buf b = BUF_ON(a);

    json_write(&b, &tree_shape, v);
    return buf_str(&b);
}

static void round_trip(struct arena *a, struct failure *failure, const struct tree *v)
{
    str first = written(a, v);
    struct tree back;

    err e = json_read(a, failure, first, &tree_shape, &back);
    assert(e == OK);
    assert(str_eq(first, written(a, &back)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    struct failure failure;
    struct tree v;
    str text = { (const char *)bytes, n };

    failure_begin(&failure, &a);
    err well_formed = json_accepts(&failure, text);
    assert(well_formed == OK || (well_formed == ERR_JSON && failure.detail.n));
    failure_begin(&failure, &a);
    err e = json_read(&a, &failure, text, &tree_shape, &v);
    assert(well_formed == OK ? e == OK || (e == ERR_INVALID && failure.fields) : e == ERR_JSON && !failure.fields);
    if (e == OK)
        round_trip(&a, &failure, &v);
    arena_close(&a);
    return 0;
}
