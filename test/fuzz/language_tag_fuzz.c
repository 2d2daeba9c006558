/* A tag that is accepted differs from its usual form in nothing but case, and that form stays as it is. */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "text/language_tag.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str tag = { (const char *)bytes, n }, usual, again;

    if (language_tag_read(&a, tag, &usual)) {
        assert(n <= LANGUAGE_TAG_MOST && str_eq_nocase(tag, usual));
        assert(language_tag_read(&a, usual, &again) && str_eq(usual, again));
    }
    arena_close(&a);
    return 0;
}
