/*
 * Second factors: what an account asks for besides its password. An authenticator app
 * (TOTP) and passkeys, which also sign in without a password; and recovery codes for the
 * day that they are lost, which go when the last of them goes. This room owns their
 * tables: what they are proved by is sealed, or kept as something it cannot be read from.
 *
 * To look at an answer and to use it up are two verbs: the second runs in the
 * transaction of what the answer opens, so that it opens one thing. A change is told to
 * the audit log and by the event account.secured, {"what": "totp_added"}. Who asks for one
 * brings a proof; what confirms one that was begun hangs on the epoch and the session of that.
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

/* How many of each an account has: 1 or more of the first two, and signing in takes one of them. */
struct factor_tally { i64 totp, passkeys, recovery_codes; };
err factor_tally(ctx *, id account, struct factor_tally *out);
err factor_tally_in(tx *, id account, struct factor_tally *out);
static inline bool factor_asked(const struct factor_tally *t) { return t->totp || t->passkeys; }

/* Takes all of an account's from it, also the recovery codes. That `any` of them was asked for at signing in is for the caller to tell. */
err factors_drop(tx *, id account, bool *any);

/* One of them, for those who may without its owner's proof: the app, the recovery codes, or a passkey. One that is gone is none. */
struct factor_gone { id account; enum factor_kind kind; id passkey; str address; };
err factor_drop(tx *, const struct factor_gone *);

/* ---- the authenticator app ---- */

struct totp_setup { str secret, uri; };
extern const struct shape totp_setup_shape;
struct recovery_codes { strs recovery_codes; };
extern const struct shape recovery_codes_shape;

/* A secret, which counts from totp_confirm on, within half an hour. ERR_CONFLICT totp_exists. */
err totp_begin(ctx *, const struct proven *, struct totp_setup *out);
/* ERR_NOT_FOUND totp_not_found, ERR_CONFLICT totp_exists, ERR_FORBIDDEN second_factor_wrong, ERR_TOO_MANY. */
err totp_confirm(ctx *, id me, str code, struct recovery_codes *out);
err totp_remove(ctx *, const struct proven *);               /* ERR_NOT_FOUND totp_not_found */

/* A new set; the old ones are void. ERR_CONFLICT no_second_factor. */
err recovery_codes_make(ctx *, const struct proven *, struct recovery_codes *out);

/* ---- passkeys: what browsers are asked and answer, as WebAuthn level 3 writes it in JSON ---- */

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

/* One more. The first factor brings recovery codes, if there are none. */
struct passkey_draft { struct passkey_credential credential; maybe_str name; };
extern const struct shape passkey_draft_shape;
struct passkey_made { id id; str name; when created_at; strs recovery_codes; };
extern const struct shape passkey_made_shape;
err passkey_begin(ctx *, const struct proven *, struct passkey_creation *out);
/* ERR_INVALID challenge_invalid, or as crypto/webauthn.h says; ERR_CONFLICT passkey_exists, too_many_passkeys. */
err passkey_add(ctx *, id me, const struct passkey_draft *, struct passkey_made *out);

/* ERR_NOT_FOUND passkey_not_found: also another's. */
err passkey_list(ctx *, id me, id before, i64 most, passkey_page *out);      /* newest first; before 0: from the newest */
err passkey_rename(ctx *, id me, id which, str name, struct passkey *out);
err passkey_remove(ctx *, const struct proven *, id);        /* ERR_CONFLICT last_sign_in_method */

/* ---- an answer ---- */

/* Of one that was looked at and is right. `strong`: its authenticator asked who is there, so it is two factors. */
struct factor_use { enum factor_kind kind; id account, passkey; i64 step, count; str hash, address; bool strong; };

/* A code of the app or for recovery, or a passkey's answer. `verify_user`: a touch is not enough, since the first proof was no more. */
struct factor_answer { str code; const struct passkey_assertion *passkey; bool verify_user; u64 counted_as; };       /* counted_as 0: the account */

/* ERR_SIGN_IN second_factor_wrong, and of passkeys as passkey_prove; ERR_TOO_MANY. */
err factor_check(ctx *, id account, const struct factor_answer *, struct factor_use *out);
err factor_spend(tx *, const struct factor_use *);           /* ERR_SIGN_IN: it was used meanwhile */

/* Whose a passkey's answer is to be. */
extern const struct grant passkey_of_anybody, passkey_of_nobody;
/* To sign in with; tells nothing of the account that it asks for. */
err passkey_ask(ctx *, struct grant whose, struct passkey_request *out);
/* As the second factor of an account, whose passkeys it names. */
err passkey_ask_second(ctx *, struct grant whose, struct passkey_request *out);
/* Whose it is: out->account. ERR_SIGN_IN challenge_invalid, passkey_unknown, passkey_count_fell, or as crypto/webauthn.h says. */
err passkey_prove(ctx *, const struct passkey_assertion *, struct factor_use *out);

/* What the audit log tells of it. */
#define FACTOR_ACTIONS(X) \
    X(second_factor_added) X(second_factor_removed) X(recovery_codes_made) X(recovery_code_used) X(passkey_added) \
    X(passkey_removed) X(passkey_count_fell)
AUDIT_DECLARE(factor_actions, FACTOR_ACTIONS);

extern const struct capability factor_capability;
