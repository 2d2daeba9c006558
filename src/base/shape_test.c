#include "base/members.h"
#include "base/str.h"
#include "kit/test.h"

struct point { i64 x, y; };
SHAPE(point, FIELD(point, x), FIELD(point, y));

/* A shape of struct S that is not as it should be. */
#define BAD(S, name, ...) \
    const struct shape name = { #S, sizeof(struct S), (const struct field[]){ __VA_ARGS__, {0} }, NULL }

static void expect_flaw(const struct shape *s, bool answer, const char *what)
{
    struct shape_flaw flaw = shape_flaw(s, answer);

    expect_str(str_of(flaw.what), str_of(what));
    expect(shape_check(s, answer) == flaw.what);
}

struct every {
    bool flag;
    maybe_bool maybe_flag;
    str text;
    bool another;
    struct point point;
    maybe_id maybe_id;
    bool last;
};

TEST(padding_is_no_hole)
{
    SHAPE(every, FIELD(every, flag), FIELD(every, maybe_flag), FIELD(every, text), FIELD(every, another),
        FIELD(every, point, .of = &point_shape), FIELD(every, maybe_id), FIELD(every, last));
    expect(!shape_check(&point_shape, true));
    expect(!shape_check(&every_shape, true));
}

TEST(fields_may_stand_in_any_order)
{
    SHAPE(every, FIELD(every, last), FIELD(every, point, .of = &point_shape), FIELD(every, maybe_flag),
        FIELD(every, text), FIELD(every, flag), FIELD(every, maybe_id), FIELD(every, another));
    expect(!shape_check(&every_shape, true));
    expect(shape_field(&every_shape, S("text")) == &every_shape.fields[3]);
    expect(shape_field(&every_shape, S("tex")) == NULL);
    expect(shape_field(&every_shape, S("")) == NULL);
    expect_eq(shape_bit(&every_shape, &every_shape.fields[3]), 8);
}

TEST(a_member_left_out_is_found_wherever_it_stood)
{
    struct three { i64 a, b, c; };
    BAD(three, first, FIELD(three, b), FIELD(three, c));
    BAD(three, middle, FIELD(three, a), FIELD(three, c));
    BAD(three, last, FIELD(three, a), FIELD(three, b));

    expect_flaw(&first, false, "a member of the struct before this one is left out");
    expect(shape_flaw(&first, false).field == first.fields);
    expect_flaw(&middle, false, "a member of the struct before this one is left out");
    expect_flaw(&last, false, "a member at the end of the struct is left out");
}

TEST(a_maybe_left_out_is_found_between_small_members)
{
    struct few { bool a; maybe_bool b; bool c; };
    BAD(few, few, FIELD(few, a), FIELD(few, c));

    expect_flaw(&few, false, "a member of the struct before this one is left out");
}

struct odd { int number; str text; };

TEST(fields_that_contradict_themselves_are_found)
{
    static const char *const words[] = { "a", NULL };
    BAD(odd, no_kind, FIELD(odd, number), FIELD(odd, text));
    BAD(odd, wrong_of, FIELD(odd, number, .of = &point_shape));
    BAD(odd, of_text, FIELD(odd, text, .of = &point_shape));
    BAD(point, twice, FIELD(point, x), FIELD(point, x), FIELD(point, y));
    BAD(point, worded, FIELD(point, x, .words = words), FIELD(point, y));
    BAD(point, crossed, FIELD(point, x, .min = 5, .max = 4), FIELD(point, y));
    BAD(point, firm, FIELD(point, x, .standard = 5), FIELD(point, y));

    expect_flaw(&no_kind, false, "its type is none of the kinds, and no .of names its shape");
    expect_flaw(&wrong_of, false, "its size is not that of its kind or of its .of");
    expect_flaw(&of_text, false, ".of is for objects and arrays of objects");
    expect_flaw(&twice, false, "its name stands twice");
    expect_flaw(&worded, false, ".words are for text");
    expect_flaw(&crossed, false, ".min is above .max");
    expect_flaw(&firm, false, ".standard is for optional numbers");
}

struct login { str name; struct secret password; };
struct wrapped { PAGE(login) logins; };

TEST(a_secret_is_refused_in_answers_and_below_them)
{
    SHAPE(login, FIELD(login, name), FIELD(login, password));
    SHAPE(wrapped, FIELD_PAGE(wrapped, logins, &login_shape));

    expect(!shape_check(&login_shape, false));
    expect_flaw(&login_shape, true, "a secret stands in an answer");
    expect(!shape_check(&wrapped_shape, false));
    expect_flaw(&wrapped_shape, true, "a secret stands in an answer");
    expect(shape_flaw(&wrapped_shape, true).shape == &login_shape);
}

struct tree { i64 n; PAGE(tree) below; };
static const struct shape tree_shape;
static const struct field tree_fields[] = { FIELD(tree, n), FIELD_PAGE(tree, below, &tree_shape), {0} };
static const struct shape tree_shape = { "tree", sizeof(struct tree), tree_fields, NULL };

struct signed_in { str token; struct secret cookie; };
struct odd_cookie { str token; };
struct odd_form { i64 n; };
struct odd_reader { i64 n; };
SHAPE(signed_in, FIELD(signed_in, token), FIELD(signed_in, cookie, .cookie = true));
SHAPE(odd_cookie, FIELD(odd_cookie, token, .cookie = true));
static bool short_one(str s) { return s.n < 4; }
SHAPE(odd_form, FIELD(odd_form, n, .accepts = short_one));
static err not_read(struct failure *failure, str field, str text, str *clean)
{
    (void)failure, (void)field, *clean = text;
    return OK;
}
SHAPE(odd_reader, FIELD(odd_reader, n, .reads = not_read));

TEST(a_secret_that_is_marked_as_a_cookie_may_stand_in_an_answer_only)
{
    expect(!shape_check(&signed_in_shape, true));
    expect_flaw(&signed_in_shape, false, ".cookie is for secrets of answers");
    expect_flaw(&odd_cookie_shape, true, ".cookie is for secrets of answers");
    expect_flaw(&odd_form_shape, false, ".accepts is for text");
    expect_flaw(&odd_reader_shape, false, ".reads is for text");
}

TEST(a_shape_that_holds_itself_is_looked_at_once)
{
    expect(!shape_check(&tree_shape, true));
}

/* ---- changes ---- */

#define LODGE_WORDS(X, S) \
    X(S, str,       name, .min = 1, .max = 9) \
    X(S, maybe_str, motto) \
    X(S, i64,       beds)
struct lodge_words { MEMBERS(LODGE_WORDS) };
struct lodge { id id; HAS_MEMBERS(LODGE_WORDS, lodge_words, words); when built; };
struct lodge_change { CHANGES(LODGE_WORDS) maybe_when built; };
static SHAPE(lodge, FIELD(lodge, id), FIELDS(LODGE_WORDS, lodge) FIELD(lodge, built));
static SHAPE(lodge_change, FIELDS(LODGE_WORDS, lodge_change) FIELD(lodge_change, built));

TEST(a_list_of_members_makes_the_structs_the_shapes_and_the_change)
{
    struct lodge_words words = { .name = S("inn"), .motto = { GIVEN, S("rest") }, .beds = 7 };
    struct lodge l = { .id = { 1 }, .words = words };
    struct lodge_change by = { .name = { GIVEN, S("pub") }, .beds = { .is = NULLED } };

    expect(!shape_check(&lodge_shape, true));
    expect(!shape_check(&lodge_change_shape, false));
    expect_eq(shape_field(&lodge_shape, S("name"))->max, 9);
    expect_eq(shape_field(&lodge_change_shape, S("name"))->max, 9);
    expect_eq(shape_field(&lodge_change_shape, S("beds"))->kind, K_MAYBE_I64);
    expect(shape_change(&lodge_change_shape, &by, &lodge_shape, &l));
    expect_str(l.words.name, S("pub"));
    expect_str(l.motto.v, S("rest"));
    expect_eq(l.beds, 0);
}

struct house { str name; maybe_str colour; i64 rooms; bool old; };
struct house_change { maybe_str name, colour; maybe_i64 rooms; maybe_bool old; };
static SHAPE(house, FIELD(house, name), FIELD(house, colour), FIELD(house, rooms), FIELD(house, old));
static SHAPE(house_change, FIELD(house_change, name), FIELD(house_change, colour), FIELD(house_change, rooms), FIELD(house_change, old));

static bool changes(struct house *h, struct house_change by)
{
    return shape_change(&house_change_shape, &by, &house_shape, h);
}

TEST(a_change_sets_what_it_has_clears_what_is_null_and_leaves_the_rest)
{
    struct house h = { S("inn"), { GIVEN, S("red") }, 7, true };

    expect(!changes(&h, (struct house_change){ 0 }));
    expect(!changes(&h, (struct house_change){ .name = { GIVEN, S("inn") }, .rooms = { GIVEN, 7 }, .colour = { GIVEN, S("red") } }));
    expect(changes(&h, (struct house_change){ .rooms = { GIVEN, 8 }, .colour = { .is = NULLED } }));
    expect(str_eq(h.name, S("inn")) && h.colour.is == NULLED && h.rooms == 8 && h.old);
    expect(!changes(&h, (struct house_change){ .colour = { .is = NULLED } }));
    expect(changes(&h, (struct house_change){ .name = { .is = NULLED }, .rooms = { .is = NULLED }, .old = { .is = NULLED } }));
    expect(h.name.p && !h.name.n && !h.rooms && !h.old);
    expect(changes(&h, (struct house_change){ .colour = { GIVEN, S("blue") } }));
    expect(h.colour.is == GIVEN && str_eq(h.colour.v, S("blue")));
    expect(changes(&h, (struct house_change){ .colour = { GIVEN, S("") }, .name = { GIVEN, S("") } }));
    expect(h.colour.is == NULLED && !h.name.n);
    expect(!changes(&h, (struct house_change){ .colour = { GIVEN, S("") } }));
}
