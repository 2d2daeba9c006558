/*
 * CORS: which pages of other origins may read the answers. The origins are
 * configured; an answer to a page of another origin has no CORS lines, so its browser
 * withholds the answer from it.
 */
#pragma once
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct cors { bool any; str *origins; size_t n; };

/* "https://a.example, https://b.example" or "*". ERR_INVALID names the malformed origin. */
err cors_read(struct cors *, struct arena *, struct failure *, str setting);

bool origin_valid(str);                          /* scheme://host[:port], and nothing after it */
bool cors_names(const struct cors *, str origin);            /* by itself, not by "*" */
bool cors_allows(const struct cors *, str origin);

/* The lines of every answer; `origin` p NULL: the request named none. */
void cors_lines(const struct cors *, str origin, struct buf *head);

/* The further lines of the answer to a preflight request; `methods` is the value of Allow. */
void cors_preflight_lines(const struct cors *, str origin, str methods, str asked_headers, struct buf *head);
