/*
 * Cookies (RFC 6265). A Cookie field is a mess that many hands wrote: other pages of the
 * same host, its parent domains, whoever sat on the wire of a plain connection. So a
 * cookie counts only where it cannot be anything else: its pair is written to the letter,
 * and nobody else sent the same name with another value. Whoever plants a second one
 * signs somebody out at most. Pairs of other names, however malformed, do not matter.
 */
#pragma once
#include "net/http.h"

enum { COOKIE_MOST = 4096 };         /* octets of a name and its value; browsers keep no longer ones */

/*
 * The value of the cookie of that name in a Cookie field, without the quotes around it. False when there is none, when
 * one of that name is malformed or too long, or when there are several with different values.
 */
bool cookie_find(str header_value, str name, str *value);

/* Likewise, in all Cookie fields of a request together. */
bool request_cookie(const struct exchange *, str name, str *value);

/* The next pair as it stands in the field, with its quotes; false at the end. `ok`: it is written as RFC 6265 has it. */
bool cookie_next(str *rest, str *name, str *value, bool *ok);

enum same_site { SAME_SITE_LAX, SAME_SITE_STRICT, SAME_SITE_NONE };
enum { COOKIE_OF_SESSION = -1 };     /* the browser forgets it when it is closed */

struct cookie {
    str name, value;                 /* a token, and octets that cookie_value_fits; anything else is a bug */
    i64 max_age;                     /* seconds; 0 removes the cookie; COOKIE_OF_SESSION */
    str path;                        /* begins with '/' */
    bool http_only, secure;          /* SAME_SITE_NONE, __Secure- and __Host- need `secure`; __Host- needs the path "/" */
    enum same_site same_site;
};

bool cookie_value_fits(str);

/* The value of a Set-Cookie field. It is for the host that answers alone: there is no Domain. */
void cookie_line(struct buf *, const struct cookie *);
void reply_cookie(struct exchange *, const struct cookie *); /* adds that field; before the answer begins */
