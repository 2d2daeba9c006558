/* Calls to providers: how forms are written, and the problems for a provider that is away, or wrong. */
#include "base/base64.h"
#include "base/json.h"
#include "domain/oauth/oauth_own.h"

enum { AWAY_S = 10, ANSWER_MOST = 1 << 18, CAUSE_MOST = 300 };

static bool unreserved(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '.' || c == '_' || c == '~';
}

static void escape(struct buf *b, str text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.n; i++) {
        u8 c = (u8)text.p[i];
        if (unreserved((char)c))
            buf_byte(b, (char)c);
        else
            buf_add(b, (str){ (char[]){ '%', hex[c >> 4], hex[c & 15] }, 3 });
    }
}

void form_add(struct buf *b, str name, str value)
{
    if (b->n && b->p[b->n - 1] != '?' && b->p[b->n - 1] != '&')
        buf_byte(b, '&');
    escape(b, name);
    buf_byte(b, '=');
    escape(b, value);
}

/* RFC 6749 section 2.3.1: both are escaped as in a form before they are joined. The alphabet is base64's, with padding. */
str basic_credentials(ctx *c, str user, struct secret password)
{
    struct buf pair = BUF_ON(&c->arena), out = BUF_ON(&c->arena);

    escape(&pair, user);
    buf_byte(&pair, ':');
    escape(&pair, password.hidden);
    buf_lit(&out, "Basic ");
    str text = base64url_text(&c->arena, buf_str(&pair));
    for (size_t i = 0; i < text.n; i++)
        buf_byte(&out, text.p[i] == '-' ? '+' : text.p[i] == '_' ? '/' : text.p[i]);
    for (size_t i = text.n; i % 4; i++)
        buf_byte(&out, '=');
    return buf_str(&out);
}

/* ---- failures ---- */

static err away(ctx *c, const struct provider *p, str cause, int retry_after)
{
    failure_begin(&c->failure, &c->arena);
    err e = fail_saying(c, &provider_away, STR_FMT " cannot be reached just now. Try again in a moment.", STR_ARG(p->title));
    c->failure.retry_after = retry_after ? retry_after : AWAY_S;
    failure_cause(&c->failure, STR_FMT, STR_ARG(cause));
    return e;
}

static void outage_tell(ctx *c, const struct provider *p, str cause)
{
    ctx_log(c, LOG_WARN, "a provider of sign-ins does not follow its protocol", KV_STR("provider", p->name),
            KV_STR("why", str_to(cause, CAUSE_MOST)));
}

err provider_failed(ctx *c, const struct provider *p, const char *cause)
{
    outage_tell(c, p, str_of(cause));
    return away(c, p, str_of(cause), 0);
}

err provider_wrong(ctx *c, const struct provider *p, str cause)
{
    str why = arena_copy(&c->arena, cause);

    outage_tell(c, p, why);
    failure_begin(&c->failure, &c->arena);
    err e = fail_saying(c, &provider_answer_invalid, "What " STR_FMT " says about you cannot be trusted, so nobody was signed in.",
                        STR_ARG(p->title));
    failure_cause(&c->failure, STR_FMT, STR_ARG(str_to(why, CAUSE_MOST)));
    return e;
}

err code_refuse(ctx *c, const struct provider *p, str error)
{
    err e = fail_saying(c, &code_refused, STR_FMT " does not accept that code, or not any more. Begin again.", STR_ARG(p->title));

    failure_cause(&c->failure, STR_FMT, STR_ARG(str_to(error, CAUSE_MOST)));
    return e;
}

/* ---- calls ---- */

/* Any failure of the call means that the provider is away, but a cancelled or late request stays that. */
static err call_failed(ctx *c, const struct provider *p, err e)
{
    str why = arena_copy(&c->arena, c->failure.detail);

    if (e == ERR_CANCELLED || e == ERR_BUSY)
        return e;
    if (e == ERR_FORBIDDEN || e == ERR_INVALID)
        outage_tell(c, p, why);
    return away(c, p, why, c->failure.retry_after);
}

err provider_call(ctx *c, const struct provider *p, struct outgoing *r, struct outgoing_answer *out)
{
    r->most = ANSWER_MOST;
    err e = outgoing_call(c, r, out);
    if (e != OK)
        return call_failed(c, p, e);
    if (out->status >= 500 || out->status == 429)
        return away(c, p, arena_format(&c->arena, "it answers %d", out->status), 0);
    return OK;
}

err provider_json(ctx *c, const struct provider *p, str body, const struct shape *s, void *out)
{
    struct failure failure;

    failure_begin(&failure, &c->arena);
    if (json_read(&c->arena, &failure, body, s, out) == OK)
        return OK;
    str why = failure.detail.n ? failure.detail : failure.fields ? failure.fields->field : S("");
    return provider_wrong(c, p, arena_format(&c->arena, "its %s is malformed: " STR_FMT, s->name, STR_ARG(why)));
}
