#include "base/arena.h"
#include "base/str.h"
#include "graphql/graphql.h"
#include "kit/test.h"

static struct arena a;

static const char sdl[] =
    "directive @many(n: Int) repeatable on FIELD type Query { p: P q(k: Key, n: Int!, w: W): P u: U s(w: W): String } type Subscription "
        "{ a: Int b: Int } "
    "type P { id: ID! name(up: Boolean = false): String p: P o: Int } type D { id: ID! name: Int } union U = P | D "
    "input W { n: Int! = 1 e: E l: [Int!] } enum E { A B } input Key @oneOf { id: ID name: String } ";

static struct gql_errors judged(str text)
{
    struct gql_document *document;
    struct gql_errors errors;
    struct gql_schema *s;

    gql_errors_init(&errors, &a);
    expect_ok(gql_schema_make(&a, str_of(sdl), &errors, &s));
    (void)!gql_document_make(&a, s, &gql_limits_standard, text, &errors, &document);
    return errors;
}

static void expect_valid(str text)
{
    struct gql_errors errors = judged(text);

    if (errors.n)
        test_fail(__FILE__, __LINE__, STR_FMT ": " STR_FMT, STR_ARG(text), STR_ARG(errors.first->message));
}

/* One error, at that place. */
static void expect_error(str text, u32 at, str message)
{
    struct gql_errors errors = judged(text);

    expect_eq(errors.n, 1);
    expect_str(errors.first->message, message);
    expect_eq(errors.first->at[0], at);
    expect_str(str_of(errors.first->code), str_of(GQL_VALIDATION_FAILED));
}

TEST(fields_are_those_of_their_type)
{
    expect_valid(S("{ p { __typename id } u { __typename ... on P { id } } __schema { description } __type(name: \"P\") { name } }"));
    expect_error(S("{ x }"), 2, S("Cannot query field \"x\" on type \"Query\"."));
    expect_error(S("{ u { id } }"), 6, S("Cannot query field \"id\" on type \"U\"."));
    expect_error(S("{ p { __schema { description } } }"), 6, S("Cannot query field \"__schema\" on type \"P\"."));
    expect_error(S("{ p }"), 2, S("Field \"p\" of type \"P\" must have a selection of subfields. Did you mean \"p { ... }\"?"));
    expect_error(S("{ s { a } }"), 4, S("Field \"s\" must not have a selection since type \"String\" has no subfields."));
}

TEST(arguments_are_known_given_and_not_repeated)
{
    expect_error(S("{ p { name(x: 1) } }"), 11, S("Unknown argument \"x\" on field \"P.name\"."));
    expect_error(S("{ q { id } }"), 2, S("Argument \"n\" of type \"Int!\" is required on field \"Query.q\", but it was not provided."));
    expect_error(S("{ p { name(up: true, up: true) } }"), 21, S("There can be only one argument named \"up\"."));
    expect_error(S("{ p @skip { id } }"), 4, S("Argument \"if\" of type \"Boolean!\" is required on directive \"@skip\", but it was not "
        "provided."));
}

TEST(values_are_of_their_type)
{
    expect_valid(S("{ q(n: 1, w: {e: A, l: 3}) { id } }"));
    expect_error(S("{ q(n: \"1\") { id } }"), 7, S("Expected value of type \"Int!\", found \"1\"."));
    expect_error(S("{ q(n: 2147483648) { id } }"), 7, S("Expected value of type \"Int!\", found 2147483648."));
    expect_error(S("{ q(n: null) { id } }"), 7, S("Expected value of type \"Int!\", found null."));
    expect_error(S("{ s(w: {e: C}) }"), 11, S("Expected value of type \"E\", found C: it must be A or B."));
    expect_error(S("{ s(w: {l: [1, null]}) }"), 15, S("Expected value of type \"Int!\", found null."));
    expect_error(S("{ s(w: {x: 1}) }"), 8, S("Field \"x\" is not defined by type \"W\"."));
    expect_error(S("{ s(w: {n: 1, n: 2}) }"), 14, S("There can be only one input field named \"n\"."));
    expect_error(S("{ s(w: [1]) }"), 7, S("Expected value of type \"W\", found a list."));
}

TEST(one_of_means_one)
{
    expect_valid(S("query ($i: ID!) { q(n: 1, k: {id: $i}) { id } }"));
    expect_error(S("{ q(n: 1, k: {id: 1, name: \"x\"}) { id } }"), 13, S("OneOf Input Object \"Key\" must specify exactly one key."));
    expect_error(S("{ q(n: 1, k: {id: null}) { id } }"), 13, S("Field \"Key.id\" must be non-null."));
    expect_error(S("query ($i: ID) { q(n: 1, k: {id: $i}) { id } }"), 7,
        S("Variable \"$i\" is of type \"ID\" but must be non-nullable to be used for OneOf Input Object \"Key\"."));
}

TEST(fragments_are_known_used_and_end)
{
    expect_error(S("{ ...F }"), 5, S("Unknown fragment \"F\"."));
    expect_error(S("{ s } fragment F on P { id }"), 6, S("Fragment \"F\" is never used."));
    expect_error(S("{ p { ...F } } fragment F on P { p { ...F } }"), 37, S("Cannot spread fragment \"F\" within itself."));
    expect_error(S("{ p { ... on D { id } } }"), 6, S("Fragment cannot be spread here as objects of type \"P\" can never be of type "
        "\"D\"."));
    expect_error(S("{ p { ... on E { id } } }"), 13, S("Fragment cannot condition on non composite type \"E\"."));
    expect_error(S("{ p { ... on X { id } } }"), 13, S("Unknown type \"X\"."));
}

TEST(variables_are_declared_used_and_fit)
{
    expect_valid(S("query ($n: Int = 1) { q(n: $n) { id } }"));
    expect_error(S("query Q { q(n: $n) { id } }"), 15, S("Variable \"$n\" is not defined by operation \"Q\"."));
    expect_error(S("query ($n: Int, $n: Int) { s @many(n: $n) }"), 17, S("There can be only one variable named \"$n\"."));
    expect_error(S("query ($n: Int) { s }"), 7, S("Variable \"$n\" is never used."));
    expect_error(S("query ($n: Int) { q(n: $n) { id } }"), 7, S("Variable \"$n\" of type \"Int\" used in position expecting type "
        "\"Int!\"."));
    expect_error(S("query ($n: P) { s @many(n: $n) }"), 11, S("Variable \"$n\" cannot be non-input type \"P\"."));
}

TEST(fields_of_one_key_must_be_able_to_answer_together)
{
    expect_valid(S("{ u { ... on P { x: name(up: true) } ... on P { x: name(up: true) } ... on D { id } } }"));
    expect_valid(S("{ p { p { id } p { name } } }"));
    expect_error(S("{ p { x: id x: o } }"), 6,
        S("Fields \"x\" conflict because they are different fields. Use different aliases on the fields to fetch both if this was "
            "intentional."));
    expect_error(S("{ p { name(up: true) name } }"), 6,
        S("Fields \"name\" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this "
            "was intentional."));
    expect_error(S("{ u { ... on P { name } ... on D { name } } }"), 17,
        S("Fields \"name\" conflict because they return conflicting types. Use different aliases on the fields to fetch both if this "
            "was intentional."));
    expect_error(S("{ p { p { x: id } p { ...F } } } fragment F on P { x: o }"), 10,
        S("Fields \"x\" conflict because they are different fields. Use different aliases on the fields to fetch both if this was "
            "intentional."));
}

TEST(operations_are_told_apart_and_subscribe_to_one_thing)
{
    expect_error(S("{ s } query Q { s }"), 0, S("This anonymous operation must be the only defined operation."));
    expect_error(S("query Q { s } query Q { s }"), 6, S("There can be only one operation named \"Q\"."));
    expect_valid(S("mutation { s }"));       /* as in the reference, it is not chosen: see limits_test.c */
    expect_error(S("subscription { a b }"), 17, S("A subscription must select only one top level field."));
    expect_valid(S("subscription { a a ...F } fragment F on Subscription { a }"));
}

TEST(directives_are_known_and_in_their_place)
{
    expect_valid(S("{ s @many(n: 1) @many }"));
    expect_error(S("{ s @nope }"), 4, S("Unknown directive \"@nope\"."));
    expect_error(S("query @skip(if: true) { s }"), 6, S("Directive \"@skip\" may not be used on QUERY."));
    expect_error(S("{ s @skip(if: true) @skip(if: true) }"), 4, S("The directive \"@skip\" can only be used once at this location."));
}

TEST(errors_end_at_a_hundred)
{
    struct buf b = BUF_ON(&a);

    buf_lit(&b, "{");
    for (int i = 0; i < 200; i++)
        buf_lit(&b, " x");
    buf_lit(&b, "}");
    struct gql_errors errors = judged(buf_str(&b));
    expect_eq(errors.n, 101);
    const struct gql_error *last = errors.first;
    while (last->next)
        last = last->next;
    expect_str(last->message, S("Too many validation errors, error limit reached. Validation aborted."));
}

TEST(a_message_repeats_only_the_beginning_of_a_name)
{
    struct buf b = BUF_ON(&a);

    buf_lit(&b, "{ ");
    for (int i = 0; i < 1000; i++)
        buf_lit(&b, "x");
    buf_lit(&b, " }");
    struct gql_errors errors = judged(buf_str(&b));
    expect(errors.first->message.n < 160);
}
