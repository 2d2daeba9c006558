/*
 * A row of a route table: what an address is, who may call it, and what serves it. Routing,
 * admission, validation, answers and the API's description all read only this. The macros
 * that fill the columns of typed rows are in api/rest/route.h.
 *
 * A member of the input comes from the path if the pattern names it, from the query
 * on GET and DELETE (but see takes_body), otherwise from the body.
 */
#pragma once
#include "base/shape.h"
#include "domain/permit/permit.h"
#include "net/http.h"

struct call;
struct surface;

/* What serves a row: either a typed function, from its input to its answer (see api/rest/route.h), */
typedef err route_entry(ctx *, const void *in, void *out);
/*
 * or a function on the exchange itself, once it is admitted and its path and query are read: it answers, becomes a WebSocket
 * (net/websocket.h), or reads a body in pieces. `arg`: what front_bind gave its table. An error before the answer
 * has begun is the row's refusal. Any POST may have an Idempotency-Key (docs/api.md), which typed rows need not know of. One
 * that is an exchange repeats its own answer for a known key and says so by `keyed`; otherwise a request with a key is refused
 * before anything is done, since its client believes that it may be repeated.
 */
typedef err route_exchange(struct exchange *, const void *in, void *arg);
typedef void route_refusal(struct call *, err);
/* In the transaction, what was done, in a few words; and an answer that shows that again, as the caller may see it by then. */
struct route_note { str (*make)(struct call *, struct arena *); err (*repeat)(struct call *, str note, void *out); };

/* Shown: counted and reported, never refused. Pages have their own budgets: one loads many files. */
enum rate_class { RATE_NONE, RATE_SHOWN, RATE_READS, RATE_WRITES, RATE_PAGES };
enum tokens { TOKENS_NONE, TOKENS_SET, TOKENS_CLEAR };                  /* success sets, or clears, the session's cookie */
enum answer_form { ANSWER_NOTHING, ANSWER_SHAPE, ANSWER_EITHER, ANSWER_PAGE, ANSWER_RAW, ANSWER_PIECES, ANSWER_PIECES_PAGE, ANSWER_STREAM };

/* Where a route is. With `metrics_listen`, metrics are only at that address, with health and nothing else. */
enum audience { FOR_CLIENTS, FOR_ALL, FOR_WATCHERS };

struct route {
    enum method method;
    const char *path;                /* below /api/v1; a leading '!' puts it at the root */
    route_entry *run;
    const struct permission *who;
    enum rate_class rate;
    int status;                      /* of success */
    const struct shape *in, *out;
    enum answer_form form;
    route_exchange *exchange;        /* instead of `run` */
    const struct surface *surface;   /* of a typed row: what serves it, if not what serves its table */
    route_refusal *refuse;           /* how its address reports an error, also that it takes no such method; NULL: as a problem document */
    const char *type;                /* of a raw answer's content; NULL: application/json */
    const char *body_type;           /* of an exchange: the type of the body that it accepts, "multipart/form-data"; NULL: none */
    bool body_streams;               /* likewise: it is called before the body has arrived, which may be slow if it keeps the pace */
    bool socket;                     /* likewise, or of a row with a surface of its own, if it is asked for: it becomes a WebSocket */
    bool keyed;                      /* likewise, of a POST: it heeds an Idempotency-Key */
    bool raw;                        /* likewise: its last parameter is the rest of the path as it came, and it reads the query itself */
    size_t body_most;                /* 0: the setting's max_body */
    size_t out_size;
    route_entry *again;              /* of a POST that answers with what may change or go: reads it again (AGAIN, api/rest/route.h) */
    size_t names;                    /* where its answer has the id of that */
    enum tokens tokens;
    bool no_etag, no_log;
    bool file;                       /* it answers with a file: also in ranges, and 304 if the client has it */
    int also_status;                 /* of the other answer of ANSWER_EITHER */
    const struct shape *also_out;    /* of a raw answer: its JSON may also have this shape. With 302, for clients that ask for JSON */
    const struct shape *const *also_items;   /* of a list: its items may also have one of these shapes; NULL-terminated */
    bool also_cookie;                /* of a raw answer: it may set a cookie of its own */
    const struct route_note *note;   /* of a raw answer that is only complete after its transaction: what an Idempotency-Key keeps of it */
    bool given_once;                 /* its answer has secrets: an Idempotency-Key records that it was sent, not its content */
    bool takes_body;                 /* of a DELETE: its input comes from the body, not from the query */
    const char *role;                /* of processes that have it, in the setting `roles`; NULL: api */
    bool operations;                 /* it answers in every role, before the store is ready, and never asks who calls */
    enum audience audience;
    bool early;                      /* it needs no store, so it answers before that is ready */
    bool asks_nobody;                /* the answer is the same for all: a token sent with it is ignored */
    bool ticket;                     /* `ticket` in its query says who calls, instead of the cookie (session_ticket_make) */
    bool dead_token_ok;              /* an invalid token or cookie counts as signed out: clients that want a new one may send it */
    const char *refusal_type;        /* of a refusal, if it is no problem document: for the API's description */
    bool alias;                      /* another name of an address: the API's description leaves it out */
    const char *tag, *summary;
    const char *tag_says;            /* what the API's description says of the tag: on one of its rows */
    const struct problem *const *problems;   /* beyond the common ones, for OpenAPI: PROBLEMS(&note_not_found) or a NULL-terminated list */
};

struct raw_cookie { str name; struct secret value; i64 max_age_s; };     /* only for this server; 0 seconds remove it */

/* The entry of an exchange; its input comes from the path and the query. Does not compile if the type is not the shape's. */
#define CALLS_EXCHANGE(fn, IN)                                                                                             \
    _Static_assert(_Generic(&fn, err (*)(struct exchange *, const struct IN *, void *): 1, default: 0), #fn " takes others"); \
    static err fn##_exchange(struct exchange *x, const void *in, void *arg) { return fn(x, in, arg); }
#define TAKES(IN) .in = &IN##_shape

struct nothing { char unused; };     /* a handler without input or answer */

void *route_arg(ctx *);              /* what front_bind gave the table of the row that is served */
bool request_asks_for_json(ctx *);   /* by name, and not a page first; otherwise it may be a browser that navigates */
void answer_retry_after(ctx *, int seconds);     /* a header of an answer that will soon be another */
bool request_signed_by_cookie(ctx *);    /* and by nothing else: a page's scripts may read the answer, but not the cookie */
bool cookie_of_request(ctx *, str name, struct secret *value);   /* false: there is none, or it is ambiguous */

/* A page's cursor: opaque text that only this server can make. "" begins at the top. */
struct cursor { i64 a, b; };
str cursor_make(ctx *, struct cursor);
str cursor_make_for(ctx *, str list, struct cursor);         /* of another list, by its row's name: "GET /api/v1/posts/{id}/comments" */
err cursor_read(ctx *, str, struct cursor *out);             /* ERR_INVALID on `cursor` */
bool cursor_known(ctx *, str list, str, struct cursor *out); /* is it one that cursor_make_for made of that list? */
/* The same for a parameter that several rows take, such as `since`: made by cursor_make_for with its name. "" is invalid, too. */
err mark_read(ctx *, str name, str, struct cursor *out);

/*
 * The input of every list: `struct note_query { LIST_WISH; };` and LIST_FIELDS(note_query) in its shape. If a list is ordered by the
 * ids of its elements, ask the verb for one more than wanted, which shows whether there is a next page:
 *
 *   TRY(list_from(c, in->cursor, &from));
 *   TRY(note_list(c, from, in->limit + 1, out));
 *   return list_cut(c, in->limit, out);
 */
#define LIST_WISH i64 limit; str cursor
#define LIST_LIMIT(S) FIELD(S, limit, .optional = true, .min = 1, .max = 100, .standard = 20)
#define LIST_FIELDS(S) LIST_LIMIT(S), FIELD(S, cursor, .optional = true, .doc = "From the Link of the page before")
err list_from(ctx *, str cursor, id *from);                  /* 0: from the top. ERR_INVALID on `cursor` */
str list_next(ctx *, id from);                               /* what a page's `next` is where the page after begins there; 0: none */
#define list_cut(c, limit, of) \
    list_cut_at((c), (limit), (struct page *)(void *)(of), sizeof *(of)->at, offsetof(typeof(*(of)->at), id))
err list_cut_at(ctx *, i64 limit, struct page *, size_t element, size_t id_at);
