/* Signing in and joining by forms: the verbs of the API, whose refusals are shown beside what was typed. */
#include "api/web/view/view_own.h"
#include "base/json.h"
#include "domain/letters/letters.h"
#include "domain/signin/signin.h"

struct door_address { str next; };
SHAPE(door_address, FIELD(door_address, next, .optional = true, .max = 2000));

typedef void door_template(struct template *, const struct door_view *);

static err door_send(struct shown *s, struct door_view *p, enum text title, door_template *shown, err why)
{
    str path = s->k->x->path;

    TRY(frame_fill(s, &p->frame, said(s, title, NULL), S(""), path));
    TRY(taken_fill(s, &p->frame, NULL, S("")));
    p->frame.noindex = !str_eq(path, S("/login")) && !str_eq(path, S("/join"));
    shown(&s->t, p);
    return page_send(s, &p->frame, why == OK ? 200 : error_facts[why].status);
}

/* A refusal is shown in the form; what went wrong here is a page of its own. */
static bool is_ours(err e)
{
    return error_facts[e].status >= 500;
}

/* ---- signing in ---- */

static err login_show(struct exchange *x, const struct door_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct door_view p = { .next = back_of(&s, in->next) };

    return door_send(&s, &p, TEXT_WEB_SIGN_IN, login_shown, OK);
}

/* The member of the refusal that the second step brings back. */
static str challenge_told(const struct failure *f)
{
    for (const struct failure_member *m = f->more; m; m = m->next)
        if (str_eq(str_of(m->name), S("challenge")) && m->json.n > 2)
            return (str){ m->json.p + 1, m->json.n - 2 };
    return S("");
}

static err second_ask(struct shown *s, struct door_view *p, err why)
{
    return door_send(s, p, TEXT_WEB_SECOND_STEP, second_shown, why);
}

static err login(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct signed_in out;
    struct credentials by;
    struct form form;

    (void)in;
    TRY(form_read(&s, &form));
    struct door_view p = { .next = back_of(&s, form_value(&form, "next")), .name = form_value(&form, "identifier") };
    err e = form_into(&s, &form, &credentials_shape, &by);
    if (e == OK)
        e = signin_password(s.c, &s.c->caller, &by, &out);
    if (e == OK)
        return see_other(&s, p.next, &out);
    if (is_ours(e))
        return e;
    p.challenge = challenge_told(&s.c->failure);
    if (p.challenge.n)
        return second_ask(&s, &p, OK);
    p.trouble = trouble_of(&s, e);
    return door_send(&s, &p, TEXT_WEB_SIGN_IN, login_shown, e);
}

static err second(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct signed_in out;
    struct form form;

    (void)in;
    TRY(form_read(&s, &form));
    struct door_view p = { .next = back_of(&s, form_value(&form, "next")), .challenge = form_value(&form, "challenge") };
    struct second_step by = { .challenge = p.challenge, .code = str_trim(form_value(&form, "code")) };
    err e = signin_second(s.c, &s.c->caller, &by, &out);
    if (e == OK)
        return see_other(&s, p.next, &out);
    if (is_ours(e))
        return e;
    p.trouble = trouble_of(&s, e);
    if (problem_told(&s.c->failure, e) == &challenge_invalid)
        return door_send(&s, &p, TEXT_WEB_SIGN_IN, login_shown, e);
    return second_ask(&s, &p, e);
}

static err logout(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct form form;

    (void)in;
    TRY(form_read(&s, &form));
    TRY(session_log_out(s.c, &s.c->caller));
    return see_other(&s, S("/"), NULL);
}

/* ---- joining ---- */

static err join_show(struct exchange *x, const struct door_address *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct door_view p = { .next = back_of(&s, in->next) };

    return door_send(&s, &p, TEXT_WEB_JOIN, join_shown, OK);
}

static err join_refused(struct shown *s, struct door_view *p, err e)
{
    p->name_wrong = trouble_with(s, "username");
    p->email_wrong = trouble_with(s, "email");
    p->password_wrong = trouble_with(s, "password");
    if (!p->name_wrong.n && !p->email_wrong.n && !p->password_wrong.n)
        p->trouble = trouble_of(s, e);
    return door_send(s, p, TEXT_WEB_JOIN, join_shown, e);
}

static err join(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct registration by;
    struct signed_in out;
    struct form form;

    (void)in;
    TRY(form_read(&s, &form));
    struct door_view p = { .next = back_of(&s, form_value(&form, "next")), .name = form_value(&form, "username"),
                           .email = form_value(&form, "email") };
    err e = form_into(&s, &form, &registration_shape, &by);
    if (e == OK)
        e = signin_register(s.c, &by, &out);
    if (e == OK)
        return see_other(&s, p.next, &out);
    return is_ours(e) ? e : join_refused(&s, &p, e);
}

/* ---- a forgotten password ---- */

static err forgot_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct door_view p = { 0 };

    (void)in;
    return door_send(&s, &p, TEXT_WEB_FORGOT, forgot_shown, OK);
}

static err forgot(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct password_reset_request by;
    struct letter_sent out;
    struct form form;

    (void)in;
    TRY(form_read(&s, &form));
    struct door_view p = { .email = form_value(&form, "email") };
    err e = form_into(&s, &form, &password_reset_request_shape, &by);
    if (e == OK)
        e = letters_reset_ask(s.c, &by, &out);
    if (is_ours(e))
        return e;
    p.sent = e == OK;
    p.trouble = e == OK ? S("") : trouble_of(&s, e);
    return door_send(&s, &p, TEXT_WEB_FORGOT, forgot_shown, e);
}

/*
 * The letter's link, as it stands there, or only its end. Its page needs scripts: what follows the # is not sent to servers, so that no log
 * has it.
 */
static str token_in(str link)
{
    ptrdiff_t at = str_find(link, S("#"));

    return at < 0 ? link : str_from(link, (size_t)at + 1);
}

static err choose_show(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct door_view p = { 0 };

    (void)in;
    return door_send(&s, &p, TEXT_WEB_NEW_PASSWORD, choose_shown, OK);
}

static err choose(struct exchange *x, const struct nothing *in, void *web)
{
    struct shown s = shown_of(x, web);
    struct password_reset_answer by;
    struct form form;

    (void)in;
    TRY(form_read(&s, &form));
    err e = form_into(&s, &form, &password_reset_answer_shape, &by);
    by.token = token_in(str_trim(by.token));
    if (e == OK)
        e = letters_reset(s.c, s.me, &by);
    if (is_ours(e))
        return e;
    struct door_view p = { .sent = e == OK, .name = form_value(&form, "token") };
    p.password_wrong = e == OK ? S("") : trouble_with(&s, "password");
    p.trouble = e == OK || p.password_wrong.n ? S("") : trouble_of(&s, e);
    return door_send(&s, &p, TEXT_WEB_NEW_PASSWORD, choose_shown, e);
}

CALLS_EXCHANGE(login_show, door_address)
CALLS_EXCHANGE(login, nothing)
CALLS_EXCHANGE(second, nothing)
CALLS_EXCHANGE(logout, nothing)
CALLS_EXCHANGE(join_show, door_address)
CALLS_EXCHANGE(join, nothing)
CALLS_EXCHANGE(forgot_show, nothing)
CALLS_EXCHANGE(forgot, nothing)
CALLS_EXCHANGE(choose_show, nothing)
CALLS_EXCHANGE(choose, nothing)

#define DOOR_FORM(path, fn) VIEW_FORM_BARE(path, fn, &anyone, .tokens = TOKENS_SET, .dead_token_ok = true)

const struct route door_pages[] = {
    VIEW_PAGE("!/login", login_show, door_address), DOOR_FORM("!/login", login), DOOR_FORM("!/login/second", second),
    VIEW_FORM_BARE("!/logout", logout, &may_secure_self, .tokens = TOKENS_CLEAR),
    VIEW_PAGE("!/join", join_show, door_address), DOOR_FORM("!/join", join),
    VIEW_PAGE_BARE("!/forgot", forgot_show), VIEW_FORM_BARE("!/forgot", forgot, &anyone, .dead_token_ok = true),
    VIEW_PAGE_BARE("!/forgot/link", choose_show), VIEW_FORM_BARE("!/forgot/link", choose, &anyone, .dead_token_ok = true), {0}
};
