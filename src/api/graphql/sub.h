/*
 * Subscriptions: GraphQL's mouth of the hub (hub/ear.h), over sockets (graphql-transport-ws, sub_socket.c) and streams of events
 * (graphql-sse, sub_stream.c). Each has a line: a connection as those of api/realtime are, which ends with its session, counts for
 * its account and is weighed as they are. A subscription is an ear of its own, which listens to one topic (sub.c). What it hears
 * it only notes; a fiber executes the document for one event after the other, as the viewer is by then.
 */
#pragma once
#include "api/graphql/endpoint_own.h"
#include "api/graphql/sub_kinds.h"
#include "api/graphql/sub_message.h"
#include "api/realtime/own.h"
#include "base/id_queue.h"
#include "ports/rate.h"

/* ---- sub_ask.c: a document on its way, without a request of HTTP ---- */

struct sub_asked {
    struct gql_errors errors;        /* before anything is executed */
    struct document_use *document;
    const struct gql_operation *operation;
    struct gql_request *request;
};
/* ERR_INVALID: what is wrong is in the errors. It ends with sub_leave, also then. */
err sub_ask(ctx *, struct graphql *, const struct sub_question *, struct sub_asked *out);
void sub_leave(struct graphql *, struct sub_asked *);
err sub_execute(ctx *, struct graphql *, struct sub_asked *, const void *root, struct buf *out);
/* A failure as one error of GraphQL; then all of them as an array. */
void sub_fault(ctx *, struct gql_errors *, err);
str sub_faults(ctx *, str text, const struct gql_errors *);

/* ---- a line, and its subscriptions ---- */

struct sub;
struct sub_line;

struct sub_voice {
    bool (*next)(struct sub_line *, const struct sub *, str result);         /* false: it is ending */
    void (*complete)(struct sub_line *, const struct sub *);
};

struct sub_line {
    struct connection n;             /* first: connection_free frees all of it */
    struct graphql *home;
    const struct sub_voice *voice;
    struct rate_client from;         /* whose events cost, where nobody is signed in */
    struct link subs;
    i64 count, octets;               /* of its subscriptions, and of what they ask */
};

struct sub {
    struct ear ear;
    struct sub_line *line;
    struct link of_line;
    const struct sub_kind *kind;
    id about;                        /* which post or channel */
    struct sub_question asks;
    i64 cost;                        /* of each event */
    str key;                         /* the client's name of it, on a socket */
    struct id_queue waiting;         /* what has happened, and is not told yet */
    ctx *at_work;
    bool flooded, over;
};

bool sub_line_hears(struct ear *, struct heard *);           /* the line's own ear is for its session alone */
void sub_line_quiet(struct ear *, str);
void sub_line_resync(struct ear *, enum resync, str cursor);

void sub_line_init(struct sub_line *, struct graphql *, const struct sub_voice *, const struct rate_client *from);
err sub_line_open(ctx *, struct sub_line *);     /* the hub hears for its session. ERR_CANCELLED, and what the store fails with */
void sub_line_close(struct sub_line *, u16 code);            /* all of it, and its subscriptions */

struct sub *sub_find(struct sub_line *, str key);
/* Its document is a subscription's. What it fails with is what its client is told. */
err sub_begin(ctx *, struct sub_line *, struct sub_asked *, const struct sub_question *, str key);
void sub_end(struct sub *);                      /* nothing is said */

/* ---- sub_socket.c ---- */

extern const struct ws_rules sub_socket_rules;
