#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "kit/test.h"

struct author { id id; str name; };
SHAPE(author,
    FIELD(author, id),
    FIELD(author, name, .min = 1, .max = 5));

static const char *const colours[] = { "red", "green", "blue", NULL };

struct all {
    str text;
    i64 number;
    bool flag;
    id id;
    when at;
    double real;
    struct secret password;
    strs tags;
    ids friends;
    i64s scores;
    struct author author;
    PAGE(author) authors;
    raw_json raw;
    str colour;
};
SHAPE(all,
    FIELD(all, text, .min = 2, .max = 4, .optional = true),
    FIELD(all, number, .min = -5, .max = 100, .optional = true, .standard = 20),
    FIELD(all, flag, .optional = true),
    FIELD(all, id, .optional = true),
    FIELD(all, at, .optional = true),
    FIELD(all, real, .min = 0, .max = 10, .optional = true),
    FIELD(all, password, .min = 8, .optional = true),
    FIELD(all, tags, .max = 3, .optional = true),
    FIELD(all, friends, .min = 1, .optional = true),
    FIELD(all, scores, .min = 1, .max = 4, .optional = true),
    FIELD(all, author, .of = &author_shape, .optional = true),
    FIELD_PAGE(all, authors, &author_shape, .max = 2, .optional = true),
    FIELD(all, raw, .optional = true),
    FIELD(all, colour, .words = colours, .optional = true));

struct patch { maybe_str text; maybe_i64 number; maybe_bool flag; maybe_id id; maybe_when at; };
SHAPE(patch,
    FIELD(patch, text, .min = 1, .max = 3),
    FIELD(patch, number, .max = 9),
    FIELD(patch, flag),
    FIELD(patch, id),
    FIELD(patch, at));

struct tree { i64 n; PAGE(tree) below; };
static const struct shape tree_shape;
static const struct field tree_fields[] = {
    FIELD(tree, n), FIELD_PAGE(tree, below, &tree_shape, .optional = true), {0}
};
static const struct shape tree_shape = { "tree", sizeof(struct tree), tree_fields, NULL };

static struct arena memory;
static struct failure failure;

static err read(const char *text, const struct shape *shape, void *out)
{
    arena_close(&memory);
    failure_begin(&failure, &memory);
    return json_read(&memory, &failure, str_of(text), shape, out);
}

/* "field code, field code": all that the failure reports. */
static str told(void)
{
    struct buf b = BUF_ON(&memory);

    for (const struct field_error *f = failure.fields; f; f = f->next)
        buf_format(&b, "%s" STR_FMT " %s", b.n ? ", " : "", STR_ARG(f->field), f->problem->code);
    return buf_str(&b);
}

TEST(each_kind_is_read_into_its_member)
{
    struct all v;

    expect_ok(read("{\"text\":\"abc\",\"number\":-5,\"flag\":true,\"id\":\"17\",\"at\":\"1970-01-01T00:00:01.5Z\","
                   "\"real\":2.5e0,"
                   "\"password\":\"hunter22\",\"tags\":[\"a\",\"\"],\"friends\":[\"1\",\"9223372036854775807\"],"
                   "\"scores\":[0,-3,9223372036854775807],"
                   "\"author\":{\"id\":\"3\",\"name\":\"ann\"},"
                   "\"authors\":[{\"id\":\"4\",\"name\":\"bob\"},{\"name\":\"cy\",\"id\":\"5\"}],"
                   "\"raw\": {\"x\": [1, null]} ,\"colour\":\"green\"}", &all_shape, &v));
    expect_str(v.text, S("abc"));
    expect_eq(v.number, -5);
    expect(v.flag);
    expect_eq(v.id.v, 17);
    expect_eq(v.at.ms, 1500);
    expect(v.real == 2.5);
    expect_str(v.password.hidden, S("hunter22"));
    expect_eq(v.tags.n, 2);
    expect_str(v.tags.at[0], S("a"));
    expect_str(v.tags.at[1], S(""));
    expect_eq(v.friends.n, 2);
    expect_eq(v.friends.at[1].v, INT64_MAX);
    expect(v.scores.n == 3 && v.scores.at[1] == -3 && v.scores.at[2] == INT64_MAX);
    expect_eq(v.author.id.v, 3);
    expect_eq(v.authors.n, 2);
    expect_str(v.authors.at[1].name, S("cy"));
    expect_eq(v.authors.at[1].id.v, 5);
    expect_str(v.raw.json, S("{\"x\": [1, null]}"));
    expect_str(v.colour, S("green"));
}

TEST(what_is_left_out_is_zero_or_its_standard)
{
    struct all v;

    memset(&v, 0xff, sizeof v);
    expect_ok(read(" {} ", &all_shape, &v));
    expect_eq(v.number, 20);
    expect(!v.flag && !v.text.n && !v.id.v && !v.authors.n && !v.raw.json.n && !v.author.name.n);
}

TEST(text_points_into_the_document_unless_it_has_escapes)
{
    const char *text = "{\"text\":\"abc\",\"colour\":\"\\u0072ed\"}";
    struct all v;

    expect_ok(read(text, &all_shape, &v));
    expect(v.text.p == text + 9);
    expect_str(v.colour, S("red"));
    expect_ok(read("{\"te\\u0078t\":\"\\\"\\\\\\/\\n\"}", &all_shape, &v));
    expect_str(v.text, S("\"\\/\n"));
    expect_ok(read("{\"text\":\"\\b\\f\\r\\t\"}", &all_shape, &v));
    expect_str(v.text, S("\b\f\r\t"));
    expect_ok(read("{\"text\":\"\\u20ac\\ud83d\\ude00\\u00e9\"}", &all_shape, &v));
    expect_str(v.text, S("\xe2\x82\xac\xf0\x9f\x98\x80\xc3\xa9"));
}

static bool all_are(const struct patch *v, enum given g)
{
    return v->text.is == g && v->number.is == g && v->flag.is == g && v->id.is == g && v->at.is == g;
}

TEST(absent_null_and_given_are_told_apart)
{
    struct patch v;

    expect_ok(read("{}", &patch_shape, &v));
    expect(all_are(&v, ABSENT));
    expect_ok(read("{\"text\":null,\"number\":null,\"flag\":null,\"id\":null,\"at\":null}", &patch_shape, &v));
    expect(all_are(&v, NULLED));
    expect_ok(read("{\"text\":\"x\",\"number\":7,\"flag\":false,\"id\":\"5\",\"at\":\"1970-01-01T00:00:01Z\"}",
                   &patch_shape, &v));
    expect(all_are(&v, GIVEN));
    expect_str(v.text.v, S("x"));
    expect(v.number.v == 7 && !v.flag.v && v.id.v.v == 5 && v.at.v.ms == 1000);
}

TEST(each_member_that_is_wrong_is_told_of_by_its_path)
{
    static const struct { const char *text, *told; } cases[] = {
        { "{\"text\":5}", "text wrong_type" },
        { "{\"text\":null}", "text not_null" },
        { "{\"text\":\"a\"}", "text too_short" },
        { "{\"text\":\"abcde\"}", "text too_long" },
        { "{\"text\":\"a\\u0000b\"}", "text invalid_text" },
        { "{\"number\":\"5\"}", "number wrong_type" },
        { "{\"number\":5.0}", "number wrong_type" },
        { "{\"number\":1e1}", "number wrong_type" },
        { "{\"number\":-6}", "number too_small" },
        { "{\"number\":101}", "number too_large" },
        { "{\"number\":9223372036854775808}", "number too_large" },
        { "{\"number\":-9223372036854775809}", "number too_small" },
        { "{\"number\":99999999999999999999999999999}", "number too_large" },
        { "{\"flag\":1}", "flag wrong_type" },
        { "{\"flag\":\"true\"}", "flag wrong_type" },
        { "{\"id\":5}", "id wrong_type" },
        { "{\"id\":\"05\"}", "id invalid_id" },
        { "{\"id\":\"\"}", "id invalid_id" },
        { "{\"id\":\"\\u0000\"}", "id invalid_text" },
        { "{\"at\":0}", "at wrong_type" },
        { "{\"at\":\"yesterday\"}", "at invalid_time" },
        { "{\"real\":1e400}", "real too_large" },
        { "{\"real\":10.5}", "real too_large" },
        { "{\"real\":-0.5}", "real too_small" },
        { "{\"real\":\"1\"}", "real wrong_type" },
        { "{\"password\":\"short\"}", "password too_short" },
        { "{\"tags\":\"a\"}", "tags wrong_type" },
        { "{\"tags\":[1,\"a\",null]}", "tags[0] wrong_type, tags[2] wrong_type" },
        { "{\"tags\":[\"a\",\"b\",\"c\",\"d\",\"e\"]}", "tags too_long" },
        { "{\"friends\":[]}", "friends too_short" },
        { "{\"friends\":[\"1\",\"x\"]}", "friends[1] invalid_id" },
        { "{\"scores\":[]}", "scores too_short" },
        { "{\"scores\":[1,\"2\",3]}", "scores[1] wrong_type" },
        { "{\"scores\":[1.5]}", "scores[0] wrong_type" },
        { "{\"scores\":[1,2,3,4,5]}", "scores too_long" },
        { "{\"scores\":7}", "scores wrong_type" },
        { "{\"author\":[]}", "author wrong_type" },
        { "{\"author\":{}}", "author.id required, author.name required" },
        { "{\"author\":{\"id\":\"1\",\"name\":\"\"}}", "author.name too_short" },
        { "{\"authors\":[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"2\",\"name\":\"abcdef\"}]}",
          "authors[1].name too_long" },
        { "{\"authors\":[3]}", "authors[0] wrong_type" },
        { "{\"authors\":[{\"id\":\"1\",\"name\":\"a\"},{\"id\":\"1\",\"name\":\"a\"},{},{\"id\":7}]}",
          "authors too_long" },
        { "{\"colour\":\"Red\"}", "colour not_one_of" },
        { "{\"text\":1,\"flag\":2,\"id\":3}", "text wrong_type, flag wrong_type, id wrong_type" },
        { "[]", " wrong_type" },
        { "null", " wrong_type" },
        { "\"{}\"", " wrong_type" },
    };
    struct all v;

    for (size_t i = 0; i < COUNT(cases); i++) {
        if (read(cases[i].text, &all_shape, &v) != ERR_INVALID)
            test_fail(__FILE__, __LINE__, "%s was taken", cases[i].text);
        expect_str(told(), str_of(cases[i].told));
        expect_eq(failure.what, ERR_INVALID);
    }
}

TEST(null_is_for_members_that_may_be_null)
{
    struct patch v;

    expect_eq(read("{\"text\":\"abcd\",\"number\":10,\"flag\":\"x\",\"id\":1,\"at\":\"\"}", &patch_shape, &v),
              ERR_INVALID);
    expect_str(told(), S("text too_long, number too_large, flag wrong_type, id wrong_type, at invalid_time"));
    expect_eq(read("{\"id\":null}", &author_shape, &(struct author){0}), ERR_INVALID);
    expect_str(told(), S("id not_null, name required"));
}

TEST(the_sentences_are_for_people)
{
    struct all v;

    expect_eq(read("{\"text\":\"abcde\",\"colour\":\"grey\"}", &all_shape, &v), ERR_INVALID);
    expect_str(failure.fields->detail, S("This must have at most 4 characters."));
    expect_str(failure.fields->next->detail, S("This must be \"red\", \"green\" or \"blue\"."));
}

TEST(lengths_count_characters)
{
    struct all v;

    expect_ok(read("{\"text\":\"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\"}", &all_shape, &v));
    expect_eq(read("{\"text\":\"\xf0\x9f\x98\x80\"}", &all_shape, &v), ERR_INVALID);
    expect_str(told(), S("text too_short"));
    expect_eq(read("{\"text\":\"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\"}", &all_shape, &v), ERR_INVALID);
    expect_str(told(), S("text too_long"));
}

TEST(unknown_members_are_checked_and_passed_over)
{
    struct author v;

    expect_ok(read("{\"x\":[1,{\"y\":null}],\"id\":\"1\",\"z\":\"\\u0000\",\"name\":\"ann\",\"idx\":{},\"i\":0,\"\":1,"
                   "\"id\\u0000\":1}", &author_shape, &v));
    expect_eq(v.id.v, 1);
    expect_str(v.name, S("ann"));
    expect_eq(read("{\"id\":\"1\",\"name\":\"ann\",\"x\":[1,]}", &author_shape, &v), ERR_JSON);
    expect_eq(read("{\"id\":\"1\",\"name\":\"ann\",\"x\":{\"a\":1,\"a\":2}}", &author_shape, &v), ERR_JSON);
}

TEST(a_known_key_that_comes_twice_is_refused)
{
    struct author v;

    expect_eq(read("{\"id\":\"1\",\"id\":\"1\",\"name\":\"ann\"}", &author_shape, &v), ERR_JSON);
    expect_eq(read("{\"id\":\"1\",\"name\":\"ann\",\"n\\u0061me\":\"ann\"}", &author_shape, &v), ERR_JSON);
    expect_eq(read("{\"x\":1,\"id\":\"1\",\"x\":\"ann\"}", &author_shape, &v), ERR_JSON);
}

TEST(text_that_is_not_json_is_told_of_as_that_alone)
{
    struct author v;

    expect_eq(read("{\"id\":5,\"name\":7,", &author_shape, &v), ERR_JSON);
    expect_eq(failure.what, ERR_JSON);
    expect(!failure.fields);
    expect_eq(read("", &author_shape, &v), ERR_JSON);
    expect_eq(read("{\"id\":\"1\",\"name\":\"ann\"} 1", &author_shape, &v), ERR_JSON);
    expect_eq(read("{\"id\":nul}", &author_shape, &v), ERR_JSON);
}

TEST(what_is_not_an_object_lacks_no_members)
{
    struct author v;
    u64 present = 0;

    expect_eq(read("[]", &author_shape, &v), ERR_INVALID);
    expect_str(told(), S(" wrong_type"));
    failure_begin(&failure, &memory);
    expect_eq(json_read_more(&memory, &failure, S("7"), &author_shape, &v, &present), ERR_INVALID);
    expect_eq(shape_validate(&failure, &author_shape, &v, present), ERR_INVALID);
    expect_str(told(), S(" wrong_type"));
}

TEST(a_shape_may_hold_pages_of_itself)
{
    struct buf b = {0};
    struct tree v;

    expect_ok(read("{\"n\":1,\"below\":[{\"n\":2},{\"n\":3,\"below\":[{\"n\":4}]}]}", &tree_shape, &v));
    expect_eq(v.below.at[1].below.at[0].n, 4);
    expect_eq(read("{\"n\":1,\"below\":[{\"n\":2},{\"n\":3,\"below\":[{\"n\":4.5}]}]}", &tree_shape, &v), ERR_INVALID);
    expect_str(told(), S("below[1].below[0].n wrong_type"));
    for (int i = 0; i < 10000; i++)
        buf_add(&b, S("{\"n\":1,\"below\":["));
    buf_byte(&b, '\0');
    expect_eq(read(b.p, &tree_shape, &v), ERR_JSON);
    buf_close(&b);
}

TEST(a_thousand_faults_are_told_of_in_part)
{
    struct buf b = {0};
    struct all v;
    int n = 0;

    buf_add(&b, S("{\"friends\":[0"));
    for (int i = 0; i < 1000; i++)
        buf_add(&b, S(",0"));
    buf_add(&b, S("]}\0"));
    expect_eq(read(b.p, &all_shape, &v), ERR_INVALID);
    for (const struct field_error *f = failure.fields; f; f = f->next)
        n++;
    expect_eq(n, 32);
    buf_close(&b);
}

TEST(a_body_that_wants_too_much_memory_is_refused)
{
    struct buf b = {0};
    struct all v;

    buf_add(&b, S("{\"friends\":[\"1\""));
    for (int i = 0; i < 9000; i++)
        buf_add(&b, S(",\"1\""));
    buf_add(&b, S("]}"));
    arena_close(&memory);
    memory.limit = 10000;
    failure_begin(&failure, &memory);
    expect_eq(json_read(&memory, &failure, buf_str(&b), &all_shape, &v), ERR_TOO_LARGE);
    buf_close(&b);
}

TEST(members_that_are_filled_in_already_stay_as_they_are)
{
    struct author v = { .id = { 9 } };
    u64 present = 1;

    failure_begin(&failure, &memory);
    expect_ok(json_read_more(&memory, &failure, S("{\"id\":\"5\",\"name\":\"ann\"}"), &author_shape, &v, &present));
    expect_eq(v.id.v, 9);
    expect_eq(present, 3);
    expect_ok(shape_validate(&failure, &author_shape, &v, present));
    present = 1;
    expect_eq(json_read_more(&memory, &failure, S("{\"id\":\"5\",\"id\":\"6\"}"), &author_shape, &v, &present), ERR_JSON);
}

TEST(what_the_body_left_wrong_is_told_of_once)
{
    struct author v = {0};
    u64 present = 0;

    failure_begin(&failure, &memory);
    expect_eq(json_read_more(&memory, &failure, S("{\"name\":\"annabel\"}"), &author_shape, &v, &present), ERR_INVALID);
    expect_eq(shape_validate(&failure, &author_shape, &v, present), ERR_INVALID);
    expect_str(told(), S("id required, name too_long"));
    arena_close(&memory);
}
