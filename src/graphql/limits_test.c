#include "base/arena.h"
#include "base/str.h"
#include "graphql/graphql.h"
#include "graphql/resolve.h"
#include "kit/test.h"

static struct arena a;

struct page_args { maybe_i64 first; };
static SHAPE(page_args, FIELD(page_args, first));

static err nothing(struct gql_call *call)
{
    (void)call;
    return OK;
}

static i64 size_of(const struct gql_pricing *p)
{
    const struct page_args *args = p ? p->args : NULL;

    return args && args->first.is == GIVEN ? args->first.v : 20;
}

static struct gql_price edges_price(const struct gql_pricing *p) { return (struct gql_price){ 0, size_of(p->above) }; }
static struct gql_price nodes_price(const struct gql_pricing *p) { return (struct gql_price){ size_of(p->above), size_of(p->above) }; }
static struct gql_price write_price(const struct gql_pricing *p) { return (void)p, (struct gql_price){ 10, 1 }; }

static const char sdl[] =
    "type Query { feed(first: Int): Posts me: User friends: [User!] node: Node } type Mutation { post: Post } "
    "type Posts { edges: [Edge!]! nodes: [Post!]! } type Edge { node: Post! } "
    "type Post { id: ID author: User comments(first: Int): Comments } type Comments { edges: [CommentEdge!]! } type CommentEdge { node: "
        "Comment! } "
    "type Comment { id: ID author: User } type User implements Node { id: ID best: User friends: [User!] posts: Posts } "
    "interface Node { id: ID best: User } type Robot implements Node { id: ID best: User } ";

static const struct gql_field_binding fields[] = {
    { "Query.feed", nothing, .args = &page_args_shape }, { "Query.me", nothing }, { "Query.friends", nothing }, { "Query.node", nothing },
    { "Mutation.post", nothing, .price = write_price }, { "Posts.edges", nothing, .price = edges_price },
    { "Posts.nodes", nothing, .price = nodes_price }, { "Edge.node", nothing }, { "Post.id", nothing }, { "Post.author", nothing },
    { "Post.comments", nothing, .args = &page_args_shape }, { "Comments.edges", nothing, .price = edges_price },
    { "CommentEdge.node", nothing }, { "Comment.id", nothing }, { "Comment.author", nothing }, { "User.id", nothing },
    { "User.best", nothing }, { "User.friends", nothing }, { "User.posts", nothing }, { "Robot.id", nothing }, { "Robot.best", nothing },
        {0}
};

static struct gql_schema *world(void)
{
    static struct gql_schema *s;
    struct gql_errors errors;

    gql_errors_init(&errors, &a);
    if (!s) {
        expect_ok(gql_schema_make(&a, str_of(sdl), &errors, &s));
        expect_ok(gql_schema_bind(s, NULL, fields, &errors));
    }
    return s;
}

static struct gql_request *asked(struct arena *own, str text, str variables, struct gql_errors *errors)
{
    const struct gql_operation *operation;
    struct gql_document *document;
    struct gql_request *request;

    gql_errors_init(errors, own);
    if (gql_document_make(own, world(), &gql_limits_standard, text, errors, &document) != OK)
        return NULL;
    operation = gql_operation_choose(document, S(""), errors);
    expect(operation);
    return gql_request_make(own, operation, variables, errors, &request) == OK ? request : NULL;
}

/* It is refused, and neither before that nor for it much memory is taken. */
static void expect_refused(str text, const char *code, i64 limit, i64 seen)
{
    struct arena own = {0};
    struct gql_errors errors;

    expect(!asked(&own, text, S(""), &errors));
    expect_str(str_of(errors.first->code), str_of(code));
    expect_eq(errors.first->limit, limit);
    expect_eq(errors.first->seen, seen);
    expect(errors.n <= 101);
    expect(own.used < 8 << 20);
    arena_close(&own);
}

static void expect_cost(str text, str variables, i64 cost)
{
    struct gql_errors errors;
    struct gql_request *r = asked(&a, text, variables, &errors);

    expect(r);
    expect_eq(gql_request_cost(r), cost);
}

static str repeated(const char *before, const char *what, int n, const char *after)
{
    struct buf b = BUF_ON(&a);

    buf_add(&b, str_of(before));
    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(what));
    buf_add(&b, str_of(after));
    return buf_str(&b);
}

/* `what` with a number in it, n times, and then what ends it. */
static str numbered(const char *before, const char *what, int n, const char *after)
{
    struct buf b = BUF_ON(&a);

    buf_add(&b, str_of(before));
    for (int i = 0; i < n; i++)
        buf_format(&b, what, i, i + 1);
    buf_add(&b, str_of(after));
    return buf_str(&b);
}

TEST(a_cost_is_what_the_contract_of_pages_says)
{
    expect_cost(S("{ feed { edges { node { id author { id } comments(first: 3) { edges { node { id author { id } } } } } } } }"), S(""),
        181);
    expect_cost(S("query ($n: Int!) { feed(first: $n) { nodes { author { id } } } }"), S("{\"n\": 5}"), 1 + 5 + 5);
    expect_cost(S("{ friends { friends { id } } me { id } }"), S(""), 1 + 10 + 1);
    expect_cost(S("mutation { a: post { id } b: post { author { id } } }"), S(""), 21);
    expect_cost(S("query ($no: Boolean!) { me { id } feed @skip(if: $no) { nodes { id } } }"), S("{\"no\": true}"), 1);
    expect_cost(S("{ __schema { types { fields { name } } } }"), S(""), 0);
}

TEST(a_field_of_several_objects_costs_once)
{
    expect_cost(S("{ node { best { id } ... on User { best { best { id } } } } }"), S(""), 1 + 1 + 1);
    expect_cost(S("{ node { best { best { id } } } }"), S(""), 3);
}

TEST(what_goes_past_a_limit_is_refused)
{
    expect_refused(repeated("{ me ", "{ best ", 20, "{ id }" "}}}}}}}}}}}}}}}}}}}} }"), GQL_QUERY_TOO_DEEP, 20, 21);
    expect_refused(numbered("{ me { ", "a%d: id ", 101, "} }"), GQL_TOO_MANY_ALIASES, 100, 101);
    expect_refused(repeated("{ me { id } ", "... { me { id } } ", 20, "}"), GQL_TOO_MANY_ROOT_FIELDS, 20, 21);
    expect_refused(repeated("{ me { ", "id ", 5001, "} }"), GQL_QUERY_TOO_LARGE, 5000, 5001);
    expect_refused(S("{ friends { friends { friends { friends { id } } } feed: best { friends { friends { friends { best { id } } } } } "
        "} }"),
        GQL_QUERY_TOO_COSTLY, 5000, 1 + 10 + 100 + 1000 + 10 + 10 + 100 + 1000 + 10000);
    expect_refused(S("{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"),
        GQL_QUERY_TOO_DEEP, 3, 4);
}

TEST(bombs_end_in_an_error_and_take_little)
{
    expect_refused(numbered("{ me { ...F0 } } ", "fragment F%d on User { ...F%d } ", 299, "fragment F299 on User { ...F0 }"),
        GQL_VALIDATION_FAILED, -1, -1);
    expect_refused(numbered("{ me { ...F0 } } ", "fragment F%d on User { x: best { ...F%d } } ", 300, "fragment F300 on User { id }"),
        GQL_QUERY_TOO_DEEP, 20, 21);
    expect_refused(repeated("{ ", "me { best { id } } ", 1200, "}"), GQL_TOO_MANY_ROOT_FIELDS, 20, 21);
    expect_refused(numbered("{ me { best { id } ", "best { a%d: id } ", 1400, "} }"), GQL_TOO_MANY_ALIASES, 100, 101);
    expect_refused(repeated("{ me ", "{ best ", 300, ""), GQL_DOCUMENT_TOO_DEEP, 200, 201);
    expect_refused(repeated("{ me", "@skip(if: true) ", 51, "}"), GQL_TOO_MANY_DIRECTIVES, 50, 51);
    expect_refused(repeated("{", " me", 10000, "}"), GQL_DOCUMENT_TOO_LARGE, 10000, -1);
}

static str doubling(int n)
{
    struct buf b = BUF_ON(&a);

    buf_lit(&b, "{ me { ...F0 } } ");
    for (int i = 0; i < n; i++)
        buf_format(&b, "fragment F%d on User { ...F%d ... { ...F%d } } ", i, i + 1, i + 1);
    buf_format(&b, "fragment F%d on User { id }", n);
    return buf_str(&b);
}

TEST(fragments_that_double_are_opened_only_up_to_the_limit)
{
    expect_refused(doubling(14), GQL_QUERY_TOO_LARGE, 5000, 5001);
    expect_refused(doubling(400), GQL_QUERY_TOO_LARGE, 5000, 5001);
}

TEST(spreads_that_lead_to_little_are_counted_too)
{
    str many = repeated("{ me { ", "...F0 ", 120, "} } ");

    expect_refused(numbered(arena_cstr(&a, many), "fragment F%d on User { ...F%d } ", 600, "fragment F600 on User { id }"),
        GQL_QUERY_TOO_LARGE,
        5000, -1);
}

TEST(fields_that_overlap_in_too_many_ways_are_given_up)
{
    str text = numbered("{ me { ...F0 } } ", "fragment F%d on User { best { id } ...F%d } ", 800, "fragment F800 on User { id }");
    struct arena own = {0};
    struct gql_errors errors;

    expect(!asked(&own, text, S(""), &errors));
    expect_str(str_of(errors.first->code), str_of(GQL_QUERY_TOO_LARGE));
    expect_eq(errors.first->limit, 5000000);
    expect(errors.first->seen > 5000000 && errors.first->seen < 5100000);
    arena_close(&own);
}

TEST(an_operation_is_chosen_by_its_name)
{
    struct gql_document *document;
    struct gql_errors errors;

    gql_errors_init(&errors, &a);
    expect_ok(gql_document_make(&a, world(), &gql_limits_standard, S("query A { me { id } } mutation B { post { id } }"), &errors,
        &document));
    expect_eq(gql_operation_is(gql_operation_choose(document, S("B"), &errors)), GQL_MUTATION);
    expect_str(gql_operation_name(gql_operation_choose(document, S("A"), &errors)), S("A"));
    expect_eq(errors.n, 0);
    expect(!gql_operation_choose(document, S(""), &errors));
    expect(!gql_operation_choose(document, S("C"), &errors));
    expect_str(errors.first->message, S("Must provide operation name if query contains multiple operations."));
    expect_str(errors.first->next->message, S("Unknown operation named \"C\"."));
    expect_str(str_of(errors.first->code), str_of(GQL_NO_OPERATION));
    gql_errors_init(&errors, &a);
    expect_ok(gql_document_make(&a, world(), &gql_limits_standard, S("subscription { me { id } }"), &errors, &document));
    expect(!gql_operation_choose(document, S(""), &errors));
    expect_str(errors.first->message, S("The schema has no operations of this kind."));
}
