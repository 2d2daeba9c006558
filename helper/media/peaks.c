#include "peaks.h"

static void run_add(struct peaks *p)
{
    if (p->count == PEAKS_RUNS) {
        for (size_t i = 0; i < PEAKS_RUNS / 2; i++)
            p->runs[i] = p->runs[2 * i] > p->runs[2 * i + 1] ? p->runs[2 * i] : p->runs[2 * i + 1];
        p->count = PEAKS_RUNS / 2;
        p->length *= 2;
        if (p->filled < p->length)
            return;                  /* it is half a run now */
    }
    p->runs[p->count++] = p->peak;
    p->filled = 0;
    p->peak = 0;
}

static void sample_take(struct peaks *p, u8 low, u8 high)
{
    int v = (int16_t)(u16)(low | high << 8);
    u16 loud = (u16)(v < 0 ? -v : v);

    if (!p->length)
        p->length = 1;
    if (loud > p->peak)
        p->peak = loud;
    if (++p->filled >= p->length)
        run_add(p);
}

void peaks_take(struct peaks *p, const u8 *samples, size_t n)
{
    size_t i = 0;

    if (p->odd && n)
        sample_take(p, p->half, samples[i++]);
    p->odd = false;
    for (; i + 1 < n; i += 2)
        sample_take(p, samples[i], samples[i + 1]);
    if (i < n) {
        p->odd = true;
        p->half = samples[i];
    }
}

/* Of the part's runs, at least one. */
static u16 part_peak(const struct peaks *p, size_t part)
{
    size_t from = part * p->count / PEAKS_PARTS, to = (part + 1) * p->count / PEAKS_PARTS;
    u16 peak = 0;

    for (size_t i = from; i < p->count && (i < to || i == from); i++)
        peak = p->runs[i] > peak ? p->runs[i] : peak;
    return peak;
}

bool peaks_tell(struct peaks *p, u8 out[PEAKS_PARTS])
{
    u16 peaks[PEAKS_PARTS], most = 0;

    if (p->filled && p->count < PEAKS_RUNS)
        p->runs[p->count++] = p->peak;
    if (!p->count)
        return false;
    for (size_t i = 0; i < PEAKS_PARTS; i++) {
        peaks[i] = part_peak(p, i);
        most = peaks[i] > most ? peaks[i] : most;
    }
    for (size_t i = 0; i < PEAKS_PARTS; i++)
        out[i] = (u8)(most ? (peaks[i] * 100 + most / 2) / most : 0);
    return true;
}
