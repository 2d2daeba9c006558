/* Problems of stories and highlights. */
#pragma once
#include "base/err.h"

#define STORY_PROBLEMS(X) \
    X(story_not_found,     ERR_NOT_FOUND, "There is no such story.") \
    X(highlight_not_found, ERR_NOT_FOUND, "There is no such highlight.") \
    X(replies_off,         ERR_FORBIDDEN, "This story takes no replies.") \
    X(cannot_react_to_yourself, ERR_INVALID, "This story is your own.") \
    X(cannot_reply_to_yourself, ERR_INVALID, "This story is your own.") \
    X(too_many_highlights, ERR_CONFLICT,  "You can have at most 100 highlights.")

PROBLEMS_DECLARE(story_problems, STORY_PROBLEMS)
