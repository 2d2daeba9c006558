/*
 * Names of sign-in providers are in addresses beside our own words: /auth/google, /auth/register. A provider named like
 * one of those words would be unreachable, so it stops the start. The words come from the routes.
 */
#pragma once
#include "api/program.h"

struct settings;

/* ERR_INVALID: the failure says which name. */
err provider_names_check(const struct program *, const struct settings *, struct failure *);
