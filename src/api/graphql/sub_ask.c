/* A document that came as a message, or that an event asks again: checked and executed as one of a request is. */
#include "api/graphql/sub.h"
#include "base/random.h"
#include "base/str.h"
#include "crypto/digest.h"
#include "graphql/resolve.h"
#include "runtime/metrics.h"

static str trace_of(ctx *c)
{
    static const u8 none[sizeof c->trace.trace_id];

    if (!memcmp(c->trace.trace_id, none, sizeof none))
        random_bytes(c->trace.trace_id, sizeof c->trace.trace_id);
    return hex_text(&c->arena, bytes_str(c->trace.trace_id, sizeof c->trace.trace_id));
}

err sub_ask(ctx *c, struct graphql *g, const struct sub_question *q, struct sub_asked *out)
{
    bool made;

    *out = (struct sub_asked){ 0 };
    gql_errors_init(&out->errors, &c->arena);
    TRY(documents_use(g->documents, q->text, &out->errors, &out->document, &made));
    out->operation = gql_operation_choose(document_of(out->document), q->name, &out->errors);
    if (!out->operation)
        return ERR_INVALID;
    return gql_request_make(&c->arena, out->operation, q->variables, &out->errors, &out->request);
}

void sub_leave(struct graphql *g, struct sub_asked *a)
{
    if (a->document)
        documents_leave(g->documents, a->document);
    a->document = NULL;
}

static bool is_cancelled(void *context)
{
    const ctx *c = context;

    return c->cancelled || (c->deadline_ms && loop_mono_ms(c->loop) >= c->deadline_ms);
}

static void failed(void *context, err e, const struct failure *f)
{
    ctx *c = context;

    if (error_facts[e].level >= LOG_ERROR)
        ctx_log(c, LOG_ERROR, error_facts[e].title, KV_STR("detail", f->detail), KV_STR("cause", f->cause));
}

err sub_execute(ctx *c, struct graphql *g, struct sub_asked *a, const void *root, struct buf *out)
{
    struct gql_run run = { .context = c, .root = root, .cancelled = is_cancelled, .failed = failed, .failure = &c->failure,
                           .trace_id = trace_of(c) };
    struct metrics *m = g->world->metrics;
    err e = gql_execute(a->request, &run, out);

    metric_add(m, M_GRAPHQL_CALLS, 0, run.calls);
    metric_add(m, M_GRAPHQL_ERRORS, 0, run.errors);
    if (e == ERR_CANCELLED && !c->cancelled)
        return fail(c, &timeout);
    return e == ERR_TOO_LARGE ? OK : e;          /* the answer says so */
}

void sub_fault(ctx *c, struct gql_errors *errors, err e)
{
    const struct failure *f = &c->failure;
    const struct problem *p = problem_told(f, e);

    failed(c, e, f);
    struct gql_error *one = gql_error_add(errors, p == PLAIN(ERR_TIMEOUT) ? timeout.code : p->code, failure_words(&c->arena, f, e));
    if (f->what == e) {
        struct buf more = BUF_ON(&c->arena);
        problem_members(&more, f);
        one->more = buf_str(&more);
    }
}

str sub_faults(ctx *c, str text, const struct gql_errors *errors)
{
    struct buf b = BUF_ON(&c->arena);

    gql_errors_write(&b, text, trace_of(c), errors);
    return buf_str(&b);
}
