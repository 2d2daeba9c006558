/* Problems of channels and conversations. */
#pragma once
#include "base/err.h"

#define CHANNEL_PROBLEMS(X) \
    X(channel_not_found, ERR_NOT_FOUND, "There is no such channel.") \
    X(invite_not_found,  ERR_NOT_FOUND, "There is no such invite.") \
    X(not_a_member,      ERR_FORBIDDEN, "You are not a member of this channel.") \
    X(announcement_only, ERR_FORBIDDEN, "Only admins write in this channel.") \
    X(cannot_message,    ERR_FORBIDDEN, "You cannot write to this user.") \
    X(request_pending,   ERR_FORBIDDEN, "Wait until your request is accepted.") \
    X(fixed_kind,        ERR_INVALID,   "Only public and private channels change their kind, into each other.") \
    X(over_already,      ERR_INVALID,   "This time is over.") \
    X(channel_archived,  ERR_CONFLICT,  "This channel is archived.") \
    X(too_many_channels, ERR_CONFLICT,  "Nobody can be in more than 5,000 channels.") \
    X(too_many_members,  ERR_CONFLICT,  "This group is full.") \
    X(slow_mode,         ERR_TOO_MANY,  "This channel is slow: wait before you write again.") \
    X(no_request,        ERR_CONFLICT,  "This is not a request to you.") \
    X(no_receipts,       ERR_NOT_FOUND, "Nobody shows here how far they have read.") \
    X(needs_group,       ERR_INVALID,   "More than one other person makes a group.") \
    X(cannot_message_yourself, ERR_INVALID, "Name somebody else.")

PROBLEMS_DECLARE(channel_problems, CHANNEL_PROBLEMS)
