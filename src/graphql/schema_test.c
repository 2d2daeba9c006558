#include "base/arena.h"
#include "base/str.h"
#include "graphql/graphql.h"
#include "kit/test.h"

static struct arena a;

static str printed(str sdl)
{
    struct gql_errors errors;
    struct gql_schema *s;
    struct buf b = BUF_ON(&a);

    gql_errors_init(&errors, &a);
    err e = gql_schema_make(&a, sdl, &errors, &s);
    if (e != OK)
        test_fail(__FILE__, __LINE__, "refused: " STR_FMT, STR_ARG(errors.first->message));
    gql_schema_print(&b, s);
    return buf_str(&b);
}

static void expect_same(str sdl)
{
    expect_str(printed(sdl), sdl);
}

/* Refused with that as the first of its reasons. */
static void expect_refused(str sdl, str reason)
{
    struct gql_errors errors;
    struct gql_schema *s;

    gql_errors_init(&errors, &a);
    expect_eq(gql_schema_make(&a, sdl, &errors, &s), ERR_INVALID);
    expect_str(errors.first->message, reason);
}

TEST(a_schema_is_printed_as_it_was_written)
{
    expect_same(S("interface Node {\n  id: ID!\n}\n\ntype Query implements Node {\n  id: ID!\n  a(b: [Int!]! = [1, 2], c: In = {x: 1.5, "
        "y: \"t\\n\"}): [U]\n}"
                  "\n\nunion U = Query | T\n\ntype T {\n  e: E @deprecated(reason: \"Old.\")\n}\n\nenum E {\n  A\n  B @deprecated\n}"
                  "\n\ninput In {\n  x: Float = 2\n  y: String\n}\n\ninput One @oneOf {\n  a: Int\n  b: Int\n}"
                  "\n\nscalar S @specifiedBy(url: \"https://example.org\")"));
}

TEST(descriptions_are_printed_as_blocks)
{
    expect_same(S("\"\"\"What it is\"\"\"\nschema {\n  query: Q\n}\n\ndirective @d(\n  \"\"\"An argument\"\"\"\n  a: Int\n) repeatable "
        "on FIELD | OBJECT"
                  "\n\n\"\"\"\nTwo\nlines\n\"\"\"\ntype Q {\n  a(\n    \"\"\"\n    With quotes \\\"\"\"\n    \"\"\"\n    b: Int\n  ): "
                      "Int\n\n  \"\"\"One\"\"\"\n  b: Int\n}"));
}

TEST(extensions_are_joined)
{
    expect_str(printed(S("type Query { a: Int } extend type Query @x { b: E } enum E { A } extend enum E { B } directive @x on OBJECT")),
        S("directive @x on OBJECT\n\ntype Query {\n  a: Int\n  b: E\n}\n\nenum E {\n  A\n  B\n}"));
}

TEST(defaults_are_complete)
{
    expect_str(printed(S("type Query { a(i: In = {}, l: [Int] = 3): Int } input In { x: Int = 1 y: [In2!] = {z: true} w: Int } input "
        "In2 { z: Boolean e: ID = 7 }")),
        S("type Query {\n  a(i: In = {x: 1, y: [{z: true, e: 7}]}, l: [Int] = [3]): Int\n}\n\ninput In {\n  x: Int = 1\n  y: [In2!] = "
            "[{z: true, e: 7}]\n"
          "  w: Int\n}\n\ninput In2 {\n  z: Boolean\n  e: ID = 7\n}"));
}

TEST(what_is_wrong_with_a_text_is_said)
{
    expect_refused(S("type Query { a: Int a: Int }"), S("There can be only one \"Query.a\"."));
    expect_refused(S("type Query { a: Int } type Query { b: Int }"), S("There is already a type named \"Query\"."));
    expect_refused(S("type Query { a: X }"), S("Unknown type \"X\"."));
    expect_refused(S("type Query { a: Int @x }"), S("Unknown directive \"@x\"."));
    expect_refused(S("type Query @oneOf { a: Int }"), S("Directive \"@oneOf\" may not be used on OBJECT."));
    expect_refused(S("type Query { a: Int } scalar S @specifiedBy"), S("Directive \"@specifiedBy\" argument \"url\" is required, but it "
        "was not provided."));
    expect_refused(S("extend type X { a: Int } type Query { a: Int }"), S("Cannot extend type \"X\" because it is not defined."));
    expect_refused(S("type Query { a(b: Int, b: Int): Int }"), S("There can be only one argument or input field named \"b\" here."));
}

TEST(what_is_wrong_with_types_is_said)
{
    expect_refused(S("type A { a: Int }"), S("Query root type must be provided."));
    expect_refused(S("type Query { a: I } input I { a: Int }"), S("The type of Query.a must be Output Type but got: I."));
    expect_refused(S("type Query { a(b: Query): Int }"), S("The type of Query.a.b must be Input Type but got: Query."));
    expect_refused(S("type Query implements N { b: Int } interface N { id: ID! }"),
        S("Interface field N.id expected but Query does not provide it."));
    expect_refused(S("type Query implements N { id: ID } interface N { id: ID! }"),
        S("Interface field N.id expects type ID! but Query.id is type ID."));
    expect_refused(S("type Query { a: U } union U = E enum E { A }"), S("Union type U can only include Object types, it cannot include "
        "E."));
    expect_refused(S("type Query { a(i: I): Int } input I { i: J! } input J { i: I! }"),
        S("Cannot reference Input Object \"I\" within itself through a series of non-null fields: \"i\"."));
    expect_refused(S("type Query { __a: Int }"), S("Name \"__a\" must not begin with \"__\", which is reserved by GraphQL introspection."));
    expect_refused(S("type Query { a(b: Int = \"x\"): Int }"), S("The default of a.b is not a Int."));
}
