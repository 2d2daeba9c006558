/* Problems of accounts and of their values. */
#pragma once
#include "base/err.h"

#define ACCOUNT_PROBLEMS(X) \
    X(user_not_found,      ERR_NOT_FOUND, "There is no such user.") \
    X(account_suspended,   ERR_FORBIDDEN, "This account is suspended.") \
    X(username_taken,      ERR_CONFLICT,  "This user name, or one that looks like it, is taken.") \
    X(email_taken,         ERR_CONFLICT,  "Another account has this e-mail address.") \
    X(phone_taken,         ERR_CONFLICT,  "Another account has this phone number.") \
    X(email_changed,       ERR_CONFLICT,  "The account has another e-mail address now.") \
    X(last_sign_in_method, ERR_CONFLICT,  "This is the only way to sign in to this account. Set a password first.") \
    X(invalid_username,    ERR_INVALID,   "This may contain only the letters a to z, digits and _.") \
    X(reserved,            ERR_INVALID,   "This name, or one that looks like it, is reserved.") \
    X(invalid_email,       ERR_INVALID,   "This is not an e-mail address such as ann@example.org.") \
    X(invalid_phone,       ERR_INVALID,   "This is not a phone number with + and a country code, such as +49 30 123456.") \
    X(invalid_identifier,  ERR_INVALID,   "This is neither an e-mail address nor a phone number with + and a country code.") \
    X(control_character,   ERR_INVALID,   "This must not contain control characters.") \
    X(too_common,          ERR_INVALID,   "This password is too common: it is among the first that anyone would try.")

PROBLEMS_DECLARE(account_problems, ACCOUNT_PROBLEMS)
