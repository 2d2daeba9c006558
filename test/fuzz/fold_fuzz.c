/* Folding gives valid text, which folding again does not change; what is normal stays so. */
#include <assert.h>
#include "fuzz/text_of.h"
#include "text/fold.h"
#include "text/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str text = fuzz_text(&a, bytes, n), normal, again;
    str folded = text_fold(&a, text), bare = text_fold_bare(&a, text);

    assert(utf8_valid(folded) && utf8_valid(bare));
    assert(str_eq(folded, text_fold(&a, folded)));
    assert(str_eq(bare, text_fold_bare(&a, bare)));
    assert(text_normal(&a, text, &normal) && text_normal(&a, normal, &again) && normal.n <= text.n);
    assert(str_find(text, S("\r\r\n")) >= 0 || str_eq(normal, again));
    arena_close(&a);
    return 0;
}
