/*
 * Signature Version 4, as Amazon's S3 describes it ("Authenticating Requests"): a request
 * is brought into one form, and its digest is signed with a key that is good for a day, a
 * region and a service.
 */
#pragma once
#include "base/types.h"

struct arena;

struct s3_key { str id, secret, region; };
struct s3_field { str name, value; };            /* the name in lower case, the value without spaces around it */

enum { S3_FIELDS = 8 };

struct s3_request {
    const char *method;
    str host;                        /* as the field Host has it */
    str path, query;                 /* encoded; the query sorted by name, "a=1&b=" */
    const struct s3_field *fields;   /* signed besides the host; at most S3_FIELDS */
    size_t field_count;
    str payload;                     /* its SHA-256 in hex, or S3_UNSIGNED; no part of presigned URLs */
    when at;
};

#define S3_UNSIGNED S("UNSIGNED-PAYLOAD")

struct s3_signature { str authorization, date; };            /* for the fields Authorization and X-Amz-Date */

void s3_sign(struct arena *, const struct s3_key *, const struct s3_request *, struct s3_signature *out);
/* The query of a URL that does one request until it expires. The names of `query` come after "X-Amz". */
str s3_presign(struct arena *, const struct s3_key *, const struct s3_request *, i64 lives_s);

struct buf;
void s3_encode(struct buf *, str, bool path);    /* %XX for all but unreserved characters, and slashes in a path */
