/*
 * Forms, as browsers send them without scripts. A browser sends a form from any site, and the cookie with some; so one that does not
 * come from a page of this server is refused, signed in or not: else another site could sign somebody in as somebody else.
 */
#include "api/front/problems.h"
#include "api/web/view/view_own.h"
#include "base/json.h"
#include "crypto/problems.h"
#include "domain/signin/signin.h"

err form_read(struct shown *s, struct form *out)
{
    TRY(same_site_check(s->k));
    *out = (struct form){ .arena = &s->c->arena };
    return body_all(s->k->x, (size_t)s->k->x->body_most, &out->body);
}

str form_value(const struct form *f, const char *name)
{
    str rest = f->body, is, value;
    bool bad = false;

    while (query_next(f->arena, &rest, &is, &value, &bad))
        if (str_eq(is, str_of(name)))
            return value;
    return S("");
}

/* Browsers send the ends of lines as CR LF. */
static str lines_of(struct arena *a, str text)
{
    struct buf b = BUF_ON(a);

    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] != '\r' || i + 1 == text.n || text.p[i + 1] != '\n')
            buf_byte(&b, text.p[i]);
    return buf_str(&b);
}

/* A form sends each of its fields, also those that nobody has filled in. */
static bool is_left_out(const struct field *f, str value)
{
    return !value.n && (f->optional || kind_facts[f->kind].maybe);
}

err form_into(struct shown *s, const struct form *f, const struct shape *shape, void *out)
{
    str rest = f->body, name, value;
    err result = OK, e;
    bool bad = false;
    u64 present = 0;

    shape_clear(shape, out);
    while (query_next(f->arena, &rest, &name, &value, &bad)) {
        const struct field *field = shape_field(shape, name);
        if (!field || is_left_out(field, value) || (present & shape_bit(shape, field)))
            continue;
        present |= shape_bit(shape, field);
        e = shape_set_text(f->arena, &s->c->failure, field, lines_of(f->arena, value), out);
        result = e != OK ? e : result;
    }
    if (bad)
        return fail_with(s->c, ERR_MALFORMED, "The form has a malformed escape.");
    e = shape_validate(&s->c->failure, shape, out, present);
    return e != OK ? e : result;
}

/* What is said often, in the page's language; the rest in the words of whoever refused. */
static const struct { const char *code; enum text words; } troubles[] = {
    { "bad_credentials", TEXT_WEB_BAD_CREDENTIALS }, { "second_factor_wrong", TEXT_WEB_CODE_WRONG },
    { "challenge_invalid", TEXT_WEB_CHALLENGE_OVER }, { "link_invalid", TEXT_WEB_LINK_OVER }, { "username_taken", TEXT_WEB_USERNAME_TAKEN },
    { "email_taken", TEXT_WEB_EMAIL_TAKEN }, { "registration_closed", TEXT_WEB_CLOSED }, { "too_many_requests", TEXT_WEB_TOO_MANY },
    { "account_suspended", TEXT_WEB_SUSPENDED }, { "required", TEXT_WEB_REQUIRED }, { "cross_site", TEXT_WEB_CROSS_SITE },
};

static str words_for(struct shown *s, const struct problem *p, str detail)
{
    for (size_t i = 0; p && i < COUNT(troubles); i++)
        if (str_eq(str_of(p->code), str_of(troubles[i].code)))
            return said(s, troubles[i].words, NULL);
    return detail;
}

str trouble_of(struct shown *s, err e)
{
    const struct failure *f = &s->c->failure;

    if (e == ERR_INVALID && f->fields)
        return words_for(s, f->fields->problem, f->fields->detail);
    return words_for(s, problem_told(f, e), failure_words(&s->c->arena, f, e));
}

str trouble_with(struct shown *s, const char *member)
{
    for (const struct field_error *one = s->c->failure.fields; one; one = one->next)
        if (str_eq(one->field, str_of(member)))
            return words_for(s, one->problem, one->detail);
    return S("");
}
