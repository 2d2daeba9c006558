#include "base/faults.h"
#include "base/str.h"

_Atomic bool faults_on;

enum { OFF = 0, ALWAYS = -1 };       /* else: how many calls until the one that fails */
static _Atomic i64 left[FAULT_COUNT];

static const char *const words[FAULT_COUNT] = {
#define X(name, word, doc) [name] = word,
    FAULTS(X)
#undef X
};

static int point_find(str word)
{
    for (int p = 0; p < FAULT_COUNT; p++)
        if (str_eq(word, str_of(words[p])))
            return p;
    return -1;
}

/* "store.commit" or "store.commit=2" */
static bool point_set(str item)
{
    str word;
    i64 count = ALWAYS;

    str_cut(&item, '=', &word);
    if (item.p && (!str_to_i64(item, &count) || count < 1))
        return false;
    int p = point_find(word);
    if (p < 0)
        return false;
    atomic_store(&left[p], count);
    atomic_store(&faults_on, true);
    return true;
}

bool fault_set(str spec)
{
    str item;

    atomic_store(&faults_on, false);
    for (int p = 0; p < FAULT_COUNT; p++)
        atomic_store(&left[p], OFF);
    while (spec.n && str_cut(&spec, ',', &item))
        if (!point_set(str_trim(item)))
            return false;
    return true;
}

bool fault_slow(enum fault_point p)
{
    i64 n = atomic_load(&left[p]);

    while (n > 0 && !atomic_compare_exchange_weak(&left[p], &n, n - 1))
        ;
    return n == ALWAYS || n == 1;
}
