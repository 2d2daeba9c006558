/* What a process does: all, or some of it. Any set of processes with the same store is one server. */
#pragma once
#include "base/err.h"

struct settings;

err roles_check(const struct settings *, struct story *);    /* ERR_INVALID: names the one that is none */
bool role_taken(const struct settings *, str role);
