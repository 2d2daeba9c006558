#include "base/scratch.h"
#include <sys/mman.h>

#define HUGE_PAGE ((size_t)2 << 20)

static size_t rounded(size_t n)
{
    return (n + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
}

static void *aligned(const struct scratch *s)
{
    return (void *)rounded((size_t)s->from);
}

/* One huge page more than is wanted, so that it can begin at the start of one. */
static bool mapped(struct scratch *s, size_t n)
{
    size_t all = rounded(n) + HUGE_PAGE;
    void *p = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        return false;
    *s = (struct scratch){ p, all };
    (void)!madvise(aligned(s), rounded(n), MADV_HUGEPAGE);           /* a wish: without it there are only more faults */
    (void)!madvise(p, all, MADV_DONTDUMP);
    return true;
}

/* What one large use has left is not kept for small ones. */
static bool fits(const struct scratch *s, size_t n)
{
    size_t all = rounded(n) + HUGE_PAGE;

    return s->n >= all && s->n / 4 <= all;
}

void *scratch_take(struct scratch *s, size_t n)
{
    if (fits(s, n))
        return aligned(s);
    scratch_free(s);
    return mapped(s, n) ? aligned(s) : NULL;
}

void scratch_free(struct scratch *s)
{
    if (s->from)
        munmap(s->from, s->n);
    *s = (struct scratch){0};
}
