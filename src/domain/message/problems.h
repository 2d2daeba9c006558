/* Problems of messages. */
#pragma once
#include "base/err.h"

#define MESSAGE_PROBLEMS(X) \
    X(message_not_found, ERR_NOT_FOUND, "There is no such message.") \
    X(message_deleted,   ERR_CONFLICT,  "This message is deleted.") \
    X(too_many_reactions, ERR_CONFLICT, "A message can have 20 different reactions.") \
    X(client_ref_reused, ERR_INVALID,   "This client_ref was sent before, with another message.")

PROBLEMS_DECLARE(message_problems, MESSAGE_PROBLEMS)
