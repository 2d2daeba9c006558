/*
 * Second factors: what an account asks for besides its password. They are an
 * authenticator app (TOTP), passkeys, which also sign in without a password, and recovery
 * codes for the day when the others are lost; they go with the last of the others. This
 * room owns their tables: secrets are sealed, or kept only as a code that does not reveal
 * them.
 *
 * Checking an answer and using it up are two verbs: the second runs in the transaction of
 * what the answer opens, so that it opens one thing. A change is reported to the audit
 * log and by the event account.secured, {"what": "totp_added"}. A request for one needs a
 * proof; the confirmation of one that was begun depends on the epoch and the session of
 * the request.
 */
#pragma once
#include "domain/audit/audit.h"
#include "domain/factor/problems.h"
#include "domain/proof/proof.h"

enum factor_kind { FACTOR_NONE, FACTOR_TOTP, FACTOR_RECOVERY_CODE, FACTOR_PASSKEY, FACTOR_KINDS };
extern const char *const factor_words[FACTOR_KINDS];         /* "totp", "recovery_code", "passkey" */

/* What an account has. */
struct passkey { id id; str name; when created_at; maybe_when last_used_at; };
typedef PAGE(passkey) passkey_page;
extern const struct shape passkey_shape;
struct factors { maybe_when totp_since; passkey_page passkeys; i64 recovery_codes_left; };
extern const struct shape factors_shape;
err factors_of(ctx *, id account, struct factors *out);

/* The number of each that an account has: with 1 or more of the first two, signing in requires one. */
struct factor_tally { i64 totp, passkeys, recovery_codes; };
err factor_tally(ctx *, id account, struct factor_tally *out);
err factor_tally_in(tx *, id account, struct factor_tally *out);
static inline bool factor_asked(const struct factor_tally *t) { return t->totp || t->passkeys; }

/* Removes all of an account's, with the recovery codes. `any`: signing in required one; the caller reports that. */
err factors_drop(tx *, id account, bool *any);

/* Removes one without its owner's proof: the app, the recovery codes, or a passkey. One that is gone already is not an error. */
struct factor_gone { id account; enum factor_kind kind; id passkey; str address; };
err factor_drop(tx *, const struct factor_gone *);

/* ---- the authenticator app ---- */

struct totp_setup { str secret, uri; };
extern const struct shape totp_setup_shape;
struct recovery_codes { strs recovery_codes; };
extern const struct shape recovery_codes_shape;

/* A secret, which counts once it is confirmed by totp_confirm within half an hour. ERR_CONFLICT totp_exists. */
err totp_begin(ctx *, const struct proven *, struct totp_setup *out);
/* ERR_NOT_FOUND totp_not_found, ERR_CONFLICT totp_exists, ERR_FORBIDDEN second_factor_wrong, ERR_TOO_MANY. */
err totp_confirm(ctx *, id me, str code, struct recovery_codes *out);
err totp_remove(ctx *, const struct proven *);               /* ERR_NOT_FOUND totp_not_found */

/* A new set; the old ones are void. ERR_CONFLICT no_second_factor. */
err recovery_codes_make(ctx *, const struct proven *, struct recovery_codes *out);

/* ---- passkeys: the questions to browsers and their answers, in the JSON of WebAuthn level 3 ---- */

extern const struct shape passkey_creation_shape, passkey_request_shape;
struct passkey_party { str id, name; };
struct passkey_user { str id, name, displayName; };
struct passkey_kind { str type; i64 alg; };
struct passkey_named { str id, type; strs transports; };
struct passkey_wish { str residentKey; bool requireResidentKey; str userVerification; };
typedef PAGE(passkey_kind) passkey_kind_page;
typedef PAGE(passkey_named) passkey_named_page;

struct passkey_creation {
    struct passkey_party rp;
    struct passkey_user user;
    str challenge;
    passkey_kind_page pubKeyCredParams;
    i64 timeout;
    passkey_named_page excludeCredentials;
    struct passkey_wish authenticatorSelection;
    str attestation;
};
struct passkey_request { str challenge; i64 timeout; str rpId; passkey_named_page allowCredentials; str userVerification; };

struct attestation_response { str clientDataJSON, attestationObject; strs transports; };
struct passkey_credential { str id, rawId, type; struct attestation_response response; };
struct assertion_response { str clientDataJSON, authenticatorData, signature; maybe_str userHandle; };
struct passkey_assertion { str id, rawId, type; struct assertion_response response; };
extern const struct shape passkey_assertion_shape;

/* Adds one. With the first factor come recovery codes, if there are none. */
struct passkey_draft { struct passkey_credential credential; maybe_str name; };
extern const struct shape passkey_draft_shape;
struct passkey_made { id id; str name; when created_at; strs recovery_codes; };
extern const struct shape passkey_made_shape;
err passkey_begin(ctx *, const struct proven *, struct passkey_creation *out);
/* ERR_INVALID challenge_invalid, or as crypto/webauthn.h says; ERR_CONFLICT passkey_exists, too_many_passkeys. */
err passkey_add(ctx *, id me, const struct passkey_draft *, struct passkey_made *out);

/* ERR_NOT_FOUND passkey_not_found: also for another account's. */
err passkey_list(ctx *, id me, id before, i64 most, passkey_page *out);      /* newest first; before 0: from the newest */
err passkey_rename(ctx *, id me, id which, str name, struct passkey *out);
err passkey_remove(ctx *, const struct proven *, id);        /* ERR_CONFLICT last_sign_in_method */

/* ---- an answer ---- */

/* An answer that was checked and is right. `strong`: its authenticator verified its user, so it counts as two factors. */
struct factor_use { enum factor_kind kind; id account, passkey; i64 step, count; str hash, address; bool strong; };

/* A code of the app or for recovery, or a passkey's answer. `verify_user`: a touch is not enough, since the first proof was only that. */
/* counted_as 0: the account */
struct factor_answer { str code; const struct passkey_assertion *passkey; bool verify_user; u64 counted_as; };

/* ERR_SIGN_IN second_factor_wrong, and for passkeys as passkey_prove; ERR_TOO_MANY. */
err factor_check(ctx *, id account, const struct factor_answer *, struct factor_use *out);
err factor_spend(tx *, const struct factor_use *);           /* ERR_SIGN_IN: it was used meanwhile */

/* Whose passkey may answer. */
extern const struct grant passkey_of_anybody, passkey_of_nobody;
/* To sign in with; reveals nothing about the account. */
err passkey_ask(ctx *, struct grant whose, struct passkey_request *out);
/* As the second factor of an account; it names that account's passkeys. */
err passkey_ask_second(ctx *, struct grant whose, struct passkey_request *out);
/* Whose it is: out->account. ERR_SIGN_IN challenge_invalid, passkey_unknown, passkey_count_fell, or as crypto/webauthn.h says. */
err passkey_prove(ctx *, const struct passkey_assertion *, struct factor_use *out);

/* What the audit log records of it. */
#define FACTOR_ACTIONS(X) \
    X(second_factor_added) X(second_factor_removed) X(recovery_codes_made) X(recovery_code_used) X(passkey_added) \
    X(passkey_removed) X(passkey_count_fell)
AUDIT_DECLARE(factor_actions, FACTOR_ACTIONS);

extern const struct capability factor_capability;
