/* Which events a consumer wants: "note.*" or "note.created,note.deleted", whole words or a trailing '*'. */
#pragma once
#include "base/types.h"

bool subject_matches(str patterns, str subject);
