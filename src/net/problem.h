/* Refusals that come before any handler: the whole answer, with a problem document (RFC 9457), that ends the connection. */
#pragma once
#include "net/http1_head.h"
#include "net/lane.h"

void problem_document(struct buf *, struct lane *, const struct refusal *);   /* its body alone */
void problem_add(struct buf *, struct lane *, const struct refusal *);
