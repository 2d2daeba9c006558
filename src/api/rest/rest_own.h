/* What the files of this room share. */
#pragma once
#include "api/rest/answer.h"
#include "api/rest/rest.h"
#include "api/rest/route.h"
#include "net/files/content.h"

struct rest {
    struct arena arena;              /* for data that lives as long as the surface */
    str openapi;
    struct document *openapi_document;
};

/* input.c: what the head says about the body, with its bound; then path, query and body into k->in. */
err input_expect(struct call *);
err input_read(struct call *);

/* download.c: the blob of an answer. ERR_NOT_FOUND, ERR_PRECONDITION, ERR_RANGE; any error once it is being sent. */
struct download { struct content content; struct content_plan plan; int file; };       /* its descriptor; -1: there is none */
err download_find(struct call *, const struct answer *, struct download *out);
err download_send(struct call *, const struct answer *, const struct download *);

/* pieces.c: what is to be sent of a list; all of it as one text; its hash, for this caller. */
void pieces_list(ctx *, struct pieces *);
str pieces_join(ctx *, const struct pieces *);
u64 pieces_hash(ctx *, const struct pieces *);

/* stream.c. ERR_CANCELLED, ERR_UNAVAILABLE. */
err event_stream_send(struct call *, const struct event_stream *);

/* serve.c: how the front has typed rows served. */
extern const struct surface rest_surface;
