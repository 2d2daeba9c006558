/*
 * Who calls, from where, and by which of this server's names: what the front finds out about
 * a request before its handler runs, and the cookies by which a browser is recognised.
 */
#pragma once
#include "api/front/row.h"

struct call;
struct front;

/* caller.c: who calls. ERR_SIGN_IN, ERR_TOO_MANY, and those of the keeper. */
err caller_find(struct call *);
err caller_permitted(struct call *);                         /* ERR_SIGN_IN, ERR_FORBIDDEN */
bool request_bearer(ctx *, str *token);                      /* the token after Authorization: Bearer; "" if malformed */
bool for_operations(const struct call *);                    /* a route that always answers, and never asks who calls */

/* session_cookie.c */
extern const char session_cookie_name[], device_cookie_name[];
void session_cookie_set(struct call *, str value);
void session_cookie_clear(struct call *);
void device_cookie_set(struct call *, str value);
void raw_cookie_send(struct call *, const struct raw_cookie *);

/* cross_site.c: ERR_FORBIDDEN for requests that another site's page made a browser send. */
err cross_site_check(struct call *);

/* origin.c: the server as its clients see it; a proxy that we trust knows better than we do. */
err origin_open(struct front *, struct failure *);
str scheme_of(const struct call *);
str origin_of(const struct call *);                          /* "https://kith.example:8443"; "" if the request has no host */
bool origin_same(str, str);                                  /* ignores case, and the scheme's default port */
const struct request_facts *request_facts_tell(ctx *);
