/*
 * Rows that take the exchange itself. They are admitted, limited, counted and logged like all
 * others; apart from the exchange, their input comes from path and query.
 */
#include "api/front/call.h"
#include "api/front/problems.h"
#include "base/str.h"
#include "runtime/settings.h"

enum { BODY_UNUSED_MOST = 16 * 1024 };           /* octets of a body that the row does not use */

/* Parameters aside: a boundary, a charset. */
static bool body_type_fits(const struct call *k)
{
    str rest = k->wanted[H_CONTENT_TYPE], media;

    return !(k->repeated >> H_CONTENT_TYPE & 1) && str_cut(&rest, ';', &media) &&
           str_eq_nocase(str_trim(media), str_of(k->endpoint->route->body_type));
}

static err body_expect(struct call *k)
{
    const struct route *r = k->endpoint->route;
    i64 most = r->body_most ? (i64)r->body_most : k->front->world->settings->max_body;

    if (k->x->content_length != 0)
        TRY(body_plain(k));
    if (k->x->content_length != 0 && !body_type_fits(k))
        return fail_with(k->c, ERR_TYPE, "The body must be %s.", r->body_type);
    if (k->x->content_length > most)
        return fail_with(k->c, ERR_TOO_LARGE, "The body is larger than the %lld octets accepted here.", (long long)most);
    body_limit(k->x, most);
    if (r->body_streams)
        body_streams(k->x);
    return OK;
}

static bool key_is_lost(const struct call *k)
{
    return k->x->method == METHOD_POST && k->wanted[H_IDEMPOTENCY_KEY].p && !k->endpoint->route->keyed;
}

static err exchange_head(struct call *k)
{
    if (key_is_lost(k))
        return fail(k->c, &idempotency_unsupported);
    if (!k->x->has_body)
        return OK;
    if (k->endpoint->route->body_type)
        return body_expect(k);
    body_limit(k->x, BODY_UNUSED_MOST);
    return OK;
}

static err input_of(struct call *k)
{
    u64 present = k->endpoint->from_path;

    if (!k->endpoint->route->in)
        return OK;
    TRY(input_begin(k));
    if (k->endpoint->route->raw)
        return OK;
    err read = input_query(k, &present);         /* it says what is present */
    return input_end(k, read, present);
}

static err exchange_serve(struct call *k)
{
    TRY(input_of(k));
    return k->endpoint->route->exchange(k->x, k->in, k->endpoint->arg);
}

void *route_arg(ctx *c)
{
    return call_of(c)->endpoint->arg;
}

const struct surface exchange_surface = { exchange_head, exchange_serve };
