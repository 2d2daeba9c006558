/* The questions to browsers and their answers, in the words of WebAuthn level 3 (section 5.1.8 and the dictionaries that end in JSON). */
#include "domain/factor/factor_own.h"

enum { ID_TEXT = 1364, CLIENT_DATA_TEXT = 16384, ANSWER_TEXT = 87384, TRANSPORTS = 10 };

static const char *const key_type[] = { "public-key", NULL };

SHAPE(passkey_party, FIELD(passkey_party, id), FIELD(passkey_party, name));
SHAPE(passkey_user, FIELD(passkey_user, id), FIELD(passkey_user, name), FIELD(passkey_user, displayName));
SHAPE(passkey_kind, FIELD(passkey_kind, type), FIELD(passkey_kind, alg));
SHAPE(passkey_named, FIELD(passkey_named, id), FIELD(passkey_named, type), FIELD(passkey_named, transports));
SHAPE(passkey_wish,
    FIELD(passkey_wish, residentKey),
    FIELD(passkey_wish, requireResidentKey),
    FIELD(passkey_wish, userVerification));
SHAPE(passkey_creation,
    FIELD(passkey_creation, rp, .of = &passkey_party_shape),
    FIELD(passkey_creation, user, .of = &passkey_user_shape),
    FIELD(passkey_creation, challenge, .doc = "Works once, for five minutes"),
    FIELD_PAGE(passkey_creation, pubKeyCredParams, &passkey_kind_shape),
    FIELD(passkey_creation, timeout, .doc = "Milliseconds"),
    FIELD_PAGE(passkey_creation, excludeCredentials, &passkey_named_shape),
    FIELD(passkey_creation, authenticatorSelection, .of = &passkey_wish_shape),
    FIELD(passkey_creation, attestation));
SHAPE(passkey_request,
    FIELD(passkey_request, challenge, .doc = "Works once, for five minutes"),
    FIELD(passkey_request, timeout, .doc = "Milliseconds"),
    FIELD(passkey_request, rpId),
    FIELD_PAGE(passkey_request, allowCredentials, &passkey_named_shape),
    FIELD(passkey_request, userVerification));

static SHAPE(attestation_response,
    FIELD(attestation_response, clientDataJSON,    .min = 1, .max = CLIENT_DATA_TEXT),
    FIELD(attestation_response, attestationObject, .min = 1, .max = ANSWER_TEXT),
    FIELD(attestation_response, transports,        .optional = true, .max = TRANSPORTS));
static SHAPE(passkey_credential,
    FIELD(passkey_credential, id,       .min = 1, .max = ID_TEXT),
    FIELD(passkey_credential, rawId,    .optional = true, .max = ID_TEXT),
    FIELD(passkey_credential, type,     .words = key_type),
    FIELD(passkey_credential, response, .of = &attestation_response_shape));
SHAPE(passkey_draft,
    FIELD(passkey_draft, credential, .of = &passkey_credential_shape, .doc = "The new credential, as the browser's toJSON() gives it"),
    FIELD(passkey_draft, name,       .optional = true, .max = 100, .reads = display_name_read, .doc = "The owner's name for it"));
static SHAPE(assertion_response,
    FIELD(assertion_response, clientDataJSON,    .min = 1, .max = CLIENT_DATA_TEXT),
    FIELD(assertion_response, authenticatorData, .min = 1, .max = ANSWER_TEXT),
    FIELD(assertion_response, signature,         .min = 1, .max = 4096),
    FIELD(assertion_response, userHandle,        .optional = true, .max = 200));
SHAPE(passkey_assertion,
    FIELD(passkey_assertion, id,       .min = 1, .max = ID_TEXT),
    FIELD(passkey_assertion, rawId,    .optional = true, .max = ID_TEXT),
    FIELD(passkey_assertion, type,     .words = key_type),
    FIELD(passkey_assertion, response, .of = &assertion_response_shape));

SHAPE(passkey,
    FIELD(passkey, id),
    FIELD(passkey, name),
    FIELD(passkey, created_at),
    FIELD(passkey, last_used_at));
SHAPE(passkey_made,
    FIELD(passkey_made, id),
    FIELD(passkey_made, name),
    FIELD(passkey_made, created_at),
    FIELD(passkey_made, recovery_codes,
          .doc = "Only with the first second factor, for the day when it is lost; shown this once. Otherwise empty"));
SHAPE(passkey_row,
    FIELD(passkey_row, id),
    FIELD(passkey_row, account_id),
    FIELD(passkey_row, public_key),
    FIELD(passkey_row, sign_count));
SHAPE(passkey_name,
    FIELD(passkey_name, credential),
    FIELD(passkey_name, transports));
