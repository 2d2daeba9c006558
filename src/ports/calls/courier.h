/*
 * The courier: one thread that carries what leaves the process, many transfers at
 * once, over libcurl's multi interface. Private to the ports that speak to the outside:
 * outgoing.h has one for HTTP, the mailer another for SMTP, so that a mail server which
 * hangs delays only mail. A fiber fills a transfer and parks until it is back; the
 * transfer lies on the fiber's stack, and the fiber does not go on before the thread has
 * let go of it, whatever comes.
 */
#pragma once
#include <curl/curl.h>
#include "base/buf.h"
#include "base/list.h"
#include "ports/calls/breaker.h"
#include "runtime/ctx.h"

struct courier;

enum {
    COURIER_AT_ONCE = 64,            /* transfers under way */
    COURIER_AT_ONE_HOST = 16,        /* of these, to one host and port, so that a slow one does not hold up the others */
    COURIER_WAITING = 1024           /* transfers that wait for their turn */
};

struct transfer {
    /* What is asked. */
    CURLU *url;
    str host;                        /* in lower case */
    str server;                      /* "https://host:port": what the breaker and the bound go by */
    bool named;                      /* the operator named this host himself: it may be inside */
    i64 due_ms;                      /* mono_ms() */
    size_t most;                     /* of the answer's body */
    void (*prepare)(struct transfer *, CURL *);              /* on the courier's thread: sets what is the protocol's own */
    enum verdict (*judge)(const struct transfer *);          /* on the courier's thread, of one that was carried out */

    /* What came of it. */
    CURLcode result;
    long status;                     /* HTTP's, or SMTP's last */
    struct buf head, body;           /* on the heap, until transfer_close */
    bool refused;                    /* every address was inside */
    bool too_large;
    i64 wait_ms;                     /* over 0: the breaker is open for so long */
    char problem[CURL_ERROR_SIZE];

    /* The courier's own. */
    ctx *c;
    struct courier *courier;
    struct link link;
    struct handoff handoff;
    CURL *easy;
    struct host *to;
    enum admission admission;
    i64 began_us;
    _Atomic bool given_up;           /* set under the courier's lock, after `late`: the fiber's deadline has passed */
    bool late, allowed;
    bool done;                       /* of the fiber's loop */
};

/* `kind` is the metrics' label and the thread's name. Reads outgoing_inside and outgoing_ca. */
err courier_open(struct world *, struct failure *, const char *kind, struct courier **out);
void courier_close(struct courier **);           /* after runtime_stop: nobody waits any more */

/* ERR_INVALID: no URL with a host. Fills url, host and server. */
err transfer_url(ctx *, struct transfer *, str url);

/* Parks until the transfer is back. ERR_BUSY: too many wait. ERR_TIMEOUT, ERR_CANCELLED: it was given up on the way. */
err courier_carry(ctx *, struct courier *, struct transfer *);
void transfer_close(struct transfer *);          /* its buffers and its URL */

/* Says what kept a transfer from its end; OK if nothing did. */
err transfer_fail(ctx *, const struct transfer *);
