/* The routes of second factors and passkeys. Changing one needs a proof. */
#include "api/rest/route.h"
#include "base/str.h"
#include "crypto/problems.h"
#include "domain/factor/factor.h"
#include "domain/signin/signin.h"

/* ---- in and out ---- */

struct password_proof { maybe_str password, code; };
struct totp_code { str code; };
struct totp_removal { maybe_str password, code; };
struct passkey_query { LIST_WISH; };
struct passkey_rename_request { id id; str name; };
struct passkey_removal { id id; maybe_str password, code; };

SHAPE(password_proof,
    FIELD(password_proof, password, .optional = true, .max = 4096, .format = "password",
          .doc = "The account's; an account without a password needs a fresh sign-in"),
    FIELD(password_proof, code,     .optional = true, .max = 100, .doc = "A code of a second factor, in place of a fresh sign-in"));
SHAPE(totp_code,
    FIELD(totp_code, code, .min = 1, .max = 100, .doc = "The code that the app shows now"));
SHAPE(totp_removal,
    FIELD(totp_removal, password, .optional = true, .max = 4096, .format = "password"),
    FIELD(totp_removal, code,     .optional = true, .max = 100, .doc = "In place of a password, if the account has none"));
SHAPE(passkey_query,
    LIST_FIELDS(passkey_query));
SHAPE(passkey_rename_request,
    FIELD(passkey_rename_request, id),
    FIELD(passkey_rename_request, name, .min = 1, .max = 100, .reads = display_name_read));
SHAPE(passkey_removal,
    FIELD(passkey_removal, id),
    FIELD(passkey_removal, password, .optional = true, .max = 4096, .format = "password",
          .doc = "Or a session that began within 15 minutes"),
    FIELD(passkey_removal, code,     .optional = true, .max = 100, .doc = "A code of a second factor, in place of either"));

/* ---- the authenticator app ---- */

static err totp_post(ctx *c, const struct caller *me, const struct password_proof *in, struct totp_setup *out)
{
    return signin_totp_begin(c, me, &(struct evidence){ in->password, in->code }, out);
}

static err confirm(ctx *c, const struct caller *me, const struct totp_code *in, struct recovery_codes *out)
{
    return totp_confirm(c, me->account, in->code, out);
}

static err totp_delete(ctx *c, const struct caller *me, const struct totp_removal *in, struct nothing *out)
{
    (void)out;
    return signin_totp_remove(c, me, &(struct evidence){ in->password, in->code });
}

static err codes_post(ctx *c, const struct caller *me, const struct password_proof *in, struct recovery_codes *out)
{
    return signin_recovery_codes_make(c, me, &(struct evidence){ in->password, in->code }, out);
}

static err factors_get(ctx *c, const struct caller *me, const struct nothing *in, struct factors *out)
{
    (void)in;
    return factors_of(c, me->account, out);
}

/* ---- passkeys ---- */

static err creation(ctx *c, const struct caller *me, const struct password_proof *in, struct passkey_creation *out)
{
    return signin_passkey_begin(c, me, &(struct evidence){ in->password, in->code }, out);
}

static err keep(ctx *c, const struct caller *me, const struct passkey_draft *in, struct passkey_made *out)
{
    return passkey_add(c, me->account, in, out);
}

static err passkeys(ctx *c, const struct caller *me, const struct passkey_query *in, passkey_page *out)
{
    id from;

    TRY(list_from(c, in->cursor, &from));
    TRY(passkey_list(c, me->account, from, in->limit + 1, out));
    return list_cut(c, in->limit, out);
}

static err naming(ctx *c, const struct caller *me, const struct passkey_rename_request *in, struct passkey *out)
{
    return passkey_rename(c, me->account, in->id, in->name, out);
}

static err passkey_delete(ctx *c, const struct caller *me, const struct passkey_removal *in, struct nothing *out)
{
    (void)out;
    return signin_passkey_remove(c, me, &(struct evidence){ in->password, in->code }, in->id);
}

CALLS_AS(totp_post, password_proof, totp_setup)
CALLS_AS(confirm, totp_code, recovery_codes)
CALLS_AS(totp_delete, totp_removal, nothing)
CALLS_AS(codes_post, password_proof, recovery_codes)
CALLS_AS(factors_get, nothing, factors)
CALLS_AS(creation, password_proof, passkey_creation)
CALLS_AS(keep, passkey_draft, passkey_made)
CALLS_AS(passkeys, passkey_query, passkey_page)
CALLS_AS(naming, passkey_rename_request, passkey)
CALLS_AS(passkey_delete, passkey_removal, nothing)
CALLS(signin_passkey_ask, passkey_login_request, passkey_request)
CALLS_AS(signin_passkey, passkey_assertion, signed_in)

static const struct problem *const totp_problems[] = { PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), &bad_password, &proof_needed,
    &totp_exists, NULL };
static const struct problem *const confirm_problems[] = { &totp_not_found, PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), &totp_exists,
    NULL };
static const struct problem *const farewell_problems[] = { &totp_not_found, &bad_password, &proof_needed,
    PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), NULL };
static const struct problem *const codes_problems[] = { PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), &bad_password, &proof_needed,
    &no_second_factor, NULL };
static const struct problem *const creation_problems[] = { PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), &bad_password, &proof_needed,
    NULL };
static const struct problem *const add_problems[] = {
    &passkey_exists, &too_many_passkeys, PROBLEM_AS(ERR_INVALID, challenge_invalid), &bad_origin, &bad_relying_party, &bad_client_data,
    &bad_attestation, &bad_authenticator_data, &bad_public_key, &user_not_present, NULL
};
static const struct problem *const passkey_problems[] = { &passkey_not_found, NULL };
static const struct problem *const removal_problems[] = { PROBLEM_AS(ERR_FORBIDDEN, second_factor_wrong), &passkey_not_found,
    &bad_password, &proof_needed, &last_sign_in_method, NULL };
static const struct problem *const ask_problems[] = { &challenge_invalid, NULL };
static const struct problem *const login_problems[] = {
    &challenge_invalid, &passkey_unknown, &passkey_count_fell, PROBLEM_AS(ERR_SIGN_IN, bad_origin),
    PROBLEM_AS(ERR_SIGN_IN, bad_relying_party), PROBLEM_AS(ERR_SIGN_IN, bad_signature),
    PROBLEM_AS(ERR_SIGN_IN, bad_client_data), PROBLEM_AS(ERR_SIGN_IN, bad_authenticator_data), PROBLEM_AS(ERR_SIGN_IN, user_not_present),
    &second_factor_required, &account_suspended, NULL
};

extern const struct route factor_routes[];
const struct route factor_routes[] = {
    { METHOD_GET,    "/auth/factors",        factors_get_entry,    &may_secure_self, RATE_READS,  200, GIVES(factors),
      .tag = "second factors",
      .tag_says = "Authenticator apps, recovery codes and passkeys",
      .summary = "Which second factors are set up" },
    { METHOD_POST,   "/auth/totp",           totp_post_entry,      &may_secure_self, RATE_WRITES, 201, TAKES(password_proof),
      GIVES(totp_setup),
      .given_once = true, .tag = "second factors", .summary = "Begin to set up an authenticator app", .problems = totp_problems },
    { METHOD_POST,   "/auth/totp/confirm",   confirm_entry,        &may_secure_self, RATE_WRITES, 200, TAKES(totp_code),
      GIVES(recovery_codes),
      .given_once = true, .tag = "second factors", .summary = "Confirm that the app works; from now on signing in asks for it",
      .problems = confirm_problems },
    { METHOD_DELETE, "/auth/totp",           totp_delete_entry,    &may_secure_self, RATE_WRITES, 204, TAKES(totp_removal),
      .takes_body = true, .tag = "second factors", .summary = "Remove the authenticator app", .problems = farewell_problems },
    { METHOD_POST,   "/auth/recovery-codes", codes_post_entry,     &may_secure_self, RATE_WRITES, 200, TAKES(password_proof),
      GIVES(recovery_codes),
      .given_once = true, .tag = "second factors", .summary = "New recovery codes; the old ones are void", .problems = codes_problems },
    { METHOD_POST,   "/auth/passkeys/options", creation_entry,     &may_secure_self, RATE_WRITES, 200, TAKES(password_proof),
      GIVES(passkey_creation),
      .given_once = true, .tag = "second factors", .summary = "Get the options with which a browser makes a passkey",
      .problems = creation_problems },
    { METHOD_POST,   "/auth/passkeys",       keep_entry,           &may_secure_self, RATE_WRITES, 201, TAKES(passkey_draft),
      GIVES(passkey_made),
      .given_once = true, .tag = "second factors", .summary = "Register the passkey that the browser made", .problems = add_problems },
    { METHOD_GET,    "/auth/passkeys",       passkeys_entry,       &may_secure_self, RATE_READS,  200, TAKES(passkey_query),
      GIVES_PAGE(passkey),
      .tag = "second factors", .summary = "Your passkeys, newest first" },
    { METHOD_PATCH,  "/auth/passkeys/{id}",  naming_entry,         &may_secure_self, RATE_WRITES, 200, TAKES(passkey_rename_request),
      GIVES(passkey),
      .tag = "second factors", .summary = "Rename a passkey", .problems = passkey_problems },
    { METHOD_DELETE, "/auth/passkeys/{id}",  passkey_delete_entry, &may_secure_self, RATE_WRITES, 204, TAKES(passkey_removal),
      .takes_body = true, .tag = "second factors", .summary = "Remove a passkey", .problems = removal_problems },
    { METHOD_POST,   "/auth/passkeys/login/options", signin_passkey_ask_entry, &anyone, RATE_WRITES, 200,
      TAKES(passkey_login_request), GIVES(passkey_request), .dead_token_ok = true, .tag = "sign-in",
      .summary = "Get the options with which a browser signs in with a passkey", .problems = ask_problems },
    { METHOD_POST,   "/auth/passkeys/login", signin_passkey_entry, &anyone, RATE_WRITES, 200, TAKES(passkey_assertion), GIVES(signed_in),
      .tokens = TOKENS_SET, .dead_token_ok = true, .tag = "sign-in", .summary = "Sign in with a passkey", .problems = login_problems },
    {0}
};
