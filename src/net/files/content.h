/*
 * Stored octets, as an answer to GET or HEAD: what the client has of them already (RFC
 * 9110 section 13), which ranges it asks for (section 14), and the octets, piece by
 * piece, as fast as it reads, so that a body of any size costs the memory of one piece.
 * A file's go from the kernel's cache to a plain connection, and cost none.
 */
#pragma once
#include "net/files/conditions.h"
#include "net/negotiate.h"

enum { CONTENT_PIECE = 64 * 1024 };

struct content {
    str type;
    i64 size;
    struct validators version;       /* with a strong tag: pieces of it may be put together; modified 0: unknown */
    /* At most `most` octets from there, on the ctx's arena; "": it ends there. `left` are asked for in all. Parks as it likes. */
    err (*read)(ctx *, const struct content *, i64 at, size_t most, i64 left, str *piece);
    const void *from;                /* the reader's own */
    const int *file;                 /* instead: a descriptor of a file */
};

/* What to answer: 200 with all of it, 206 with the ranges, or 304. */
struct content_plan { int status, count; struct range ranges[RANGES_MOST]; };

/* ERR_PRECONDITION; ERR_RANGE, with a header line that gives the size. */
err content_plan(struct exchange *, const struct content *, struct content_plan *out);

/* What will be asked for first, as far as that is known without the size: all, until it ends, is INT64_MAX; 0: nothing, or who knows. */
struct range content_first(const struct exchange *, const struct validators *);

/* ETag, Last-Modified, Accept-Ranges: they belong to 200, 206 and 304. */
void content_lines(struct exchange *, const struct content *);

/* The value of Content-Disposition, with both forms of a name (RFC 6266): the plain one for old clients. */
str content_disposition(struct arena *, bool attachment, str name);
void content_named(struct exchange *, bool attachment, str name);

/* The answer, after such lines. Once its head is out, an error can only be reported by breaking off. */
err content_send(struct exchange *, const struct content *, const struct content_plan *);
