/* Private to ports/blob/s3: a bucket, and one call to it. */
#pragma once
#include <pthread.h>
#include "base/arena.h"
#include "base/buf.h"
#include "ports/blob/own.h"
#include "ports/blob/s3/place.h"
#include "ports/blob/s3/sign.h"
#include "ports/calls/courier.h"

enum { S3_PART = 16 << 20, S3_PARTS_MOST = 10000 };

struct s3 {
    struct blob blob;
    struct world *world;
    struct arena arena;
    struct s3_place place, open;     /* open: as clients reach it */
    struct s3_key key;
    struct courier *courier;
    _Atomic bool refusing;           /* it answers, but refuses: told once, until it accepts */
    _Atomic bool uploads_hidden;     /* it does not list what was begun: told once */
    _Atomic bool one_by_one;         /* it does not remove several keys at once */
    _Atomic i64 none_ms;             /* when no upload was unfinished, last */
    _Atomic i64 asked_ms;            /* by blob_answers, last */
    _Atomic bool answered;           /* how that went, and each call since */
};

struct s3_call {
    const char *method;
    str key;                         /* {0}: the bucket itself */
    str query;                       /* encoded and sorted */
    struct s3_field fields[2];       /* besides those of every call */
    size_t field_count;
    str body;                        /* text; or a part of a file: */
    bool from_file;
    int from;
    i64 from_at, size;
    bool into_file;                  /* a good answer's body goes there, from its beginning */
    int into;
    struct buf *keep;                /* or there; NULL: into the arena */
    i64 most;                        /* octets of any such body; 0: as much as a list may have */
    bool once;                       /* no further tries */
    bool absent;                     /* 404, 412 and 416 are answers */
    bool refusable;                  /* so is every refusal that is for good */
};

struct s3_answer { int status; str head, body; };

/*
 * OK: the status is below 300, or 404, 412 and 416 where they are asked for. Otherwise storage_unavailable, or ERR_FULL: the file
 * that the answer goes into cannot take it.
 */
err s3_call(ctx *, struct s3 *, const struct s3_call *, struct s3_answer *out);
str s3_head(const struct s3_answer *, str name);         /* a field of its head, by its name in lower case; {NULL, 0}: none */
err s3_refused(ctx *, struct s3 *, const char *what, str why);      /* storage_unavailable, and a line in the log */

str s3_code(struct arena *, str body);           /* of an error that S3 describes; empty: it does not */
err s3_put_parts(ctx *, struct s3 *, str key, int fd, i64 size);
err s3_parts_drop(ctx *, struct s3 *, strs keys, bool prefixes);     /* those of files that were never finished */
err s3_drop_at_once(ctx *, struct blob *, strs keys);

err s3_open(struct world *, struct failure *, str where, struct blob **out);
