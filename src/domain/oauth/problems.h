/* Problems of signing in by other providers. */
#pragma once
#include "base/err.h"

#define OAUTH_PROBLEMS(X) \
    X(provider_not_found,      ERR_NOT_FOUND,   "Nobody signs in here by that provider.") \
    X(provider_away,           ERR_UNAVAILABLE, "That provider cannot be asked just now; try again in a moment.") \
    X(provider_answer_invalid, ERR_SIGN_IN,     "What the provider says about you cannot be believed; nobody was signed in.") \
    X(code_refused,            ERR_SIGN_IN,     "The provider does not take that code (any more); begin again.") \
    X(state_invalid,           ERR_FORBIDDEN,   "This sign-in was begun in another browser, is over, or is too old; begin again.") \
    X(sign_in_refused,         ERR_FORBIDDEN,   "The provider did not sign you in; begin again.") \
    X(identity_taken,          ERR_CONFLICT,    "Somebody else signs in here with that account of yours there.") \
    X(identity_not_found,      ERR_NOT_FOUND,   "There is no such identity of yours.") \
    X(username_required,       ERR_CONFLICT,    "Your name there is too long for a user name here; choose one.") \
    X(link_token_invalid,      ERR_FORBIDDEN,   "This link was used, is too old, or is of another browser; begin again.") \
    X(proof_required,          ERR_CONFLICT,    "An account here has your e-mail address; show that it is yours, and it can be linked.") \
    X(invalid_path,            ERR_INVALID,     "This must be a path of this server, such as /home, without //, dot segments and " \
                                                "backslashes.")

PROBLEMS_DECLARE(oauth_problems, OAUTH_PROBLEMS)
