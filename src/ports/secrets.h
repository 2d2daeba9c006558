/*
 * Secrets: they are sealed (AES-256-GCM) with a key that is given
 * by `secret_key` or kept in the data folder, made at the first start with mode 0600.
 * `purpose` binds a sealed text to its use: sealed for one, it opens for no other.
 */
#pragma once
#include "base/err.h"

struct world;
struct arena;
struct secrets;

err secrets_open(struct world *, struct failure *, struct secrets **out);
void secrets_close(struct secrets **);
str secrets_seal(struct secrets *, struct arena *, str purpose, str plain);              /* binary; version, nonce, text, tag */
err secrets_unseal(struct secrets *, struct arena *, str purpose, str sealed, str *out); /* ERR_FORBIDDEN: changed, or another key's */
void secrets_mac(struct secrets *, str purpose, str text, u8 out[32]);                   /* HMAC-SHA-256 under a key of its own */
