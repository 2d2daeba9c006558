/* The routes of signing in: a table, and for each row the call of the domain. */
#include "api/rest/route.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "domain/signin/signin.h"

/* ---- in and out ---- */

struct token_renewal { maybe_str refresh_token; };
struct token_inquiry { str token; };
struct token_validity { bool valid; struct user user; };
struct session_key { id id; };
struct sessions_farewell { maybe_str password, code; };
struct session_query { LIST_WISH; };

SHAPE(token_renewal,
    FIELD(token_renewal, refresh_token, .optional = true, .max = 1000, .doc = "If missing, the live session that asks is renewed"));
SHAPE(sessions_farewell,
    FIELD(sessions_farewell, password, .optional = true, .max = 4096, .format = "password",
          .doc = "Or a session that began within 15 minutes"),
    FIELD(sessions_farewell, code,     .optional = true, .max = 100, .doc = "A code of a second factor, in place of either"));
SHAPE(token_inquiry,
    FIELD(token_inquiry, token, .min = 1));
SHAPE(token_validity,
    FIELD(token_validity, valid),
    FIELD(token_validity, user, .of = &user_shape));
SHAPE(session_key,
    FIELD(session_key, id));
SHAPE(session_query,
    LIST_FIELDS(session_query));

/* The JWKS is finished text; these shapes describe it. */
struct public_key { str kty, n, e, alg, use, kid; };
struct public_keys { struct page keys; };
extern const struct shape public_key_shape, public_keys_shape;
SHAPE(public_key,
    FIELD(public_key, kty, .doc = "RSA"),
    FIELD(public_key, n),
    FIELD(public_key, e),
    FIELD(public_key, alg, .doc = "RS256"),
    FIELD(public_key, use, .doc = "sig"),
    FIELD(public_key, kid, .doc = "As in the head of the tokens that it verifies"));
SHAPE(public_keys,
    FIELD_PAGE(public_keys, keys, &public_key_shape));

/* ---- tokens ---- */

static err renew(ctx *c, const struct caller *me, const struct token_renewal *in, struct renewed_tokens *out)
{
    struct renewal by = { .by_cookie = request_signed_by_cookie(c) };

    if (in->refresh_token.is == GIVEN)
        by.refresh_token = in->refresh_token.v;
    if (!cookie_of_request(c, S("kith_session"), &by.cookie))
        by.cookie = (struct secret){ { "", 0 } };
    return session_renewal(c, me, &by, out);
}

static err log_out(ctx *c, const struct caller *me, const struct nothing *in, struct nothing *out)
{
    (void)in;
    (void)out;
    return session_log_out(c, me);
}

/* ---- is it valid? ---- */

static err validate(ctx *c, const struct caller *me, const struct nothing *in, struct token_validity *out)
{
    (void)in;
    out->valid = true;
    return signin_user(c, me->account, &out->user);
}

static err token_validate(ctx *c, const struct token_inquiry *in, struct token_validity *out)
{
    err e = signin_user_of_token(c, in->token, &out->user);

    out->valid = e == OK;
    if (e == ERR_SIGN_IN)
        failure_member_add(&c->failure, "valid", S("false"));
    return e;
}

/* ---- sessions ---- */

static err sessions(ctx *c, const struct caller *me, const struct session_query *in, session_page *out)
{
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(session_list(c, me, from, in->limit + 1, out));
    return list_cut(c, in->limit, out);
}

static err end(ctx *c, const struct caller *me, const struct session_key *in, struct nothing *out)
{
    (void)out;
    return session_end(c, me, in->id);
}

static err end_others(ctx *c, const struct caller *me, const struct sessions_farewell *in, struct nothing *out)
{
    (void)out;
    return signin_end_others(c, me, &(struct evidence){ in->password, in->code });
}

static err password(ctx *c, const struct caller *me, const struct password_change *in, struct nothing *out)
{
    (void)out;
    return signin_change_password(c, me, in);
}

/* ---- keys ---- */

static err keys(ctx *c, const struct nothing *in, struct raw_answer *out)
{
    (void)in;
    out->body = session_keys_document(c);
    return OK;
}

CALLS(signin_register, registration, signed_in)
CALLS_AS(signin_password, credentials, signed_in)
CALLS_AS(signin_second, second_step, signed_in)
CALLS_AS(renew, token_renewal, renewed_tokens)
CALLS_AS(log_out, nothing, nothing)
CALLS_AS(validate, nothing, token_validity)
CALLS(token_validate, token_inquiry, token_validity)
CALLS_AS(sessions, session_query, session_page)
CALLS_AS(end, session_key, nothing)
CALLS_AS(end_others, sessions_farewell, nothing)
CALLS_AS(password, password_change, nothing)
CALLS(keys, nothing, raw_answer)

static const struct problem *const register_problems[] = { &username_taken, &email_taken, &phone_taken, NULL };
static const struct problem *const login_problems[] = { &bad_credentials, &second_factor_required, &account_suspended, NULL };
static const struct problem *const second_problems[] = { &challenge_invalid, &second_factor_wrong, &account_suspended, NULL };
static const struct problem *const renew_problems[] = { &refresh_token_invalid, &refresh_token_expired, &refresh_token_reused, NULL };
static const struct problem *const token_problems[] = { &token_invalid, &token_expired, NULL };
static const struct problem *const end_problems[] = { &session_not_found, NULL };
static const struct problem *const others_problems[] = { &bad_password, &proof_needed, PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong),
    NULL };
static const struct problem *const password_problems[] = { &bad_password, &proof_needed, PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong),
    NULL };

extern const struct route signin_routes[];
const struct route signin_routes[] = {
    { METHOD_POST,   "/auth/register",      signin_register_entry, &anyone, RATE_WRITES, 201, TAKES(registration), GIVES(signed_in),
      .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in",
      .tag_says = "Accounts, passwords, sessions and their tokens, sign-in through other providers, and links in letters",
      .summary = "Make an account, and sign in to it",
      .problems = register_problems },
    { METHOD_POST,   "/auth/login",         signin_password_entry, &anyone, RATE_WRITES, 200, TAKES(credentials), GIVES(signed_in),
      .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in", .summary = "Sign in with a password", .problems = login_problems },
    { METHOD_POST,   "/auth/login/second",  signin_second_entry,   &anyone, RATE_WRITES, 200, TAKES(second_step), GIVES(signed_in),
      .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in", .summary = "Give the second factor", .problems = second_problems },
    { METHOD_POST,   "/auth/refresh",       renew_entry,           &anyone, RATE_WRITES, 200, TAKES(token_renewal), GIVES(renewed_tokens),
      .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in",
      .summary = "New tokens for the same session; with the cookie alone, a renewed cookie and no tokens", .problems = renew_problems },
    { METHOD_POST,   "/auth/logout",        log_out_entry,         &may_secure_self, RATE_WRITES, 204,
      .tokens = TOKENS_CLEAR, .tag = "sign-in", .summary = "End the session that asks" },
    { METHOD_GET,    "/auth/validate",      validate_entry,        &any_member, RATE_READS,  200, GIVES(token_validity),
      .tag = "sign-in", .summary = "Is this request's token valid, and whose is it?", .problems = token_problems },
    { METHOD_POST,   "/validate/token",     token_validate_entry,  &anyone, RATE_READS,  200, TAKES(token_inquiry), GIVES(token_validity),
      .dead_token_ok = true, .tag = "sign-in", .summary = "Is this token valid, and whose is it?", .problems = token_problems },
    { METHOD_GET,    "/auth/sessions",      sessions_entry,        &may_secure_self, RATE_READS,  200, TAKES(session_query),
      GIVES_PAGE(session),
      .tag = "sign-in", .summary = "List the devices that are signed in, newest first" },
    { METHOD_DELETE, "/auth/sessions/{id}", end_entry,             &may_secure_self, RATE_WRITES, 204, TAKES(session_key),
      .tag = "sign-in", .summary = "Sign a device out", .problems = end_problems },
    { METHOD_DELETE, "/auth/sessions",      end_others_entry,      &may_secure_self, RATE_WRITES, 204, TAKES(sessions_farewell),
      .takes_body = true, .tag = "sign-in", .summary = "Sign out everywhere else, and end everything that is under way",
      .problems = others_problems },
    { METHOD_POST,   "/auth/password",      password_entry,        &may_secure_self, RATE_WRITES, 204, TAKES(password_change),
      .tag = "sign-in", .summary = "Change the password; all other devices are signed out", .problems = password_problems },
    { METHOD_GET,    "!/.well-known/jwks.json", keys_entry,        &anyone, RATE_READS,  200, GIVES_RAW("application/json"),
      .out = &public_keys_shape, .asks_nobody = true, .tag = "sign-in", .summary = "The public keys of tokens (RFC 7517)" },
    {0}
};
