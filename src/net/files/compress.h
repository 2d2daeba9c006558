/*
 * Compressed forms of answers (RFC 9110 section 8.4): gzip and brotli. Whole bodies
 * only, never a range, and never what must not be kept: an answer that carries a token
 * beside text that a stranger chose would reveal the token by its length.
 */
#pragma once
#include "net/http.h"
#include "net/negotiate.h"

enum {
    COMPRESS_LEAST = 1024,           /* octets of body; below, it is one packet either way */
    COMPRESS_INLINE = 64 * 1024      /* up to here it takes what a loop can spare: less than half a millisecond */
};

/* Is a body of this media type worth it? Images, videos and archives are not. */
bool type_compresses(str type);

/*
 * The coding that the request likes best among those in `have`, as negotiate_coding. The caller adds Vary to
 * every answer whose form was chosen, whatever the choice was.
 */
enum coding coding_wanted(const struct exchange *, u32 have);
enum { CODINGS_ALL = (1 << CODING_COUNT) - 1 };

/* What a coding adds to the name of a file, and to an entity tag after a '-': "gz", "br"; "" for identity. */
str coding_suffix(enum coding);

/*
 * Quickly, for an answer that is sent once; with some care, for a file whose form is kept for a while; as small as it
 * gets, for a document.
 */
enum effort { EFFORT_QUICK, EFFORT_KEPT, EFFORT_DENSE };

void compress_add(struct buf *, enum coding, enum effort, str body);

/* Quickly, into the ctx's arena; a large body goes to the task pool, and parks. ERR_BUSY when that is full. */
err compress_body(ctx *, enum coding, str body, str *out);
