/* Problems of polls and votes. */
#pragma once
#include "base/err.h"

#define POLL_PROBLEMS(X) \
    X(poll_not_found,      ERR_NOT_FOUND, "This post has no poll.") \
    X(poll_is_over,        ERR_CONFLICT,  "This poll has ended.", poll_ended) \
    X(already_voted,       ERR_CONFLICT,  "You have already voted otherwise in this poll.") \
    X(options_alike,       ERR_INVALID,   "The options must all be different.") \
    X(option_length,       ERR_INVALID,   "Each option must have 1 to 100 characters.") \
    X(two_ends,            ERR_INVALID,   "A poll has one end: give a time or a number of seconds, not both.") \
    X(end_out_of_range,    ERR_INVALID,   "A poll must end 5 seconds to 30 days from now.") \
    X(no_choice,           ERR_INVALID,   "Choose at least one option.") \
    X(repeated_choice,     ERR_INVALID,   "Choose each option once at most.") \
    X(no_such_choice,      ERR_INVALID,   "The poll has no such option.") \
    X(single_choice,       ERR_INVALID,   "Only one option of this poll may be chosen.")

PROBLEMS_DECLARE(poll_problems, POLL_PROBLEMS)
