/*
 * All problems of a program: those of the rooms below, and those that its capabilities declare. Every surface answers by them.
 * docs/problems.md is printed from them.
 */
#pragma once
#include "work/capability.h"

/* By its code, or NULL. If a code is also an error of another kind, the first. */
const struct problem *problem_find(const struct program *, str code);

/* At the start. ERR_INVALID: a code that two tables have, a code that is not a word, a text that is not a sentence. */
err problems_check(const struct program *, struct failure *);

struct buf;
void problems_document(const struct program *, struct buf *);        /* docs/problems.md */
