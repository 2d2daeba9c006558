#include "base/scratch.h"
#include "kit/test.h"

enum { MIB = 1 << 20 };

TEST(memory_is_kept_for_what_fits_in_it)
{
    struct scratch s = {0};
    char *large = scratch_take(&s, 8 * MIB);

    large[8 * MIB - 1] = 'a';
    expect(scratch_take(&s, 6 * MIB) == large && large[8 * MIB - 1] == 'a');
    size_t before = s.n;
    expect(scratch_take(&s, 9 * MIB) != NULL && s.n > before);
    scratch_free(&s);
    expect(!s.from && !s.n);
}

TEST(what_one_large_use_needed_is_not_kept_for_small_ones)
{
    struct scratch s = {0};

    expect(scratch_take(&s, 64 * MIB) != NULL && s.n >= 64 * MIB);
    expect(scratch_take(&s, 2 * MIB) != NULL && s.n <= 8 * MIB);
    scratch_free(&s);
}

TEST(memory_that_there_is_not_is_not_given)
{
    struct scratch s = {0};

    expect(!scratch_take(&s, (size_t)1 << 60) && !s.n);
}
