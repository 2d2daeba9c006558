/* Problems of tokens, keys and passkeys. */
#pragma once
#include "base/err.h"

#define CRYPTO_PROBLEMS(X) \
    X(token_invalid,          ERR_SIGN_IN, "This token is not valid.") \
    X(token_expired,          ERR_SIGN_IN, "This token has expired.") \
    X(bad_jwks,               ERR_INVALID, "That is not a JWKS document.") \
    X(bad_client_data,        ERR_INVALID, "The browser's part of the answer is malformed, or answers another question.") \
    X(bad_challenge,          ERR_INVALID, "The answer is to another challenge.") \
    X(bad_origin,             ERR_INVALID, "The answer was given on another site.") \
    X(bad_relying_party,      ERR_INVALID, "The answer is for another site.") \
    X(user_not_present,       ERR_INVALID, "Nobody touched the authenticator.") \
    X(user_not_verified,      ERR_INVALID, "The authenticator did not ask who is there.") \
    X(bad_authenticator_data, ERR_INVALID, "The authenticator's part of the answer is malformed.") \
    X(bad_attestation,        ERR_INVALID, "The authenticator's answer is malformed.") \
    X(bad_public_key,         ERR_INVALID, "The authenticator's key is of a kind that is not supported.") \
    X(bad_signature,          ERR_INVALID, "The signature is not right.")

PROBLEMS_DECLARE(crypto_problems, CRYPTO_PROBLEMS)
