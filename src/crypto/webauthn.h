/*
 * Passkeys and security keys (W3C Web Authentication, level 3): what a relying party
 * checks when a credential is made and when it is used. The caller makes a challenge,
 * keeps it a few minutes and lets it be used once; and keeps the credential's id, key and
 * count. Attestation is the policy "none": its statement is read, and not believed, so
 * any authenticator will do. All input is untrusted and bounded.
 */
#pragma once
#include "base/err.h"
#include "base/shape.h"

enum { WEBAUTHN_ID_MOST = 1023, WEBAUTHN_CHALLENGE_SIZE = 32, WEBAUTHN_SIZE_MOST = 1 << 16 };

/* The algorithms that are accepted, as COSE numbers them: `pubKeyCredParams` of the options should list these. */
enum cose_alg { COSE_ES256 = -7, COSE_EDDSA = -8, COSE_RS256 = -257 };

struct webauthn_rules {
    str challenge;                   /* the bytes that were given out */
    str rp_id;                       /* "example.org" */
    strs origins;                    /* "https://example.org"; compared whole */
    bool verify_user;                /* a PIN or a finger is asked for: there is no password beside it */
};

struct webauthn_credential {
    str id, key;                     /* its name, and its public key in COSE: both to be kept */
    i64 alg;                         /* enum cose_alg */
    u32 count;
    u8 aaguid[16];                   /* the model, zero mostly */
    bool user_verified, may_sync, synced;
    str format;                      /* of the attestation: "none", "packed", ... */
};

struct webauthn_use {
    u32 count;                       /* to be kept */
    bool count_fell;                 /* it did not rise: perhaps the key was copied. The caller decides */
    bool user_verified, synced;
};

/*
 * The caller has decoded what browsers send as base64url. Errors: ERR_INVALID, with a code: "bad_client_data",
 * "bad_challenge", "bad_origin", "bad_authenticator_data", "bad_relying_party", "user_not_present",
 * "user_not_verified", "bad_public_key", "bad_attestation", "bad_signature". The output points into the input.
 */
err webauthn_register(struct arena *, struct failure *, const struct webauthn_rules *, str client_data, str attestation,
                      struct webauthn_credential *out);
err webauthn_assert(struct arena *, struct failure *, const struct webauthn_rules *, str key, u32 last_count, str client_data,
                    str authenticator_data, str signature, struct webauthn_use *out);
