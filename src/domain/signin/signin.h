/*
 * Signing in: from a proof of identity to a session. Registration,
 * passwords and second factors meet here; passkeys and other providers end here too
 * (`signin_complete`). No answer reveals whether an account exists, in
 * words or in time. Hashing runs on the heavy lane of the task pool, bounded: under
 * attack it answers 503 early.
 *
 * Attempts are counted by the client's networks and by the account's name as it was
 * typed, or by the device if the account signed in on it before (device.c); successes do
 * not count. Too many: ERR_TOO_MANY. `me` is the account that is signed in on the client,
 * or 0: a live session also shows that its account has signed in there before.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "domain/proof/proof.h"
#include "domain/session/session.h"
#include "domain/signin/problems.h"

/* An owner's view of their account, in every answer that signs in. */
struct user {
    id id;
    str username;
    maybe_str email, phone;
    bool email_confirmed;
    str display_name;
    maybe_str avatar_url;
    str role;
    bool locked;
    maybe_when deletes_at;           /* absent unless it is about to be deleted */
    when created_at;
};
extern const struct shape user_shape;
void user_of(struct arena *, str origin, const struct account *, struct user *out);         /* origin: media_base_url */

/* For a new session; members of `user` that older clients expect at the top are there, too. */
struct signed_in {
    str token, refresh_token;
    i64 expires_in;
    id user_id;
    str username;
    maybe_str email;
    bool email_verified, phone_verified;
    struct user user;
    struct secret cookie, device;
};
extern const struct shape signed_in_shape;
void signed_in_of(struct arena *, str origin, const struct session_tokens *, const struct account *, struct signed_in *out);

/* `identifier`: an e-mail address or a phone number, in place of the member for it. */
struct registration { str username; maybe_str email, phone, identifier; str password; maybe_str display_name; };
extern const struct shape registration_shape;
void registration_check(struct failure *, const struct registration *);        /* reports all its errors */
/* May a newcomer make an account now, from this client? Counted. ERR_FORBIDDEN registration_closed; ERR_TOO_MANY. */
err signin_admit(ctx *);
bool signin_is_open(const struct world *);       /* may anybody make an account? */
err signin_register(ctx *, const struct registration *, struct signed_in *out);
/* for other callers that make accounts: checked, hashed, with an id */
err signin_draft(ctx *, const struct registration *, struct account_draft *out);

/* One of the first four. `code`: the second factor's, if the client has it at hand. ERR_SIGN_IN bad_credentials. */
struct credentials { maybe_str identifier, email, username, phone; str password; maybe_str code, device_token; };
extern const struct shape credentials_shape;
err signin_password(ctx *, const struct caller *me, const struct credentials *, struct signed_in *out);

/*
 * After a first proof: refuses a suspended account (403 account_suspended), asks for the second factor if there is one
 * (401 second_factor_required, with a `challenge` that the second step brings back), otherwise begins a session and
 * records it in the audit log. `strong`: the proof was two factors by itself (a passkey that verified its user).
 */
struct proof {
    maybe_str device;                /* the client's device token, if it has one */
    str how;                         /* "password", "passkey", "google" */
    bool strong;
    str code;
    const struct factor_use *use;    /* of a passkey */
    struct secret hash;              /* a new hash of the password; hidden "": keep the old one */
    tx_fn *also;                     /* commits with the session, after `out` is filled; or NULL */
    void *also_arg;
};
err signin_complete(ctx *, const struct caller *me, const struct account *, const struct proof *, struct signed_in *out);

/*
 * The second step: a code of the app, a recovery code, or a passkey. ERR_SIGN_IN: challenge_invalid,
 * second_factor_wrong, as passkey_prove.
 */
struct second_step { str challenge, code; struct passkey_assertion credential; maybe_str device_token; };
extern const struct shape second_step_shape;
err signin_second(ctx *, const struct caller *me, const struct second_step *, struct signed_in *out);

/*
 * With a passkey, whose authenticator finds it by itself. A name in the request limits it to that account, and the
 * answer is the same for any; the challenge of a first step asks for the passkeys of its account, to go into
 * `second_step`.
 */
struct passkey_login_request { maybe_str username, challenge; };
extern const struct shape passkey_login_request_shape;
err signin_passkey_ask(ctx *, const struct passkey_login_request *, struct passkey_request *out);
err signin_passkey(ctx *, const struct caller *me, const struct passkey_assertion *, struct signed_in *out);

/* Checks an account's password; counts as an attempt. ERR_FORBIDDEN bad_password; OK if the account has none. */
err signin_prove(ctx *, const struct caller *me, const struct account *, maybe_str password);

/*
 * The one rule for changes of the ways into an account: the caller has shown recently to be its owner. The password
 * does that, a code of a second factor (which it uses up), or a session that began within 15 minutes.
 * PROOF_BY_PASSWORD: for an account with a password, only that counts. ERR_FORBIDDEN proof_needed, bad_password,
 * second_factor_wrong; ERR_TOO_MANY.
 */
struct evidence { maybe_str password, code; };
err signin_proven(ctx *, const struct caller *me, const struct evidence *, enum proof_need, const struct proven **out);

err signin_hash(ctx *, str password, struct secret *out);    /* on the task pool; ERR_BUSY */

/* A new password; all other sessions end. An account without one gets its first, by a recent proof. */
struct password_change { maybe_str current_password; str password; maybe_str code; };
extern const struct shape password_change_shape;
err signin_change_password(ctx *, const struct caller *me, const struct password_change *);

/* By a recent proof. Ends all sessions but the one that asks, and everything under way: links to providers, letters, challenges. */
err signin_end_others(ctx *, const struct caller *me, const struct evidence *);

/* The verbs of factor.h that need a proof, with its evidence: each knows how much its deed needs. */
err signin_totp_begin(ctx *, const struct caller *me, const struct evidence *, struct totp_setup *out);
err signin_totp_remove(ctx *, const struct caller *me, const struct evidence *);
err signin_recovery_codes_make(ctx *, const struct caller *me, const struct evidence *, struct recovery_codes *out);
err signin_passkey_begin(ctx *, const struct caller *me, const struct evidence *, struct passkey_creation *out);
err signin_passkey_remove(ctx *, const struct caller *me, const struct evidence *, id which);

/* The account of a signed-in caller, or of an access token. ERR_SIGN_IN: token_expired, token_invalid. */
err signin_user(ctx *, id me, struct user *out);
err signin_user_of_token(ctx *, str token, struct user *out);

/* What the audit log records of it. */
#define SIGNIN_ACTIONS(X) \
    X(signed_in) X(sign_in_failed) X(password_changed) X(password_reset)
AUDIT_DECLARE(signin_actions, SIGNIN_ACTIONS);

extern const struct capability signin_capability;
