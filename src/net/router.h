/*
 * The router: a path pattern's segments are words, {names}, or @{names} of what
 * begins with @; the longest literal match wins, so /notes/stats precedes /notes/{id}. The last may be {name...}: all that
 * follows, be it nothing or many segments, as it came; nothing else may stand beside it.
 * It does not know what a route does: it returns the number it was given.
 */
#pragma once
#include "net/http.h"

struct router;
enum { ROUTE_PARAMS = 8 };

struct route_param { str name, value; };
struct route_match { int route; u32 allowed; int n; struct route_param *params; };

struct router *router_open(void);
void router_close(struct router **);
/* NULL, or what is wrong: a pattern twice, a bad segment. */
const char *router_add(struct router *, enum method, const char *pattern, int route);

/*
 * route -1: no such path (allowed 0), or not by this method (allowed: bits of methods that are). Params are in the
 * arena, decoded (but for what {name...} takes); a bad escape is no match.
 */
struct route_match router_find(const struct router *, struct arena *, enum method, str path);

/* URL pieces, used by the surfaces too. */
bool url_decode(struct arena *, str, bool plus_is_space, str *out);  /* false: a bad escape, or not UTF-8 without NUL */
void url_encode(struct buf *, str);                                  /* all but unreserved characters */
bool query_next(struct arena *, str *rest, str *name, str *value, bool *bad);        /* false: no more, or `bad`: not decodable */
