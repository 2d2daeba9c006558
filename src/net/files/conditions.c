#include "net/files/conditions.h"
#include "base/str.h"
#include "base/time.h"
#include "net/negotiate.h"

bool etag_named(const struct exchange *e, str field, str etag, bool weak)
{
    for (size_t i = 0; i < e->header_count; i++)
        if (str_eq(e->headers[i].name, field) && etag_listed(e->headers[i].value, etag, weak))
            return true;
    return false;
}

/* An HTTP date has whole seconds. False: no field, or not a date, which counts as none. */
static bool date_of(const struct exchange *e, str field, i64 *s)
{
    str text = header_get(e, field);
    when at;

    if (!text.p || !time_parse_http_date(text, &at))
        return false;
    *s = at.ms / 1000;
    return true;
}

static bool there(const struct exchange *e, str field)
{
    return header_get(e, field).p;
}

/* If-Match, or else If-Unmodified-Since: the caller wants exactly what it knows. */
static bool demands_hold(const struct exchange *e, const struct validators *v)
{
    i64 since;

    if (there(e, S("if-match")))
        return etag_named(e, S("if-match"), v->etag, false);
    return !v->modified.ms || !date_of(e, S("if-unmodified-since"), &since) || v->modified.ms / 1000 <= since;
}

/* If-None-Match, or else If-Modified-Since: the caller wants only what it does not know. */
static bool client_has(const struct exchange *e, const struct validators *v)
{
    i64 since;

    if (there(e, S("if-none-match")))
        return etag_named(e, S("if-none-match"), v->etag, true);
    return v->modified.ms && date_of(e, S("if-modified-since"), &since) && v->modified.ms / 1000 <= since;
}

enum condition conditions_judge(const struct exchange *e, const struct validators *v)
{
    if (!demands_hold(e, v))
        return CONDITION_FAILED;
    return client_has(e, v) ? CONDITION_UNCHANGED : CONDITION_NONE;
}

/* A weak tag never matches here, and a date only if it is exactly the same: pieces of two versions must not be mixed. */
bool range_counts(const struct exchange *e, const struct validators *v)
{
    str condition = str_trim(header_get(e, S("if-range")));
    i64 at;

    if (header_count(e, S("range")) != 1)
        return false;
    if (!there(e, S("if-range")))
        return true;
    if (str_starts(condition, S("\"")))
        return str_eq(condition, v->etag);
    return v->modified.ms && date_of(e, S("if-range"), &at) && at == v->modified.ms / 1000;
}
