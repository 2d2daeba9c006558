#include "base/shape_pack.h"
#include "base/arena.h"
#include "base/str.h"
#include "kit/test.h"

struct leaf { str colour; bool green; };
struct tree {
    id id;
    str name;
    i64 height;
    bool old;
    when planted;
    double girth;
    maybe_str owner, note;
    maybe_bool sick;
    maybe_when felled;
    strs names;
    ids birds;
    i64s rings;
    struct leaf top;
    struct { struct leaf *at; size_t n; str next; } leaves;
    const struct leaf *fallen, *none;
    raw_json more;
};
SHAPE(leaf, FIELD(leaf, colour), FIELD(leaf, green));
SHAPE(tree,
    FIELD(tree, id), FIELD(tree, name), FIELD(tree, height), FIELD(tree, old), FIELD(tree, planted), FIELD(tree, girth), FIELD(tree, owner),
    FIELD(tree, note), FIELD(tree, sick), FIELD(tree, felled), FIELD(tree, names), FIELD(tree, birds), FIELD(tree, rings),
    FIELD(tree, top, .of = &leaf_shape),
    FIELD_PAGE(tree, leaves, &leaf_shape), FIELD_LINK(tree, fallen, &leaf_shape), FIELD_LINK(tree, none, &leaf_shape), FIELD(tree, more));

static struct arena memory;

static str packed_oak(u64 version)
{
    static const struct leaf fallen = { S("brown"), false };
    struct leaf leaves[] = { { S("dark"), true }, { S("light"), true } };
    str names[] = { S("oak"), S(""), S("quercus") };
    id birds[] = { { 7 }, { 8 } };
    i64 rings[] = { 1, -2, 3 };
    struct tree oak = {
        .id = { 3 }, .name = S("Oak"), .height = -21, .old = true, .planted = { 1000 }, .girth = 1.5, .owner = { GIVEN, S("ann") },
        .note = { .is = NULLED }, .sick = { GIVEN, true }, .names = { names, 3 }, .birds = { birds, 2 },
        .rings = { rings, 3 }, .top = { S("pale"), true },
        .leaves = { leaves, 2, S("more") }, .fallen = &fallen, .more = { S("{}") },
    };
    struct buf b = BUF_ON(&memory);

    shape_pack(&b, &tree_shape, version, &oak);
    return buf_str(&b);
}

TEST(what_is_packed_is_unpacked_the_same)
{
    u64 version = shape_version(&tree_shape);
    struct tree t;

    arena_init(&memory, NULL, 0);
    expect(shape_unpack(&memory, &tree_shape, version, packed_oak(version), &t));
    expect(t.id.v == 3 && t.height == -21 && t.old && t.planted.ms == 1000 && t.girth > 1.4 && t.girth < 1.6);
    expect_str(t.name, S("Oak"));
    expect(t.owner.is == GIVEN && str_eq(t.owner.v, S("ann")) && t.note.is == NULLED && t.sick.is == GIVEN && t.sick.v
           && t.felled.is == ABSENT);
    expect(t.names.n == 3 && !t.names.at[1].n && str_eq(t.names.at[2], S("quercus")) && t.birds.n == 2 && t.birds.at[1].v == 8);
    expect(t.rings.n == 3 && t.rings.at[1] == -2);
    expect(t.top.green && t.leaves.n == 2 && str_eq(t.leaves.at[1].colour, S("light")) && str_eq(t.leaves.next, S("more")));
    expect(t.fallen && str_eq(t.fallen->colour, S("brown")) && !t.none);
    expect_str(t.more.json, S("{}"));
    arena_close(&memory);
}

TEST(what_is_cut_or_too_long_is_not_unpacked)
{
    u64 version = shape_version(&tree_shape);
    struct tree t;

    arena_init(&memory, NULL, 0);
    str whole = packed_oak(version);
    for (size_t n = 0; n < whole.n; n++)
        expect(!shape_unpack(&memory, &tree_shape, version, str_to(whole, n), &t));
    expect(!shape_unpack(&memory, &tree_shape, version, arena_format(&memory, "%.*sx", STR_ARG(whole)), &t));
    arena_close(&memory);
}

/* The same struct as an older and a newer program would describe it: renamed, reordered, of another type, with one more. */
TEST(a_shape_of_another_program_has_another_version)
{
    struct spot { i64 x, y; maybe_i64 z; };
    struct wide { i64 x; double y; maybe_i64 z; };
    static const struct field plain[] = { FIELD(spot, x), FIELD(spot, y), {0} },
        more[] = { FIELD(spot, x), FIELD(spot, y), FIELD(spot, z), {0} },
        turned[] = { FIELD(spot, y), FIELD(spot, x), {0} }, named[] = { FIELD(spot, x), FIELD(spot, z), {0} },
        typed[] = { FIELD(wide, x), FIELD(wide, y), {0} };
    static const struct shape was = { "spot", sizeof(struct spot), plain, NULL, NULL },
        same = { "place", sizeof(struct spot), plain, NULL, NULL };
    const struct shape others[] = { { "spot", sizeof(struct spot), more, NULL, NULL }, { "spot", sizeof(struct spot), turned, NULL, NULL },
                                    { "spot", sizeof(struct spot), named, NULL, NULL },
                                    { "spot", sizeof(struct wide), typed, NULL, NULL } };
    u64 version = shape_version(&was);
    struct spot s = { 1, 2, { 0 } };
    struct buf b = {0};
    struct wide out;

    arena_init(&memory, NULL, 0);
    expect_eq(shape_version(&same), version);
    shape_pack(&b, &was, version, &s);
    for (size_t i = 0; i < COUNT(others); i++) {
        expect(shape_version(&others[i]) != version);
        expect(!shape_unpack(&memory, &others[i], shape_version(&others[i]), buf_str(&b), &out));
    }
    buf_close(&b);
    arena_close(&memory);
}

TEST(a_state_that_there_is_not_is_damage)
{
    struct flags { bool on; maybe_bool maybe; };
    static const struct field fields[] = { FIELD(flags, on), FIELD(flags, maybe), {0} };
    static const struct shape flags_shape = { "flags", sizeof(struct flags), fields, NULL, NULL };
    u64 version = shape_version(&flags_shape);
    struct flags f = { true, { GIVEN, true } };
    struct buf b = {0};

    arena_init(&memory, NULL, 0);
    shape_pack(&b, &flags_shape, version, &f);
    for (size_t at = sizeof version; at < b.n; at++) {
        char kept = b.p[at];
        b.p[at] = 77;
        expect(!shape_unpack(&memory, &flags_shape, version, buf_str(&b), &f));
        b.p[at] = kept;
    }
    expect(shape_unpack(&memory, &flags_shape, version, buf_str(&b), &f) && f.on && f.maybe.v);
    buf_close(&b);
    arena_close(&memory);
}
