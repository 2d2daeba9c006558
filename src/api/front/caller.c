/*
 * Who calls: a request's credential (Authorization: Bearer, or else a ticket where the row
 * takes one, or else the session's cookie) is passed to the program's keeper, which says who that is.
 *
 * An invalid bearer token is refused on every route: its client has to learn that it died. A
 * browser sends a cookie unasked, so an invalid one still allows what anyone may do; it is
 * removed. Invalid ones count against their address, and past a limit none from there is
 * checked: guessing is slow.
 */
#include "api/front/call.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "net/cookie.h"
#include "ports/keeper.h"

enum { TOKEN_MOST = 8192 };

bool for_operations(const struct call *k)
{
    return k->endpoint && k->endpoint->route->operations;
}

/* ---- the bearer ---- */

/* b64token of RFC 6750 section 2.1. */
static const bool token_bytes[256] = {
    ['a' ... 'z'] = true, ['A' ... 'Z'] = true, ['0' ... '9'] = true,
    ['-'] = true, ['.'] = true, ['_'] = true, ['~'] = true, ['+'] = true, ['/'] = true,
};

static bool is_token(str s)
{
    bool all = true;

    while (s.n > 1 && s.p[s.n - 1] == '=')
        s.n--;
#pragma GCC unroll 8
    for (size_t i = 0; i < s.n; i++)
        all &= token_bytes[(u8)s.p[i]];
    return all && s.n > 0;
}

/* False: another scheme. A malformed token is "". */
static bool bearer_read(str field, str *token)
{
    static const str scheme = S("Bearer");
    str rest = str_from(field, scheme.n);

    if (!str_eq_nocase(str_to(field, scheme.n), scheme) || (rest.n && rest.p[0] != ' '))
        return false;
    *token = str_trim(rest);
    if (token->n > TOKEN_MOST || !is_token(*token))
        *token = S("");
    return true;
}

bool request_bearer(ctx *c, str *token)
{
    struct call *k = call_of(c);

    return k->wanted[H_AUTHORIZATION].p && !(k->repeated >> H_AUTHORIZATION & 1) && bearer_read(k->wanted[H_AUTHORIZATION], token);
}

/* ---- asking the keeper ---- */

typedef err verify(ctx *, str, struct caller *);

/* Guessing is bounded: a client that sends many invalid tokens is ignored for a while. */
static err verifier_ask(struct call *k, verify *by, str what)
{
    struct world *w = k->front->world;
    u64 who = rate_of_address(w, &k->client);
    i64 now_s = ctx_now(k->c).ms / 1000;
    struct rate guesses = rate_peek(w, &bad_tokens_per_address, who, now_s);
    struct caller caller = {0};

    TRY(rate_refuse(k->c, &guesses, "invalid tokens"));
    err e = what.n ? by(k->c, what, &caller) : fail_saying(k->c, &token_invalid, "That is not a token.");
    if (e == OK)
        k->c->caller = caller;
    else if (e == ERR_SIGN_IN)
        (void)rate_count(w, &bad_tokens_per_address, who, now_s);
    return e;
}

/* Nobody calls, and no reason is given. */
static err as_nobody(struct call *k)
{
    failure_begin(&k->c->failure, &k->c->arena);
    return OK;
}

static err by_bearer(struct call *k, const struct keeper *keeper)
{
    str token = S("");

    if (!bearer_read(k->wanted[H_AUTHORIZATION], &token))
        return fail_with(k->c, ERR_SIGN_IN, "Authorization must be Bearer and a token.");
    if (k->repeated >> H_AUTHORIZATION & 1)
        token = S("");
    err e = verifier_ask(k, keeper->by_token, token);
    k->token_dead = e == ERR_SIGN_IN;
    return k->token_dead && k->endpoint->route->dead_token_ok ? as_nobody(k) : e;
}

static err by_cookie(struct call *k, const struct keeper *keeper, str value)
{
    const struct route *r = k->endpoint->route;
    err e = verifier_ask(k, keeper->by_cookie, value);

    k->by_cookie = e == OK;
    k->cookie_dead = e == ERR_SIGN_IN;
    return k->cookie_dead && (anyone_may(r->who) || r->dead_token_ok) ? as_nobody(k) : e;
}

/* ---- the ticket ---- */

/* The first counts: given twice, it is refused as any member is. */
static bool query_ticket(struct call *k, str *ticket)
{
    str rest = k->x->query, name, value;
    bool bad = false;

    while (query_next(&k->c->arena, &rest, &name, &value, &bad)) {
        if (str_eq(name, S("ticket")) && value.n) {
            *ticket = value;
            return true;
        }
    }
    return false;
}

/* A page of any origin may have been given one, so it is no cookie: cross_site_check has nothing to say. */
static err by_ticket(struct call *k, const struct keeper *keeper, str ticket)
{
    return verifier_ask(k, keeper->by_ticket, ticket.n <= TOKEN_MOST && is_token(ticket) ? ticket : S(""));
}

err caller_find(struct call *k)
{
    const struct keeper *keeper = k->front->world->program->keeper;
    str value;

    if (!keeper || for_operations(k) || k->endpoint->route->asks_nobody)
        return OK;
    if (k->wanted[H_AUTHORIZATION].p)
        return by_bearer(k, keeper);
    if (k->endpoint->route->ticket && keeper->by_ticket && query_ticket(k, &value))
        return by_ticket(k, keeper, value);
    if (k->wanted[H_COOKIE].p && request_cookie(k->x, str_of(session_cookie_name), &value) && value.n)
        return by_cookie(k, keeper, value);
    return OK;
}

err caller_permitted(struct call *k)
{
    enum method m = k->endpoint->route->method;

    return permit_check(k->c, &k->c->caller, k->endpoint->route->who, m != METHOD_GET && m != METHOD_HEAD);
}
