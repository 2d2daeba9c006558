/*
 * Rows whose handler is an ordinary typed function of the domain: from the struct that the
 * input's shape describes to the struct that the answer's does. CALLS makes the entry that
 * the table names, and refuses to compile where the types are not those of the shapes.
 *
 * A POST that writes fills its answer within its transaction, and has one: an answer
 * to an Idempotency-Key is kept there, so that it commits with its effect.
 */
#pragma once
#include "api/front/row.h"
#include "api/rest/pieces.h"
#include "net/sse.h"

#define CALLS(fn, IN, OUT)                                                                                             \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct IN *, struct OUT *): 1, default: 0), #fn " takes others"); \
    static err fn##_entry(ctx *c, const void *in, void *out) { return fn(c, in, out); }
/* The same with the caller, as verbs of the domain take it; and with a user that `member` names, by id or @name. */
#define CALLS_AS(fn, IN, OUT)                                                                                          \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct caller *, const struct IN *, struct OUT *): 1, default: 0), \
                   #fn " takes others");                                                                               \
    static err fn##_entry(ctx *c, const void *in, void *out) { return fn(c, &c->caller, in, out); }
#define CALLS_ON(fn, IN, member, OUT)                                                                                  \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct caller *, id, const struct IN *, struct OUT *): 1, default: 0), \
                   #fn " takes others");                                                                               \
    static err fn##_entry(ctx *c, const void *in, void *out)                                                          \
    {                                                                                                                  \
        id who;                                                                                                        \
        TRY(account_refer(c, ((const struct IN *)in)->member, &who));                                                  \
        return fn(c, &c->caller, who, in, out);                                                                        \
    }
/*
 * A POST whose answer shows what may be edited, deleted or hidden later: an Idempotency-Key keeps only the status and the id
 * of it, and a repeat reads it again by `fn`, as its caller may see it then. OUT has the member `id`, which has to be complete with
 * the transaction; of one of two, it is the first.
 */
#define CALLS_AGAIN(fn, OUT)                                                                                           \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct caller *, id, struct OUT *): 1, default: 0), #fn " takes others"); \
    static err fn##_again(ctx *c, const void *which, void *out) { return fn(c, &c->caller, *(const id *)which, out); }
#define AGAIN(fn, OUT) .again = fn##_again, .names = offsetof(struct OUT, id)
#define GIVES(OUT) .out = &OUT##_shape, .form = ANSWER_SHAPE, .out_size = sizeof(struct OUT)
/* One of two: the handler fills a `struct either`, which says where the value will stand. */
#define GIVES_EITHER(OUT, STATUS, ALSO)                                                                               \
    .out = &OUT##_shape, .also_status = STATUS, .also_out = &ALSO##_shape, .form = ANSWER_EITHER, .out_size = sizeof(struct either)
#define GIVES_PAGE(OUT) .out = &OUT##_shape, .form = ANSWER_PAGE, .out_size = sizeof(struct page)
#define GIVES_RAW(TYPE) .form = ANSWER_RAW, .type = TYPE, .out_size = sizeof(struct raw_answer)
#define GIVES_FILE(TYPE) GIVES_RAW(TYPE), .file = true
#define GIVES_PIECES(OUT) .out = &OUT##_shape, .form = ANSWER_PIECES, .out_size = sizeof(struct pieces)
#define GIVES_PIECES_PAGE(OUT) .out = &OUT##_shape, .form = ANSWER_PIECES_PAGE, .out_size = sizeof(struct pieces)
#define GIVES_STREAM .form = ANSWER_STREAM, .type = "text/event-stream", .out_size = sizeof(struct event_stream)

/*
 * An exchange that is `.keyed` does what it does by this, once for each Idempotency-Key: `sent` is what came, or its digest. `run` has one
 * transaction, which `*made` is complete with; a repeat has the id that it made before. KEYED_ANSWERED: it was refused before, and is again.
 */
enum keyed_end { KEYED_RAN, KEYED_AGAIN, KEYED_ANSWERED };
struct keyed { err (*run)(ctx *, void *arg, id *made); void *arg; };
err keyed_run(ctx *, str sent, const struct keyed *, id *made, enum keyed_end *);
err keyed_before(ctx *, bool *);                  /* a request with its key has been answered already: this one makes nothing new */

struct either { const void *value, *also; };                 /* `also` is not NULL: it is that one */

/*
 * An answer that is not JSON of a shape: a finished body, a redirect, or a file. On a route that makes tokens
 * (TOKENS_SET) it may set the session's cookie. Redirects and files are for GET: no Idempotency-Key keeps them.
 */
struct document;
struct raw_answer {
    str body;
    int status;                      /* 0: the route's */
    struct document *document;       /* `body` is that one's */
    str location;                    /* of a redirect */
    str blob, file_name;             /* the key of a blob, sent as its client reads it, to be saved under that name */
    str type;                        /* of its content, if it differs from the route's */
    struct secret session;
    struct raw_cookie cookie;        /* one more; without a name: none */
    bool passing;                    /* a fault that the client did not cause: no Idempotency-Key keeps it, and it may be tried again */
};

/*
 * An answer that is a stream of events, once the handler has returned. `begin` sends the first of them; it must not park.
 * Of its rules `gone` is the last call, even if the stream did not begin: release `arg` there.
 */
struct event_stream {
    void (*begin)(struct sse *, void *arg);
    struct sse_rules rules;
    void *arg;
};
str request_last_event_id(ctx *);    /* the last event that its client saw: "" if it does not say */

/* A user in a path: an id, or @ and a username. Anything else is the route's own 404. */
bool user_reference_valid(str);
#define FIELD_USER(S, m) FIELD(S, m, .accepts = user_reference_valid, .doc = "An id, or @ and a username")
