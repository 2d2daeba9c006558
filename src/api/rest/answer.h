/*
 * A finished answer, and how it is made and sent: its version and 304, its coding, cookies, a dead cookie's removal, and what an
 * Idempotency-Key keeps of it. For every surface whose answers are read as REST's are.
 */
#pragma once
#include "api/front/call.h"
#include "api/rest/route.h"

/*
 * A body that its maker keeps: its hash (0: not known yet), and its form in the coding of this client, which becomes known when it is
 * sent.
 */
struct kept_body { u64 hash; str form; };

struct answer {
    int status;
    str type, body, next, prev;
    struct document *document;
    struct kept_body *kept;          /* it is long enough for any coding; NULL: nobody keeps it */
    struct secret cookie, device;    /* the session's and the device's, or nothing */
    struct raw_cookie also;
    str location, blob, file_name;
    struct pieces *pieces;           /* instead of a body */
    const struct event_stream *stream;
    bool passing;                    /* see raw_answer */
    bool no_store;                   /* browsers show a kept one again to whoever goes back, long after the session */
};

/* input.c */
bool json_type(str content_type, bool suffix);               /* application/json, or with `suffix` application/...+json; in UTF-8 */
err body_take(struct call *);        /* into k->body; the time for the answer begins after it */

/* serve.c: the row's function, and its answer. */
err handler_run(struct call *, struct answer *);

/* idempotency.c: the same, once for each Idempotency-Key. */
err idempotency_run(struct call *, struct answer *);
err idempotency_key_check(struct call *);                    /* ERR_INVALID: it is malformed, or there are several */

/* answer.c */
void answer_make(struct buf *, const struct route *, void *out, struct answer *);
err answer_crowd_check(struct call *, size_t length);        /* ERR_CROWDED: a long one, for a client that leaves others unread */
err answer_send(struct call *, struct answer *);             /* ERR_NOT_ACCEPTABLE */
