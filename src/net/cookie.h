/*
 * Cookies (RFC 6265). Many hands write a Cookie field: other pages of the same host, its
 * parent domains, anybody on the wire of a plain connection. So a cookie counts only
 * where it is unambiguous: its pair is strictly valid, and the same name does not occur
 * with another value. An attacker who plants a second one can at most sign somebody out.
 * Pairs of other names, however malformed, do not matter.
 */
#pragma once
#include "net/http.h"

enum { COOKIE_MOST = 4096 };         /* octets of a name and its value; browsers keep nothing longer */

/*
 * The value of the cookie of that name in a Cookie field, without the quotes around it. False when there is none, when
 * one of that name is malformed or too long, or when there are several with different values.
 */
bool cookie_find(str header_value, str name, str *value);

/* Likewise, in all Cookie fields of a request together. */
bool request_cookie(const struct exchange *, str name, str *value);

/* The next pair as the field has it, with its quotes; false at the end. `ok`: it is valid by RFC 6265. */
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
