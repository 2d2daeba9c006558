/* Private to ports/blob: what an adapter is, and files of this machine without a name. */
#pragma once
#include "ports/blob.h"

struct blob_reader {
    struct blob *blob;
    str key;
    int fd;                          /* -1: not on this machine */
    struct blob_facts facts;
};

/* Keys that come to one are good. What it does not do is NULL. */
struct blob_adapter {
    const char *name;
    err (*put)(ctx *, struct blob *, str key, int fd, i64 size);
    err (*drop)(ctx *, struct blob *, str key);
    err (*drop_at_once)(ctx *, struct blob *, strs keys);    /* NULL, or ERR_NOT_BUILT without a failure: one at a time */
    err (*forget)(ctx *, struct blob *, str prefix);         /* what of such keys was begun and never finished */
    err (*look)(ctx *, struct blob *, str key, struct blob_facts *);
    err (*file)(ctx *, struct blob *, str key, i64 most, int *fd, struct blob_facts *);
    err (*hold)(ctx *, struct blob *, str key, struct blob_stretch first, struct blob_reader **out);         /* NULL: as `file` */
    err (*read)(ctx *, struct blob_reader *, i64 from, i64 most, i64 left, str *out);        /* of those held without a file */
    err (*list)(ctx *, struct blob *, str prefix, str after, i64 most, blob_entry_page *out);
    err (*permit)(ctx *, struct blob *, const struct blob_permit *, struct blob_permitted *out);
    err (*room)(ctx *, struct blob *, i64 *free);
    err (*answers)(ctx *, struct blob *);
    void (*close)(struct blob *);
};

/* `label`: of its metric; `kept`: one for each loop (kept.c); `origin`: where clients reach it */
struct kept_files;
struct blob { const struct blob_adapter *adapter; int label, loops; struct kept_files *kept; str origin; };

/* kept.c: files that stay open for a moment, of this loop */
void kept_open(const struct world *, struct blob *);
void kept_close(struct blob *);
bool kept_take(ctx *, struct blob_reader *);     /* one of that key, into the reader, until ctx_end */
void kept_add(ctx *, const struct blob_reader *);

bool blob_key_good(str key);

err blob_disk_open(struct world *, struct failure *, struct blob **out);

/* ---- spool.c: DATA/blobs/new ---- */

err spool_open(struct world *, struct failure *);            /* makes the folder, and clears what a killed process left */
int spool_file(const char *folder);              /* on the task pool: open and nameless; -1, and errno says why */
void spool_close_later(ctx *, int fd);           /* at ctx_end, on the task pool: the end of a large file takes a while */
str spool_folder(struct arena *, const struct settings *);   /* with a NUL after it */
