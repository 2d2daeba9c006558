/* A request, in the order of its checks: read it from the bottom up. */
#include "api/front/problems.h"
#include "api/graphql/endpoint_own.h"
#include "base/str.h"
#include "net/sse.h"
#include "net/websocket.h"
#include "runtime/metrics.h"

/* ---- HTTP, and who calls ---- */

static struct inquiry *inquiry_begin(struct call *k)
{
    struct inquiry *q = arena_new(&k->c->arena, struct inquiry);

    q->k = k;
    q->graphql = k->endpoint->arg;
    gql_errors_init(&q->errors, &k->c->arena);
    k->in = q;
    return q;
}

/* A browser sends a cookie with any page's GET; no page of another site can add these headers without asking first. */
static err preflight_check(struct call *k)
{
    static const str proofs[] = { S("apollo-require-preflight"), S("x-apollo-operation-name"), S("graphql-require-preflight") };

    if (!k->by_cookie || k->x->method == METHOD_POST || ws_wanted(k->x))
        return OK;                   /* a socket's Origin has been looked at */
    for (size_t i = 0; i < COUNT(proofs); i++)
        if (header_get(k->x, proofs[i]).n)
            return OK;
    return fail(k->c, &preflight_required);
}

static err admit(struct call *k)
{
    TRY(call_admit(k));
    return preflight_check(k);
}

/* graphql-sse has a mode of one stream for all operations, by a token, which is not spoken here. */
static err single_check(struct call *k)
{
    if (!header_get(k->x, S("x-graphql-event-stream-token")).n)
        return OK;
    head_line(k, S("Allow: "), S("GET, HEAD, POST, OPTIONS"));
    return fail_with(k->c, ERR_METHOD, "Each operation has a stream of its own here: leave the token out.");
}

/* Who calls is found out now, and the request is counted; but what is wrong with its body is reported first. */
static err endpoint_head(struct call *k)
{
    struct inquiry *q = inquiry_begin(k);

    if (ws_wanted(k->x))
        return admit(k);
    TRY(single_check(k));
    if (k->x->method == METHOD_POST)
        TRY(question_expect(k));
    TRY(k->x->method == METHOD_POST || !wants_page(k) ? answer_type_check(k) : OK);
    q->refused = admit(k);
    if (q->refused != OK && error_facts[q->refused].status != 400 && error_facts[q->refused].status != 401 && q->refused != ERR_FORBIDDEN)
        return q->refused;
    q->refusal = k->c->failure;
    failure_begin(&k->c->failure, &k->c->arena);
    return OK;
}

static err caller_check(struct inquiry *q)
{
    if (q->refused != OK)
        q->k->c->failure = q->refusal;
    return q->refused;
}

/* ---- the document ---- */

enum { NAME_SHOWN = 64 };            /* octets of an operation's name in the log */

static void documents_count(struct graphql *g)
{
    metric_add(g->world->metrics, M_GRAPHQL_DOCUMENTS, 0, 1);
    metric_set(g->world->metrics, M_GRAPHQL_BYTES, 0, (i64)documents_state(g->documents).octets);
}

static err document_check(struct inquiry *q)
{
    bool made;

    TRY(persisted_read(q->k->c, q->graphql, &q->persisted, &q->errors, &q->text));
    TRY(documents_use(q->graphql->documents, q->text, &q->errors, &q->document, &made));
    if (made)
        documents_count(q->graphql);
    persisted_keep(q->k->c, &q->persisted, q->text);
    return OK;
}

static bool is_mutation(const struct inquiry *q)
{
    return gql_operation_is(q->operation) == GQL_MUTATION;
}

static bool is_subscription(const struct inquiry *q)
{
    return gql_operation_is(q->operation) == GQL_SUBSCRIPTION;
}

static err stream_check(struct inquiry *q)
{
    if (takes_stream(q->k))
        return OK;
    if (q->k->x->method == METHOD_POST)
        return fail_with(q->k->c, ERR_NOT_ACCEPTABLE,
                         "A subscription is answered as text/event-stream, or over a WebSocket by graphql-transport-ws.");
    head_line(q->k, S("Allow: "), S("POST"));
    return fail_with(q->k->c, ERR_METHOD, "A GET subscribes only where Accept has text/event-stream.");
}

static err operation_check(struct inquiry *q)
{
    str name = q->in.operation_name.is == GIVEN ? q->in.operation_name.v : S("");

    q->operation = gql_operation_choose(document_of(q->document), name, &q->errors);
    if (!q->operation)
        return ERR_INVALID;
    q->k->operation = arena_copy(&q->k->c->arena, str_to(gql_operation_name(q->operation), NAME_SHOWN));
    if (is_subscription(q))
        return stream_check(q);
    if (q->k->x->method == METHOD_POST || gql_operation_is(q->operation) == GQL_QUERY)
        return OK;
    head_line(q->k, S("Allow: "), S("POST"));
    return fail_with(q->k->c, ERR_METHOD, "A GET runs queries only: use POST.");
}

static void cost_tell(struct inquiry *q, i64 cost)
{
    struct buf b = BUF_ON(&q->k->c->arena);

    buf_i64(&b, cost);
    head_line(q->k, S("GraphQL-Cost: "), buf_str(&b));
}

static err request_check(struct inquiry *q)
{
    err e = gql_request_make(&q->k->c->arena, q->operation, q->in.variables.json, &q->errors, &q->request);

    if (e == OK)
        cost_tell(q, gql_request_cost(q->request));
    else if (q->errors.first && str_eq(str_of(q->errors.first->code), S(GQL_QUERY_TOO_COSTLY)))
        cost_tell(q, q->errors.first->seen);
    return e;
}

/* ---- what it counts for ---- */

enum { COST_OF_A_REQUEST = 100 };

static err cost_count(struct inquiry *q)
{
    return call_count(q->k, (gql_request_cost(q->request) - 1) / COST_OF_A_REQUEST);
}

static u32 mutations_of(const struct inquiry *q)
{
    u32 n = 0;

    for (u32 i = 0; is_mutation(q) && i < gql_request_roots(q->request); i++)
        n += !str_eq(gql_request_root(q->request, i), S("__typename"));
    return n;
}

static err once_check(struct inquiry *q)
{
    if (!q->k->wanted[H_IDEMPOTENCY_KEY].p || mutations_of(q) < 2)
        return OK;
    return fail(q->k->c, &idempotency_needs_one_mutation);
}

/* ---- all of it ---- */

static err inquiry_prepare(struct inquiry *q)
{
    TRY(document_check(q));
    TRY(operation_check(q));
    TRY(request_check(q));
    TRY(once_check(q));
    return cost_count(q);
}

/* What has one result is a stream of it. */
static void stream_fill(struct inquiry *q, struct answer *a)
{
    struct buf b = BUF_ON(&q->k->c->arena);

    sse_format(&b, S(""), S("next"), a->body);
    sse_format(&b, S(""), S("complete"), S(""));
    a->body = buf_str(&b);
    a->type = S("text/event-stream; charset=utf-8");
}

/* What a mutation did is done, however long its answer is: so it is refused before. */
static err inquiry_run(struct inquiry *q, struct answer *a)
{
    if (is_subscription(q))
        return sub_stream_open(q);
    bool once = q->k->wanted[H_IDEMPOTENCY_KEY].p && mutations_of(q) == 1;

    if (is_mutation(q))
        TRY(answer_crowd_check(q->k, SIZE_MAX));
    TRY(once ? idempotency_run(q->k, a) : handler_run(q->k, a));
    if (wants_stream(q->k))
        stream_fill(q, a);
    return is_mutation(q) ? OK : answer_crowd_check(q->k, a->body.n);
}

/* A hash that is not the document's is 400 in any type. */
static void faults_answer(struct inquiry *q, struct answer *a)
{
    bool bad = q->persisted.mismatch || wants_response(q->k) || takes_stream(q->k);

    *a = (struct answer){ .status = bad ? 400 : 200, .type = answer_type(q->k),
                          .body = errors_body(q->k, q->text, &q->errors) };
}

static err inquiry_answer(struct inquiry *q, struct answer *a)
{
    err e = inquiry_prepare(q);

    if (e == OK)
        return inquiry_run(q, a);
    if (!q->errors.n)
        return e;
    faults_answer(q, a);
    return OK;
}

static err page_send(struct inquiry *q)
{
    head_line(q->k, S("Location: "), S("/graphiql"));
    head_line(q->k, S("Vary: "), S("Accept"));
    reply(q->k->x, 302, S(""), S(""));
    return OK;
}

static err endpoint_serve(struct call *k)
{
    struct inquiry *q = k->in;
    struct answer a = {0};

    if (ws_wanted(k->x))
        return sub_socket_take(k);
    err read = question_read(q);
    q->misread = read == ERR_INVALID;
    TRY(read);
    if (q->visits)
        return page_send(q);
    TRY(answer_type_check(k));
    TRY(caller_check(q));
    err e = inquiry_answer(q, &a);
    document_end(q);
    TRY(e);
    if (q->streams)
        return OK;
    head_line(k, S("Vary: "), S("Accept"));
    return answer_send(k, &a);
}

const struct surface graphql_surface = { endpoint_head, endpoint_serve, .admits = true };
