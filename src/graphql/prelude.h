/* The types and directives that every schema has, as a text: prelude.graphql. */
#pragma once
#include "base/types.h"

extern const str prelude_graphql;
