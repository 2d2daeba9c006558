#include "graphql/parse.h"
#include "base/str.h"
#include "graphql/error.h"
#include "graphql/sdl.h"
#include "kit/test.h"

static struct arena a;

static err parse_to(str text, struct gql_tree *tree, struct gql_errors *errors)
{
    gql_errors_init(errors, &a);
    return gql_parse(tree, &a, 1, text, &gql_limits_standard, errors);
}

static struct gql_tree parsed(str text)
{
    struct gql_errors errors;
    struct gql_tree tree;

    expect_ok(parse_to(text, &tree, &errors));
    return tree;
}

static void expect_refused(str text, u32 at, const char *code, str message)
{
    struct gql_errors errors;
    struct gql_tree tree;

    expect_eq(parse_to(text, &tree, &errors), ERR_INVALID);
    expect_eq(errors.n, 1);
    expect_str(errors.first->message, message);
    expect_str(str_of(errors.first->code), str_of(code));
    expect_eq(errors.first->at[0], at);
}

TEST(a_document_becomes_a_tree_in_its_order)
{
    struct gql_tree t = parsed(S("query Q($a: [Int!]! = [1, 2] @d) @e { x: f(a: $a, b: {c: [\"t\", E, null]}) @i(if: true) { g } ...F "
        "... on T { h } }"
                                 " fragment F on T { i }"));
    struct gql_definition *q = t.first, *f = q->next;

    expect_eq(t.n, 2);
    expect_str(q->name->text, S("Q"));
    struct gql_type_ref ref = q->variables->ref;
    expect_str(((str){ ref.wraps, ref.n }), S("![!"));
    expect_eq(q->variables->standard->n, 2);
    struct gql_selection *x = q->first;
    expect(x->alias);
    expect_str(x->key->text, S("x"));
    expect_str(x->name->text, S("f"));
    expect_eq(x->args.n, 2);
    expect_str(x->args.first->next->key->text, S("b"));
    expect_eq(x->args.first->next->first->n, 3);
    expect(x->first == x->follow && x->first->around == x);
    expect_eq(x->next->kind, GQL_SPREAD);
    expect(x->first->follow == x->next);
    expect_eq(x->next->next->kind, GQL_INLINE);
    expect(f->is_fragment && f->name == x->next->name && f->on == x->next->next->name);
}

TEST(syntax_errors_name_the_first_token_that_cannot_stand_there)
{
    expect_refused(S(""), 0, GQL_PARSE_FAILED, S("Syntax Error: Unexpected <EOF>."));
    expect_refused(S("{ a"), 3, GQL_PARSE_FAILED, S("Syntax Error: Expected a Name, found <EOF>."));
    expect_refused(S("{ }"), 2, GQL_PARSE_FAILED, S("Syntax Error: Expected a Name, found \"}\"."));
    expect_refused(S("{ a(b: ) }"), 7, GQL_PARSE_FAILED, S("Syntax Error: Unexpected \")\"."));
    expect_refused(S("query ($a: Int = $b) { a }"), 17, GQL_PARSE_FAILED, S("Syntax Error: Unexpected variable \"$b\" in constant value."));
    expect_refused(S("fragment on on T { a }"), 9, GQL_PARSE_FAILED, S("Syntax Error: Unexpected Name \"on\"."));
    expect_refused(S("type T { a: Int }"), 0, GQL_PARSE_FAILED, S("Syntax Error: Unexpected Name \"type\"."));
    expect_refused(S("{ a } \"d\" { b }"), 6, GQL_PARSE_FAILED,
        S("Syntax Error: Unexpected description, only GraphQL definitions support descriptions."));
    expect_refused(S("{ ...F { a } }"), 7, GQL_PARSE_FAILED, S("Syntax Error: Expected a Name, found \"{\"."));
    expect_refused(S("{ a(b: \"x) }"), 12, GQL_PARSE_FAILED, S("Syntax Error: Unterminated string."));
}

TEST(descriptions_may_precede_operations_variables_and_fragments)
{
    struct gql_tree t = parsed(S("\"one\" query Q(\"\"\"two\"\"\" $a: Int) { a } \"three\" fragment F on T { a }"));

    expect_eq(t.n, 2);
    expect_eq(t.first->at, 0);
}

static str nested(const char *open, const char *close, int n)
{
    struct buf b = BUF_ON(&a);

    buf_lit(&b, "{ a");
    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(open));
    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(close));
    buf_lit(&b, "}");
    return buf_str(&b);
}

TEST(nesting_is_bounded_without_a_stack)
{
    (void)parsed(nested("{a", "}", 199));
    expect_refused(nested("{a", "}", 200), 401, GQL_DOCUMENT_TOO_DEEP, S("The document is nested more than 200 deep."));
    expect_refused(nested("(a:", ")", 2), 6, GQL_PARSE_FAILED, S("Syntax Error: Unexpected \"(\"."));
}

static str many(const char *what, int n)
{
    struct buf b = BUF_ON(&a);

    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(what));
    return buf_str(&b);
}

TEST(tokens_and_directives_are_counted)
{
    str words = many("a ", 9998);

    (void)parsed(arena_format(&a, "{ " STR_FMT "}", STR_ARG(words)));
    expect_refused(arena_format(&a, "{ a " STR_FMT "}", STR_ARG(words)), 20000, GQL_DOCUMENT_TOO_LARGE,
        S("The document has more than 10000 tokens."));
    expect_refused(arena_format(&a, "{ a " STR_FMT "}", STR_ARG(many("@a ", 51))), 154, GQL_TOO_MANY_DIRECTIVES,
        S("The document has more than 50 directives."));
}

TEST(definitions_of_a_schema_are_read)
{
    struct gql_errors errors;
    struct gql_tree t;

    gql_errors_init(&errors, &a);
    expect_ok(gql_parse_sdl(&t, &a, 1, S("\"d\" schema { query: Q } type Q implements & A & B @x { \"f\" a(b: Int = 1): [T!] }"
        " extend type Q { c: T } union U = | Q | T enum E { A B } input I { a: Int = 1 } directive @x(a: Int) repeatable on OBJECT | FIELD"
        " scalar S interface A { a: T } extend schema @x"), &errors));
    expect_eq(t.sdl->kind, SDL_SCHEMA);
    expect_str(t.sdl->description, S("d"));
    expect_str(t.sdl->next->names->next->name->text, S("B"));
    expect_str(t.sdl->next->members->description, S("f"));
    expect(t.sdl->next->next->extends);
    gql_errors_init(&errors, &a);
    expect_eq(gql_parse_sdl(&t, &a, 1, S("enum E { true }"), &errors), ERR_INVALID);
    expect_eq(gql_parse_sdl(&t, &a, 1, S("extend type T"), &errors), ERR_INVALID);
}

TEST(places_count_lines_of_any_kind_and_units_of_utf_16)
{
    str text = S("a\r\nb\rc\n\xf0\x9f\x98\x80\xc3\xa9x");
    struct gql_errors errors;
    struct buf out = BUF_ON(&a);

    gql_errors_init(&errors, &a);
    (void)!gql_wrong(&errors, "x", 13, GQL_NOWHERE, "one");
    gql_errors_write(&out, text, S("t"), &errors);
    expect_str(buf_str(&out), S("[{\"message\":\"one\",\"locations\":[{\"line\":4,\"column\":4}],"
        "\"extensions\":{\"code\":\"x\",\"traceId\":\"t\"}}]"));
}

TEST(the_places_of_many_errors_are_found_in_any_order)
{
    str text = S("ab\ncd\nef");
    struct gql_errors errors;
    struct buf out = BUF_ON(&a);

    gql_errors_init(&errors, &a);
    (void)!gql_wrong(&errors, "x", 7, 0, "one");
    (void)!gql_wrong(&errors, "y", 4, GQL_NOWHERE, "two");
    gql_errors_write(&out, text, S("t"), &errors);
    expect_str(buf_str(&out), S("[{\"message\":\"one\",\"locations\":[{\"line\":3,\"column\":2},{\"line\":1,\"column\":1}],"
        "\"extensions\":{\"code\":\"x\",\"traceId\":\"t\"}},{\"message\":\"two\",\"locations\":[{\"line\":2,\"column\":2}],"
        "\"extensions\":{\"code\":\"y\",\"traceId\":\"t\"}}]"));
}
