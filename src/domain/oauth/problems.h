/* Problems of signing in by other providers. */
#pragma once
#include "base/err.h"

#define OAUTH_PROBLEMS(X) \
    X(provider_not_found,      ERR_NOT_FOUND,   "This server has no such provider.") \
    X(provider_away,           ERR_UNAVAILABLE, "That provider cannot be reached just now. Try again in a moment.") \
    X(provider_answer_invalid, ERR_SIGN_IN,     "What the provider says about you cannot be trusted, so nobody was signed in.") \
    X(code_refused,            ERR_SIGN_IN,     "The provider does not accept that code, or not any more. Begin again.") \
    X(state_invalid,           ERR_FORBIDDEN,   "This sign-in was begun in another browser, is over, or is too old. Begin again.") \
    X(sign_in_refused,         ERR_FORBIDDEN,   "The provider did not sign you in. Begin again.") \
    X(identity_taken,          ERR_CONFLICT,    "Another account here already uses that account at the provider.") \
    X(identity_not_found,      ERR_NOT_FOUND,   "You have no such identity.") \
    X(username_required,       ERR_CONFLICT,    "Your name at the provider is too long for a user name here. Choose one.") \
    X(link_token_invalid,      ERR_FORBIDDEN,   "This link was used, is too old, or belongs to another browser. Begin again.") \
    X(proof_required,          ERR_CONFLICT,    "An account here has your e-mail address. Prove that it is yours to link it.") \
    X(invalid_path,            ERR_INVALID,     "This must be a path of this server, such as /home, without //, dot segments and " \
                                                "backslashes.")

PROBLEMS_DECLARE(oauth_problems, OAUTH_PROBLEMS)
