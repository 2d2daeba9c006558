#include "api/rest/openapi.h"
#include <string.h>
#include "api/program.h"
#include "api/rest/openapi_own.h"
#include "api/rest/openapi_schema.h"
#include "base/json.h"
#include "base/str.h"

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
    "\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\","
    "\"description\":\"The token of an answer that signs in\"},"
    "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"kith_session\","
    "\"description\":\"Set by the same answers, for pages of this server\"}";

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
        { openapi_is_keyed(e), S("IdempotencyKey") }, { openapi_has_etag(r), S("IfNoneMatch") }, { r->file, S("Range") },
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
    openapi_responses(b, e);
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
        for (const struct shape *const *s = all[i].route->also_items; s && *s; s++)
            schemas_add(&used, *s);
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

static struct endpoint *described(struct arena *a, const struct endpoint *all, int *count)
{
    struct endpoint *out = arena_array(a, struct endpoint, (size_t)*count);
    int n = 0;

    for (int i = 0; i < *count; i++)
        if (!all[i].route->alias)
            out[n++] = all[i];
    *count = n;
    return out;
}

str openapi_make(struct arena *a, const struct endpoint *all, int count)
{
    struct buf b = BUF_ON(a);

    all = described(a, all, &count);

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
