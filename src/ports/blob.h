/*
 * Blobs: files by key, written whole or in pieces, visible only once complete and
 * durable. Keys are made by the program, of [a-z0-9/._-], without "..". Shaped for
 * an adapter on S3.
 */
#pragma once
#include "runtime/ctx.h"

struct blob;
struct blob_writer;
struct blob_reader;
struct blob_facts { i64 size; when changed_at; };

/* Keys that come to one are good. Writers and readers are its own. */
struct blob_adapter {
    const char *name;
    err (*begin)(ctx *, str key, struct blob_writer **out);
    err (*write)(ctx *, struct blob_writer *, str part);
    err (*finish)(ctx *, struct blob_writer *);
    err (*drop)(ctx *, str key);
    err (*hold)(ctx *, str key, struct blob_reader **out, struct blob_facts *facts);
    err (*read)(ctx *, struct blob_reader *, i64 from, i64 most, str *out);
    void (*close)(struct blob *);
};

struct blob { const struct blob_adapter *adapter; };

err blob_begin(ctx *, str key, struct blob_writer **out);    /* given up at ctx_end unless finished */
err blob_write(ctx *, struct blob_writer *, str part);
err blob_finish(ctx *, struct blob_writer *);
err blob_drop(ctx *, str key);                               /* durably; harmless if there is none */

/* A blob that stays readable until ctx_end, even if it is dropped meanwhile. */
err blob_hold(ctx *, str key, struct blob_reader **out, struct blob_facts *facts);   /* ERR_NOT_FOUND */
err blob_read(ctx *, struct blob_reader *, i64 from, i64 most, str *out);

err blob_open(struct world *, struct failure *, struct blob **out);
void blob_close(struct blob **);
