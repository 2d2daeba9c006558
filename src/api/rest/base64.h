/* base64url without padding (RFC 4648, section 5): bytes in a URL. */
#pragma once
#include "base/buf.h"

void base64url_add(struct buf *, const u8 *bytes, size_t n);
bool base64url_read(str, u8 *out, size_t n);     /* exactly n bytes, in the one way to write them */
