/* base64url without padding (RFC 4648, section 5): bytes in a URL. Each text has one meaning, and each run of bytes one text. */
#pragma once
#include "base/buf.h"

struct arena;

void base64url_add(struct buf *, const u8 *bytes, size_t n);
str base64url_text(struct arena *, str bytes);
str base64_text(struct arena *, str bytes);       /* the usual alphabet, with padding (section 4) */
bool base64url_read(str, u8 *out, size_t n);     /* exactly n bytes, in canonical form */
bool base64url_bytes(struct arena *, str, str *out);         /* however many there are */
