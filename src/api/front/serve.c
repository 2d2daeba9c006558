/* The life of a request, from its head to its answer: read it from the bottom up. */
#include "api/front/call.h"
#include "base/str.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

enum {
    HEAD_USUAL = 512,                /* octets of the lines that are added to an answer's head */
    RATE_LINES_MOST = 128            /* of those of a rate: words, and three numbers of U64_DIGITS */
};

/* "GET, HEAD, OPTIONS": the methods that an address accepts. */
static str methods_allowed(struct call *k)
{
    u32 allowed = k->match.allowed | 1u << METHOD_OPTIONS;
    struct buf b = BUF_ON(&k->c->arena);

    if (allowed >> METHOD_GET & 1)
        allowed |= 1u << METHOD_HEAD;
    for (int m = 0; m < METHOD_OTHER; m++) {
        if (!(allowed >> m & 1))
            continue;
        if (b.n)
            buf_lit(&b, ", ");
        buf_add(&b, method_name(m));
    }
    return buf_str(&b);
}

static void options_lines(struct call *k)
{
    str allow = methods_allowed(k);

    head_line(k, S("Allow: "), allow);
    if (k->wanted[H_ORIGIN].p && k->wanted[H_CORS_METHOD].p)
        cors_preflight_lines(&k->front->cors, k->wanted[H_ORIGIN], allow, k->wanted[H_CORS_HEADERS], &k->x->extra);
}

/* At the address of metrics_listen there are metrics and health alone, and metrics nowhere else. */
static bool route_here(const struct call *k, const struct route *r)
{
    if (k->watcher)
        return r->audience != FOR_CLIENTS;
    return r->audience != FOR_WATCHERS || !k->front->world->settings->metrics_listen.n;
}

/* A route of the other address does not exist here, for any method. */
static void route_judge(struct call *k)
{
    int route = k->match.route;

    if (!k->front->world->settings->metrics_listen.n || (route < 0 && !k->match.allowed))
        return;
    if (route < 0)
        route = router_find(k->front->router, &k->c->arena, (enum method)__builtin_ctz(k->match.allowed), k->x->path).route;
    if (!route_here(k, k->front->endpoints[route]->route))
        k->match = (struct route_match){ .route = -1 };
}

/* What asks for a WebSocket over HTTP/2 (RFC 8441) is a GET over HTTP/1.1. HEAD without a row of its own the router takes for GET. */
static enum method method_sought(const struct exchange *x)
{
    return x->method == METHOD_CONNECT && x->protocol.n ? METHOD_GET : x->method;
}

static void route_find(struct call *k)
{
    enum method method = method_sought(k->x);

    k->match = router_find(k->front->router, &k->c->arena, method, k->x->path);
    route_judge(k);
    if (k->match.route >= 0 && k->x->method == METHOD_CONNECT && !k->front->endpoints[k->match.route]->route->socket)
        k->match.route = -1;                     /* any other success would be a tunnel to it */
    if (k->match.route >= 0)
        k->endpoint = k->front->endpoints[k->match.route];
    else if (method == METHOD_OPTIONS && str_eq(k->x->path, S("*")))
        k->match.allowed = (1u << METHOD_CONNECT) - 1;       /* the server as a whole: all in front of it */
    else if (!k->match.allowed && k->front->otherwise.route && !k->watcher)
        k->endpoint = &k->front->otherwise;
    if (UNLIKELY(k->front->media_host.n) && !str_starts(k->x->path, S("/media/")) && at_media_host(k)) {
        k->match = (struct route_match){ .route = -1 };
        k->endpoint = NULL;
    }
}

static err route_missing(struct call *k)
{
    if (!k->match.allowed)
        return fail_with(k->c, ERR_NO_ROUTE, "There is nothing at this address.");
    head_line(k, S("Allow: "), methods_allowed(k));
    return fail_with(k->c, ERR_METHOD, "This address accepts " STR_FMT ".", STR_ARG(methods_allowed(k)));
}

/* The latest count is what is reported. */
static void rate_lines(struct call *k, const struct rate *r)
{
    struct buf *head = &k->x->extra;
    size_t after = k->rate_at + k->rate_n;

    if (k->rate_n)
        memmove(head->p + k->rate_at, head->p + after, head->n - after);
    head->n -= k->rate_n;
    k->rate_at = head->n;
    char *to = buf_reserve(head, RATE_LINES_MOST);
    to = put_u64(put_lit(to, "RateLimit-Limit: "), (u64)r->limit);
    to = put_u64(put_lit(to, "\r\nRateLimit-Remaining: "), (u64)r->remaining);
    to = put_u64(put_lit(to, "\r\nRateLimit-Reset: "), (u64)r->reset_s);
    buf_until(head, put_lit(to, "\r\n"));
    k->rate_n = head->n - k->rate_at;
}

/* Metrics are limited while anybody may read them. */
static enum rate_class rate_class_of(const struct call *k)
{
    const struct settings *s = k->front->world->settings;
    const struct route *r = k->endpoint->route;

    return r->audience == FOR_WATCHERS && (s->metrics_listen.n || s->metrics_token.n) ? RATE_NONE : r->rate;
}

static err rate_check(struct call *k, i64 requests)
{
    id account = k->c->caller.account;
    struct world *w = k->front->world;
    const struct rate_client *from = limits_client(&k->loop->clients, w, &k->client);
    struct rate r = limits_take(w, rate_class_of(k), account, from, requests, ctx_now(k->c).ms / 1000);

    if (!r.limit)
        return OK;
    rate_lines(k, &r);
    return rate_refuse(k->c, &r, "requests");
}

static err ready_check(struct call *k)
{
    if (k->front->ready || for_operations(k) || k->endpoint->route->early)
        return OK;
    return fail_with(k->c, ERR_UNAVAILABLE, "The server is starting; its store is not ready yet.");
}

/* The limits come before the rest of the request. They count for the caller, who has to be known first. */
static err admit(struct call *k)
{
    err ready = ready_check(k), known = ready == OK ? caller_find(k) : ready;
    struct failure unknown = k->c->failure;
    err within = rate_check(k, 1);

    if (known != OK && within != OK && k->endpoint->surface->admits) {
        k->c->failure = unknown;
        return known;
    }
    TRY(within);
    TRY(known);
    TRY(cross_site_check(k));
    return caller_permitted(k);
}

err call_admit(struct call *k)
{
    err e = admit(k);

    if (e != OK)
        metric_add(k->front->world->metrics, M_HTTP_REFUSED, 0, 1);
    return e;
}

err call_count(struct call *k, i64 further)
{
    return further > 0 ? rate_check(k, further) : OK;
}

/* The first half of a request that has a route: everything that its head decides. */
static err head_serve(struct call *k)
{
    if (!k->endpoint->surface->admits)
        TRY(call_admit(k));
    return k->endpoint->surface->head(k);
}

static void observe(struct call *k)
{
    const struct endpoint *e = k->endpoint;
    enum method method = k->x->method;
    enum method_of_row which = method == METHOD_HEAD ? OR_HEAD : method == METHOD_CONNECT ? OR_CONNECT : ITS_OWN;
    const struct endpoint_labels *labels = k->match.route >= 0 ? &e->labels[which] : &k->front->unrouted[method];
    int class = k->x->status / 100;
    i64 took_us = mono_us() - k->x->received_us;

    metric_time(k->front->world->metrics, M_HTTP_TIME, labels->of[class < STATUS_CLASSES ? class : 0], took_us);
    if (k->front->lines != LINES_OFF && !(e && e->route->no_log))
        access_log_line(k, took_us);
}

/* Caller, route and ids are known before anything can be refused, so that every answer has them. */
static void call_begin(struct call *k)
{
    struct exchange *x = k->x;
    ctx *c = k->c;

    c->surface = k;
    c->request_tell = request_facts_tell;
    c->deadline_ms = loop_mono_ms(c->loop) + k->front->world->settings->request_timeout;
    x->extra = BUF_ON(&c->arena);
    buf_reserve(&x->extra, HEAD_USUAL);
    buf_lit(&x->extra, "X-Content-Type-Options: nosniff\r\n");
    headers_scan(k);
    trace_begin(k);
    k->client = x->client;
    k->by_proxy = x->by_proxy;
    route_find(k);
    cors_lines(&k->front->cors, k->wanted[H_ORIGIN], &x->extra);
    https_lines(k);
}

/* The row that is served, or one of the same address. */
static const struct endpoint *endpoint_near(const struct call *k)
{
    if (k->endpoint || !k->match.allowed || str_eq(k->x->path, S("*")))
        return k->endpoint;
    enum method other = (enum method)__builtin_ctz(k->match.allowed);
    return k->front->endpoints[router_find(k->front->router, &k->c->arena, other, k->x->path).route];
}

static void refuse(struct call *k, err e)
{
    const struct endpoint *near = endpoint_near(k);
    route_refusal *form = near ? near->route->refuse : NULL;

    if (form)
        form(k, e);
    else
        problem_send(k, e);
}

static void call_end(struct call *k, err e)
{
    ctx *c = k->c;

    if (e != OK && !k->x->status)
        refuse(k, e);                /* else the answer has begun, and ends without its end */
    observe(k);
    c->surface = NULL;
    c->request = NULL;
    c->request_tell = NULL;
}

static void body_handle(struct exchange *x, void *arg)
{
    struct call *k = arg;

    (void)x;
    call_end(k, k->endpoint->surface->serve(k));
}

/* False: only the ending is left to do. */
static bool head_handle(struct call *k, err *e)
{
    *e = OK;
    if (k->x->method == METHOD_OPTIONS && k->match.allowed)
        options_lines(k);
    if (k->x->method == METHOD_OPTIONS && k->match.allowed && k->match.route < 0)
        reply(k->x, 204, S(""), S(""));
    else if (!https_redirect(k))
        *e = k->endpoint ? head_serve(k) : route_missing(k);
    return *e == OK && !k->x->status && k->endpoint;
}

/* An exchange reads it itself as it arrives, or does not use one. */
static bool body_waited_for(const struct route *r)
{
    return !r->exchange || (r->body_type && !r->body_streams);
}

static void handle(struct exchange *x, struct front *f, bool watcher)
{
    struct call *k = arena_new(&x->c->arena, struct call);
    err e;

    k->x = x;
    k->c = x->c;
    k->front = f;
    k->watcher = watcher;
    k->loop = &f->loops[loop_index(x->c->loop)];
    call_begin(k);
    if (!head_handle(k, &e))
        call_end(k, e);
    else if (body_waited_for(k->endpoint->route))
        body_then(x, body_handle, k);
    else
        body_handle(x, k);
}

bool front_urgent(const struct exchange *x, void *arg)
{
    struct front *f = arg;
    struct route_match m = router_find(f->router, &x->c->arena, METHOD_GET, x->path);
    const struct route *route = m.route >= 0 ? f->endpoints[m.route]->route : NULL;

    return (x->method == METHOD_GET || x->method == METHOD_HEAD) && route && route->operations && route->audience != FOR_CLIENTS;
}

void front_handle(struct exchange *x, void *arg)
{
    handle(x, arg, false);
}

void front_handle_watchers(struct exchange *x, void *arg)
{
    handle(x, arg, true);
}
