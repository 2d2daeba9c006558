/* Which type the answer has. */
#include "api/graphql/endpoint_own.h"
#include "base/str.h"
#include "net/negotiate.h"

static const str response_type = S("application/graphql-response+json"), json = S("application/json"),
                 stream = S("text/event-stream"), html = S("text/html");

/* All fields of that name count as one; none, or an empty one: anything. */
static str accepted(struct call *k)
{
    struct buf all = BUF_ON(&k->c->arena);

    if (!(k->repeated >> H_ACCEPT & 1))
        return k->wanted[H_ACCEPT].n ? k->wanted[H_ACCEPT] : (str){ NULL, 0 };
    for (size_t i = 0; i < k->x->header_count; i++) {
        if (!str_eq(k->x->headers[i].name, S("accept")))
            continue;
        buf_add(&all, k->x->headers[i].value);
        buf_byte(&all, ',');
    }
    return buf_str(&all);
}

/* It has to be asked for by its name: clients that take anything may know only JSON. */
bool wants_response(struct call *k)
{
    str accept = accepted(k);

    return accept.p && accept_prefers(accept, response_type, json);
}

bool wants_stream(struct call *k)
{
    str accept = accepted(k);
    int weight = accept_weight(accept, stream);

    return accept.p && weight > accept_weight(accept, json) && weight > accept_weight(accept, response_type);
}

bool takes_stream(struct call *k)
{
    str accept = accepted(k);

    return accept.p && accept_weight(accept, stream) > 0 && accept_prefers(accept, stream, stream);
}

str answer_type(struct call *k)
{
    return wants_response(k) ? S("application/graphql-response+json; charset=utf-8") : S("application/json; charset=utf-8");
}

err answer_type_check(struct call *k)
{
    str accept = accepted(k);

    if (accept_weight(accept, json) > 0 || accept_weight(accept, response_type) > 0 || accept_weight(accept, stream) > 0)
        return OK;
    return fail_with(k->c, ERR_NOT_ACCEPTABLE, "Answers are application/graphql-response+json, application/json or text/event-stream.");
}

bool wants_page(struct call *k)
{
    str accept = accepted(k);

    return accept.p && accept_prefers(accept, html, json) && accept_prefers(accept, html, response_type);
}
