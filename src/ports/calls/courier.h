/*
 * The courier: one thread that carries what leaves the process, many transfers at once,
 * over libcurl's multi interface. Private to the ports that speak to the outside:
 * outgoing.h has one for HTTP, the mailer another for SMTP, so that a mail server that
 * hangs delays only mail. A fiber fills a transfer and parks until it is back; the
 * transfer is on the fiber's stack, and the fiber does not go on before the thread has
 * released it, whatever happens.
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
    str server;                      /* "https://host:port": the key of the breaker and the bound */
    bool named;                      /* the operator named this host: it may be inside */
    i64 due_ms;                      /* mono_ms() */
    size_t most;                     /* of the answer's body */
    void (*prepare)(struct transfer *, CURL *);              /* on the courier's thread: sets the protocol's own options */
    enum verdict (*judge)(const struct transfer *);          /* on the courier's thread, on a transfer that was carried out */

    /* What came of it. */
    CURLcode result;
    long status;                     /* HTTP's, or SMTP's last */
    struct buf head, body;           /* on the heap, until transfer_close */
    bool refused;                    /* every address was inside */
    bool too_large;
    i64 wait_ms;                     /* above 0: the breaker is open for this long */
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
void courier_patience(struct courier *, const struct breaker_times *);            /* of its breakers; before the first call */
void courier_close(struct courier **);           /* after runtime_stop: nobody waits any more */

/* ERR_INVALID: not a URL with a host. Fills url, host and server. */
err transfer_url(ctx *, struct transfer *, str url);

/* Parks until the transfer is back. ERR_BUSY: too many wait. ERR_TIMEOUT, ERR_CANCELLED: it was given up on the way. */
err courier_carry(ctx *, struct courier *, struct transfer *);
void transfer_close(struct transfer *);          /* its buffers and its URL */

/* Says what kept a transfer from completing; OK if nothing did. */
err transfer_fail(ctx *, const struct transfer *);
