/* One order, and the two kinds of work on it. False: the media is broken, or the verdict says what else is wrong. */
#pragma once
#include "ports/maker/wire.h"

struct job {
    const struct maker_ask *ask;
    int in;
    const int *out;                  /* MAKER_FILES */
    struct maker_told *told;
};

bool picture_begin(const char *name);            /* once, before the first */
bool picture_make(struct job *);
bool film_make(struct job *);
