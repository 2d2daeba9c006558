/*
 * One request on its way: what each step found out for the next. For the front and its
 * surfaces. It is in the exchange's arena, since a request with a slow body changes its
 * fiber.
 */
#pragma once
#include "api/front/caller.h"
#include "net/client.h"
#include "api/front/cors.h"
#include "api/front/endpoint.h"
#include "api/front/limits.h"
#include "api/front/front.h"
#include "base/random.h"
#include "net/router.h"

/* The request's headers that the front and its surfaces read. */
#define WANTED_HEADERS(X)                                            \
    X(H_ACCEPT,           "accept")                                  \
    X(H_COOKIE,           "cookie")                                  \
    X(H_ORIGIN,           "origin")                                  \
    X(H_FORWARDED,        "forwarded")                               \
    X(H_TRACESTATE,       "tracestate")                              \
    X(H_USER_AGENT,       "user-agent")                              \
    X(H_TRACEPARENT,      "traceparent")                             \
    X(H_CONTENT_TYPE,     "content-type")                            \
    X(H_REQUEST_ID,       "x-request-id")                            \
    X(H_AUTHORIZATION,    "authorization")                           \
    X(H_IF_NONE_MATCH,    "if-none-match")                           \
    X(H_FETCH_SITE,       "sec-fetch-site")                          \
    X(H_LANGUAGE,         "accept-language")                         \
    X(H_FORWARDED_FOR,    "x-forwarded-for")                         \
    X(H_FORWARDED_HOST,   "x-forwarded-host")                        \
    X(H_IDEMPOTENCY_KEY,  "idempotency-key")                         \
    X(H_CONTENT_ENCODING, "content-encoding")                        \
    X(H_FORWARDED_PROTO,  "x-forwarded-proto")                       \
    X(H_CORS_METHOD,      "access-control-request-method")           \
    X(H_CORS_HEADERS,     "access-control-request-headers")

enum wanted {
#define X(name, word) name,
    WANTED_HEADERS(X)
#undef X
    WANTED_COUNT
};

/* A kind of warning: when one was last logged, and how many were not since. */
struct warned { i64 second, left_out; };

/* What a loop keeps for the front; only its own thread touches it. */
struct front_loop {
    struct front *front;
    struct rng rng;
    struct limits_known clients;
    struct warned warned[ERR_COUNT];
    struct buf lines;                /* of the access log, until the turn's end */
    struct turn_hook turn_end;
    char apart[64];                  /* so that loops do not share a cache line */
};

struct front {
    struct world *world;
    struct arena arena;              /* for data that lives as long as the surface */
    struct router *router;
    struct endpoint **endpoints;     /* by their number in the router */
    int endpoint_count;
    struct networks proxies;
    struct cors cors;
    str hsts, https_port;            /* a finished header line; ":8443", or nothing */
    str public_origin;               /* "https://kith.example", or "": as each request says */
    str media_origin, media_host;    /* of the setting media_url; the host if it is another than that of public_url: it has nothing else */
    struct endpoint otherwise;       /* for requests that match no route; without a row: nothing */
    struct front_loop *loops;
    int loop_count;
    struct endpoint_labels unrouted[METHOD_COUNT];   /* of the metrics, for requests without a route */
    enum { LINES_OFF, LINES_JSON, LINES_SHORT } lines;       /* of the access log */
    bool log_is_file;                /* otherwise a pipe or a terminal, which may be full */
    _Atomic bool ready;
};

struct call {
    struct exchange *x;
    ctx *c;
    struct front *front;
    struct front_loop *loop;
    const struct endpoint *endpoint; /* NULL: no route matched */
    void *in;
    str body;                        /* as it came */
    str request_id;
    str operation;                   /* what is done at an address where many things are: for the log */
    struct address client;
    bool watcher;                    /* it arrived at the address of metrics_listen */
    bool by_proxy;                   /* through one that the operator trusts */
    bool by_cookie;                  /* a cookie says who calls, which a browser sends unasked */
    bool token_dead, cookie_dead;    /* it was sent and is invalid; nobody calls */
    struct request_facts facts;      /* once the domain has asked */
    str wanted[WANTED_COUNT];        /* p NULL: absent */
    u32 repeated;                    /* bits of those that appear more than once */
    size_t rate_at, rate_n;          /* where the lines of the rate are in the answer's head */
    struct route_match match;
};

/* The call that a ctx serves; NULL without a request. */
static inline struct call *call_of(ctx *c) { return c->surface; }

/* Adds a line to the answer's head; `name` as it stands on the wire, with ": ". */
static inline void head_line(struct call *k, str name, str value)
{
    struct buf *b = &k->x->extra;

    buf_reserve(b, name.n + value.n + 2);
    buf_add(b, name);
    buf_add(b, value);
    buf_lit(b, "\r\n");
}

/* headers.c */
void headers_scan(struct call *);

/*
 * serve.c: who calls, the limits, and whether that caller may; for surfaces that admit by themselves. Where both are wrong, who
 * calls is reported. Then further requests that the one counts for, all of them or none: ERR_TOO_MANY.
 */
err call_admit(struct call *);
err call_count(struct call *, i64 further);

/* origin.c: is it for the host that has media alone? */
bool at_media_host(const struct call *);

/* cross_site.c: did a page of this server send it, or no browser? For forms that sign in, which no cookie signs yet. ERR_FORBIDDEN. */
err same_site_check(struct call *);

/* trace.c */
void trace_begin(struct call *);

/*
 * input.c: path and query into k->in, by the row's shape. Members that were sent are added to `present`. Errors are reported
 * for each member, also by input_end, which checks everything against the shape.
 */
err input_begin(struct call *);                              /* ERR_NOT_FOUND: the path cannot name anything */
err input_query(struct call *, u64 *present);
err input_end(struct call *, err before, u64 present);
err body_plain(struct call *);                               /* ERR_TYPE: it is compressed */

/* exchange.c: rows that take the exchange itself. */
extern const struct surface exchange_surface;

/* problem.c: an error as its client sees it, from the failure (RFC 9457). */
struct problem_answer { int status; str body; };
struct problem_answer problem_make(struct call *, err);
void problem_send(struct call *, err);
str problem_detail(struct call *, err);                      /* the text for people, safe to show */
void problem_members(struct buf *, const struct failure *);  /* what is wrong with the input, and more: each after a comma */
void challenge_line(struct call *);                          /* for every 401 */
void refusal_begin(struct call *, err);                      /* common to all forms of refusal: a log line, and header lines */
void failure_log(struct call *, err);                        /* that line */

/* https.c */
void https_open(struct front *);
void https_lines(struct call *);
bool https_redirect(struct call *);                          /* true: answered; the client is to come back over HTTPS */

/* access_log.c */
void access_log_open(struct front_loop *, struct front *);
void access_log_close(struct front_loop *);
void access_log_line(struct call *, i64 took_us);
