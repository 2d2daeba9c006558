/* Problems of calls to other servers, of mail, of stores of files, and of the making of media. */
#pragma once
#include "base/err.h"

#define PORTS_PROBLEMS(X) \
    X(invalid_url,        ERR_INVALID,     "This is not an address that begins with http:// or https://.") \
    X(address_not_public, ERR_FORBIDDEN,   "That address is not public, so it is not called.") \
    X(redirect_refused,   ERR_UNAVAILABLE, "Another server redirects from https to http.") \
    X(too_many_redirects, ERR_UNAVAILABLE, "Another server redirects too often.") \
    X(server_failing,     ERR_UNAVAILABLE, "Another server keeps failing.") \
    X(server_slow,        ERR_UNAVAILABLE, "Another server took too long to answer.") \
    X(server_not_trusted, ERR_UNAVAILABLE, "The certificate of another server is not trusted.") \
    X(server_away,        ERR_UNAVAILABLE, "Another server could not be reached.") \
    X(answer_too_large,   ERR_UNAVAILABLE, "Another server sent too much.") \
    X(invalid_address,    ERR_INVALID,     "This is not an e-mail address.") \
    X(invalid_subject,    ERR_INVALID,     "A letter's subject must be one short line.") \
    X(mail_refused,       ERR_INVALID,     "The mail server refuses letters to that address.") \
    X(mail_later,         ERR_UNAVAILABLE, "The mail server does not accept letters at the moment.") \
    X(storage_unavailable, ERR_UNAVAILABLE, "The store of files does not answer; try again shortly.") \
    X(media_broken,          ERR_INVALID,     "This picture, film or sound is damaged.") \
    X(media_too_many_pixels, ERR_INVALID,     "This picture has too many pixels.") \
    X(maker_missing,         ERR_UNAVAILABLE, "Pictures, films and sounds cannot be taken at the moment.")

PROBLEMS_DECLARE(ports_problems, PORTS_PROBLEMS)
