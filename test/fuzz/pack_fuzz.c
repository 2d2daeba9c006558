/* Octets from a cache: any input is refused, or packs to the same octets. */
#include <assert.h>
#include "base/arena.h"
#include "base/shape_pack.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

struct leaf { str colour; bool green; };
struct leaf_list { struct leaf *at; size_t n; str next; };
struct tree {
    str name;
    i64 height;
    double girth;
    maybe_str owner;
    maybe_bool sick;
    maybe_id planter;
    strs names;
    ids birds;
    i64s rings;
    struct leaf top;
    struct leaf_list leaves;
    const struct leaf *fallen;
    raw_json more;
};
static SHAPE(leaf, FIELD(leaf, colour), FIELD(leaf, green));
static SHAPE(tree,
    FIELD(tree, name), FIELD(tree, height), FIELD(tree, girth), FIELD(tree, owner), FIELD(tree, sick), FIELD(tree, planter),
    FIELD(tree, names), FIELD(tree, birds), FIELD(tree, rings), FIELD(tree, top, .of = &leaf_shape), FIELD_PAGE(tree, leaves, &leaf_shape),
    FIELD_LINK(tree, fallen, &leaf_shape), FIELD(tree, more));

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    u64 version = shape_version(&tree_shape);
    struct arena a = {0};
    struct buf given = {0}, again = {0};
    struct tree t;

    buf_add(&given, (str){ (const char *)&version, sizeof version });
    buf_add(&given, (str){ (const char *)bytes, n });
    if (shape_unpack(&a, &tree_shape, version, buf_str(&given), &t)) {
        shape_pack(&again, &tree_shape, version, &t);
        assert(str_eq(buf_str(&given), buf_str(&again)));
    }
    assert(!shape_unpack(&a, &tree_shape, version + 1, buf_str(&given), &t));
    buf_close(&given);
    buf_close(&again);
    arena_close(&a);
    return 0;
}
