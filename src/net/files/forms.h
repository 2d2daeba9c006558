/*
 * Compressed forms of files, kept: made when they are first asked for, and again when the
 * file has changed, off the loop and few at a time. A caller that comes while its form is
 * made, or while too many are, gets ERR_BUSY at once, and sends the file as it is. What is
 * kept is bounded; the least recently used goes first. Any thread.
 */
#pragma once
#include <sys/stat.h>
#include "net/files/compress.h"

struct forms;
struct form;

struct forms *forms_open(size_t most);           /* octets of all */
void forms_close(struct forms **);               /* nothing of it is held any more */

/*
 * Which file it is, and as of when. Its content is asked for only if there is no such form, into `to`, which has room
 * for all of it.
 */
struct form_source {
    const struct stat *facts;
    enum coding coding;
    err (*read)(ctx *, const void *from, char *to);
    const void *from;
};

/* May park. The form stays until it is given back. ERR_BUSY, or what reading said. */
err form_take(ctx *, struct forms *, const struct form_source *, struct form **out);
str form_body(const struct form *);
void form_give(struct forms *, struct form **);
