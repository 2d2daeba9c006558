/* Refusals before any handler: the whole answer, with a problem document (RFC 9457), after which the connection ends. */
#pragma once
#include "net/http1/head.h"
#include "net/lane.h"

/* The members that every problem has. `trace` of 16 octets may be NULL; the words need no escaping. */
void problem_write(struct buf *, int status, const char *code, const char *title, const char *detail, const u8 *trace);

void problem_document(struct buf *, struct lane *, const struct refusal *);   /* its body alone */
void problem_add(struct buf *, struct lane *, const struct refusal *, bool silent);    /* silent: the head alone, for HEAD */
