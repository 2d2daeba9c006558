/* base32 (RFC 4648, section 6) without padding: how authenticator apps show a secret, for people to type. */
#pragma once
#include "base/types.h"

struct arena;

str base32_text(struct arena *, str bytes);
