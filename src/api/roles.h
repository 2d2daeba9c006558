/* What a process does: all, or some of it. Any set of processes with the same store is one server. */
#pragma once
#include "base/types.h"

struct settings;

bool role_taken(const struct settings *, str role);
