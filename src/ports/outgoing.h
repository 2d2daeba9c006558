/*
 * Calls that leave the process: HTTP requests to other servers. One thread carries all
 * of them, so a fiber parks while the other side takes its time, and no loop waits. A
 * stranger may have chosen the URL: an address inside this network is refused when the
 * connection is made, whatever its name, unless `outgoing_inside` names it. A server
 * that keeps failing is not called for a while, and calls to it fail at once (the
 * circuit breaker in ports/calls/breaker.h).
 */
#pragma once
#include "runtime/ctx.h"

struct courier;

struct outgoing_header { str name, value; };

struct outgoing {
    str method;                      /* {0}: GET */
    str url;                         /* http or https, without user and password */
    const struct outgoing_header *headers;
    size_t header_count;
    str body;
    i64 timeout_ms;                  /* of one try, its redirects included; 0: the setting outgoing_timeout */
    size_t most;                     /* octets of the answer's body; 0: OUTGOING_MOST */
    bool idempotent;                 /* may be sent again: up to three more tries after failures and 502, 503, 504 */
    bool named;                      /* the operator wrote the URL: its host may be inside */
    bool redirects;                  /* follow up to three, never from https to http; otherwise a redirect is the answer */
};

struct outgoing_answer {
    int status;
    const struct outgoing_header *headers;       /* names in lower case */
    size_t header_count;
    str body;
};

enum { OUTGOING_MOST = 1 << 20 };

/*
 * OK: an answer came, whatever its status; it lives in the ctx's arena. ERR_INVALID: the URL or a header cannot be
 * sent. ERR_FORBIDDEN: the address is inside. ERR_UNAVAILABLE: not reached, not trusted, too large, or not called for a
 * while (`retry_after`). ERR_TIMEOUT, ERR_CANCELLED: as with every park. ERR_BUSY: too many calls wait already.
 */
err outgoing_call(ctx *, const struct outgoing *request, struct outgoing_answer *out);

str outgoing_answer_header(const struct outgoing_answer *, str name);    /* the first; {NULL, 0}: not there */

/* The failure names the setting that is wrong. Closed after runtime_stop. */
err outgoing_open(struct world *, struct failure *, struct courier **out);
void outgoing_close(struct courier **);
