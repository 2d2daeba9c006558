/*
 * Names of sign-in providers stand in addresses beside words of our own: /auth/google, /auth/register. A provider
 * that is called as one of those words would be out of reach, so it stops the start. The words are those of the routes.
 */
#pragma once
#include "api/program.h"

struct settings;

/* ERR_INVALID: the failure says which name. */
err provider_names_check(const struct program *, const struct settings *, struct failure *);
