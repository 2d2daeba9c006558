#include "net/http_first.h"
#include <string.h>
#include "base/str.h"
#include "net/http1/http1.h"
#include "net/http2/http2.h"
#include "runtime/settings.h"

static char begun;                   /* `above` points here once a first octet has come */

static void become(struct conn *c, const struct protocol *p)
{
    c->protocol = p;
    p->open(c);
}

static void first_open(struct conn *c)
{
    c->above = NULL;
}

/* NULL: its first octets decide. */
static const struct protocol *agreed(struct conn *c)
{
    str name = c->transport->agreed ? c->transport->agreed(c) : (str){0};

    if (str_eq(name, S("h2")))
        return &http2_protocol;
    return str_eq(name, S("http/1.1")) ? &http1_protocol : NULL;
}

static bool first_input(struct conn *c)
{
    const struct protocol *spoken = agreed(c);
    str preface = { NGHTTP2_CLIENT_MAGIC, NGHTTP2_CLIENT_MAGIC_LEN };
    size_t n = c->in.n < preface.n ? c->in.n : preface.n;
    bool like = str_eq(str_to(c->in, n), str_to(preface, n));

    if (!spoken && n < preface.n && like && !c->ended) {
        if (n == 0)
            return true;
        c->above = &begun;
        return true;
    }
    if (!spoken)
        spoken = like && n == preface.n ? &http2_protocol : &http1_protocol;
    become(c, spoken);
    return c->protocol->input(c);
}

/* During a handshake nothing can be answered; otherwise HTTP/1.1 has an answer for it. */
static void first_late(struct conn *c)
{
    if (c->shaking) {
        conn_lose(c);
        conn_soon(c);
        return;
    }
    const struct protocol *spoken = agreed(c);
    bool waited = c->above == &begun;

    become(c, spoken ? spoken : &http1_protocol);
    if (waited)
        c->protocol->input(c);
    c->protocol->late(c);
}

static void first_close(struct conn *c)
{
    (void)c;
}

const struct protocol http_first_protocol = { .open = first_open, .input = first_input, .late = first_late, .close = first_close };
