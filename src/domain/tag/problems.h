/* Problems of tags. */
#pragma once
#include "base/err.h"

#define TAG_PROBLEMS(X) \
    X(tag_not_found, ERR_NOT_FOUND, "That cannot be a tag.") \
    X(too_many_tags, ERR_CONFLICT,  "You follow as many tags as one can. Stop following another first.")

PROBLEMS_DECLARE(tag_problems, TAG_PROBLEMS)
