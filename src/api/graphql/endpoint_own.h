/* What the files of the endpoint share: one request on its way through them. Private. */
#pragma once
#include "api/front/call.h"
#include "api/graphql/documents.h"
#include "api/graphql/graphql.h"
#include "api/rest/answer.h"

struct deed;                         /* api/graphql/mutations.h */
struct payload;

enum { GRAPHQL_NAMES = 256 };

struct graphql {
    struct arena arena;              /* it holds this */
    struct world *world;
    const struct graphql_settings *settings;
    const struct gql_schema *schema;
    struct documents *documents;
    struct realtime *realtime;       /* NULL: nobody subscribes */
    struct ws_kind *sockets;
    struct document *sdl;            /* the schema's text */
    str sdl_text;
    u64 names_seed;
    _Atomic u64 names[GRAPHQL_NAMES];        /* hashes of the names of operations that metrics tell apart */
};

/* The members of a request's body, or of its query. Null counts as left out. */
struct question { maybe_str query, operation_name; raw_json variables, extensions; };
extern const struct shape question_shape;

/* extensions.persistedQuery */
struct persisted_query { i64 version; str hash; };
struct persisted {
    bool asked;                      /* it is there: */
    struct persisted_query by;
    bool sent;                       /* with its document, which is to be kept */
    bool mismatch;                   /* but is not its hash */
};

struct inquiry {
    struct question in;              /* first: the row's input */
    bool misread;                    /* one of its members is wrong */
    struct call *k;
    struct graphql *graphql;
    err refused;                     /* by who calls: reported after what is wrong with HTTP */
    struct failure refusal;
    bool visits;                     /* a browser came without a question */
    struct persisted persisted;
    str text;                        /* the document's, wherever it came from; p NULL: it was not sent */
    struct gql_errors errors;        /* before anything is executed */
    struct document_use *document;   /* NULL once it was left */
    const struct gql_operation *operation;
    struct gql_request *request;
    struct deed *done;               /* what its mutation does, or did */
    const struct payload *repeated;  /* what it did before, with the same Idempotency-Key */
    bool streams;                    /* it became a stream of events: it is answered */
    bool passing;                    /* an error in the answer is our fault, or of this moment */
};

/* accept.c: does the client want application/graphql-response+json? Otherwise it is application/json. */
bool wants_response(struct call *);
bool wants_stream(struct call *);                            /* text/event-stream, before both */
bool takes_stream(struct call *);                            /* it is named, wherever it stands */
str answer_type(struct call *);
err answer_type_check(struct call *);                        /* ERR_NOT_ACCEPTABLE */
bool wants_page(struct call *);                              /* a browser that navigates */

/* question.c: what is asked. ERR_INVALID names the members; ERR_JSON; batch_not_supported. */
err question_expect(struct call *);  /* the head of a request with a body */
err question_read(struct inquiry *);
err persisted_find(struct arena *, struct failure *, raw_json extensions, struct persisted *out);

/* persisted.c: `text` becomes the document of the hash, if it has none. ERR_INVALID: what is wrong is in the errors. */
err persisted_read(ctx *, const struct graphql *, struct persisted *, struct gql_errors *, str *text);
void persisted_keep(ctx *, const struct persisted *, str text);      /* once it is known to be valid */

/* execute.c: the row's function, of an operation that may be executed. */
err inquiry_execute(ctx *, const struct inquiry *, struct raw_answer *out);
extern const struct route_note inquiry_note;
void document_end(struct inquiry *);                         /* its use, if it is in use */

/* sub_stream.c, sub_socket.c: a subscription as a stream of events; a socket for many of them. */
err sub_stream_open(struct inquiry *);
err sub_socket_take(struct call *);

/* serve.c */
extern const struct surface graphql_surface;

/* refuse.c: every refusal as a GraphQL answer. */
route_refusal graphql_refuse;
str errors_body(struct call *, str text, const struct gql_errors *);
str trace_text(struct call *);
