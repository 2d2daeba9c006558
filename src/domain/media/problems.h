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
    X(url_expired,     ERR_FORBIDDEN, "This URL has expired; ask again where it came from.") \
    X(signature_invalid, ERR_FORBIDDEN, "This is not a URL that was made here.")

PROBLEMS_DECLARE(media_problems, MEDIA_PROBLEMS)

/* Of a member that names one: 422. */
extern const struct problem media_unknown;
