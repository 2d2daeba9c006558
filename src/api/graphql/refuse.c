/* Refusals, in the form of an answer of GraphQL: one error, or all that is wrong with a document. */
#include "api/graphql/endpoint_own.h"
#include "base/str.h"
#include "crypto/digest.h"

str trace_text(struct call *k)
{
    return hex_text(&k->c->arena, bytes_str(k->c->trace.trace_id, sizeof k->c->trace.trace_id));
}

str errors_body(struct call *k, str text, const struct gql_errors *errors)
{
    struct buf b = BUF_ON(&k->c->arena);

    buf_lit(&b, "{\"errors\":");
    gql_errors_write(&b, text, trace_text(k), errors);
    buf_byte(&b, '}');
    return buf_str(&b);
}

/* A time limit has a name of its own here; the others are REST's. */
static const char *code_of(struct call *k, err e)
{
    const struct problem *p = problem_told(&k->c->failure, e);

    return p == PLAIN(ERR_TIMEOUT) ? timeout.code : p->code;
}

/* A member of the body that is wrong makes a bad request here; all else is what REST says it is. */
static int status_of(struct call *k, err e)
{
    const struct inquiry *q = k->endpoint ? k->in : NULL;

    return e == ERR_INVALID && q && q->misread ? 400 : error_facts[e].status;
}

void graphql_refuse(struct call *k, err e)
{
    const struct failure *f = &k->c->failure;
    struct gql_errors errors;

    gql_errors_init(&errors, &k->c->arena);
    struct gql_error *one = gql_error_add(&errors, code_of(k, e), problem_detail(k, e));
    if (f->what == e) {
        struct buf more = BUF_ON(&k->c->arena);
        problem_members(&more, f);
        one->more = buf_str(&more);
    }
    refusal_begin(k, e);
    head_line(k, S("Cache-Control: "), S("no-store"));
    head_line(k, S("Vary: "), S("Accept"));
    reply(k->x, status_of(k, e), answer_type(k), errors_body(k, S(""), &errors));
}
