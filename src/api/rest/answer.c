#include "api/rest/rest_own.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/str.h"
#include "net/files/conditions.h"
#include "net/files/document.h"

enum { ETAG_MOST = 21 };             /* "0123456789abcdef-br", in its quotes */

/* The member that is sent as a cookie: the session's, or the device's. */
static struct secret cookie_of(const struct shape *s, const void *out, bool device)
{
    for (const struct field *f = s ? s->fields : NULL; f && f->name; f++)
        if (f->cookie && f->device == device)
            return *(const struct secret *)(const void *)((const char *)out + f->at);
    return (struct secret){ { "", 0 } };
}

static void raw_make(const struct route *r, const struct raw_answer *raw, struct answer *a)
{
    *a = (struct answer){
        .status = raw->status ? raw->status : r->status,
        .type = raw->type.n ? raw->type : raw->location.n ? S("") : r->type ? str_of(r->type) : a->type,
        .body = raw->body, .document = raw->document, .location = raw->location, .blob = raw->blob, .file_name = raw->file_name,
        .also = raw->cookie, .passing = raw->passing,
    };
    if (r->tokens == TOKENS_SET)
        a->cookie = raw->session;
}

static void either_make(struct buf *body, const struct route *r, const struct either *out, struct answer *a)
{
    json_write(body, out->also ? r->also_out : r->out, out->also ? out->also : out->value);
    a->status = out->also ? r->also_status : r->status;
    a->body = buf_str(body);
}

void answer_make(struct buf *body, const struct route *r, void *out, struct answer *a)
{
    *a = (struct answer){ .status = r->status, .type = S("application/json") };
    switch (r->form) {
    case ANSWER_NOTHING:
        a->type = S("");
        return;
    case ANSWER_SHAPE:
        json_write(body, r->out, out);
        if (r->tokens == TOKENS_SET) {
            a->cookie = cookie_of(r->out, out, false);
            a->device = cookie_of(r->out, out, true);
        }
        a->body = buf_str(body);
        return;
    case ANSWER_EITHER:
        either_make(body, r, out, a);
        return;
    case ANSWER_PAGE:
        json_write_page(body, r->out, out);
        a->body = buf_str(body);
        a->next = ((const struct page *)out)->next;
        return;
    case ANSWER_RAW:
        raw_make(r, out, a);
        return;
    case ANSWER_PIECES:
    case ANSWER_PIECES_PAGE:
        a->pieces = out;
        a->next = a->pieces->next;
        a->prev = a->pieces->prev;
        return;
    case ANSWER_STREAM:
        a->stream = out;
        return;
    }
}

/* <http://host/api/v1/notes?limit=20&cursor=...>; rel="next" (RFC 8288): the same request, from another place. */
static void link_add(struct call *k, str parameter, str value_of, str rel)
{
    struct buf *head = &k->x->extra;
    str rest = k->x->query, name, value;
    bool bad = false;

    buf_byte(head, '<');
    buf_add(head, origin_of(k));
    buf_add(head, k->x->path);
    buf_byte(head, '?');
    while (query_next(&k->c->arena, &rest, &name, &value, &bad)) {
        if (str_eq(name, S("cursor")) || str_eq(name, parameter) || (str_eq(rel, S("prev")) && str_eq(name, S("offset"))))
            continue;
        url_encode(head, name);
        buf_byte(head, '=');
        url_encode(head, value);
        buf_byte(head, '&');
    }
    buf_add(head, parameter);
    buf_byte(head, '=');
    url_encode(head, value_of);
    buf_lit(head, ">; rel=\"");
    buf_add(head, rel);
    buf_byte(head, '"');
}

/* Where what is newer than a page is found: a row that has no `since` takes a cursor for it. */
static str newer_parameter(const struct call *k)
{
    return shape_field(k->endpoint->route->in, S("since")) ? S("since") : S("cursor");
}

static void link_line(struct call *k, const struct answer *a)
{
    struct buf *head = &k->x->extra;

    buf_lit(head, "Link: ");
    if (a->next.n)
        link_add(k, S("cursor"), a->next, S("next"));
    if (a->next.n && a->prev.n)
        buf_lit(head, ", ");
    if (a->prev.n)
        link_add(k, newer_parameter(k), a->prev, S("prev"));
    buf_lit(head, "\r\n");
}

/* ---- its coding ---- */

/*
 * The coding for this client. Short answers are sent as they are, and so are those with no-store: they may have a token,
 * which their length must not reveal.
 */
static size_t length_of(const struct answer *a)
{
    return a->pieces ? a->pieces->length : a->body.n;
}

static enum coding coding_of(struct call *k, const struct answer *a)
{
    bool is_short = !a->kept && length_of(a) < COMPRESS_LEAST;

    if (LIKELY(is_short) || k->endpoint->route->no_etag || k->endpoint->route->tokens || !type_compresses(a->type))
        return CODING_IDENTITY;
    head_line(k, S("Vary: "), S("Accept-Encoding"));
    return coding_wanted(k->x, CODINGS_ALL);
}

static err body_encode(struct call *k, struct answer *a, enum coding coding)
{
    if (a->pieces)
        a->body = pieces_join(k->c, a->pieces);
    if (a->kept && a->kept->form.n)
        a->body = a->kept->form;
    else if (a->document)
        TRY(document_form(k->c, a->document, coding, &a->body));
    else
        TRY(compress_body(k->c, coding, a->body, &a->body));
    if (a->kept)
        a->kept->form = a->body;
    head_line(k, S("Content-Encoding: "), coding_name(coding));
    return OK;
}

/* ---- its version ---- */

/* Each coding has its own tag: a cache may hold several, and tells them apart by it. */
static str etag_print(u64 hash, enum coding coding, char out[ETAG_MOST])
{
    static const char hex[] = "0123456789abcdef";
    str suffix = coding_suffix(coding);
    char *at = out;

    *at++ = '"';
    for (int i = 0; i < 16; i++, hash <<= 4)
        *at++ = hex[hash >> 60];
    if (suffix.n) {
        *at++ = '-';
        at = mempcpy(at, suffix.p, suffix.n);
    }
    *at++ = '"';
    return (str){ out, (size_t)(at - out) };
}

/* A cached answer is validated each time, so it is never older than its ETag says. */
static void version_lines(struct call *k, str tag)
{
    bool one_persons = k->c->caller.account.v || k->cookie_dead;

    if (k->c->caller.account.v)
        head_line(k, S("Vary: "), S("Authorization, Cookie"));
    if (!tag.n) {
        head_line(k, S("Cache-Control: "), S("no-store"));
        return;
    }
    head_line(k, S("ETag: "), tag);
    head_line(k, S("Cache-Control: "), one_persons ? S("private, no-cache") : S("no-cache"));
}

static bool client_has(const struct call *k, str tag)
{
    return tag.n && k->wanted[H_IF_NONE_MATCH].p && etag_named(k->x, S("if-none-match"), tag, true);
}

/* ---- sending ---- */

/* "" unless it is a complete answer to a read, and may be cached. */
static str tag_of(struct call *k, const struct answer *a, enum coding coding, char out[ETAG_MOST])
{
    if (a->status != 200 || a->no_store || k->endpoint->route->no_etag || k->endpoint->route->tokens)
        return S("");
    u64 hash = a->pieces ? pieces_hash(k->c, a->pieces) : a->kept && a->kept->hash ? a->kept->hash
             : hash_seeded((u64)k->c->caller.account.v, a->body);
    if (a->kept)
        a->kept->hash = hash;
    return etag_print(hash, coding, out);
}

static err read_send(struct call *, struct answer *, enum coding);

/* So much is being compressed that waiting is not worth it. */
static err read_plain(struct call *k, struct answer *a)
{
    failure_begin(&k->c->failure, &k->c->arena);
    return read_send(k, a, CODING_IDENTITY);
}

static err read_send(struct call *k, struct answer *a, enum coding coding)
{
    char text[ETAG_MOST];

    if (coding == CODING_COUNT)
        return fail_with(k->c, ERR_NOT_ACCEPTABLE, "This is available as br, gzip or identity.");
    str tag = tag_of(k, a, coding, text);
    bool known = client_has(k, tag);
    err coded = known || coding == CODING_IDENTITY ? OK : body_encode(k, a, coding);
    if (coded == ERR_BUSY && coding_wanted(k->x, 1 << CODING_IDENTITY) == CODING_IDENTITY)
        return read_plain(k, a);
    TRY(coded);
    version_lines(k, tag);
    if (known)
        reply(k->x, 304, S(""), S(""));
    else if (a->pieces && coding == CODING_IDENTITY)
        reply_pieces(k->x, a->status, a->type, a->pieces->at, a->pieces->n);
    else if (a->document)
        reply_lasting(k->x, a->status, a->type, a->body);
    else
        reply(k->x, a->status, a->type, a->body);
    return OK;
}

/* A completed write is always answered, if need be in a coding that was refused. */
static void done_send(struct call *k, struct answer *a, enum coding coding)
{
    if (coding == CODING_GZIP || coding == CODING_BROTLI)
        (void)body_encode(k, a, coding);
    if (a->status == 401)
        challenge_line(k);
    if (k->endpoint->route->tokens || k->endpoint->route->given_once || a->status >= 400)
        head_line(k, S("Cache-Control: "), S("no-store"));
    else if (k->c->caller.account.v)
        head_line(k, S("Cache-Control: "), S("private, no-cache"));
    reply(k->x, a->status, a->type, a->body);
}

/* Characters that RFC 3986 does not allow are escaped: no text can begin a new line. */
static void location_line(struct call *k, str to)
{
    static const char hex[] = "0123456789ABCDEF";
    struct buf *head = &k->x->extra;

    buf_lit(head, "Location: ");
    for (size_t i = 0; i < to.n; i++) {
        u8 c = (u8)to.p[i];
        if (c > ' ' && c <= '~' && c != '"' && c != '<' && c != '>' && c != '\\')
            buf_byte(head, (char)c);
        else
            buf_add(head, (str){ (char[]){ '%', hex[c >> 4], hex[c & 15] }, 3 });
    }
    buf_lit(head, "\r\n");
}

/* The session's token, in a cookie for this server only, for clients that keep one. */
static void session_lines(struct call *k, const struct answer *a)
{
    enum tokens tokens = a->status < 400 ? k->endpoint->route->tokens : TOKENS_NONE;

    if (tokens == TOKENS_SET && a->cookie.hidden.n)
        session_cookie_set(k, a->cookie.hidden);
    else if (tokens == TOKENS_CLEAR || k->cookie_dead)
        session_cookie_clear(k);
    if (tokens == TOKENS_SET && a->device.hidden.n)
        device_cookie_set(k, a->device.hidden);
    if (a->also.name.n)
        raw_cookie_send(k, &a->also);
}

err answer_crowd_check(struct call *k, size_t length)
{
    if (LIKELY(length <= LONG_ANSWER || !reply_is_crowded(k->x)))
        return OK;
    return fail_with(k->c, ERR_CROWDED, "Too many of your answers wait to be read; read those first.");
}

err answer_send(struct call *k, struct answer *a)
{
    bool reads = k->x->method == METHOD_GET || k->x->method == METHOD_HEAD;
    struct download d;

    if (k->endpoint->route->form == ANSWER_PIECES_PAGE)
        pieces_list(k->c, a->pieces);
    TRY(reads ? answer_crowd_check(k, length_of(a)) : OK);
    enum coding coding = coding_of(k, a);

    if (a->blob.n)
        TRY(download_find(k, a, &d));
    if (a->next.n || a->prev.n)
        link_line(k, a);
    if (a->location.n)
        location_line(k, a->location);
    session_lines(k, a);
    if (a->stream)
        return event_stream_send(k, a->stream);
    if (a->blob.n) {
        version_lines(k, S(""));
        return download_send(k, a, &d);
    }
    if (reads)
        return read_send(k, a, coding);
    done_send(k, a, coding);
    return OK;
}
