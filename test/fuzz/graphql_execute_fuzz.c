/* A document, and after a NUL its variables: whatever is answered is JSON, within its limit. */
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"
#include "graphql/driver_data.h"
#include "fuzz/graphql_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct gql_schema *bound_world(void)
{
    static struct arena a;
    static bool bound;
    struct gql_errors errors;

    gql_errors_init(&errors, &a);
    if (!bound) {
        err e = driver_bind(&a, graphql_world(), &errors);
        assert(e == OK);
    }
    bound = true;
    return graphql_world();
}

static void answer(struct arena *a, struct gql_request *request, size_t most)
{
    struct gql_run run = { .root = driver_root(a), .trace_id = S("trace") };
    struct buf out = BUF_ON(a);
    struct failure failure;

    failure_begin(&failure, a);
    err e = gql_execute(request, &run, &out);
    assert(e == OK || e == ERR_TOO_LARGE);
    assert(out.n <= most);
    e = json_accepts(&failure, buf_str(&out));
    assert(e == OK || failure.detail.n);
    assert(e == OK || str_find(failure.detail, S("same key")) < 0);
    assert(e == OK || str_find(failure.detail, S("nested")) >= 0);
}

static void request(struct arena *a, str text, str variables)
{
    struct gql_limits limits = gql_limits_standard;
    const struct gql_operation *operation;
    struct gql_document *document;
    struct gql_request *made;
    struct gql_errors errors;

    limits.answer = 100000;
    gql_errors_init(&errors, a);
    if (gql_document_make(a, bound_world(), &limits, text, &errors, &document) != OK)
        return;
    operation = gql_operation_choose(document, S(""), &errors);
    if (!operation)
        return;
    err e = gql_request_make(a, operation, variables, &errors, &made);
    graphql_errors_hold(e, &errors, text);
    if (e == OK)
        answer(a, made, limits.answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str rest = { (const char *)bytes, n }, text;

    if (!str_cut(&rest, '\0', &text)) {
        text = rest;
        rest = (str){0};
    }
    if (utf8_valid(text) && utf8_valid(rest))
        request(&a, text, rest);
    arena_close(&a);
    return 0;
}
