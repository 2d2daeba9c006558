/* What the templates of the tests show. */
#pragma once
#include "base/types.h"

struct place { str language, text; };
struct person { str name, bio; bool hidden; i64 posts; id id; when since; };
struct people { str title; struct { struct person *at; size_t n; } people; };
