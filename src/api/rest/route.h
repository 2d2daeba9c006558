/*
 * Routes as a table. A handler is an ordinary typed function of the domain: from
 * the struct that the input's shape describes to the struct that the answer's does.
 * CALLS makes the entry that the table names, and refuses to compile where the types
 * are not those of the shapes. Routing, validation, sign-in, limits, JSON and
 * OpenAPI all read the table; there is no other place to tell them.
 *
 * A member of the input comes from the path if the pattern names it, from the query
 * on GET and DELETE (but see takes_body), else from the body.
 *
 * A POST that writes fills its answer within its transaction, and has one: an answer
 * to an Idempotency-Key is kept there, so that it commits with its effect.
 */
#pragma once
#include "base/shape.h"
#include "domain/permit/permit.h"
#include "net/http.h"

typedef err route_entry(ctx *, const void *in, void *out);

enum rate_class { RATE_NONE, RATE_SHOWN, RATE_READS, RATE_WRITES };     /* shown: counted and told, never refused */
enum tokens { TOKENS_NONE, TOKENS_SET, TOKENS_CLEAR };                  /* success sets, or clears, the session's cookie */
enum answer_form { ANSWER_NOTHING, ANSWER_SHAPE, ANSWER_PAGE, ANSWER_RAW };

/* Where a route is. With `metrics_listen` metrics are at that address alone, beside health, and nothing else is there. */
enum audience { FOR_CLIENTS, FOR_ALL, FOR_WATCHERS };

struct route {
    enum method method;
    const char *path;                /* below /api/v1; a leading '!' puts it at the root */
    route_entry *run;
    enum permission who;
    enum rate_class rate;
    int status;                      /* of success */
    const struct shape *in, *out;
    enum answer_form form;
    const char *type;                /* of a raw answer's content; NULL: application/json */
    size_t body_most;                /* 0: the setting's max_body */
    size_t out_size;
    enum tokens tokens;
    bool no_etag, no_log;
    bool file;                       /* it answers with a blob: in ranges too, and not again to who has it */
    const struct shape *also_out;    /* of a raw answer: its JSON may be of this shape too. With a status of 302 both are for who asks for JSON */
    bool also_cookie;                /* of a raw answer: it may bring a cookie of its own */
    bool given_once;                 /* its answer holds secrets: an Idempotency-Key keeps that it was given, not what */
    bool takes_body;                 /* of a DELETE: its input comes from the body, not from the query */
    bool operations;                 /* it answers in every role, before the store is there, and asks nobody who they are */
    enum audience audience;
    bool asks_nobody;                /* the answer is the same for all: whatever token comes along is not looked at */
    bool dead_token_ok;              /* a token or cookie that is none counts as nobody: whoever wants a new one sends the old one along */
    const char *tag, *summary;
    const char *const *problems;     /* words of errors beyond the common ones, for OpenAPI: "404 note_not_found"; NULL-terminated */
};

struct nothing { char unused; };     /* a handler without input or answer */

#define CALLS(fn, IN, OUT)                                                                                             \
    _Static_assert(_Generic(&fn, err (*)(ctx *, const struct IN *, struct OUT *): 1, default: 0), #fn " takes others"); \
    static err fn##_entry(ctx *c, const void *in, void *out) { return fn(c, in, out); }
#define TAKES(IN) .in = &IN##_shape
#define GIVES(OUT) .out = &OUT##_shape, .form = ANSWER_SHAPE, .out_size = sizeof(struct OUT)
#define GIVES_PAGE(OUT) .out = &OUT##_shape, .form = ANSWER_PAGE, .out_size = sizeof(struct page)
#define GIVES_RAW(TYPE) .form = ANSWER_RAW, .type = TYPE, .out_size = sizeof(struct raw_answer)
#define GIVES_FILE(TYPE) GIVES_RAW(TYPE), .file = true

/*
 * An answer that is no JSON of a shape: a finished body, a redirect, or a file. On a route that makes tokens
 * (TOKENS_SET) it may bring the session's cookie. Redirects and files are for GET: no Idempotency-Key keeps them.
 */
struct document;
struct raw_cookie { str name; struct secret value; i64 max_age_s; };     /* for this server alone; 0 seconds take it back */
struct raw_answer {
    str body;
    int status;                      /* 0: the route's */
    struct document *document;       /* `body` is that one's */
    str location;                    /* of a redirect */
    str blob, file_name;             /* the key of a blob, sent as its client reads it, to be saved under that name */
    str type;                        /* of its content, if not the route's */
    struct secret session;
    struct raw_cookie cookie;        /* one more; without a name: none */
};

bool request_asks_for_json(ctx *);   /* by name, and no page rather; else it may be a browser on its way */
bool request_signed_by_cookie(ctx *);    /* and by nothing else: scripts of a page may read the answer, but not the cookie */
bool cookie_of_request(ctx *, str name, struct secret *value);   /* false: there is none, or it is doubtful */

/* A user in a path: an id, or @ and a username. Of any other form it is a 404 by the route's own word. */
bool user_reference_valid(str);
#define FIELD_USER(S, m) FIELD(S, m, .accepts = user_reference_valid, .doc = "An id, or @ and a username")

/* A page's cursor: opaque text that only this server makes. "" begins at the top. */
struct cursor { i64 a, b; };
str cursor_make(ctx *, struct cursor);
err cursor_read(ctx *, str, struct cursor *out);             /* ERR_INVALID on `cursor` */
