#include "net/entry.h"
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include "net/door.h"
#include "net/http_first.h"
#include "net/problem.h"
#include "net/proxy_protocol.h"
#include "net/tls/own.h"
#include "net/visitors.h"
#include "runtime/metrics.h"
#include "runtime/settings.h"

/* ---- a connection too many: it gets an answer where one can be given at once, and is closed so that the answer can be read ---- */

static void refusal_open(struct conn *c)
{
    static const struct refusal crowd = { ERR_TOO_MANY, "There are too many connections from this address." };

    metric_add(c->lane->world->metrics, M_HTTP_REFUSED, 0, 1);
    if (!c->lane->tls)
        problem_add(conn_out(c), c->lane, &crowd, false);
    conn_finish(c);
}

static bool refusal_input(struct conn *c)
{
    (void)c;
    return true;
}

static void refusal_nothing(struct conn *c)
{
    (void)c;
}

static const struct protocol refusal_protocol = {
    .open = refusal_open, .input = refusal_input, .late = refusal_nothing, .close = refusal_nothing,
};

/* ---- a connection begins ---- */

/* What the lane speaks over sockets: TLS, if it has that. */
static void begin(struct conn *c)
{
    const struct settings *s = c->lane->settings;

    if (c->lane->tls)
        tls_begin(c, c->lane->tls);
    if (!c->lane->draining)
        conn_expect(c, c->lane->tls ? s->handshake_timeout : s->header_timeout);
}

/* ---- the head of a proxy, which comes before everything else ---- */

static bool counted(struct conn *c, enum visit visit)
{
    c->counted = visit != VISIT_IGNORED;
    return visit == VISIT_GRANTED;
}

/* The head is whole: true if the client that it names may go on. One that is refused but counted gets an answer. */
static bool head_taken(struct conn *c, const struct address *client, bool known)
{
    struct door *door = c->lane->door;

    c->transport = &plain_transport;
    if (known) {
        c->peer = *client;
        address_unmap(&c->peer);
    }
    if (!known || !door->visitors || networks_have(&door->proxies, &c->peer)
        || counted(c, visitors_enter(door->visitors, &c->peer))) {
        begin(c);
        return true;
    }
    if (c->counted) {
        c->protocol->close(c);
        c->protocol = &refusal_protocol;
        refusal_open(c);
    }
    return false;
}

/* Looks without taking, for what follows the head belongs to TLS or to a protocol. */
static ssize_t proxied_read(struct conn *c, char *to, size_t n)
{
    ssize_t there = recv(c->watch.fd, to, n < PROXY_HEAD_MOST ? n : PROXY_HEAD_MOST, MSG_PEEK);
    struct address client;
    bool known;

    if (there <= 0) {
        c->readable = there < 0 && errno == EINTR;
        return there;
    }
    ptrdiff_t head = proxy_head_read((str){ to, (size_t)there }, &client, &known);
    if (head == 0 && c->half_closed)
        return 0;
    if (head == 0) {
        c->readable = false;
        errno = EAGAIN;
        return -1;
    }
    if (head > 0 && recv(c->watch.fd, to, (size_t)head, 0) == head && head_taken(c, &client, known))
        return c->transport->read(c, to, n);
    metric_add(c->lane->world->metrics, M_HTTP_REFUSED, 0, !c->counted);
    errno = c->counted ? EAGAIN : EPROTO;
    return -1;
}

/* A proxy that has not named its client gets no answer. */
static ssize_t proxied_write(struct conn *c, const char *from, size_t n)
{
    (void)c;
    (void)from;
    (void)n;
    errno = EPIPE;
    return -1;
}

static void proxied_finish(struct conn *c)
{
    c->transport = &plain_transport;
    c->transport->finish(c);
}

static void proxied_close(struct conn *c)
{
    (void)c;
}

static const struct transport proxied_transport = {
    .read = proxied_read, .write = proxied_write, .finish = proxied_finish, .close = proxied_close,
};

/* ---- the ways in ---- */

static void enter_proxied(struct lane *l, int fd, const struct address *peer)
{
    conn_open(l, fd, peer, &http_first_protocol, &proxied_transport);
}

static struct conn *enter(struct lane *l, int fd, const struct address *peer)
{
    struct conn *c = conn_open(l, fd, peer, &http_first_protocol, &plain_transport);

    if (c)
        begin(c);
    return c;
}

static void enter_counted(struct lane *l, int fd, const struct address *peer)
{
    struct visitors *v = l->door->visitors;
    enum visit visit = visitors_enter(v, peer);

    if (visit == VISIT_IGNORED) {
        close(fd);
        lane_leave(l);
        return;
    }
    struct conn *c = visit == VISIT_GRANTED ? enter(l, fd, peer) : conn_open(l, fd, peer, &refusal_protocol, &plain_transport);
    if (c)
        c->counted = true;
    else
        visitors_leave(v, peer);
}

/* This machine's own: 127.0.0.0/8 and ::1. */
static bool is_own(const struct address *a)
{
    static const u8 v6_own[16] = { [15] = 1 };

    return a->v6 ? memcmp(a->bytes, v6_own, sizeof v6_own) == 0 : a->bytes[0] == 127;
}

void entry_take(struct lane *l, int fd, const struct address *peer)
{
    bool trusted = networks_have(&l->door->proxies, peer);

    if (trusted && l->door->proxy_protocol)
        enter_proxied(l, fd, peer);
    else if (trusted || !l->door->visitors || (l->door->own_are_free && is_own(peer)))
        enter(l, fd, peer);
    else
        enter_counted(l, fd, peer);
}
