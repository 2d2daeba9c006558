/* The answers of a route in the API's description: the success, and each problem with its status and words. */
#include "api/front/problems.h"
#include "api/rest/openapi_own.h"
#include "api/rest/openapi_schema.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "net/problems.h"

bool openapi_has_etag(const struct route *r)
{
    return r->method == METHOD_GET && r->status == 200 && !r->no_etag && !r->tokens && (!r->exchange || r->file) && r->form != ANSWER_STREAM;
}

static bool always(const struct endpoint *e) { return e->route != NULL; }
static bool if_input(const struct endpoint *e) { return e->route->in != NULL; }
static bool if_path(const struct endpoint *e) { return e->from_path != 0; }
static bool if_body(const struct endpoint *e) { return e->from_body; }
static bool if_post(const struct endpoint *e) { return e->route->method == METHOD_POST; }
bool openapi_is_keyed(const struct endpoint *e) { return if_post(e) && (!e->route->exchange || e->route->keyed); }
static bool if_unkeyed(const struct endpoint *e) { return if_post(e) && !openapi_is_keyed(e); }
static bool if_socket(const struct endpoint *e) { return e->route->socket; }
static bool if_type(const struct endpoint *e) { return e->from_body || e->route->body_type; }
static bool if_opens(const struct endpoint *e) { return e->route->socket || e->route->form == ANSWER_STREAM; }
static bool if_write(const struct endpoint *e) { return e->route->method != METHOD_GET; }
static bool if_read(const struct endpoint *e) { return e->route->method == METHOD_GET && !e->route->exchange && !if_opens(e); }
static bool if_asked(const struct endpoint *e) { return !e->route->operations && !e->route->asks_nobody; }
static bool if_token_lives(const struct endpoint *e) { return if_asked(e) && !e->route->dead_token_ok; }
static bool if_role(const struct endpoint *e) { return (e->route->who->who & USERS) != USERS; }
static bool if_stops_leaving(const struct endpoint *e) { return if_write(e) && !may_while_leaving(e->route->who); }
static bool if_asked_writes(const struct endpoint *e) { return if_asked(e) && if_write(e); }
static bool if_cookie(const struct endpoint *e) { return if_asked(e) && (if_write(e) || if_opens(e)); }
static bool if_once(const struct endpoint *e) { return openapi_is_keyed(e) && (e->route->tokens == TOKENS_SET || e->route->given_once); }
static bool if_file(const struct endpoint *e) { return e->route->file; }
static bool if_limited(const struct endpoint *e) { return e->route->rate >= RATE_READS; }

/* The problems that the surface itself answers with, and on which routes. */
static const struct common { const struct problem *problem; bool (*applies)(const struct endpoint *); } commons[] = {
    { PLAIN(ERR_MALFORMED),       always },
    { PLAIN(ERR_JSON),            if_body },
    { PLAIN(ERR_SIGN_IN),         if_asked },
    { &token_invalid,             if_token_lives },
    { &token_expired,             if_token_lives },
    { PLAIN(ERR_FORBIDDEN),       if_role },
    { &caller_leaving,            if_stops_leaving },
    { &cross_site,                if_cookie },
    { PLAIN(ERR_NOT_FOUND),       if_path },
    { PLAIN(ERR_NOT_ACCEPTABLE),  if_read },
    { PLAIN(ERR_SLOW),            if_write },
    { &idempotency_key_in_use,    openapi_is_keyed },
    { &idempotency_answer_gone,   if_once },
    { PLAIN(ERR_PRECONDITION),    if_file },
    { PLAIN(ERR_TOO_LARGE),       if_write },
    { PLAIN(ERR_URI_TOO_LONG),    always },
    { PLAIN(ERR_TYPE),            if_type },
    { PLAIN(ERR_RANGE),           if_file },
    { PLAIN(ERR_INVALID),         if_input },
    { &idempotency_key_reused,    openapi_is_keyed },
    { &idempotency_unsupported,   if_unkeyed },
    { PLAIN(ERR_UPGRADE),         if_socket },
    { &websocket_version,         if_socket },
    { &websocket_handshake,       if_socket },
    { PLAIN(ERR_HEADERS),         always },
    { PLAIN(ERR_TOO_MANY),        if_limited },
    { PLAIN(ERR_UNAVAILABLE),     always },
    { PLAIN(ERR_BUSY),            if_asked },
    { PLAIN(ERR_TIMEOUT),         if_asked },
    { PLAIN(ERR_CONTENTION),      if_asked_writes },
    { PLAIN(ERR_FULL),            if_write },
};

static int status_of(const struct problem *p)
{
    return error_facts[p->what].status;
}

static void problem_line(struct buf *b, const struct problem *p)
{
    buf_format(b, "%s`%s`: %s", b->n ? "\n\n" : "", p->code, p->same_as ? p->same_as->words : p->words);
}

/* The problems with this status, into `b`. */
static void codes_of(const struct endpoint *e, int status, struct buf *b)
{
    for (const struct problem *const *p = e->route->problems; p && *p; p++)
        if (status_of(*p) == status)
            problem_line(b, *p);
    for (size_t i = 0; i < COUNT(commons); i++)
        if (status_of(commons[i].problem) == status && commons[i].applies(e) && !(status == 404 && e->missing != commons[i].problem))
            problem_line(b, commons[i].problem);
}

static void header_ref(struct buf *b, str name)
{
    doc_key(b, name);
    buf_lit(b, "{\"$ref\":\"#/components/headers/");
    buf_add(b, name);
    buf_lit(b, "\"}");
}

static bool is_list(const struct route *r)
{
    return r->form == ANSWER_PAGE || r->form == ANSWER_PIECES_PAGE;
}

static bool brings_cookie(const struct route *r)
{
    return r->tokens == TOKENS_SET || r->tokens == TOKENS_CLEAR || r->also_cookie;
}

static void headers(struct buf *b, const struct endpoint *e, int status)
{
    const struct route *r = e->route;
    bool success = status < 400;

    doc_key(b, S("headers"));
    buf_byte(b, '{');
    header_ref(b, S("X-Request-Id"));
    header_ref(b, S("traceparent"));
    if (r->rate != RATE_NONE) {
        header_ref(b, S("RateLimit-Limit"));
        header_ref(b, S("RateLimit-Remaining"));
        header_ref(b, S("RateLimit-Reset"));
    }
    if (success && openapi_has_etag(r))
        header_ref(b, S("ETag"));
    if (success && is_list(r))
        header_ref(b, S("Link"));
    if (success && brings_cookie(r))
        header_ref(b, S("Set-Cookie"));
    if (status == 302)
        header_ref(b, S("Location"));
    if (status == 401)
        header_ref(b, S("WWW-Authenticate"));
    if (status == 429 || status == 503)
        header_ref(b, S("Retry-After"));
    buf_byte(b, '}');
}

/* One of several. */
static void any_of(struct buf *b, const struct shape *first, const struct shape *second, const struct shape *const *others)
{
    buf_lit(b, "{\"anyOf\":[");
    schema_ref(b, first);
    if (second) {
        buf_byte(b, ',');
        schema_ref(b, second);
    }
    for (; others && *others; others++) {
        buf_byte(b, ',');
        schema_ref(b, *others);
    }
    buf_lit(b, "]}");
}

static void success_content(struct buf *b, const struct route *r, int status)
{
    str json = S("application/json"), type = r->type ? str_of(r->type) : json;

    doc_key(b, S("content"));
    buf_byte(b, '{');
    doc_key(b, type);
    buf_lit(b, "{\"schema\":");
    if (is_list(r))
        buf_lit(b, "{\"type\":\"array\",\"items\":");
    if (r->form == ANSWER_EITHER) {
        schema_ref(b, status == r->status ? r->out : r->also_out);
    } else if (r->out && (r->also_out || r->also_items)) {
        any_of(b, r->out, r->also_out, r->also_items);
    } else if (r->out)
        schema_ref(b, r->out);
    else
        buf_add(b, str_eq(type, json) || r->form == ANSWER_STREAM ? S("{}") : S("{\"type\":\"string\"}"));
    if (is_list(r))
        buf_byte(b, '}');
    buf_lit(b, "}}");
}

static void status_key(struct buf *b, int status)
{
    doc_item(b);
    buf_format(b, "\"%d\":", status);
}

static void success(struct buf *b, const struct endpoint *e, int status)
{
    const struct route *r = e->route;

    status_key(b, status);
    buf_byte(b, '{');
    doc_text(b, S("description"), status_phrase(status));
    headers(b, e, status);
    bool told = r->exchange ? r->type || r->out : r->form != ANSWER_NOTHING;
    if (told && status != 302)
        success_content(b, r, status);
    buf_byte(b, '}');
}

static void successes(struct buf *b, const struct endpoint *e)
{
    if (e->route->status == 302 && e->route->out)
        success(b, e, 200);                  /* for clients that ask for JSON */
    success(b, e, e->route->status);
    if (e->route->also_status)
        success(b, e, e->route->also_status);
    if (e->route->file)
        success(b, e, 206);
    if (openapi_has_etag(e->route))
        buf_lit(b, ",\"304\":{\"description\":\"You have it already\"}");
}

static void problem(struct buf *b, const struct endpoint *e, int status, str codes)
{
    status_key(b, status);
    buf_byte(b, '{');
    doc_text(b, S("description"), codes);
    headers(b, e, status);
    if (status == 503 && e->route->form == ANSWER_RAW && e->route->out)
        success_content(b, e->route, status);        /* health: the same overview, with what is failing */
    else if (e->route->refusal_type)
        buf_format(b, ",\"content\":{\"%s\":{\"schema\":{\"type\":\"object\"}}}", e->route->refusal_type);
    else
        buf_lit(b, ",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}");
    buf_byte(b, '}');
}

/* In order of status, each once. */
void openapi_responses(struct buf *b, const struct endpoint *e)
{
    doc_key(b, S("responses"));
    buf_byte(b, '{');
    successes(b, e);
    for (int status = 400; status < 600; status++) {
        struct buf codes = BUF_ON(b->arena);
        codes_of(e, status, &codes);
        if (codes.n)
            problem(b, e, status, buf_str(&codes));
    }
    buf_byte(b, '}');
}
