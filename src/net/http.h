/*
 * What a surface sees of HTTP, the same for every version of the protocol: an exchange
 * is one request and its answer. Every byte of it has been checked. It lives on a fiber
 * of its connection's loop; its memory is its ctx's arena.
 *
 * An answer is whole (`reply`), or begun, written in pieces (each may park until the
 * client has read enough) and ended. A handler that does not answer is a bug.
 *
 * What a client does not take holds little memory: a long body stays where its handler
 * has it, and `reply` parks until it is gone. A body that outlasts the server's
 * connections needs no handler to stay.
 */
#pragma once
#include "base/buf.h"
#include "base/networks.h"
#include "runtime/ctx.h"

#define HTTP_METHODS(X) X(GET) X(HEAD) X(POST) X(PUT) X(PATCH) X(DELETE) X(OPTIONS) X(CONNECT) X(TRACE)
enum method {
#define X(m) METHOD_##m,
    HTTP_METHODS(X)
#undef X
    METHOD_OTHER, METHOD_COUNT
};
str method_name(enum method);

struct exchange;

/* Called on a fiber of the connection's loop for each request. */
typedef void http_handler(struct exchange *, void *arg);

struct header { str name, value; };              /* names in lower case */

struct exchange {
    ctx *c;
    enum method method;
    str method_text, target;         /* as they came */
    str path, query;                 /* of the target, still encoded; query without '?' */
    str scheme, authority;
    str protocol;                    /* of an extended CONNECT (RFC 8441); see net/tunnel.h */
    struct header *headers;
    size_t header_count;
    i64 content_length;              /* -1: none was said */
    i64 body_most;                   /* set by body_limit */
    bool has_body;
    int version;                     /* 10, 11, 20 */
    bool secure;
    struct address peer;             /* the socket's peer */
    struct address client;           /* who asks: as trusted proxies say, if it came through any */
    bool by_proxy;
    bool body_streams;               /* see body_streams */
    str gathered;                    /* the body, if it was gathered without a handler and nobody has read it yet */
    http_handler *next;              /* see body_then */
    void *next_arg;
    i64 received_us;                 /* monotonic */
    int status;                      /* once answered */
    i64 sent;                        /* octets of body so far */
    struct buf extra;                /* header lines that the surface adds: "name: value\r\n"; see reply_header */
    const struct exchange_ops *ops;  /* the protocol's */
};

str header_get(const struct exchange *, str name);           /* the first; {NULL, 0}: not there */
size_t header_count(const struct exchange *, str name);

/* The next piece of the body (valid until the next call); n 0 at its end. ERR_TOO_LARGE, ERR_SLOW, ERR_MALFORMED, ERR_CANCELLED. */
err body_read(struct exchange *, str *piece);
err body_all(struct exchange *, size_t most, str *out);
void body_limit(struct exchange *, i64 most);                /* before the first read; the standard is max_body */
/* Likewise: a file comes, which may take its time if it keeps the pace; what is done with each piece has as long as a request has. */
void body_streams(struct exchange *);

/*
 * The last call of a handler that has seen enough of the head: `next` goes on once the body is there, or is known not
 * to come, which body_all then reports. If it is not there yet the fiber ends meanwhile; the ctx and its memory stay.
 */
void body_then(struct exchange *, http_handler *next, void *arg);
size_t body_trailers(struct exchange *, struct header **out);        /* after the end */

void reply_header(struct exchange *, str name, str value);   /* before the answer begins; CR, LF and NUL are a bug */
void reply(struct exchange *, int status, str type, str body);       /* HEAD, 204 and 304 send no body; type "" sends none */
void reply_lasting(struct exchange *, int status, str type, str body);       /* a body that lives for good: it is never copied */
/* A body in finished pieces, joined nowhere but on the wire. */
void reply_pieces(struct exchange *, int status, str type, const str *pieces, size_t n);
err reply_begin(struct exchange *, int status, str type, i64 length);        /* length -1: unknown (chunked, or until close on 1.0) */
err reply_write(struct exchange *, str piece);               /* parks while the client reads too slowly; ERR_CANCELLED when it has gone */
/*
 * Likewise `length` octets of a file from there, which must be in memory; they are not copied. Only where reply_takes_files:
 * the connection is plain, and this exchange's alone.
 */
bool reply_takes_files(const struct exchange *);
err reply_file(struct exchange *, int fd, i64 from, i64 length);
err reply_end(struct exchange *);

struct tunnel;

/*
 * The process holds what it may for clients that do not read, and the address that asks has its part of that: an answer
 * longer than this should be refused, so that its memory can go.
 */
enum { LONG_ANSWER = 1 << 20 };
bool reply_is_crowded(const struct exchange *);

/* The protocol's side. */
struct exchange_ops {
    err (*body_read)(struct exchange *, str *piece);
    bool (*body_here)(struct exchange *);        /* reading it would not wait */
    size_t (*trailers)(struct exchange *, struct header **);
    void (*reply)(struct exchange *, int status, str type, str body, bool lasting);
    err (*begin)(struct exchange *, int status, str type, i64 length);
    err (*write)(struct exchange *, str);
    bool (*takes_files)(const struct exchange *);            /* NULL: never */
    err (*file)(struct exchange *, int fd, i64 from, i64 length);
    err (*end)(struct exchange *);
    err (*tunnel)(struct exchange *, const struct tunnel *as, struct tunnel **out);
    bool (*crowded)(const struct exchange *);
    void (*charge)(struct exchange *, int change);           /* a long answer begins (1) or ends (-1): its memory is held meanwhile */
};

str status_phrase(int status);                               /* "" for an unregistered one */
str status_line(int status);                                 /* of HTTP/1.1, with CR LF; likewise */
