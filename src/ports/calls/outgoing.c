#include "ports/outgoing.h"
#include "base/backoff.h"
#include "base/str.h"
#include "ports/calls/courier.h"
#include "ports/calls/own.h"
#include "ports/problems.h"
#include "runtime/settings.h"

PROBLEMS_DEFINE(ports_problems, PORTS_PROBLEMS)

enum { RETRIES = 3, RETRY_MS = 200, REDIRECTS = 3 };

/* A request on its way: what is left of it after redirects. */
struct errand {
    struct transfer transfer;
    struct outgoing asked;
    struct curl_slist *headers;
    const char *method;
    bool elsewhere;                  /* a redirect led to another server: what may be secret is not sent there */
};

/* ---- the request ---- */

static bool token(str s)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i] | 0x20;
        if (!(c >= 'a' && c <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && !memchr(marks, s.p[i], sizeof marks - 1))
            return false;
    }
    return s.n > 0;
}

static bool field_value(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0')
            return false;
    return true;
}

static err request_check(ctx *c, const struct outgoing *r)
{
    if (r->method.n && !token(r->method))
        return fail_with(c, ERR_INVALID, "That is not an HTTP method.");
    for (size_t i = 0; i < r->header_count; i++)
        if (!token(r->headers[i].name) || !field_value(r->headers[i].value))
            return fail_with(c, ERR_INVALID, "A header field has characters that are not allowed there.");
    return OK;
}

static bool http_scheme(const struct transfer *t)
{
    return str_starts(t->server, S("http://")) || str_starts(t->server, S("https://"));
}

static void header_add(struct errand *e, ctx *c, str name, str value)
{
    /* An empty field ends with a semicolon; with a colon it would be left out. */
    str line = value.n ? arena_format(&c->arena, STR_FMT ": " STR_FMT, STR_ARG(name), STR_ARG(value))
                       : arena_format(&c->arena, STR_FMT ";", STR_ARG(name));

    e->headers = curl_slist_append(e->headers, arena_cstr(&c->arena, line));
}

static bool has_header(const struct outgoing *r, str name)
{
    for (size_t i = 0; i < r->header_count; i++)
        if (str_eq_nocase(r->headers[i].name, name))
            return true;
    return false;
}

/* Fields that reveal nothing about the caller: these are sent to another server too. */
static bool harmless(str name)
{
    static const str names[] = { { "accept", 6 }, { "accept-language", 15 }, { "content-type", 12 }, { "user-agent", 10 } };

    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq_nocase(name, names[i]))
            return true;
    return false;
}

/* Without these libcurl would add a type of its own, and ask whether a body is welcome. */
static void headers_make(struct errand *e, ctx *c)
{
    const struct outgoing *r = &e->asked;

    for (size_t i = 0; i < r->header_count; i++)
        if (!e->elsewhere || harmless(r->headers[i].name))
            header_add(e, c, r->headers[i].name, r->headers[i].value);
    if (!has_header(r, S("user-agent")))
        header_add(e, c, S("User-Agent"), S("kith"));
    if (!has_header(r, S("content-type")))
        e->headers = curl_slist_append(e->headers, "Content-Type:");
    e->headers = curl_slist_append(e->headers, "Expect:");
}

static void request_prepare(struct transfer *t, CURL *easy)
{
    struct errand *e = CONTAINER(t, struct errand, transfer);
    bool sends = e->asked.body.n || (strcmp(e->method, "GET") != 0 && strcmp(e->method, "HEAD") != 0 && strcmp(e->method, "DELETE") != 0);

    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, e->headers);
    if (sends) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)e->asked.body.n);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, e->asked.body.n ? e->asked.body.p : "");
    }
    if (strcmp(e->method, "HEAD") == 0)
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    else
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, e->method);
}

static enum verdict request_judge(const struct transfer *t)
{
    return t->result == CURLE_OK && t->status < 500 ? VERDICT_GOOD : VERDICT_BAD;
}

/* ---- the answer ---- */

static str lowered(ctx *c, str s)
{
    str out = arena_copy(&c->arena, s);

    for (size_t i = 0; i < out.n; i++)
        if (out.p[i] >= 'A' && out.p[i] <= 'Z')
            ((char *)out.p)[i] |= 0x20;
    return out;
}

/* Lines of "Name: value", which libcurl has unfolded; the first is the status, and lines without a colon are skipped. */
static void headers_read(ctx *c, str head, struct outgoing_answer *out)
{
    str line, rest = head;
    size_t most = 0, n = 0;

    for (size_t i = 0; i < head.n; i++)
        most += head.p[i] == '\n';
    struct outgoing_header *list = arena_array(&c->arena, struct outgoing_header, most + 1);
    while (str_cut(&rest, '\n', &line)) {
        ptrdiff_t colon = str_find_byte(line, ':');
        if (colon <= 0 || str_starts(line, S("HTTP/")))
            continue;
        str value = str_from(line, (size_t)colon + 1);
        if (str_ends(value, S("\r")))
            value.n--;
        list[n++] = (struct outgoing_header){ lowered(c, str_to(line, (size_t)colon)), arena_copy(&c->arena, str_trim(value)) };
    }
    out->headers = list;
    out->header_count = n;
}

static void answer_read(ctx *c, const struct transfer *t, struct outgoing_answer *out)
{
    *out = (struct outgoing_answer){ .status = (int)t->status, .body = arena_copy(&c->arena, buf_str(&t->body)) };
    headers_read(c, buf_str(&t->head), out);
}

str outgoing_answer_header(const struct outgoing_answer *a, str name)
{
    for (size_t i = 0; i < a->header_count; i++)
        if (str_eq(a->headers[i].name, name))
            return a->headers[i].value;
    return (str){ NULL, 0 };
}

/* ---- one hop, its redirects, its retries ---- */

/* Where a redirect leads, or nothing. libcurl makes it absolute. */
static str redirect_of(ctx *c, const struct errand *e, const struct outgoing_answer *answer)
{
    static const int statuses[] = { 301, 302, 303, 307, 308 };
    str to = outgoing_answer_header(answer, S("location"));
    char *text = NULL;
    bool is = false;

    for (size_t i = 0; i < COUNT(statuses); i++)
        is |= answer->status == statuses[i];
    if (!is || !to.n || !e->asked.redirects)
        return (str){ NULL, 0 };
    if (curl_url_set(e->transfer.url, CURLUPART_URL, arena_cstr(&c->arena, to), CURLU_DISALLOW_USER | CURLU_URLENCODE) != CURLUE_OK ||
        curl_url_get(e->transfer.url, CURLUPART_URL, &text, 0) != CURLUE_OK)
        return S("invalid:");
    to = arena_copy(&c->arena, str_of(text));
    curl_free(text);
    return to;
}

/* The request to one server, and its answer, even if that is a redirect: `*next` says where to. */
static err hop(ctx *c, struct errand *e, struct outgoing_answer *out, str *next)
{
    struct transfer *t = &e->transfer;
    struct courier *co = c->world->outgoing;

    TRY(transfer_url(c, t, e->asked.url));
    if (!http_scheme(t)) {
        transfer_close(t);
        return fail_saying(c, &invalid_url, "Only http and https addresses can be called.");
    }
    t->named = e->asked.named || guard_names(&co->guard, t->host);
    headers_make(e, c);
    err result = courier_carry(c, co, t);
    if (result == OK)
        result = transfer_fail(c, t);
    if (result == OK) {
        answer_read(c, t, out);
        *next = redirect_of(c, e, out);
    }
    curl_slist_free_all(e->headers);
    transfer_close(t);
    return result;
}

/* Prepares the errand for the server that a redirect names. RFC 9110 section 15.4: the target of a 303 is fetched with GET. */
static err redirect(ctx *c, struct errand *e, int status, str next)
{
    bool secure = str_starts(e->transfer.server, S("https:")), post = strcmp(e->method, "POST") == 0;
    str from = e->transfer.server;
    struct transfer probe = {0};

    TRY(transfer_url(c, &probe, next));
    transfer_close(&probe);
    if (secure && !str_starts(probe.server, S("https:")))
        return fail_saying(c, &redirect_refused, "Another server redirects from https to http.");
    e->elsewhere |= !str_eq(from, probe.server);
    if ((status == 303 && strcmp(e->method, "HEAD") != 0) || (status < 303 && post)) {
        e->method = "GET";
        e->asked.body = (str){ NULL, 0 };
    }
    e->asked.url = next;
    e->asked.named = false;          /* that was of the other */
    return OK;
}

static err try_once(ctx *c, const struct outgoing *r, struct outgoing_answer *out)
{
    i64 timeout_ms = r->timeout_ms ? r->timeout_ms : c->world->settings->outgoing_timeout, due_ms = mono_ms() + timeout_ms;
    struct errand e = { .asked = *r, .method = r->method.n ? arena_cstr(&c->arena, r->method) : "GET" };

    for (int hops = 0; hops <= REDIRECTS; hops++) {
        str next = {0};
        e.headers = NULL;
        e.transfer = (struct transfer){ .due_ms = due_ms, .most = r->most ? r->most : OUTGOING_MOST,
                                        .prepare = request_prepare, .judge = request_judge };
        TRY(hop(c, &e, out, &next));
        if (!next.n)
            return OK;
        TRY(redirect(c, &e, out->status, next));
    }
    return fail_saying(c, &too_many_redirects, "Another server redirects too often: more than %d times.", REDIRECTS);
}

/* Could a further try end differently? Not if the breaker is open, nor if our own side refused. */
static bool worth_again(const ctx *c, err e, const struct outgoing_answer *answer)
{
    if (e == OK)
        return answer->status >= 502 && answer->status <= 504;
    return e == ERR_UNAVAILABLE && !c->failure.retry_after && (c->failure.problem == &server_away || c->failure.problem == &server_slow);
}

static err retries(ctx *c, const struct outgoing *r, struct outgoing_answer *out)
{
    struct arena_mark mark = arena_mark(&c->arena);
    struct failure before = c->failure;
    struct rng rng;

    rng_seed(&rng, 0);
    for (int tries = 1;; tries++) {
        err e = try_once(c, r, out);
        i64 pause_ms = backoff_ms(&rng, RETRY_MS, tries);
        bool time_left = !c->deadline_ms || mono_ms() + pause_ms < c->deadline_ms;
        if (!r->idempotent || tries > RETRIES || !time_left || !worth_again(c, e, out))
            return e;
        c->failure = before;
        arena_rewind(&c->arena, mark);
        TRY(ctx_sleep(c, pause_ms));
    }
}

err outgoing_call(ctx *c, const struct outgoing *r, struct outgoing_answer *out)
{
    *out = (struct outgoing_answer){0};
    TRY(request_check(c, r));
    return retries(c, r, out);
}

err outgoing_open(struct world *w, struct failure *failure, struct courier **out)
{
    return courier_open(w, failure, "outgoing", out);
}

void outgoing_close(struct courier **courier)
{
    courier_close(courier);
}
