/* What a document is to many threads at once, and to a thread with a small stack. */
#include <pthread.h>
#include "base/arena.h"
#include "base/str.h"
#include "graphql/graphql.h"
#include "graphql/resolve.h"
#include "kit/test.h"

static struct arena a;

struct echo_args { raw_json in, any; i64 n; };
static SHAPE(echo_args, FIELD(echo_args, in), FIELD(echo_args, any), FIELD(echo_args, n));

static const char sdl[] = "type Query { me: P echo(in: In, any: Any, n: Int = 1): String } type P { p: P n(x: Int = 2): Int ps: [P!]! } "
    "scalar Any "
    "input In { in: In n: Int = 1 list: [In!] }";

static err me(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give(call, i, "");
    return OK;
}

static err three(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        gql_give_list(call, i, "...", 3, 1);
    return OK;
}

static err echo(struct gql_call *call)
{
    const struct echo_args *args = call->args;

    *(str *)call->column = args->in.json.n ? args->in.json : args->any.json;
    return OK;
}

static err n_of(struct gql_call *call)
{
    for (size_t i = 0; i < call->n; i++)
        ((i64 *)call->column)[i] = gql_input_int(gql_input_of(call->input, S("x")));
    return OK;
}

static const struct gql_field_binding fields[] = {
    { "Query.me", me }, { "Query.echo", echo, .args = &echo_args_shape }, { "P.p", me }, { "P.ps", three }, { "P.n", n_of,
        .kind = K_I64 }, {0}
};

static struct gql_schema *world(void)
{
    struct gql_errors errors;
    struct gql_schema *s;

    gql_errors_init(&errors, &a);
    expect_ok(gql_schema_make(&a, str_of(sdl), &errors, &s));
    expect_ok(gql_schema_bind(s, NULL, fields, &errors));
    return s;
}

/* An answer, or the first error; in the arena. */
static str answered(struct arena *own, const struct gql_document *document, str variables)
{
    struct gql_request *request;
    struct gql_errors errors;
    struct gql_run run = {0};
    struct buf out = BUF_ON(own);

    gql_errors_init(&errors, own);
    const struct gql_operation *operation = gql_operation_choose(document, S(""), &errors);
    if (!operation || gql_request_make(own, operation, variables, &errors, &request) != OK)
        return errors.first->message;
    expect_ok(gql_execute(request, &run, &out));
    return buf_str(&out);
}

enum { THREADS = 4, TIMES = 300 };

struct shared { const struct gql_document *plain, *conditional; };

static void *ask_often(void *arg)
{
    const struct shared *s = arg;
    struct arena own = {0};

    for (int i = 0; i < TIMES; i++) {
        str variables = i % 2 ? S("{\"x\": 5, \"yes\": true}") : S("{\"x\": 6, \"yes\": false}");
        str n = i % 2 ? S("5") : S("6");
        expect_str(answered(&own, s->plain, variables), arena_format(&own, "{\"data\":{\"me\":{\"n\":" STR_FMT ",\"p\":{\"n\":2}}}}",
            STR_ARG(n)));
        expect_str(answered(&own, s->conditional, variables), i % 2 ? S("{\"data\":{\"me\":{\"n\":5}}}")
            : S("{\"data\":{\"me\":{\"k\":2}}}"));
        arena_clear(&own);
    }
    arena_close(&own);
    return NULL;
}

static const struct gql_document *made(struct gql_schema *s, const struct gql_limits *limits, str text)
{
    struct gql_document *document;
    struct gql_errors errors;

    gql_errors_init(&errors, &a);
    if (gql_document_make(&a, s, limits, text, &errors, &document) != OK)
        test_fail(__FILE__, __LINE__, STR_FMT, STR_ARG(errors.first->message));
    return document;
}

TEST(a_document_is_shared_by_threads)
{
    struct gql_schema *s = world();
    struct shared shared = {
        made(s, &gql_limits_standard, S("query ($x: Int) { me { n(x: $x) p { n } } }")),
        made(s, &gql_limits_standard, S("query ($x: Int, $yes: Boolean!) { me { n(x: $x) @include(if: $yes) ...F @skip(if: $yes) } } "
            "fragment F on P { k: n }")),
    };
    pthread_t threads[THREADS];

    for (int i = 0; i < THREADS; i++)
        expect_eq(pthread_create(&threads[i], NULL, ask_often, &shared), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
}

/* A text n times, one in the other. */
static str nested(const char *before, const char *open, const char *within, const char *close, const char *after, int n)
{
    struct buf b = BUF_ON(&a);

    buf_add(&b, str_of(before));
    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(open));
    buf_add(&b, str_of(within));
    for (int i = 0; i < n; i++)
        buf_add(&b, str_of(close));
    buf_add(&b, str_of(after));
    return buf_str(&b);
}

static void *go_deep(void *arg)
{
    struct gql_schema *s = arg;
    struct gql_limits limits = gql_limits_standard;

    limits.depth = 64;
    limits.cost = INT64_MAX;
    str deep = answered(&a, made(s, &limits, nested("{ me ", "{ p ", "{ n }", "}", "}", 62)), S(""));
    expect(str_starts(deep, S("{\"data\":{\"me\":{\"p\":{")));
    str literal = answered(&a, made(s, &limits, nested("{ echo(in: ", "{list: ", "{n: 3}", "}", ") }", 62)), S(""));
    expect(str_starts(literal, S("{\"data\":{\"echo\":\"{")));
    str any = answered(&a, made(s, &limits, nested("{ echo(any: ", "[", "1", "]", ") }", 64)), S(""));
    expect(str_starts(any, S("{\"data\":{\"echo\":\"[[[")));
    str refused = answered(&a, made(s, &limits, nested("{ echo(in: ", "{in: ", "{n: 3}", "}", ") }", 190)), S(""));
    expect(str_find(refused, S("it is nested too deeply")) > 0);
    str variables = nested("{\"in\": ", "{\"in\": ", "{\"n\": 4}", "}", "}", 60);
    str given = answered(&a, made(s, &limits, S("query ($in: In) { echo(in: $in) }")), variables);
    expect(str_starts(given, S("{\"data\":{\"echo\":\"{")));
    return NULL;
}

TEST(all_of_it_fits_the_stack_of_a_fiber)
{
#ifdef __SANITIZE_ADDRESS__
    enum { STACK = 256 * 1024 };
#else
    enum { STACK = 64 * 1024 };
#endif
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK);
    expect_eq(pthread_create(&thread, &attributes, go_deep, world()), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
}

TEST(variables_that_are_used_often_do_not_multiply)
{
    struct gql_limits limits = gql_limits_standard;
    struct arena own = {0};
    struct buf b = BUF_ON(&own), v = BUF_ON(&own);

    limits.aliases = 1000;
    limits.root_fields = 1000;
    buf_lit(&b, "query ($v: In) {");
    for (int i = 0; i < 500; i++)
        buf_format(&b, " a%d: echo(in: $v)", i);
    buf_lit(&b, " }");
    buf_lit(&v, "{\"v\": {\"list\": [");
    for (int i = 0; i < 5000; i++)
        buf_add(&v, i ? S(",{}") : S("{}"));
    buf_lit(&v, "]}}");
    str answer = answered(&own, made(world(), &limits, buf_str(&b)), buf_str(&v));
    expect(str_find(answer, S("the request holds too much")) > 0);
    expect(own.used < 32 << 20);
    v.n = 0;
    buf_lit(&v, "{\"v\": {\"list\": [");
    for (int i = 0; i < 30000; i++)
        buf_add(&v, i ? S(",1") : S("1"));
    buf_lit(&v, "]}}");
    answer = answered(&own, made(world(), &limits, buf_str(&b)), buf_str(&v));
    expect(str_find(answer, S("there are too many values")) > 0);
    arena_close(&own);
}
