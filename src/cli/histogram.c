/* Values below 2^7 have a bucket each; above, each power of two is divided into 2^7. */
#include "cli/histogram.h"

enum { FINE = 1 << HISTOGRAM_FINE };

static size_t bucket_of(i64 us)
{
    int octave = 63 - __builtin_clzll((u64)us | FINE) - HISTOGRAM_FINE;
    size_t at = ((size_t)octave << HISTOGRAM_FINE) + (size_t)(us >> octave);

    return at < HISTOGRAM_SIZE ? at : HISTOGRAM_SIZE - 1;
}

/* The middle of it. */
static i64 value_of(size_t bucket)
{
    i64 octave = (i64)(bucket >> HISTOGRAM_FINE) - 1;

    if (octave <= 0)
        return (i64)bucket;
    return ((i64)(bucket & (FINE - 1)) + FINE) * ((i64)1 << octave) + ((i64)1 << octave) / 2;
}

void histogram_add(struct histogram *h, i64 us)
{
    us = us > 0 ? us : 0;
    h->at[bucket_of(us)]++;
    h->n++;
    h->most_us = us > h->most_us ? us : h->most_us;
}

void histogram_merge(struct histogram *to, const struct histogram *from)
{
    for (size_t i = 0; i < HISTOGRAM_SIZE; i++)
        to->at[i] += from->at[i];
    to->n += from->n;
    to->most_us = from->most_us > to->most_us ? from->most_us : to->most_us;
}

i64 histogram_at(const struct histogram *h, double part)
{
    i64 rank = (i64)(part * (double)h->n + 0.999999), below = 0;

    for (size_t i = 0; i < HISTOGRAM_SIZE && h->n; i++) {
        below += h->at[i];
        if (below >= rank && below)
            return value_of(i) < h->most_us ? value_of(i) : h->most_us;
    }
    return 0;
}
