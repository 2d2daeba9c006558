/* How long things took, in microseconds: buckets that are less than one per cent wide, so that a percentile is that exact. */
#pragma once
#include "base/types.h"

enum { HISTOGRAM_FINE = 7, HISTOGRAM_OCTAVES = 30, HISTOGRAM_SIZE = HISTOGRAM_OCTAVES << HISTOGRAM_FINE };

struct histogram { u32 at[HISTOGRAM_SIZE]; i64 n, most_us; };

void histogram_add(struct histogram *, i64 us);
void histogram_merge(struct histogram *, const struct histogram *);
i64 histogram_at(const struct histogram *, double part);     /* what `part` of them are not above; 0: there are none */
