#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "kit/test.h"

#define NUMBERS_PROBLEMS(X) \
    X(too_many, ERR_INVALID, "This is more than five.") \
    X(the_same, ERR_INVALID, "This is the name.") \
    X(no_name, ERR_INVALID, "This is nothing.")
PROBLEMS_DECLARE(numbers_problems, NUMBERS_PROBLEMS)
PROBLEMS_DEFINE(numbers_problems, NUMBERS_PROBLEMS)

struct query {
    str q;
    i64 limit;
    bool deep;
    id after;
    when since;
    double least;
    maybe_str word;
    strs tags;
    ids users;
    i64s sizes;
    struct secret key;
};
SHAPE(query,
    FIELD(query, q, .min = 1, .max = 10),
    FIELD(query, limit, .min = 1, .max = 100, .optional = true, .standard = 20),
    FIELD(query, deep, .optional = true),
    FIELD(query, after, .optional = true),
    FIELD(query, since, .optional = true),
    FIELD(query, least, .optional = true),
    FIELD(query, word),
    FIELD(query, tags, .max = 3, .optional = true),
    FIELD(query, users, .optional = true),
    FIELD(query, sizes, .max = 3, .optional = true),
    FIELD(query, key, .optional = true));

static bool is_handle(str s) { return s.n > 1 && s.p[0] == '@'; }

struct handle { str name; maybe_str other; };
SHAPE(handle, FIELD(handle, name, .accepts = is_handle), FIELD(handle, other, .accepts = is_handle));

static struct arena memory;
static struct failure failure;
static struct query v;

static err set(const char *name, str text)
{
    arena_close(&memory);
    failure_begin(&failure, &memory);
    return shape_set_text(&memory, &failure, shape_field(&query_shape, str_of(name)), text, &v);
}

TEST(text_becomes_a_member_of_each_kind)
{
    expect_ok(set("q", S("h\xc3\xa9")));
    expect_str(v.q, S("h\xc3\xa9"));
    expect_ok(set("limit", S("100")));
    expect_eq(v.limit, 100);
    expect_ok(set("deep", S("true")));
    expect(v.deep);
    expect_ok(set("deep", S("false")));
    expect(!v.deep);
    expect_ok(set("after", S("77")));
    expect_eq(v.after.v, 77);
    expect_ok(set("since", S("1970-01-01T00:00:01Z")));
    expect_eq(v.since.ms, 1000);
    expect_ok(set("least", S("-2.5e1")));
    expect(v.least == -25);
    expect_ok(set("word", S("")));
    expect(v.word.is == GIVEN && v.word.v.n == 0);
    expect_ok(set("tags", S("a,,c")));
    expect_eq(v.tags.n, 3);
    expect_str(v.tags.at[2], S("c"));
    expect_ok(set("tags", S("")));
    expect_eq(v.tags.n, 0);
    expect_ok(set("users", S("5,6")));
    expect_eq(v.users.at[1].v, 6);
    expect_ok(set("sizes", S("0,-6")));
    expect(v.sizes.n == 2 && v.sizes.at[1] == -6);
    expect_ok(set("key", S("k")));
    expect_str(v.key.hidden, S("k"));
    arena_close(&memory);
}

TEST(text_that_does_not_fit_is_told_of)
{
    static const struct { const char *name; str text; const char *field, *code; } cases[] = {
        { "q", S(""), "q", "too_short" },
        { "q", S("elevenchars"), "q", "too_long" },
        { "q", S("a\0b"), "q", "invalid_text" },
        { "q", S("\xff"), "q", "invalid_text" },
        { "limit", S("0"), "limit", "too_small" },
        { "limit", S("101"), "limit", "too_large" },
        { "limit", S("99999999999999999999"), "limit", "too_large" },
        { "limit", S("-99999999999999999999"), "limit", "too_small" },
        { "limit", S(""), "limit", "wrong_type" },
        { "limit", S("-"), "limit", "wrong_type" },
        { "limit", S("+5"), "limit", "wrong_type" },
        { "limit", S("05"), "limit", "wrong_type" },
        { "limit", S("5 "), "limit", "wrong_type" },
        { "limit", S("5.0"), "limit", "wrong_type" },
        { "limit", S("ten"), "limit", "wrong_type" },
        { "deep", S("yes"), "deep", "wrong_type" },
        { "deep", S(""), "deep", "wrong_type" },
        { "after", S("0"), "after", "invalid_id" },
        { "after", S("me"), "after", "invalid_id" },
        { "since", S("2026"), "since", "invalid_time" },
        { "least", S("1e999"), "least", "too_large" },
        { "least", S("x"), "least", "wrong_type" },
        { "tags", S("a,b,c,d"), "tags", "too_long" },
        { "tags", S("a,\xff"), "tags[1]", "invalid_text" },
        { "users", S("1,"), "users[1]", "invalid_id" },
        { "sizes", S("1,x"), "sizes[1]", "wrong_type" },
        { "sizes", S("1,2,3,4"), "sizes", "too_long" },
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_eq(set(cases[i].name, cases[i].text), ERR_INVALID);
        expect_str(failure.fields->field, str_of(cases[i].field));
        expect_str(str_of(failure.fields->problem->code), str_of(cases[i].code));
        expect(!failure.fields->next);
    }
    arena_close(&memory);
}

TEST(a_struct_is_looked_at_whole)
{
    u64 all = ((u64)1 << 10) - 1;

    failure_begin(&failure, &memory);
    shape_clear(&query_shape, &v);
    expect_eq(v.limit, 20);
    v.q = S("x");
    expect_ok(shape_validate(&failure, &query_shape, &v, 1));
    expect_ok(shape_validate(&failure, &query_shape, &v, all));
    v.limit = 0;
    expect_ok(shape_validate(&failure, &query_shape, &v, 1));
    expect_eq(shape_validate(&failure, &query_shape, &v, 2), ERR_INVALID);
    expect_str(failure.fields->field, S("q"));
    expect_str(str_of(failure.fields->problem->code), S("required"));
    expect_str(failure.fields->next->field, S("limit"));
    expect(!failure.fields->next->next);
    arena_close(&memory);
}

struct pair { str name, word; i64 n; };

static void pair_check(struct failure *s, const struct pair *p)
{
    if (p->n > 5)
        (void)failure_field(s, S("n"), &too_many);
    if (str_eq(p->name, p->word))
        (void)failure_field(s, S("word"), &the_same);
    if (!p->name.n)
        (void)failure_field(s, S("name"), &no_name);
}

SHAPE_RULES(pair, pair_check,
    FIELD(pair, name, .min = 2),
    FIELD(pair, word, .min = 1),
    FIELD(pair, n,    .optional = true));

TEST(what_the_table_refuses_and_what_the_rules_refuse_come_together_once_and_in_order)
{
    struct pair p = { S("a"), S("a"), 6 };
    static const char *const wanted[] = { "name too_short", "word the_same", "n too_many" };
    size_t n = 0;

    failure_begin(&failure, &memory);
    expect_eq(shape_validate(&failure, &pair_shape, &p, 7), ERR_INVALID);
    for (const struct field_error *f = failure.fields; f; f = f->next, n++)
        expect_str(arena_format(&memory, STR_FMT " %s", STR_ARG(f->field), f->problem->code), str_of(wanted[n]));
    expect_eq(n, 3);
    p = (struct pair){ S(""), S("x"), 0 };
    failure_begin(&failure, &memory);
    expect_eq(shape_validate(&failure, &pair_shape, &p, 2), ERR_INVALID);
    expect_str(str_of(failure.fields->problem->code), S("required"));
    expect(!failure.fields->next);
    p = (struct pair){ S("ann"), S("x"), 0 };
    failure_begin(&failure, &memory);
    expect_ok(shape_validate(&failure, &pair_shape, &p, 3));
    arena_close(&memory);
}

TEST(text_may_have_to_be_of_a_form_of_its_own)
{
    struct handle h = { S("@ann"), { ABSENT, S("") } };

    arena_close(&memory);
    failure_begin(&failure, &memory);
    expect_ok(shape_validate(&failure, &handle_shape, &h, 3));
    h.other = (maybe_str){ GIVEN, S("bob") };
    expect_eq(shape_validate(&failure, &handle_shape, &h, 3), ERR_INVALID);
    expect_str(failure.fields->field, S("other"));
    expect_str(str_of(failure.fields->problem->code), S("invalid_form"));
    failure_begin(&failure, &memory);
    expect_eq(shape_set_text(&memory, &failure, shape_field(&handle_shape, S("name")), S("ann"), &h), ERR_INVALID);
    failure_begin(&failure, &memory);
    expect_ok(shape_set_text(&memory, &failure, shape_field(&handle_shape, S("name")), S("@ann"), &h));
    arena_close(&memory);
}

/* ---- text that has a form in which it is kept ---- */

static err trim_read(struct failure *told, str field, str text, str *clean)
{
    if (str_find_byte(text, '!') >= 0)
        return failure_field(told, field, &too_many);
    *clean = str_trim(text);
    return OK;
}

struct label { str name; maybe_str other; i64 n; };
SHAPE(label, FIELD(label, name, .max = 5, .reads = trim_read), FIELD(label, other, .reads = trim_read), FIELD(label, n, .optional = true));

TEST(input_is_refused_as_its_reader_refuses_it_and_stays_as_it_came)
{
    struct label l = { S(" ann "), { GIVEN, S("b!") }, 0 };

    failure_begin(&failure, &memory);
    expect_eq(shape_validate(&failure, &label_shape, &l, 3), ERR_INVALID);
    expect_str(failure.fields->field, S("other"));
    expect(failure.fields->problem == &too_many && !failure.fields->next);
    expect_str(l.name, S(" ann "));
    l = (struct label){ S("anna!!"), { .is = NULLED }, 0 };
    failure_begin(&failure, &memory);
    expect_eq(shape_validate(&failure, &label_shape, &l, 3), ERR_INVALID);
    expect_str(str_of(failure.fields->problem->code), S("too_long"));
    expect(!failure.fields->next);
    arena_close(&memory);
}

TEST(a_verb_reads_the_texts_of_its_input_in_place_and_reports_all_that_are_wrong)
{
    struct label l = { S(" ann "), { GIVEN, S(" bob") }, 7 };

    failure_begin(&failure, &memory);
    expect_ok(shape_read_texts(&failure, &label_shape, &l));
    expect_str(l.name, S("ann"));
    expect_str(l.other.v, S("bob"));
    l = (struct label){ S("!"), { GIVEN, S("!") }, 0 };
    expect_eq(shape_read_texts(&failure, &label_shape, &l), ERR_INVALID);
    expect_str(failure.fields->field, S("name"));
    expect_str(failure.fields->next->field, S("other"));
    l = (struct label){ S("ann"), { ABSENT, S("!") }, 0 };
    failure_begin(&failure, &memory);
    expect_ok(shape_read_texts(&failure, &label_shape, &l));
    arena_close(&memory);
}
