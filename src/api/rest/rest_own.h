/* What the files of this room share: a finished answer, and who makes and sends it. */
#pragma once
#include "api/front/call.h"
#include "api/rest/rest.h"
#include "api/rest/route.h"
#include "net/files/content.h"

struct rest {
    struct arena arena;              /* for data that lives as long as the surface */
    str openapi;
    struct document *openapi_document;
};

struct answer {
    int status;
    str type, body, next, prev;
    struct document *document;
    struct secret cookie, device;    /* the session's and the device's, or nothing */
    struct raw_cookie also;
    str location, blob, file_name;
    struct pieces *pieces;           /* instead of a body */
    const struct event_stream *stream;
};

/* input.c: what the head says about the body, with its bound; then path, query and body into k->in. */
err input_expect(struct call *);
err input_read(struct call *);

/* answer.c */
void answer_make(struct buf *, const struct route *, void *out, struct answer *);
err answer_send(struct call *, struct answer *);            /* ERR_NOT_ACCEPTABLE */

/* download.c: the blob of an answer. ERR_NOT_FOUND, ERR_PRECONDITION, ERR_RANGE; any error once it is being sent. */
struct download { struct content content; struct content_plan plan; };
err download_find(struct call *, const struct answer *, struct download *out);
err download_send(struct call *, const struct answer *, const struct download *);

/* pieces.c: what is to be sent of a list; all of it as one text. */
void pieces_list(ctx *, struct pieces *);
str pieces_join(ctx *, const struct pieces *);

/* stream.c. ERR_CANCELLED, ERR_UNAVAILABLE. */
err event_stream_send(struct call *, const struct event_stream *);

/* serve.c: the route's handler, and its answer; and how the front has it served. */
err handler_run(struct call *, struct answer *);
extern const struct surface rest_surface;

/* idempotency.c: the same, once for each Idempotency-Key. */
err idempotency_run(struct call *, struct answer *);
