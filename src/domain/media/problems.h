/* Problems of media. */
#pragma once
#include "base/err.h"

#define MEDIA_PROBLEMS(X) \
    X(media_not_found, ERR_NOT_FOUND, "There is no such media.") \
    X(media_kind,      ERR_INVALID,   "Media of this kind do not fit here.") \
    X(media_failed,    ERR_INVALID,   "This media could not be processed.") \
    X(media_not_ready, ERR_CONFLICT,  "This media is still being processed; try again shortly.") \
    X(media_in_use,    ERR_CONFLICT,  "Something still refers to this media.") \
    X(media_too_long,  ERR_INVALID,   "This film is too long.") \
    X(quota_exceeded,  ERR_FORBIDDEN, "This account has no room for that.") \
    X(upload_complete, ERR_CONFLICT,  "This upload is complete.") \
    X(unsupported_media, ERR_TYPE,    "Media of this format are not taken.") \
    X(media_empty,     ERR_INVALID,   "This has no octets.") \
    X(media_too_large, ERR_TOO_LARGE, "This is larger than what is taken.") \
    X(size_mismatch,   ERR_INVALID,   "The size that was declared is not that of the bytes.") \
    X(checksum_mismatch, ERR_INVALID, "The bytes are not those of the checksum.") \
    X(signature_invalid, ERR_FORBIDDEN, "This is not a URL that was made here.") \
    X(url_expired,     ERR_FORBIDDEN, "This URL has expired; ask again where it came from.") \
    X(upload_incomplete, ERR_CONFLICT, "Not all bytes of this upload are there.") \
    X(upload_offset,   ERR_CONFLICT,  "The server has another offset of this upload.") \
    X(upload_locked,   ERR_LOCKED,    "Another request receives bytes of this upload.") \
    X(upload_expired,  ERR_GONE,      "This upload's time is over.") \
    X(malformed_body,  ERR_MALFORMED, "This form cannot be read.") \
    X(tus_version,     ERR_PRECONDITION, "This server speaks version 1.0.0 of tus.")

PROBLEMS_DECLARE(media_problems, MEDIA_PROBLEMS)

/* Of a member that names one: 422. */
extern const struct problem media_unknown;
