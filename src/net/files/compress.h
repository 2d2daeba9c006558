/*
 * Compressed forms of answers (RFC 9110 section 8.4): gzip and brotli. Whole bodies
 * only, never a range, and never what must not be kept: an answer that carries a
 * token, and beside it text that a stranger chose, would tell the token by its length.
 */
#pragma once
#include "net/http.h"
#include "net/negotiate.h"

enum {
    COMPRESS_LEAST = 1024,           /* octets of body; below, a packet is a packet */
    COMPRESS_INLINE = 64 * 1024      /* up to here it takes less than a loop may spare: half a millisecond */
};

/* Is a body of this media type worth it? Images, videos and archives are not. */
bool type_compresses(str type);

/*
 * The coding that the request likes best among those in `have`, as negotiate_coding. With Vary, which the caller
 * adds to every answer whose form was chosen, whatever the choice was.
 */
enum coding coding_wanted(const struct exchange *, u32 have);
enum { CODINGS_ALL = (1 << CODING_COUNT) - 1 };

/* What a coding adds to the name of a file, and to an entity tag behind a '-': "gz", "br"; "" for identity. */
str coding_suffix(enum coding);

/* Quickly, for an answer that is sent once; with some care, for a file whose form is kept for a while; as small as it gets, for a document. */
enum effort { EFFORT_QUICK, EFFORT_KEPT, EFFORT_DENSE };

void compress_add(struct buf *, enum coding, enum effort, str body);

/* Quickly, into the ctx's arena; what is large parks, for the task pool. ERR_BUSY when that is full. */
err compress_body(ctx *, enum coding, str body, str *out);
