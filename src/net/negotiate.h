/*
 * Content negotiation (RFC 9110 section 12) and byte ranges (section 14): pure
 * functions from a header field's text to a decision.
 */
#pragma once
#include "base/types.h"

enum coding { CODING_IDENTITY, CODING_GZIP, CODING_BROTLI, CODING_COUNT };

/*
 * The coding that the client likes best among those in `have` (bits 1 << coding); among equals brotli, then gzip,
 * then identity. CODING_COUNT: none is acceptable. `accept` {NULL, 0}: no field, which means identity.
 */
enum coding negotiate_coding(str accept, u32 have);
str coding_name(enum coding);

/* The weight of a media type ("text/html") in an Accept field, in thousandths; 1000 without a field. */
int accept_weight(str accept, str type);

/* Is the type asked for by its name, and no less than the other? */
bool accept_prefers(str accept, str type, str to);

struct range { i64 from, length; };
enum range_verdict { RANGE_NONE, RANGE_GOOD, RANGE_UNSATISFIABLE };
enum { RANGES_MOST = 16 };

/*
 * A Range field against a body of `size`. RANGE_NONE: no field, another unit, or malformed: the whole is sent. More
 * ranges than RANGES_MOST, or ranges that together ask for more than the whole, are answered with the whole too.
 */
enum range_verdict range_read(str field, i64 size, struct range out[RANGES_MOST], int *n);

/* Does an If-None-Match or If-Match list name this entity tag (quoted)? `weak` compares as If-None-Match does. */
bool etag_listed(str list, str etag, bool weak);
