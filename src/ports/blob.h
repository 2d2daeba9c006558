/*
 * Blobs: files by key, written whole or in pieces, visible only once complete and
 * durable. Keys are made by the program, of [a-z0-9/._-], without "..". They are on the
 * disk of this machine or in a bucket of S3, as the setting `blob` says. What is written
 * in pieces is a file of this machine until it is finished, and nobody's when the
 * process dies. All verbs may park; storage_unavailable (503, with a time to retry
 * after): S3 does not answer; ERR_FULL: a disk is full.
 */
#pragma once
#include "base/shape.h"
#include "runtime/ctx.h"

struct blob;
struct blob_writer;
struct blob_reader;
struct blob_facts { i64 size; when changed_at; };
struct blob_entry { str key; i64 size; when changed_at; };
typedef PAGE(blob_entry) blob_entry_page;

/* ---- writing ---- */

err blob_begin(ctx *, struct blob *, str key, struct blob_writer **out);      /* given up at ctx_end unless finished */
err blob_write(ctx *, struct blob_writer *, str part);
err blob_finish(ctx *, struct blob_writer *);

/*
 * The first `size` octets of an open file, which nobody writes to from now on: a nameless one of blob_temporary and one of
 * blob_file cost no copy on the disk. It replaces what was there, in one step.
 */
err blob_put(ctx *, struct blob *, str key, int fd, i64 size);
struct blob_item { str key; int fd; i64 size; };
err blob_put_all(ctx *, struct blob *, const struct blob_item *, size_t n);  /* at once; the first that fails, once all have ended */
err blob_temporary(ctx *, int *fd);              /* an empty file without a name, to write and read, until ctx_end */
err blob_drop(ctx *, struct blob *, str key);    /* durably; harmless if there is none */
/* Likewise, by one request. ERR_NOT_BUILT: the store removes one at a time. However it fails, some may be gone. */
err blob_drop_at_once(ctx *, struct blob *, strs keys);

err blob_drop_all(ctx *, struct blob *, str prefix);         /* all whose key begins so: what one ended with, after a '-' */

/* ---- reading ---- */

err blob_look(ctx *, struct blob *, str key, struct blob_facts *);           /* ERR_NOT_FOUND */

/*
 * A blob that stays readable until ctx_end, even if it is dropped meanwhile; in a bucket that holds for `first`, which is fetched at
 * once, further octets are ERR_NOT_FOUND then. An empty `first`: only the facts are asked for. ERR_NOT_FOUND
 */
enum { BLOB_WINDOW = 256 << 10 };
struct blob_stretch { i64 from, n; };            /* no more than BLOB_WINDOW of it are fetched */
#define BLOB_START ((struct blob_stretch){ 0, BLOB_WINDOW })
err blob_hold(ctx *, struct blob *, str key, struct blob_stretch first, struct blob_reader **out, struct blob_facts *);
/* Likewise, of one that never changes under its key and is asked for often; what was dropped may be there for seconds. */
err blob_hold_shared(ctx *, struct blob *, str key, struct blob_stretch first, struct blob_reader **out, struct blob_facts *);
/* `left`: so many from there on are asked for one after the other; a bucket is asked for a window of them at once. */
err blob_read(ctx *, struct blob_reader *, i64 from, i64 most, i64 left, str *out);
int blob_reader_fd(const struct blob_reader *);  /* the file, for sendfile; -1: it is not on this machine */

/* As a file of this machine, until ctx_end. From a bucket it is fetched whole first, unless it has more than `most`. ERR_NOT_FOUND */
err blob_file(ctx *, struct blob *, str key, i64 most, int *fd, struct blob_facts *);

/*
 * Those whose key begins with `prefix` and comes after `after`, rising by key, at most `most`. On the disk that looks at all blobs, unless
 * `prefix` has a '-'. */
err blob_list(ctx *, struct blob *, str prefix, str after, i64 most, blob_entry_page *out);

/* ---- what others may do without this server ---- */

/* A URL for one GET or PUT, for a while. ERR_NOT_BUILT on the disk. */
struct blob_permit {
    str key;
    bool put;
    i64 lives_s;                     /* at most 7 days */
    str type;                        /* PUT: what the client must send; GET: what it is told; {0}: as it comes */
    i64 size;                        /* PUT: exactly */
    const u8 *sha256;                /* PUT: of the bytes; NULL: any */
    str disposition, caching;        /* GET: the answer's Content-Disposition and Cache-Control; {0}: none */
};
struct blob_header { str name, value; };
struct blob_permitted {
    str url;
    struct blob_header headers[2];   /* that a PUT must have, besides its Content-Length */
    size_t header_count;
    when expires_at;
};
bool blob_permits(const struct blob *);          /* a bucket, so that blob_permit works */
err blob_permit(ctx *, struct blob *, const struct blob_permit *, struct blob_permitted *out);
str blob_origin(const struct blob *);            /* where clients find what they are permitted: "https://s3.example"; "": nowhere */

/* ---- the store ---- */

const char *blob_kind(const struct blob *);      /* "disk" or "s3" */
err blob_room(ctx *, struct blob *, i64 *octets);  /* free on it; -1: unknown */
err blob_answers(ctx *, struct blob *);          /* for monitoring: OK, or why not; asks a bucket every few seconds at most */

err blob_open(struct world *, struct failure *, struct blob **out);                  /* as the settings say */
err blob_open_at(struct world *, struct failure *, str where, struct blob **out);    /* "disk" or "s3://..." */
void blob_watch(struct world *);                 /* in a server, once: says in the log if it does not answer at the start */
void blob_close(struct blob **);
