/*
 * The framing of request bodies in HTTP/1.1: a number of octets, or chunks (RFC 9112
 * section 7.1). Pure: bytes in, pieces of the body out, pointing into them. Chunk
 * sizes are hexadecimal digits and nothing else, lines end with CR LF and nothing
 * else, and the total size of extensions is bounded.
 */
#pragma once
#include "net/http1/head.h"

enum { CHUNK_EXTENSIONS_MOST = 16 * 1024, CHUNK_DIGITS_MOST = 15 };

struct framing {
    i64 left;                        /* octets to come of the body, or of the chunk under way */
    i64 total;                       /* of the body so far, by what its framing has announced */
    u32 extensions;                  /* octets of chunk extensions so far */
    u8 state, digits;
};

void framing_length(struct framing *, i64 length);
void framing_chunked(struct framing *);

/* Trailers: the last chunk was read, and a trailer section (at least its empty line) follows. End: nothing follows. */
enum framed { FRAMED_MORE, FRAMED_PIECE, FRAMED_TRAILERS, FRAMED_END, FRAMED_BAD };

/* Takes what it can from the front of `*in`, until there is a piece. `total` grows as soon as a size is known. */
bool framing_here(const struct framing *, size_t n); /* `n` octets hold all the rest, of a body of known length */

enum framed framing_take(struct framing *, str *in, str *piece, struct refusal *);
