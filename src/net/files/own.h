/* What the files behind files.h share. Private to them. */
#pragma once
#include <sys/stat.h>
#include "net/files/conditions.h"
#include "net/files.h"
#include "net/negotiate.h"

/* ---- file_path.c: from text to names; pure ---- */

/*
 * The names of a request's path, decoded, from the folder on ("css/site.css"); a path that ends in '/' gets index.html.
 * False: it is not one of plain names, whatever might be on the disk.
 */
bool file_path(struct arena *, str path, str *names);

/* Names that begin with a dot are hidden, except /.well-known, which is there to be found (RFC 8615). */
bool name_hidden(str name, bool first);

str file_type(str name);             /* the media type, by the name's extension */

/* ---- file_open.c ---- */

struct file {
    int fd;
    i64 size;
    struct stat facts;
    enum coding coding;              /* of what is in it */
    enum coding sent;                /* the coding it is sent in: the same, or compressed here */
};

/* Opens a regular file; the caller closes it. ERR_NO_ROUTE: it is not there. `*is_folder`: it is one. */
err file_open(ctx *, int folder, str names, struct file *, bool *is_folder);

/* Opens name after name, as kernels without openat2 must. A descriptor, or -1 and errno. */
int file_walk(int folder, const char *names);

/* ---- file_send.c ---- */

/* At most `n` octets from there; 0: the file ends. Parks when the disk has to be asked. */
err file_read(ctx *, int fd, i64 at, char *to, size_t n, size_t *got);

/* Octets that are about to be sent by reply_file are brought into memory. Parks when the disk has to be asked. */
err file_fetch(ctx *, int fd, i64 from, i64 n);

/* Answers with the file, or the ranges of it that were asked for. ERR_RANGE, ERR_PRECONDITION: not answered. */
err file_send(struct exchange *, struct file *, str type, struct forms *);
