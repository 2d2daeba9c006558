/* The session's cookie, by which the web client is known: no script reads it, and no other site's form sends it along. */
#include "api/rest/call.h"
#include "base/str.h"
#include "net/cookie.h"

enum { LIVES_S = 30 * 86400 };

const char session_cookie_name[] = "kith_session";

static void cookie_send(struct call *k, str value, i64 max_age)
{
    reply_cookie(k->x, &(struct cookie){ .name = str_of(session_cookie_name), .value = value, .max_age = max_age, .path = S("/"),
                                         .http_only = true, .secure = str_eq(scheme_of(k), S("https")), .same_site = SAME_SITE_LAX });
}

void session_cookie_set(struct call *k, str value)
{
    cookie_send(k, value, LIVES_S);
}

void session_cookie_clear(struct call *k)
{
    cookie_send(k, S(""), 0);
}
