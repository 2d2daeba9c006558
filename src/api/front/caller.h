/*
 * Who calls, from where, and by what of this server's names: what the front finds out of a
 * request before its handler runs, and the cookies by which a browser is known again.
 */
#pragma once
#include "api/front/row.h"

struct call;
struct front;

/* caller.c: who calls. ERR_SIGN_IN, ERR_TOO_MANY, and those of the keeper. */
err caller_find(struct call *);
err caller_permitted(struct call *);                         /* ERR_SIGN_IN, ERR_FORBIDDEN */
bool request_bearer(ctx *, str *token);                      /* what stands behind Authorization: Bearer; "" if that is no token */
bool for_operations(const struct call *);                    /* a route that answers whatever happens, and asks nobody who they are */

/* session_cookie.c */
extern const char session_cookie_name[], device_cookie_name[];
void session_cookie_set(struct call *, str value);
void session_cookie_clear(struct call *);
void device_cookie_set(struct call *, str value);
void raw_cookie_send(struct call *, const struct raw_cookie *);

/* cross_site.c: ERR_FORBIDDEN for what another site's page made a browser send. */
err cross_site_check(struct call *);

/* origin.c: the server as its clients see it; a proxy that we trust knows better than we do. */
err origin_open(struct front *, struct failure *);
str scheme_of(const struct call *);
str origin_of(const struct call *);                          /* "https://kith.example:8443"; "" if the request says no host */
bool origin_same(str, str);                                  /* but for case, and for a port that the scheme has anyway */
const struct request_facts *request_facts_tell(ctx *);
