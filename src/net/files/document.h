/*
 * A document: made once when the program starts, sent often, whole. Its compressed
 * forms are as small as they get, which takes longer than a start may; so the first
 * request for one makes it on the task pool, requests meanwhile wait for it, and then
 * it is kept. It is never copied: clients that take long share it. Any thread.
 */
#pragma once
#include "net/files/compress.h"

struct document;

struct document *document_open(str type, str body);          /* which outlive it */
/* One whose forms were made beforehand, as far as they are there. `lasting`: at its address it never changes, so clients keep it. */
struct document *document_ready(str type, const str forms[CODING_COUNT], bool lasting);
void document_close(struct document **);                     /* once the connections have ended */

/* Its body in a coding. May park. ERR_BUSY: the task pool is full. */
err document_form(ctx *, struct document *, enum coding, str *form);

/*
 * Answers GET and HEAD: negotiated, with its ETag, to be revalidated each time unless it is lasting; or 304. ERR_NOT_ACCEPTABLE,
 * ERR_PRECONDITION: not answered.
 */
err document_answer(struct exchange *, struct document *);
