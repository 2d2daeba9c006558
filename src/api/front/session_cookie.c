/* Cookies, above all the session's, by which the web client is known: no script reads them, and no other site's form sends them along. */
#include "api/front/call.h"
#include "base/str.h"
#include "net/cookie.h"
#include "runtime/settings.h"

const char session_cookie_name[] = "kith_session", device_cookie_name[] = "kith_device";

/* If the operator says that clients use https, they do, even if a proxy does not say so. */
static bool is_secure(const struct call *k)
{
    return str_eq(scheme_of(k), S("https")) || str_starts(k->front->public_origin, S("https://"));
}

void raw_cookie_send(struct call *k, const struct raw_cookie *c)
{
    reply_cookie(k->x, &(struct cookie){ .name = c->name, .value = c->value.hidden, .max_age = c->max_age_s, .path = S("/"),
                                         .http_only = true, .secure = is_secure(k), .same_site = SAME_SITE_LAX });
}

void session_cookie_set(struct call *k, str value)
{
    raw_cookie_send(k, &(struct raw_cookie){ str_of(session_cookie_name), { value }, k->front->world->settings->refresh_ttl / 1000 });
}

void session_cookie_clear(struct call *k)
{
    raw_cookie_send(k, &(struct raw_cookie){ str_of(session_cookie_name), { S("") }, 0 });
}

/* It opens nothing, and stays after signing out: see domain/signin/device.c. */
void device_cookie_set(struct call *k, str value)
{
    raw_cookie_send(k, &(struct raw_cookie){ str_of(device_cookie_name), { value }, DEVICE_LIVES_S });
}

bool request_signed_by_cookie(ctx *c)
{
    return call_of(c) && call_of(c)->by_cookie;
}

bool cookie_of_request(ctx *c, str name, struct secret *value)
{
    return call_of(c) && request_cookie(call_of(c)->x, name, &value->hidden);
}
