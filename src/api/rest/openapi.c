#include "api/rest/openapi.h"
#include <string.h>
#include "api/program.h"
#include "api/rest/openapi_schema.h"
#include "api/front/problems.h"
#include "base/json.h"
#include "base/str.h"
#include "crypto/problems.h"

/* ---- common to all routes ---- */

static const char HEADERS[] =
    "\"ETag\":{\"description\":\"Names this version of the answer\",\"schema\":{\"type\":\"string\"}},"
    "\"Location\":{\"description\":\"Where the browser is sent\",\"schema\":{\"type\":\"string\",\"format\":\"uri-reference\"}},"
    "\"Set-Cookie\":{\"description\":\"The cookie of a session, or of a browser on its way\",\"schema\":{\"type\":\"string\"}},"
    "\"WWW-Authenticate\":{\"description\":\"Bearer (RFC 6750)\",\"schema\":{\"type\":\"string\"}},"
    "\"Link\":{\"description\":\"The next page, with rel=\\\"next\\\" (RFC 8288)\",\"schema\":{\"type\":\"string\"}},"
    "\"RateLimit-Limit\":{\"description\":\"Requests in one window\",\"schema\":{\"type\":\"integer\"}},"
    "\"RateLimit-Remaining\":{\"description\":\"Requests left in this window\",\"schema\":{\"type\":\"integer\"}},"
    "\"RateLimit-Reset\":{\"description\":\"Seconds until the window ends\",\"schema\":{\"type\":\"integer\"}},"
    "\"Retry-After\":{\"description\":\"Seconds to wait\",\"schema\":{\"type\":\"integer\"}},"
    "\"X-Request-Id\":{\"description\":\"The request's id: yours, or one made for it\",\"schema\":{\"type\":\"string\"}},"
    "\"traceparent\":{\"description\":\"W3C trace context\",\"schema\":{\"type\":\"string\"}}";

static const char PARAMETERS[] =
    "\"IdempotencyKey\":{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"required\":false,"
    "\"description\":\"The same key within 24 hours returns the first answer\","
    "\"schema\":{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}},"
    "\"IfNoneMatch\":{\"name\":\"If-None-Match\",\"in\":\"header\",\"required\":false,"
    "\"description\":\"ETags that you have\",\"schema\":{\"type\":\"string\"}},"
    "\"Range\":{\"name\":\"Range\",\"in\":\"header\",\"required\":false,"
    "\"description\":\"The octets that you want: bytes=1000-\",\"schema\":{\"type\":\"string\"}}";

static const char PROBLEM[] =
    "\"problem\":{\"type\":\"object\",\"description\":\"RFC 9457\",\"properties\":{"
    "\"type\":{\"type\":\"string\",\"format\":\"uri\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
    "\"code\":{\"type\":\"string\",\"description\":\"A stable word\"},\"trace_id\":{\"type\":\"string\"},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"field\":{\"type\":\"string\"},"
    "\"code\":{\"type\":\"string\"},\"detail\":{\"type\":\"string\"}},\"required\":[\"field\",\"code\",\"detail\"]}}},"
    "\"required\":[\"type\",\"title\",\"status\",\"detail\",\"code\",\"trace_id\"]}";

static const char SECURITY[] =
    "\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\",\"description\":\"The token of an answer that signs in\"},"
    "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"kith_session\",\"description\":\"Set by the same answers, for pages of this server\"}";

/* ---- a route's answers ---- */

static bool has_etag(const struct route *r)
{
    return r->method == METHOD_GET && r->status == 200 && !r->no_etag && !r->tokens && !r->exchange && r->form != ANSWER_STREAM;
}

static bool always(const struct endpoint *e) { return e->route != NULL; }
static bool if_input(const struct endpoint *e) { return e->route->in != NULL; }
static bool if_path(const struct endpoint *e) { return e->from_path != 0; }
static bool if_body(const struct endpoint *e) { return e->from_body; }
static bool if_keyed(const struct endpoint *e) { return e->route->method == METHOD_POST && !e->route->exchange; }
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
static bool if_once(const struct endpoint *e) { return if_keyed(e) && (e->route->tokens == TOKENS_SET || e->route->given_once); }
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
    { &idempotency_key_in_use,    if_keyed },
    { &idempotency_answer_gone,   if_once },
    { PLAIN(ERR_PRECONDITION),    if_file },
    { PLAIN(ERR_TOO_LARGE),       if_write },
    { PLAIN(ERR_URI_TOO_LONG),    always },
    { PLAIN(ERR_TYPE),            if_type },
    { PLAIN(ERR_RANGE),           if_file },
    { PLAIN(ERR_INVALID),         if_input },
    { &idempotency_key_reused,    if_keyed },
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
    if (success && has_etag(r))
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

static void success_content(struct buf *b, const struct route *r)
{
    str json = S("application/json"), type = r->type ? str_of(r->type) : json;

    doc_key(b, S("content"));
    buf_byte(b, '{');
    doc_key(b, type);
    buf_lit(b, "{\"schema\":");
    if (is_list(r))
        buf_lit(b, "{\"type\":\"array\",\"items\":");
    if (r->out && r->also_out) {
        buf_lit(b, "{\"anyOf\":[");
        schema_ref(b, r->out);
        buf_byte(b, ',');
        schema_ref(b, r->also_out);
        buf_lit(b, "]}");
    } else if (r->out)
        schema_ref(b, r->out);
    else
        buf_add(b, str_eq(type, json) ? S("{}") : S("{\"type\":\"string\"}"));
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
        success_content(b, r);
    buf_byte(b, '}');
}

static void successes(struct buf *b, const struct endpoint *e)
{
    if (e->route->status == 302 && e->route->out)
        success(b, e, 200);                  /* for clients that ask for JSON */
    success(b, e, e->route->status);
    if (e->route->file)
        success(b, e, 206);
    if (has_etag(e->route))
        buf_lit(b, ",\"304\":{\"description\":\"You have it already\"}");
}

static void problem(struct buf *b, const struct endpoint *e, int status, str codes)
{
    status_key(b, status);
    buf_byte(b, '{');
    doc_text(b, S("description"), codes);
    headers(b, e, status);
    if (status == 503 && e->route->form == ANSWER_RAW && e->route->out)
        success_content(b, e->route);        /* health: the same overview, with what is failing */
    else
        buf_lit(b, ",\"content\":{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/problem\"}}}");
    buf_byte(b, '}');
}

/* In order of status, each once. */
static void responses(struct buf *b, const struct endpoint *e)
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

/* ---- a route's input ---- */

static void parameter(struct buf *b, const struct field *f, bool in_path)
{
    doc_item(b);
    buf_byte(b, '{');
    doc_text(b, S("name"), str_of(f->name));
    doc_text(b, S("in"), in_path ? S("path") : S("query"));
    if (f->doc)
        doc_text(b, S("description"), str_of(f->doc));
    doc_key(b, S("required"));
    buf_add(b, in_path || !(f->optional || kind_facts[f->kind].maybe) ? S("true") : S("false"));
    doc_key(b, S("schema"));
    schema_field(b, f);
    buf_byte(b, '}');
}

static void parameters(struct buf *b, const struct endpoint *e)
{
    const struct route *r = e->route;
    const struct { bool taken; str name; } shared[] = {
        { if_keyed(e), S("IdempotencyKey") }, { has_etag(r), S("IfNoneMatch") }, { r->file, S("Range") },
    };

    doc_key(b, S("parameters"));
    buf_byte(b, '[');
    for (const struct field *f = r->in ? r->in->fields : NULL; f && f->name; f++) {
        bool in_path = e->from_path & shape_bit(r->in, f);
        if (in_path || !e->from_body)
            parameter(b, f, in_path);
    }
    for (size_t i = 0; i < COUNT(shared); i++) {
        if (!shared[i].taken)
            continue;
        doc_item(b);
        buf_lit(b, "{\"$ref\":\"#/components/parameters/");
        buf_add(b, shared[i].name);
        buf_lit(b, "\"}");
    }
    if (r->form == ANSWER_STREAM) {
        doc_item(b);
        buf_lit(b, "{\"name\":\"Last-Event-ID\",\"in\":\"header\",\"required\":false,"
                   "\"description\":\"The event that you saw last\",\"schema\":{\"type\":\"string\"}}");
    }
    buf_byte(b, ']');
}

/* No shape describes the body that an exchange reads. */
static void exchange_body(struct buf *b, const struct route *r)
{
    buf_lit(b, ",\"requestBody\":{\"required\":true,\"content\":{");
    json_text(b, str_of(r->body_type));
    buf_lit(b, ":{\"schema\":{}}}}");
}

static void request_body(struct buf *b, const struct endpoint *e)
{
    buf_format(b, ",\"requestBody\":{\"required\":%s,\"content\":{\"application/json\":{\"schema\":", e->body_optional ? "false" : "true");
    if (e->from_path)
        schema_object(b, e->route->in, e->from_path);
    else
        schema_ref(b, e->route->in);
    buf_lit(b, "}}}");
}

/* "get_notes_by_id" for GET /api/v1/notes/{id}. */
static str operation_id(struct arena *a, const struct endpoint *e)
{
    struct buf word = BUF_ON(a);
    str rest = str_of(e->route->path), piece;

    buf_add(&word, method_name(e->route->method));
    while (str_cut(&rest, '/', &piece)) {
        bool name = piece.n > 2 && piece.p[0] == '{';
        if (!piece.n || piece.p[0] == '!')
            continue;
        buf_add(&word, name ? S("_by_") : S("_"));
        buf_add(&word, name ? (str){ piece.p + 1, piece.n - 2 } : str_starts(piece, S(".")) ? str_from(piece, 1) : piece);
    }
    for (size_t i = 0; i < word.n; i++)
        word.p[i] = (word.p[i] | 32) >= 'a' && (word.p[i] | 32) <= 'z' ? (char)(word.p[i] | 32) : '_';
    return buf_str(&word);
}

/* On open routes a token is optional, since known callers get more; routes that make tokens, and operations, ask for none. */
static void security(struct buf *b, const struct route *r)
{
    doc_key(b, S("security"));
    if (!anyone_may(r->who))
        buf_lit(b, "[{\"bearer\":[]},{\"cookie\":[]}]");
    else if (r->tokens || r->operations || r->asks_nobody)
        buf_lit(b, "[]");
    else
        buf_lit(b, "[{},{\"bearer\":[]},{\"cookie\":[]}]");
    doc_text(b, S("x-permission"), str_of(r->who->word));
}

static void operation(struct buf *b, const struct endpoint *e)
{
    const struct route *r = e->route;
    str name = operation_id(b->arena, e);

    doc_key(b, str_to(name, method_name(r->method).n));
    buf_byte(b, '{');
    doc_text(b, S("operationId"), name);
    doc_text(b, S("summary"), str_of(r->summary));
    buf_lit(b, ",\"tags\":[");
    json_text(b, r->tag ? str_of(r->tag) : S("api"));
    buf_lit(b, "]");
    security(b, r);
    parameters(b, e);
    if (e->from_body)
        request_body(b, e);
    if (r->body_type)
        exchange_body(b, r);
    responses(b, e);
    buf_byte(b, '}');
}

/* ---- the document ---- */

static bool path_is_new(const struct endpoint *all, int at)
{
    for (int i = 0; i < at; i++)
        if (str_eq(all[i].pattern, all[at].pattern))
            return false;
    return true;
}

static void paths(struct buf *b, const struct endpoint *all, int count)
{
    doc_key(b, S("paths"));
    buf_byte(b, '{');
    for (int i = 0; i < count; i++) {
        if (!path_is_new(all, i))
            continue;
        doc_key(b, all[i].pattern);
        buf_byte(b, '{');
        for (int j = i; j < count; j++)
            if (str_eq(all[j].pattern, all[i].pattern))
                operation(b, &all[j]);
        buf_byte(b, '}');
    }
    buf_byte(b, '}');
}

/* A body's schema is its shape's own unless the path brings a part of it. */
static void input_schemas(struct schemas *used, const struct endpoint *e)
{
    if (!e->from_path)
        schemas_add(used, e->route->in);
    for (const struct field *f = e->route->in->fields; f->name; f++)
        if (f->of)
            schemas_add(used, f->of);
}

static void components(struct buf *b, const struct endpoint *all, int count)
{
    struct schemas used = { .arena = b->arena };

    for (int i = 0; i < count; i++) {
        if (all[i].route->out)
            schemas_add(&used, all[i].route->out);
        if (all[i].route->also_out)
            schemas_add(&used, all[i].route->also_out);
        if (all[i].from_body)
            input_schemas(&used, &all[i]);
    }
    buf_lit(b, ",\"components\":{\"schemas\":{");
    buf_add(b, str_of(PROBLEM));
    schemas_write(b, &used);
    buf_lit(b, "},\"headers\":{");
    buf_add(b, str_of(HEADERS));
    buf_lit(b, "},\"parameters\":{");
    buf_add(b, str_of(PARAMETERS));
    buf_lit(b, "},\"securitySchemes\":{");
    buf_add(b, str_of(SECURITY));
    buf_lit(b, "}}");
}

static bool tag_is(const struct route *r, const char *tag)
{
    return r->tag && strcmp(r->tag, tag) == 0;
}

/* What one of its rows says of it. */
static str tag_says(const struct endpoint *all, int count, const char *tag)
{
    for (int i = 0; i < count; i++)
        if (tag_is(all[i].route, tag) && all[i].route->tag_says)
            return str_of(all[i].route->tag_says);
    return S("");
}

static bool tag_seen(const struct endpoint *all, int before, const char *tag)
{
    for (int i = 0; i < before; i++)
        if (tag_is(all[i].route, tag))
            return true;
    return false;
}

static void tags_write_some(struct buf *b, const struct endpoint *all, int count, bool operations)
{
    for (int i = 0; i < count; i++) {
        const struct route *r = all[i].route;
        if (!r->tag || r->operations != operations || tag_seen(all, i, r->tag))
            continue;
        str says = tag_says(all, count, r->tag);
        doc_item(b);
        buf_byte(b, '{');
        doc_text(b, S("name"), str_of(r->tag));
        if (says.n)
            doc_text(b, S("description"), says);
        buf_byte(b, '}');
    }
}

/* In the order of their first rows; what operators need comes last. */
static void tags_write(struct buf *b, const struct endpoint *all, int count)
{
    doc_key(b, S("tags"));
    buf_byte(b, '[');
    tags_write_some(b, all, count, false);
    tags_write_some(b, all, count, true);
    buf_byte(b, ']');
}

str openapi_make(struct arena *a, const struct endpoint *all, int count)
{
    struct buf b = BUF_ON(a);

    buf_lit(&b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Kith\"");
    doc_text(&b, S("version"), str_of(program_version));
    doc_text(&b, S("description"), S("Ids are strings, times are RFC 3339 in UTC, lists are bare arrays with the next page in Link, "
                                     "errors are problem documents (RFC 9457). A path without a version means the newest."));
    buf_lit(&b, "},\"servers\":[{\"url\":\"/\"}]");
    tags_write(&b, all, count);
    paths(&b, all, count);
    components(&b, all, count);
    buf_byte(&b, '}');
    return buf_str(&b);
}
