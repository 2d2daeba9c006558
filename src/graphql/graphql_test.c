/* The example of graphql.h, as it is written there. */
#include "graphql/graphql.h"
#include "base/arena.h"
#include "base/str.h"
#include "graphql/resolve.h"
#include "kit/test.h"

struct person { id id; str name; i64 born; id boss_id; };
static SHAPE(person, FIELD(person, id), FIELD(person, name), FIELD(person, born), FIELD(person, boss_id));

struct people_args { i64 first; };
static SHAPE(people_args, FIELD(people_args, first));

static const struct person all[] = { { { 1 }, S("Ann"), 1990, { 0 } }, { { 2 }, S("Ben"), 1985, { 1 } } };

static const char sdl[] = "type Query { people(first: Int = 10): [Person!]! } "
    "type Person { id: ID! name: String! born: Int! boss: Person }";

static err people(struct gql_call *call)
{
    const struct people_args *args = call->args;

    gql_give_list(call, 0, all, args->first < 2 ? (size_t)args->first : 2, sizeof *all);
    return OK;
}

static const struct person *person_find(const struct person *among, id of)
{
    return of.v ? &among[of.v - 1] : NULL;
}

static err boss(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, person_find(call->context, ((const struct person *)call->rows[i])->boss_id));
    return OK;
}

static const struct gql_type_binding types[] = { { "Person", &person_shape }, {0} };
static const struct gql_field_binding fields[] = {
    { "Query.people", people, .args = &people_args_shape },
    { "Person.boss", boss, .needs = "boss_id" },
    {0}
};

static err answer(struct arena *arena, str text, str variables, struct buf *out)
{
    const struct gql_operation *operation;
    struct gql_document *document;
    struct gql_request *request;
    struct gql_schema *schema;
    struct gql_errors errors;

    gql_errors_init(&errors, arena);
    TRY(gql_schema_make(arena, str_of(sdl), &errors, &schema));
    TRY(gql_schema_bind(schema, types, fields, &errors));
    TRY(gql_document_make(arena, schema, &gql_limits_standard, text, &errors, &document));
    operation = gql_operation_choose(document, S(""), &errors);
    expect(operation);
    TRY(gql_request_make(arena, operation, variables, &errors, &request));
    expect_eq(gql_request_roots(request), 1);
    expect_str(gql_request_root(request, 0), S("people"));
    return gql_execute(request, &(struct gql_run){ .context = (void *)all }, out);
}

TEST(the_example_of_the_header_answers)
{
    struct arena arena = {0};
    struct buf out = BUF_ON(&arena);

    expect_ok(answer(&arena, S("query ($n: Int!) { people(first: $n) { name born boss { id } } }"), S("{\"n\": 2}"), &out));
    expect_str(buf_str(&out), S("{\"data\":{\"people\":[{\"name\":\"Ann\",\"born\":1990,\"boss\":null},"
        "{\"name\":\"Ben\",\"born\":1985,\"boss\":{\"id\":\"1\"}}]}}"));
    arena_close(&arena);
}

static str sense(struct arena *arena, str text)
{
    struct gql_document *document;
    struct gql_schema *schema;
    struct gql_errors errors;

    gql_errors_init(&errors, arena);
    expect_ok(gql_schema_make(arena, str_of(sdl), &errors, &schema));
    expect_ok(gql_document_make(arena, schema, &gql_limits_standard, text, &errors, &document));
    const struct gql_operation *operation = gql_operation_choose(document, S("A"), &errors);
    return gql_operation_sense(operation ? operation : gql_operation_choose(document, S(""), &errors));
}

TEST(documents_that_say_the_same_have_the_same_sense)
{
    struct arena arena = {0};
    str one = sense(&arena, S("{ people(first: 1) { name } }"));

    expect_str(sense(&arena, S("# people\n{people(first:1){name,}}")), one);
    expect_str(sense(&arena, S("query { people(first: 1) { name } }")), one);
    expect_str(sense(&arena, S("query A { people(first: 1) { name } }")), one);
    expect_str(sense(&arena, S("query OfOtherName{ people ( first : 1 ) { name } }")), one);
    expect_str(sense(&arena, S("query B { ...f } fragment f on Query { people { id } }")),
               sense(&arena, S("query C { ...f } fragment f on Query { people { id } }")));
    static const str others[] = {
        S("{ people(first: 2) { name } }"), S("{ people(first: 11) { name } }"), S("{ people(first: 1) { id } }"),
        S("{ a: people(first: 1) { name } }"), S("{ people(first: 1) { name: name } }"), S("{ people(first: 1) { name id } }"),
        S("query ($n: Int = 1) { people(first: $n) { name } }"), S("query ($n: Int = 2) { people(first: $n) { name } }"),
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        expect(!str_eq(sense(&arena, others[i]), one));
        for (size_t k = 0; k < i; k++)
            expect(!str_eq(sense(&arena, others[i]), sense(&arena, others[k])));
    }
    expect_str(sense(&arena, S("query A { people { name } } query B { people { id } }")), S(""));
    arena_close(&arena);
}
