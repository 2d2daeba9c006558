/* An operation that may be executed, and what is counted of it. */
#include "api/graphql/endpoint_own.h"
#include "api/graphql/graphql_own.h"
#include "base/hash.h"
#include "base/str.h"
#include "runtime/metrics.h"

enum { NAME_MOST = 64, NAME_TRIES = 8 };     /* octets of an operation's name in metrics; places where it may be known */

void document_end(struct inquiry *q)
{
    if (q->document)
        documents_leave(q->graphql->documents, q->document);
    q->document = NULL;
}

static bool is_late(const ctx *c)
{
    return c->deadline_ms && loop_mono_ms(c->loop) >= c->deadline_ms;
}

/* Asked between the calls of resolvers: nobody waits for the rest. */
static bool is_cancelled(void *context)
{
    const ctx *c = context;

    return c->cancelled || is_late(c);
}

/* Faults go to the log, under the trace that the answer names. */
static void failed(void *context, err e, const struct failure *failure)
{
    struct call *k = call_of(context);
    struct inquiry *q = k->in;

    (void)failure;
    q->passing |= error_facts[e].status >= 500 || e == ERR_TOO_MANY || e == ERR_CANCELLED;
    failure_log(k, e);
}

/* ---- what is counted ---- */

/* Is it one of those that are counted by name, or may become one? */
static bool is_counted(struct graphql *g, u64 hash, bool may_become)
{
    for (u64 i = 0; i < NAME_TRIES; i++) {
        _Atomic u64 *place = &g->names[(hash + i) % GRAPHQL_NAMES];
        u64 is = atomic_load_explicit(place, memory_order_relaxed);
        if (!is && may_become && atomic_compare_exchange_strong(place, &is, hash))
            return true;
        if (is == hash)
            return true;
    }
    return false;
}

/* Names come from clients: signed-in ones make them known, while there is room; the others are "other". */
static int label_of(struct inquiry *q)
{
    str name = gql_operation_name(q->operation);
    struct graphql *g = q->graphql;
    u64 hash = hash_seeded(g->names_seed, name) | 1;
    int label = document_label(q->document, hash);

    if (label >= 0)
        return label;
    if (name.n > NAME_MOST || !is_counted(g, hash, !name.n || q->k->c->caller.account.v))
        return 0;
    label = metric_label(g->world->metrics, M_GRAPHQL_TIME, name.n ? name : S("none"));
    document_label_keep(q->document, hash, label);
    return label;
}

static void observe(struct inquiry *q, const struct gql_run *run, i64 began_us)
{
    struct metrics *m = q->graphql->world->metrics;

    metric_time(m, M_GRAPHQL_TIME, label_of(q), mono_us() - began_us);
    metric_add(m, M_GRAPHQL_CALLS, 0, run->calls);
    metric_add(m, M_GRAPHQL_ERRORS, 0, run->errors);
}

/* ---- the run ---- */

static err execute(ctx *c, struct inquiry *q, struct gql_run *run, struct buf *body)
{
    i64 began_us = mono_us();
    err e = gql_execute(q->request, run, body);

    observe(q, run, began_us);
    if (e == ERR_CANCELLED && !c->cancelled)
        return fail(c, &timeout);
    return e;
}

static err kept_give(ctx *c, struct inquiry *q, struct gql_run *run, struct noting *noting, struct raw_answer *out, bool *kept)
{
    str sense = gql_operation_sense(q->operation), variables = q->in.variables.json;
    i64 began_us = mono_us();

    *kept = false;
    if (gql_operation_is(q->operation) != GQL_QUERY ||
        !noting_begin(c, q->request, sense, variables, q->graphql->names_seed, noting))
        return OK;
    run->notes = noting;
    *out = (struct raw_answer){ .status = 200, .type = answer_type(q->k) };
    TRY(noting_get(c, noting, &out->body, kept));
    if (*kept)
        observe(q, run, began_us);
    return OK;
}

err inquiry_execute(ctx *c, const struct inquiry *in, struct raw_answer *out)
{
    struct inquiry *q = call_of(c)->in;
    struct gql_run run = { .context = c, .cancelled = is_cancelled, .failed = failed, .failure = &c->failure,
                           .trace_id = trace_text(q->k) };
    struct buf body = BUF_ON(&c->arena);
    struct noting noting;
    bool kept;

    (void)in;
    TRY(kept_give(c, q, &run, &noting, out, &kept));
    if (kept)
        return OK;
    err e = execute(c, q, &run, &body);
    if (e != OK && e != ERR_TOO_LARGE)
        return e;
    if (e == OK && run.notes)
        noting_keep(c, &noting, &run, buf_str(&body));
    *out = (struct raw_answer){ .body = buf_str(&body), .type = answer_type(q->k), .passing = q->passing };
    out->status = e == ERR_TOO_LARGE && wants_response(q->k) ? 400 : 200;
    return OK;
}

/* ---- for pages ---- */

static void failed_in_page(void *context, err e, const struct failure *failure)
{
    ctx *c = context;

    (void)failure;
    if (error_facts[e].status >= 500 && call_of(c))
        failure_log(call_of(c), e);
}

static err page_execute(ctx *c, const struct document_use *use, const struct page_query *q, struct gql_errors *errors, struct buf *out,
                        bool *whole)
{
    const struct gql_operation *operation = gql_operation_choose(document_of(use), q->name, errors);
    struct noting noting = { .post = q->made };
    struct gql_run run = { .context = c, .cancelled = is_cancelled, .failed = failed_in_page, .failure = &c->failure,
                           .notes = q->made ? &noting : NULL };
    struct gql_request *request;

    if (!operation || gql_operation_is(operation) != GQL_QUERY)
        return fail_with(c, ERR_INVALID, "There is no such query.");
    TRY(gql_request_make(&c->arena, operation, q->variables, errors, &request));
    TRY(gql_execute(request, &run, out));
    failure_begin(&c->failure, &c->arena);
    *whole = !run.errors;
    if (q->made && (run.errors || noting.calls != run.calls))
        q->made->of.whole = false;
    return OK;
}

err graphql_answer(ctx *c, struct graphql *g, const struct page_query *q, struct buf *out, bool *whole)
{
    struct document_use *use;
    struct gql_errors errors;
    bool made;

    gql_errors_init(&errors, &c->arena);
    TRY(documents_use(g->documents, q->text, &errors, &use, &made));
    err e = page_execute(c, use, q, &errors, out, whole);
    documents_leave(g->documents, use);
    return e;
}
