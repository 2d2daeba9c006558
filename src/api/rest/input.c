/*
 * The input of a typed row: path, query and body, all in the one struct that the handler
 * takes. Errors are reported for each member, before anything has happened.
 */
#include "api/front/problems.h"
#include "api/rest/rest_own.h"
#include "base/id.h"
#include "base/json.h"
#include "base/str.h"
#include "domain/account/account.h"
#include "runtime/settings.h"

bool json_type(str type, bool suffix)
{
    str rest = type, media, parameter;

    if (!str_cut(&rest, ';', &media))
        return false;
    media = str_trim(media);
    if (!str_eq_nocase(media, S("application/json")) &&
        !(suffix && media.n > 17 && str_eq_nocase(str_to(media, 12), S("application/")) &&
          str_eq_nocase(str_from(media, media.n - 5), S("+json"))))
        return false;
    while (str_cut(&rest, ';', &parameter)) {
        parameter = str_trim(parameter);
        if (parameter.n < 8 || !str_eq_nocase(str_to(parameter, 8), S("charset=")))
            continue;
        str charset = str_from(parameter, 8);
        if (!str_eq_nocase(charset, S("utf-8")) && !str_eq_nocase(charset, S("\"utf-8\"")))
            return false;
    }
    return true;
}

static err body_type_check(struct call *k)
{
    TRY(body_plain(k));
    if (k->repeated >> H_CONTENT_TYPE & 1 || !json_type(k->wanted[H_CONTENT_TYPE], true))
        return fail_with(k->c, ERR_TYPE, "The body must be application/json, in UTF-8.");
    return OK;
}

/* No body is an object without members; a body labelled as JSON has to be JSON, unless the route has no members. */
static err body_read_members(struct call *k, void *in, u64 *present)
{
    if (!k->body.n && (!k->wanted[H_CONTENT_TYPE].p || k->endpoint->body_optional))
        return OK;
    return json_read_more(&k->c->arena, &k->c->failure, k->body, k->endpoint->route->in, in, present);
}

err input_expect(struct call *k)
{
    const struct settings *s = k->front->world->settings;
    const struct endpoint *e = k->endpoint;
    bool bounded = !e->route->body_most && e->body_most > (size_t)s->max_body;

    if (!k->x->has_body)
        return OK;
    if (e->from_body && k->x->content_length != 0)
        TRY(body_type_check(k));
    body_limit(k->x, bounded ? s->max_body : (i64)e->body_most);
    return OK;
}

/* A body that the route does not use is read and dropped. */
err body_take(struct call *k)
{
    if (!k->x->has_body)
        return OK;
    k->c->deadline_ms = 0;
    err e = body_all(k->x, (size_t)k->x->body_most, &k->body);
    k->c->deadline_ms = loop_mono_ms(k->c->loop) + k->front->world->settings->request_timeout;
    return e;
}

bool user_reference_valid(str s)
{
    id v;

    if (!s.n || s.p[0] != '@')
        return id_parse(s, &v);
    for (size_t i = 1; i < s.n; i++) {
        char letter = s.p[i] | 32;
        if (!(letter >= 'a' && letter <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '_')
            return false;
    }
    return s.n > USERNAME_LEAST && s.n <= USERNAME_MOST + 1;
}

err input_read(struct call *k)
{
    const struct endpoint *e = k->endpoint;
    u64 present = e->from_path;
    err problem;

    TRY(body_take(k));
    if (!e->route->in)
        return OK;
    TRY(input_begin(k));
    problem = e->from_body ? body_read_members(k, k->in, &present) : input_query(k, &present);
    return input_end(k, problem, present);
}
