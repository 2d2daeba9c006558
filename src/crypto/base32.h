/* base32 (RFC 4648, section 6) without padding: how authenticator apps show a secret, for people to type. */
#pragma once
#include "base/types.h"

struct arena;

str base32_text(struct arena *, str bytes);

/* Either case, with spaces, hyphens and padding as people and programs add them. False: another character, or an impossible length. */
bool base32_bytes(struct arena *, str, str *out);
