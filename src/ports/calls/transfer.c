/* One transfer: its URL, the options for libcurl, the bounds of its answer, and how its failure reads. */
#include <netinet/in.h>
#include <sys/socket.h>
#include "base/memory.h"
#include "base/str.h"
#include "ports/calls/own.h"
#include "ports/lazy.h"
#include "ports/problems.h"

enum {
    URL_MOST = 8000,
    HEAD_MOST = 64 << 10,            /* octets of an answer's head */
    CONNECT_MS = 5000,
    SILENCE_S = 10                   /* for each reply of SMTP, including the one to QUIT, which the thread waits for */
};

/* ---- libcurl's options, on the thread ---- */

static bool take_in(struct transfer *t, struct buf *b, size_t most, str piece)
{
    t->too_large = piece.n > most - b->n;
    if (!t->too_large)
        buf_add(b, piece);
    return !t->too_large;
}

static size_t body_arrives(char *p, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;

    return take_in(t, &t->body, t->most, (str){ p, size * n }) ? size * n : 0;
}

/* An interim answer (100) has a head of its own, which the next one replaces. */
static size_t head_arrives(char *p, size_t size, size_t n, void *arg)
{
    struct transfer *t = arg;
    str line = { p, size * n };

    if (str_starts(line, S("HTTP/")))
        t->head.n = 0;
    return take_in(t, &t->head, HEAD_MOST, line) ? line.n : 0;
}

static struct address address_of(const struct curl_sockaddr *from)
{
    struct address a = { .v6 = from->family == AF_INET6 };

    if (a.v6)
        memcpy(a.bytes, &((const struct sockaddr_in6 *)(const void *)&from->addr)->sin6_addr, 16);
    else
        memcpy(a.bytes, &((const struct sockaddr_in *)(const void *)&from->addr)->sin_addr, 4);
    return a;
}

/* The last moment at which the address is known and nothing has been sent to it. */
static curl_socket_t socket_opens(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
    struct transfer *t = arg;

    (void)purpose;
    if (to->family != AF_INET && to->family != AF_INET6)
        return CURL_SOCKET_BAD;
    struct address a = address_of(to);
    bool good = t->named || guard_allows(&t->courier->guard, &a);
    t->allowed |= good;
    t->refused = !t->allowed;
    return good ? socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol) : CURL_SOCKET_BAD;
}

void transfer_prepare(struct transfer *t, i64 left_ms)
{
    CURL *e = t->easy;

    curl_easy_setopt(e, CURLOPT_PRIVATE, t);
    curl_easy_setopt(e, CURLOPT_CURLU, t->url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https,smtp,smtps");
    curl_easy_setopt(e, CURLOPT_PROXY, "");                  /* whatever the environment says */
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L);             /* giving up does not wait for a name server */
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, t->problem);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)left_ms);
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)(left_ms < CONNECT_MS ? left_ms : CONNECT_MS));
    curl_easy_setopt(e, CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)SILENCE_S);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, body_arrives);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, head_arrives);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, socket_opens);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, t);
    trust_apply(t->courier->trust, e);
    t->prepare(t, e);
}

/* ---- its address ---- */

static bool url_part(ctx *c, CURLU *url, CURLUPart part, str *out)
{
    char *text;

    if (curl_url_get(url, part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK)
        return false;
    *out = arena_copy(&c->arena, str_of(text));
    curl_free(text);
    return true;
}

static void lower(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'A' && s.p[i] <= 'Z')
            ((char *)s.p)[i] |= 0x20;
}

static bool url_plain(str url)
{
    for (size_t i = 0; i < url.n; i++)
        if ((u8)url.p[i] <= ' ' || url.p[i] == 0x7f)
            return false;
    return url.n > 0 && url.n <= URL_MOST;
}

/* libcurl parses it once, and connects to what was checked here: two parsers of URLs never quite agree. */
static bool url_read(ctx *c, struct transfer *t, str url)
{
    str scheme, port;

    t->url = curl_url();
    if (!t->url)
        memory_out(0);
    if (!url_plain(url) || curl_url_set(t->url, CURLUPART_URL, arena_cstr(&c->arena, url), CURLU_DISALLOW_USER) != CURLUE_OK)
        return false;
    if (!url_part(c, t->url, CURLUPART_SCHEME, &scheme) || !url_part(c, t->url, CURLUPART_HOST, &t->host) ||
        !url_part(c, t->url, CURLUPART_PORT, &port))
        return false;
    lower(t->host);
    t->server = arena_format(&c->arena, STR_FMT "://" STR_FMT ":" STR_FMT, STR_ARG(scheme), STR_ARG(t->host), STR_ARG(port));
    return true;
}

err transfer_url(ctx *c, struct transfer *t, str url)
{
    TRY(lazy_load(&c->failure, &lazy_libcurl));
    if (url_read(c, t, url))
        return OK;
    transfer_close(t);
    return fail_saying(c, &invalid_url, "That is not an address that can be called.");
}

/* ---- what came of it ---- */

void transfer_close(struct transfer *t)
{
    buf_close(&t->head);
    buf_close(&t->body);
    curl_url_cleanup(t->url);
    t->url = NULL;
}

static err left_alone(ctx *c, const struct transfer *t)
{
    int seconds = (int)((t->wait_ms + 999) / 1000);
    err e = fail_saying(c, &server_failing, "Another server keeps failing; it will be called again in %d s.", seconds);

    c->failure.retry_after = seconds;
    return e;
}

static err result_fail(ctx *c, const struct transfer *t)
{
    switch (t->result) {
    case CURLE_OPERATION_TIMEDOUT:
        return fail_saying(c, &server_slow, "Another server took too long to answer.");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return fail_saying(c, &server_not_trusted, "The certificate of another server is not trusted.");
    default:
        return fail_saying(c, &server_away, "Another server could not be reached.");
    }
}

err transfer_fail(ctx *c, const struct transfer *t)
{
    if (t->result == CURLE_OK)
        return OK;
    err e = t->wait_ms     ? left_alone(c, t)
            : t->refused   ? fail_saying(c, &address_not_public, "That address is not public, so it is not called.")
            : t->too_large ? fail_saying(c, &answer_too_large, "Another server sent more than %zu octets.", t->most)
                           : result_fail(c, t);
    failure_cause(&c->failure, STR_FMT ": %s", STR_ARG(t->server), t->problem[0] ? t->problem : curl_easy_strerror(t->result));
    return e;
}
