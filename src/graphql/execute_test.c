#include "base/arena.h"
#include "base/json.h"
#include "base/str.h"
#include "graphql/graphql.h"
#include "graphql/resolve.h"
#include "kit/test.h"

static struct arena a;

struct card { str title; };
struct person {
    id id; str name; maybe_i64 born; str kind; struct card card; const struct card *second; PAGE(card) cards; strs tags; id boss_id;
};
struct people_args { maybe_i64 first; str name_is; ids ids; when since; i64s sizes; str note; };
struct parts { strs of; maybe_i64 most; };
struct draft { str full_name; bool loud; maybe_str nick; struct parts parts; };
struct rename_args { struct draft input; };

static SHAPE(card, FIELD(card, title));
static SHAPE(person, FIELD(person, id), FIELD(person, name), FIELD(person, born), FIELD(person, kind),
    FIELD(person, card, .of = &card_shape),
    FIELD_LINK(person, second, &card_shape), FIELD_PAGE(person, cards, &card_shape), FIELD(person, tags), FIELD(person, boss_id));
static SHAPE(people_args, FIELD(people_args, first), FIELD(people_args, name_is), FIELD(people_args, ids), FIELD(people_args, since),
    FIELD(people_args, sizes), FIELD(people_args, note));
static SHAPE(parts, FIELD(parts, of, .min = 2), FIELD(parts, most, .min = 1, .max = 9));
static SHAPE(draft, FIELD(draft, full_name), FIELD(draft, loud), FIELD(draft, nick, .max = 3),
    FIELD(draft, parts, .of = &parts_shape, .optional = true));
static SHAPE(rename_args, FIELD(rename_args, input, .of = &draft_shape));

static const char sdl[] =
    "type Query { people(first: Int = 2, nameIs: String, ids: [ID!], since: When, sizes: [Int!], note: When): [Person!]! "
    "thing(n: Int!): Thing strict: Strict } "
    "type Mutation { rename(input: Draft!): Person count: Int! } "
    "type Person { id: ID! name: String! born: Int kind: Kind card: Card! second: Card cards: [Card!]! tags: [String!]! boss: Person "
    "  years(at: Int!): Int } "
    "type Card { title: String! } type Strict { sure: Int! deep: Strict! } "
    "union Thing = Person | Card enum Kind { STAFF GUEST } scalar When "
    "input Draft { fullName: String! loud: Boolean = true nick: String parts: Parts } "
    "input Parts { of: [String!]! most: Int } ";

struct world { int people, bosses, counts; size_t hoards; bool stop; void (*failed)(void *, err, const struct failure *); u64 wanted;
    const struct person *whom; struct people_args args; const struct gql_type *person, *card; };

#define TEST_PROBLEMS(X)                                             \
    X(no_such_boss, ERR_NOT_FOUND, "There is no such boss.")         \
    X(name_too_long, ERR_INVALID, "This is too long.")
PROBLEMS_DECLARE(test_problems, TEST_PROBLEMS)
PROBLEMS_DEFINE(test_problems, TEST_PROBLEMS)

static struct card cards[] = { { S("one") }, { S("two") } };
static str tags[] = { S("x"), S("y") };
static struct person people[] = {
    { { 7 }, S("Ann"), { GIVEN, 1990 }, S("staff"), { S("A") }, &cards[1], { cards, 2, {0} }, { tags, 2 }, { 8 } },
    { { 8 }, S("Ben \"B\""), { NULLED, 0 }, S("odd"), { S("B") }, NULL, {0}, {0}, { 0 } },
    { { 9 }, S("Cem"), { ABSENT, 0 }, S("guest"), { S("C") }, NULL, {0}, {0}, { 99 } },
};

static err people_resolve(struct gql_call *call)
{
    struct world *w = call->context;
    const struct people_args *args = call->args;

    w->people++;
    w->args = *args;
    (void)arena_alloc(call->arena, w->hoards + 1, 1);
    w->wanted = call->wanted;
    gql_give_list(call, 0, people, args->first.is == GIVEN ? (size_t)args->first.v : 3, sizeof *people);
    return OK;
}

static err boss_resolve(struct gql_call *call)
{
    struct world *w = call->context;

    w->bosses++;
    for (size_t i = 0; i < call->n; i++) {
        i64 boss = ((const struct person *)call->rows[i])->boss_id.v;
        if (boss == 99)
            TRY(gql_give_error(call, i, failure_set(call->failure, &no_such_boss)));
        else if (boss)
            gql_give(call, i, &people[boss - 7]);
    }
    return OK;
}

static err years_resolve(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++) {
        const struct person *p = call->rows[i];
        if (p->born.is == GIVEN)
            ((maybe_i64 *)call->column)[i] = (maybe_i64){ GIVEN, gql_input_int(gql_input_of(call->input, S("at"))) - p->born.v };
    }
    return OK;
}

static err thing_resolve(struct gql_call *call)
{
    struct world *w = call->context;
    bool card = gql_input_int(gql_input_of(call->input, S("n"))) == 1;

    gql_give_as(call, 0, card ? w->card : w->person, card ? (const void *)cards : w->whom ? w->whom : people);
    return OK;
}

static err strict_resolve(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, "");
    return OK;
}

static err sure_resolve(struct gql_call *call)
{
    (void)call;
    return OK;
}

static err rename_resolve(struct gql_call *call)
{
    struct world *w = call->context;
    const struct draft *d = &((const struct rename_args *)call->args)->input;

    w->counts++;
    TRY(gql_args_check(call));
    if (d->full_name.n > 5)
        return failure_field(call->failure, S("full_name"), &name_too_long);
    people[2].name = d->loud ? S("LOUD") : d->full_name;
    gql_give(call, 0, &people[2]);
    return OK;
}

static err count_resolve(struct gql_call *call)
{
    *(i64 *)call->column = ((struct world *)call->context)->counts;
    return OK;
}

static bool is_when(str text) { return str_starts(text, S("20")); }

static const struct gql_type_binding types[] = {
    { "Person", &person_shape }, { "Card", &card_shape }, { "When", .takes = is_when }, {0}
};
static const struct gql_field_binding fields[] = {
    { "Query.people", people_resolve, .args = &people_args_shape },
    { "Query.thing", thing_resolve },
    { "Query.strict", strict_resolve },
    { "Mutation.rename", rename_resolve, .args = &rename_args_shape, .within = "input" },
    { "Mutation.count", count_resolve, .kind = K_I64 },
    { "Person.boss", boss_resolve, .needs = "boss_id" },
    { "Person.years", years_resolve, .kind = K_MAYBE_I64 },
    { "Strict.sure", sure_resolve, .kind = K_MAYBE_I64 },
    { "Strict.deep", strict_resolve },
    {0}
};

static struct gql_schema *bound(void)
{
    struct gql_errors errors;
    struct gql_schema *s;

    gql_errors_init(&errors, &a);
    expect_ok(gql_schema_make(&a, str_of(sdl), &errors, &s));
    if (gql_schema_bind(s, types, fields, &errors) != OK)
        test_fail(__FILE__, __LINE__, STR_FMT, STR_ARG(errors.first->message));
    return s;
}

static bool stopped(void *context)
{
    return ((struct world *)context)->stop;
}

static err executed(struct world *w, const struct gql_limits *limits, str text, str variables, struct buf *out)
{
    const struct gql_schema *s = bound();
    const struct gql_operation *operation;
    struct gql_run run = { .context = w, .cancelled = stopped, .failed = w->failed };
    struct gql_document *document;
    struct gql_request *request;
    struct gql_errors errors;

    w->person = gql_type_named(s, S("Person"));
    w->card = gql_type_named(s, S("Card"));
    gql_errors_init(&errors, &a);
    if (gql_document_make(&a, s, limits, text, &errors, &document) != OK || !(operation = gql_operation_choose(document, S(""), &errors))
        || gql_request_make(&a, operation, variables, &errors, &request) != OK) {
        gql_errors_write(out, text, S(""), &errors);
        return ERR_INVALID;
    }
    return gql_execute(request, &run, out);
}

static void expect_answer(struct world *w, str text, str variables, str answer)
{
    struct buf out = BUF_ON(&a);

    (void)!executed(w, &gql_limits_standard, text, variables, &out);
    expect_str(buf_str(&out), answer);
}

TEST(members_of_a_struct_need_no_code)
{
    struct world w = {0};

    expect_answer(&w, S("{ people { id name born kind tags card { title } second { title } cards { t: title } __typename } }"), S(""),
        S("{\"data\":{\"people\":[{\"id\":\"7\",\"name\":\"Ann\",\"born\":1990,\"kind\":\"STAFF\",\"tags\":[\"x\",\"y\"],"
          "\"card\":{\"title\":\"A\"},\"second\":{\"title\":\"two\"},\"cards\":[{\"t\":\"one\"},{\"t\":\"two\"}],"
          "\"__typename\":\"Person\"},{\"id\":\"8\",\"name\":\"Ben \\\"B\\\"\",\"born\":null,\"kind\":null,\"tags\":[],"
          "\"card\":{\"title\":\"B\"},\"second\":null,\"cards\":[],\"__typename\":\"Person\"}]}}"));
}

TEST(text_of_a_struct_that_may_not_be_null_is_empty_without_an_address)
{
    static struct person nobody = { .id = { 5 } };
    struct world w = { .whom = &nobody };

    expect_answer(&w, S("{ thing(n: 0) { ... on Person { name kind card { title } } } }"), S(""),
        S("{\"data\":{\"thing\":{\"name\":\"\",\"kind\":null,\"card\":{\"title\":\"\"}}}}"));
}

TEST(a_resolver_is_called_once_for_all_rows_of_a_level)
{
    struct world w = {0};

    expect_answer(&w, S("{ people(first: 3) { boss { name boss { name } } years(at: 2000) } }"), S(""),
        S("{\"errors\":[{\"message\":\"There is no such "
            "boss.\",\"locations\":[{\"line\":1,\"column\":22}],\"path\":[\"people\",2,\"boss\"],"
          "\"extensions\":{\"code\":\"no_such_boss\"}}],\"data\":{\"people\":[{\"boss\":{\"name\":\"Ben "
              "\\\"B\\\"\",\"boss\":null},\"years\":10},"
          "{\"boss\":null,\"years\":null},{\"boss\":null,\"years\":null}]}}"));
    expect_eq(w.people, 1);
    expect_eq(w.bosses, 2);
}

TEST(a_resolver_knows_which_members_are_wanted)
{
    struct world w = {0};
    struct buf out = BUF_ON(&a);

    expect_ok(executed(&w, &gql_limits_standard, S("{ people { name card { title } ... { boss { id } } } }"), S(""), &out));
    expect_eq(w.wanted, 1 << 1 | 1 << 4 | 1 << 8);
}

TEST(arguments_become_a_struct)
{
    struct world w = {0};
    struct buf out = BUF_ON(&a);

    expect_ok(executed(&w, &gql_limits_standard, S("query ($n: String, $i: [ID!]) { people(nameIs: $n, ids: $i, since: "
        "\"2026-01-02T03:04:05Z\", sizes: [3, -1]) { id } }"),
        S("{\"n\": \"Ann\\u00e9\", \"i\": [7, \"8\", \"x\"]}"), &out));
    expect_eq(w.args.first.v, 2);
    expect_str(w.args.name_is, S("Ann\xc3\xa9"));
    expect_eq(w.args.ids.n, 3);
    expect_eq(w.args.ids.at[1].v, 8);
    expect_eq(w.args.ids.at[2].v, 0);
    expect_eq(w.args.sizes.n, 2);
    expect_eq(w.args.sizes.at[1], -1);
    expect_eq(w.args.since.ms, 1767323045000);
}

TEST(an_argument_that_its_struct_does_not_take_is_an_error_in_place)
{
    struct world w = {0};

    expect_answer(&w, S("{ thing(n: 1) { ... on Card { title } } people(since: \"yesterday\") { id } }"), S(""),
        S("{\"errors\":[{\"message\":\"Argument \\\"since\\\" of type \\\"When\\\" is invalid: it is not a "
            "time.\",\"locations\":[{\"line\":1,"
          "\"column\":41}],\"path\":[\"people\"],\"extensions\":{\"code\":\"BAD_USER_INPUT\"}}],\"data\":null}"));
    expect_eq(w.people, 0);
}

TEST(a_variable_of_a_scalar_is_what_the_scalar_takes)
{
    struct world w = {0};
    struct buf out = BUF_ON(&a);
    str text = S("query ($w: When) { people(since: $w) { id } }");

    expect_ok(executed(&w, &gql_limits_standard, text, S("{\"w\": \"2026-01-02T03:04:05Z\"}"), &out));
    expect_answer(&w, text, S("{\"w\": \"yesterday\"}"),
        S("[{\"message\":\"Variable \\\"$w\\\" got an invalid value at \\\"w\\\", of type \\\"When\\\": it must be a When.\",\"locations\":"
          "[{\"line\":1,\"column\":8}],\"extensions\":{\"code\":\"BAD_USER_INPUT\"}}]"));
    out.n = 0;
    expect_eq(executed(&w, &gql_limits_standard, text, S("{\"w\": {\"a\": 1}}"), &out), ERR_INVALID);
}

TEST(a_scalar_written_as_an_object_is_no_text)
{
    struct world w = {0};

    expect_answer(&w, S("{ thing(n: 1) { __typename } people(note: {a: 1}) { id } }"), S(""),
        S("{\"errors\":[{\"message\":\"Argument \\\"note\\\" of type \\\"When\\\" is invalid: it is not a text.\",\"locations\":"
          "[{\"line\":1,\"column\":30}],\"path\":[\"people\"],\"extensions\":{\"code\":\"BAD_USER_INPUT\"}}],\"data\":null}"));
}

TEST(a_null_that_may_not_be_rises_to_the_next_that_may)
{
    struct world w = {0};

    expect_answer(&w, S("{ strict { deep { deep { sure } } } thing(n: 1) { __typename } }"), S(""),
        S("{\"errors\":[{\"message\":\"Cannot return null for non-nullable field Strict.sure.\",\"locations\":[{\"line\":1,\"column\":26}],"
          "\"path\":[\"strict\",\"deep\",\"deep\",\"sure\"],\"extensions\":{\"code\":\"internal_error\"}}],"
          "\"data\":{\"strict\":null,\"thing\":{\"__typename\":\"Card\"}}}"));
}

TEST(fields_of_a_mutation_run_one_after_the_other)
{
    struct world w = {0};

    expect_answer(&w, S("mutation { a: count x: rename(input: {fullName: \"Dan\"}) { name } b: count y: rename(input: {fullName: "
        "\"Eve\", loud: false}) { name } }"),
        S(""), S("{\"data\":{\"a\":0,\"x\":{\"name\":\"Eve\"},\"b\":1,\"y\":{\"name\":\"Eve\"}}}"));
}

TEST(members_of_the_input_that_are_wrong_are_named_from_the_argument_on)
{
    struct world w = {0};

    expect_answer(&w, S("mutation { rename(input: {fullName: \"Someone\"}) { name } count }"), S(""),
        S("{\"errors\":[{\"message\":\"input.fullName: This is too long.\",\"locations\":[{\"line\":1,\"column\":12}],"
          "\"path\":[\"rename\"],"
          "\"extensions\":{\"code\":\"invalid_input\","
          "\"errors\":[{\"field\":\"input.fullName\",\"code\":\"name_too_long\",\"detail\":\"This is too long.\"}]}}],"
          "\"data\":{\"rename\":null,\"count\":1}}"));
}

TEST(arguments_are_held_to_what_their_shapes_state)
{
    struct world w = {0};

    expect_answer(&w, S("mutation { rename(input: {fullName: \"Dan\", nick: \"Danny\", parts: {of: [], most: 10}}) { name } }"), S(""),
        S("{\"errors\":[{\"message\":\"input.nick: This must have at most 3 characters.\",\"locations\":[{\"line\":1,\"column\":12}],"
          "\"path\":[\"rename\"],\"extensions\":{\"code\":\"invalid_input\",\"errors\":["
          "{\"field\":\"input.nick\",\"code\":\"too_long\",\"detail\":\"This must have at most 3 characters.\"},"
          "{\"field\":\"input.parts.of\",\"code\":\"too_short\",\"detail\":\"This must have at least 2 elements.\"},"
          "{\"field\":\"input.parts.most\",\"code\":\"too_large\",\"detail\":\"This must be at most 9.\"}]}}],"
          "\"data\":{\"rename\":null}}"));
    expect_answer(&w, S("mutation { rename(input: {fullName: \"Dan\", nick: null, parts: null}) { name } }"), S(""),
        S("{\"data\":{\"rename\":{\"name\":\"LOUD\"}}}"));
}

TEST(text_with_the_character_zero_reaches_no_resolver)
{
    struct world w = {0};

    expect_answer(&w, S("mutation { rename(input: {fullName: \"Dan\", parts: {of: [\"a\", \"b\\u0000\"]}}) { name } count }"), S(""),
        S("{\"errors\":[{\"message\":\"input.parts.of[1]: This must not hold the character U+0000.\","
          "\"locations\":[{\"line\":1,\"column\":12}],"
          "\"path\":[\"rename\"],\"extensions\":{\"code\":\"invalid_input\",\"errors\":[{\"field\":\"input.parts.of[1]\","
          "\"code\":\"invalid_text\",\"detail\":\"This must not hold the character U+0000.\"}]}}],"
          "\"data\":{\"rename\":null,\"count\":0}}"));
    expect_answer(&w, S("{ people(ids: [\"\\u0000\"]) { id } }"), S(""), S("{\"data\":{\"people\":[{\"id\":\"7\"},{\"id\":\"8\"}]}}"));
    expect_eq(w.args.ids.at[0].v, 0);
}

static void failure_note(void *context, err e, const struct failure *failure)
{
    struct world *w = context;

    w->counts += e == ERR_NOT_FOUND && str_eq(str_of(failure_code(failure)), S("no_such_boss"));
}

TEST(each_failure_is_reported_for_the_log)
{
    struct world w = {0};
    struct buf out = BUF_ON(&a);

    w.failed = failure_note;
    expect_ok(executed(&w, &gql_limits_standard, S("{ people(first: 3) { boss { name } } }"), S(""), &out));
    expect_eq(w.counts, 1);
}

TEST(a_query_whose_caller_is_gone_stops)
{
    struct world w = { .stop = true };
    struct buf out = BUF_ON(&a);

    expect_eq(executed(&w, &gql_limits_standard, S("{ people { name } }"), S(""), &out), ERR_CANCELLED);
    expect_eq(out.n, 0);
    expect_eq(w.people, 0);
}

TEST(an_answer_that_grows_too_large_is_an_error_instead)
{
    struct gql_limits limits = gql_limits_standard;
    struct world w = {0};
    struct buf out = BUF_ON(&a);

    limits.answer = 100;
    expect_eq(executed(&w, &limits, S("{ people(first: 3) { name tags kind card { title } } }"), S(""), &out), ERR_TOO_LARGE);
    expect_str(buf_str(&out), S("{\"errors\":[{\"message\":\"The answer is larger than 100 "
        "bytes.\",\"locations\":[{\"line\":1,\"column\":1}],"
        "\"extensions\":{\"code\":\"answer_too_large\",\"limit\":100}}]}"));
}

/* However little of them it shows. */
TEST(an_answer_of_objects_that_take_too_much_memory_is_an_error_instead)
{
    struct gql_limits limits = gql_limits_standard;
    struct world w = { .hoards = 20 << 20 };
    struct buf out = BUF_ON(&a);

    limits.answer = 1 << 20;
    expect_eq(executed(&w, &limits, S("{ people(first: 1) { boss { name } } }"), S(""), &out), ERR_TOO_LARGE);
    expect(str_find(buf_str(&out), S("answer_too_large")) > 0 && out.n < 250);
    expect_eq(w.bosses, 0);
    w.hoards = 1 << 20;
    expect_eq(executed(&w, &limits, S("{ people(first: 1) { boss { name } } }"), S(""), &out), OK);
}

TEST(errors_count_as_part_of_the_answer)
{
    struct gql_limits limits = gql_limits_standard;
    struct world w = {0};
    struct buf out = BUF_ON(&a);
    str key = S("a_key_that_is_as_long_as_it_takes_to_make_a_path_of_it_that_does_not_fit_into_the_limit_of_the_answer_any_more");
    str text = arena_format(&a, "{ strict { " STR_FMT ": deep { deep { sure } } } }", STR_ARG(key));

    limits.answer = 300;
    expect_eq(executed(&w, &limits, text, S(""), &out), ERR_TOO_LARGE);
    expect(str_find(buf_str(&out), S("answer_too_large")) > 0 && out.n < 200);
}

TEST(what_is_left_out_by_a_variable_is_not_asked_for)
{
    struct world w = {0};
    str text = S("query ($no: Boolean!) { people @skip(if: $no) { name } thing(n: 1) { __typename ... on Card @include(if: $no) { title "
        "} } }");

    expect_answer(&w, text, S("{\"no\": true}"), S("{\"data\":{\"thing\":{\"__typename\":\"Card\",\"title\":\"one\"}}}"));
    expect_eq(w.people, 0);
}

TEST(variables_that_are_wrong_are_each_told)
{
    struct world w = {0};

    expect_answer(&w, S("query ($a: Int!, $b: Draft, $c: Int!) { thing(n: $a) { __typename } people(first: $c) { id } }"), S(""),
        S("[{\"message\":\"Variable \\\"$b\\\" is never "
            "used.\",\"locations\":[{\"line\":1,\"column\":18}],\"extensions\":{\"code\":\"GRAPHQL_VALIDATION_FAILED\"}}]"));
    expect_answer(&w, S("mutation ($b: Draft!, $c: Int = 1, $d: Draft!) { rename(input: $b) { years(at: $c) } x: rename(input: $d) { id "
        "} }"),
        S("{\"b\": {\"fullName\": 3, \"other\": 1}, \"c\": 2.5}"),
        S("[{\"message\":\"Variable \\\"$b\\\" got an invalid value at \\\"b\\\", of type \\\"Draft\\\": it has no member \\\"other\\\".\","
          "\"locations\":[{\"line\":1,\"column\":11}],\"extensions\":{\"code\":\"BAD_USER_INPUT\"}},"
          "{\"message\":\"Variable \\\"$b\\\" got an invalid value at \\\"b.fullName\\\", of type \\\"String\\\": it must be a String.\","
          "\"locations\":[{\"line\":1,\"column\":11}],\"extensions\":{\"code\":\"BAD_USER_INPUT\"}},"
          "{\"message\":\"Variable \\\"$c\\\" got an invalid value at \\\"c\\\", of type \\\"Int\\\": it must be a whole number of 32 "
              "bits.\","
          "\"locations\":[{\"line\":1,\"column\":23}],\"extensions\":{\"code\":\"BAD_USER_INPUT\"}},"
          "{\"message\":\"Variable \\\"$d\\\" of required type \\\"Draft!\\\" was not "
              "provided.\",\"locations\":[{\"line\":1,\"column\":36}],"
          "\"extensions\":{\"code\":\"BAD_USER_INPUT\"}}]"));
}
