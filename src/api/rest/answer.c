#include "api/rest/call.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "net/negotiate.h"

enum { ETAG_LENGTH = 18 };           /* "0123456789abcdef", in its quotes */

void answer_make(struct buf *body, const struct route *r, const void *out, struct answer *a)
{
    const struct raw_answer *raw = out;

    *a = (struct answer){ .status = r->status, .type = S("application/json") };
    switch (r->form) {
    case ANSWER_NOTHING:
        a->type = S("");
        return;
    case ANSWER_SHAPE:
        json_write(body, r->out, out);
        a->body = buf_str(body);
        return;
    case ANSWER_PAGE:
        json_write_page(body, r->out, out);
        a->body = buf_str(body);
        a->next = ((const struct page *)out)->next;
        return;
    case ANSWER_RAW:
        a->body = raw->body;
        a->status = raw->status ? raw->status : r->status;
        a->type = r->type ? str_of(r->type) : a->type;
        return;
    }
}

/* How the client came here, for links back: the proxy that it trusts knows better than we do. */
static str scheme_of(const struct call *k)
{
    str told = k->wanted[H_FORWARDED_PROTO];

    if (k->by_proxy && (str_eq_nocase(told, S("https")) || str_eq_nocase(told, S("http"))))
        return str_eq_nocase(told, S("https")) ? S("https") : S("http");
    return k->x->secure ? S("https") : S("http");
}

/* Link: <http://host/api/v1/notes?limit=20&cursor=...>; rel="next" (RFC 8288): the same request, further on. */
static void link_line(struct call *k, str next)
{
    struct buf *head = &k->x->extra;
    str rest = k->x->query, name, value, scheme = scheme_of(k);
    bool bad = false;

    buf_lit(head, "Link: <");
    if (k->x->authority.n) {
        buf_add(head, scheme);
        buf_lit(head, "://");
        buf_add(head, k->x->authority);
    }
    buf_add(head, k->x->path);
    buf_byte(head, '?');
    while (query_next(&k->c->arena, &rest, &name, &value, &bad)) {
        if (str_eq(name, S("cursor")))
            continue;
        url_encode(head, name);
        buf_byte(head, '=');
        url_encode(head, value);
        buf_byte(head, '&');
    }
    buf_lit(head, "cursor=");
    url_encode(head, next);
    buf_lit(head, ">; rel=\"next\"\r\n");
}

static void etag_print(const struct call *k, str body, char out[ETAG_LENGTH])
{
    static const char hex[] = "0123456789abcdef";
    u64 hash = hash_seeded((u64)k->c->caller.account.v, body);

    out[0] = out[ETAG_LENGTH - 1] = '"';
    for (int i = 1; i < ETAG_LENGTH - 1; i++, hash <<= 4)
        out[i] = hex[hash >> 60];
}

static bool client_has(const struct call *k, str tag)
{
    if (!k->wanted[H_IF_NONE_MATCH].p)
        return false;
    for (size_t i = 0; i < k->x->header_count; i++)
        if (str_eq(k->x->headers[i].name, S("if-none-match")) && etag_listed(k->x->headers[i].value, tag, true))
            return true;
    return false;
}

/* What may be kept is asked for again each time: an answer is never older than its ETag says. */
static bool unchanged(struct call *k, const struct answer *a)
{
    char text[ETAG_LENGTH];
    str tag = { text, sizeof text };

    if (k->endpoint->route->no_etag || a->status != 200) {
        head_line(k, S("Cache-Control: "), S("no-store"));
        return false;
    }
    etag_print(k, a->body, text);
    head_line(k, S("ETag: "), tag);
    head_line(k, S("Cache-Control: "), k->c->caller.account.v ? S("private, no-cache") : S("no-cache"));
    return client_has(k, tag);
}

void answer_send(struct call *k, struct answer *a)
{
    bool reads = k->x->method == METHOD_GET || k->x->method == METHOD_HEAD;

    if (a->next.n)
        link_line(k, a->next);
    if (reads && unchanged(k, a))
        reply(k->x, 304, S(""), S(""));
    else
        reply(k->x, a->status, a->type, a->body);
}
