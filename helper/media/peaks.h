/*
 * The loudest samples of 64 equal parts of a sound whose length is not known before its end: it
 * keeps the peaks of short runs, and joins them two by two whenever there are too many.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/types.h"

enum { PEAKS_RUNS = 1 << 15, PEAKS_PARTS = 64 };

/* Zeroed: nothing was heard yet. */
struct peaks {
    u16 runs[PEAKS_RUNS];
    size_t count, length, filled;    /* runs that are whole; samples of one; of the next */
    u16 peak;                        /* of the next */
    bool odd;
    u8 half;                         /* of a sample whose other octet is to come */
};

void peaks_take(struct peaks *, const u8 *samples, size_t n);        /* 16 bits, little endian, all channels */
bool peaks_tell(struct peaks *, u8 out[PEAKS_PARTS]);        /* 0 to 100, the loudest 100; false: there was no sound */
