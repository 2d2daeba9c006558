/*
 * Conditional requests (RFC 9110 section 13): what the client has, compared with
 * what there is, in the order that the RFC gives.
 */
#pragma once
#include "net/http.h"

/* The entity tag, quoted, "" for none; when it last changed, 0 for unknown. */
struct validators { str etag; when modified; };

enum condition {
    CONDITION_NONE,                  /* none, or it holds: answer as if there were none */
    CONDITION_UNCHANGED,             /* 304 */
    CONDITION_FAILED                 /* 412 */
};

/* For GET and HEAD of something that is there. */
enum condition conditions_judge(const struct exchange *, const struct validators *);

/* Does the Range field count? Not if If-Range says that the client has pieces of something else. */
bool range_counts(const struct exchange *, const struct validators *);

/* Does one of the fields of that name (if-match, if-none-match) list the tag? `weak` as in etag_listed. */
bool etag_named(const struct exchange *, str field, str etag, bool weak);
