/* Cookies, above all the session's, by which the web client is known: no script reads them, and no other site's form sends them along. */
#include "api/rest/call.h"
#include "base/str.h"
#include "net/cookie.h"

enum { LIVES_S = 30 * 86400 };

const char session_cookie_name[] = "kith_session";

void raw_cookie_send(struct call *k, const struct raw_cookie *c)
{
    reply_cookie(k->x, &(struct cookie){ .name = c->name, .value = c->value.hidden, .max_age = c->max_age_s, .path = S("/"),
                                         .http_only = true, .secure = str_eq(scheme_of(k), S("https")), .same_site = SAME_SITE_LAX });
}

void session_cookie_set(struct call *k, str value)
{
    raw_cookie_send(k, &(struct raw_cookie){ str_of(session_cookie_name), { value }, LIVES_S });
}

void session_cookie_clear(struct call *k)
{
    raw_cookie_send(k, &(struct raw_cookie){ str_of(session_cookie_name), { S("") }, 0 });
}

bool cookie_of_request(ctx *c, str name, struct secret *value)
{
    return call_of(c) && request_cookie(call_of(c)->x, name, &value->hidden);
}
