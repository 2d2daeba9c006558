/*
 * Signing in: how somebody proves who they are, and becomes a session. Registration,
 * passwords and second factors meet here; passkeys and other providers end here too
 * (`signin_complete`). Nothing that is answered tells whether an account exists, in
 * words or in time. Hashing runs on the heavy lane of the task pool, bounded: under
 * attack it answers 503 early.
 *
 * Attempts are counted by the client's networks and by the account's name as it was
 * typed, or where the account signed in before by the device (device.c); what succeeds
 * does not count. Too many: ERR_TOO_MANY. `me` is whoever is signed in where it comes from, or nobody: a live session, too,
 * says that its account has signed in there before.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/factor/factor.h"
#include "domain/proof/proof.h"
#include "domain/session/session.h"
#include "domain/signin/problems.h"

/* Somebody's own view of their account, in every answer that signs in. */
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
void user_of(const struct account *, struct user *out);

/* Of a new session; what older clients look for beside `user` is at the top, too. */
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
void signed_in_of(const struct session_tokens *, const struct account *, struct signed_in *out);

/* `identifier`: an e-mail address or a phone number, in place of the member for it. */
struct registration { str username; maybe_str email, phone, identifier; str password; maybe_str display_name; };
extern const struct shape registration_shape;
void registration_check(struct failure *, const struct registration *);        /* all that is wrong with it */
/* May somebody who has no account make one now, from here? Counted. ERR_FORBIDDEN registration_closed; ERR_TOO_MANY. */
err signin_admit(ctx *);
err signin_register(ctx *, const struct registration *, struct signed_in *out);
err signin_draft(ctx *, const struct registration *, struct account_draft *out);     /* for others who make accounts: checked, hashed, with an id */

/* One of the first four. `code`: of the second factor, if the client has it at hand. ERR_SIGN_IN bad_credentials. */
struct credentials { maybe_str identifier, email, username, phone; str password; maybe_str code, device_token; };
extern const struct shape credentials_shape;
err signin_password(ctx *, const struct caller *me, const struct credentials *, struct signed_in *out);

/*
 * After a first proof of who it is: refuses the suspended (403 account_suspended), asks for the second factor where there
 * is one (401 second_factor_required, with a `challenge` that the answer to it brings back), else begins a session and
 * tells the audit log. `strong`: the proof was two factors by itself (a passkey that verified its user).
 */
struct proof {
    maybe_str device;                /* the client's device token, if it has one */
    str how;                         /* "password", "passkey", "google" */
    bool strong;
    str code;
    const struct factor_use *use;    /* of a passkey */
    struct secret hash;              /* the password's, made again to be kept; hidden "": it stays */
    tx_fn *also;                     /* commits with the session, after `out` is filled; or NULL */
    void *also_arg;
};
err signin_complete(ctx *, const struct caller *me, const struct account *, const struct proof *, struct signed_in *out);

/* The second step: a code of the app, a recovery code, or a passkey. ERR_SIGN_IN: challenge_invalid, second_factor_wrong, as passkey_prove. */
struct second_step { str challenge, code; struct passkey_assertion credential; maybe_str device_token; };
extern const struct shape second_step_shape;
err signin_second(ctx *, const struct caller *me, const struct second_step *, struct signed_in *out);

/*
 * With a passkey, whose authenticator finds it by itself. A name that is asked for narrows whose it may be, and the answer
 * is the same for any; the challenge of a first step asks for the passkeys of its account, to go into `second_step`.
 */
struct passkey_login_request { maybe_str username, challenge; };
extern const struct shape passkey_login_request_shape;
err signin_passkey_ask(ctx *, const struct passkey_login_request *, struct passkey_request *out);
err signin_passkey(ctx *, const struct caller *me, const struct passkey_assertion *, struct signed_in *out);

/* Is this that account's password? Counted as an attempt. ERR_FORBIDDEN bad_password; an account without one: OK. */
err signin_prove(ctx *, const struct caller *me, const struct account *, maybe_str password);

/*
 * The one rule for what changes the ways into an account: its caller shows lately to be its owner. The password does that, a
 * code of a second factor (which it uses up), or a session that began within 15 minutes. PROOF_BY_PASSWORD: an account with a
 * password takes no less than that. ERR_FORBIDDEN proof_needed, bad_password, second_factor_wrong; ERR_TOO_MANY.
 */
struct evidence { maybe_str password, code; };
err signin_proven(ctx *, const struct caller *me, const struct evidence *, enum proof_need, const struct proven **out);

err signin_hash(ctx *, str password, struct secret *out);    /* on the task pool; ERR_BUSY */

/* A new password; all other sessions end. An account without one gets its first, by a proof made lately. */
struct password_change { maybe_str current_password; str password; maybe_str code; };
extern const struct shape password_change_shape;
err signin_change_password(ctx *, const struct caller *me, const struct password_change *);

/* By a proof made lately. All sessions but the one that asks end, and so does what is under way: links to providers, letters, challenges. */
err signin_end_others(ctx *, const struct caller *me, const struct evidence *);

/* What factor.h does with a proof, with what shows it: each knows how much its deed takes. */
err signin_totp_begin(ctx *, const struct caller *me, const struct evidence *, struct totp_setup *out);
err signin_totp_remove(ctx *, const struct caller *me, const struct evidence *);
err signin_recovery_codes_make(ctx *, const struct caller *me, const struct evidence *, struct recovery_codes *out);
err signin_passkey_begin(ctx *, const struct caller *me, const struct evidence *, struct passkey_creation *out);
err signin_passkey_remove(ctx *, const struct caller *me, const struct evidence *, id which);

/* Whose account it is: of one that is signed in, or of an access token. ERR_SIGN_IN: token_expired, token_invalid. */
err signin_user(ctx *, id me, struct user *out);
err signin_user_of_token(ctx *, str token, struct user *out);

/* What the audit log tells of it. */
#define SIGNIN_ACTIONS(X) \
    X(signed_in) X(sign_in_failed) X(password_changed) X(password_reset)
AUDIT_DECLARE(signin_actions, SIGNIN_ACTIONS);

extern const struct capability signin_capability;
