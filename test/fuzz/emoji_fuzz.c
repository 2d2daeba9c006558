/* What is accepted is bounded and valid, stays as it is when it is read again, and no two of it are one emoji. */
#include <assert.h>
#include "fuzz/text_of.h"
#include "text/emoji.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool twice(struct arena *a, str emoji, str *out)
{
    return emoji_read(a, arena_format(a, STR_FMT STR_FMT, STR_ARG(emoji), STR_ARG(emoji)), out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena a = {0};
    str text = fuzz_text(&a, bytes, n), emoji, again;

    if (emoji_read(&a, text, &emoji)) {
        assert(utf8_valid(emoji) && emoji.n >= 3 && emoji.n <= 2 * EMOJI_MOST);
        assert(emoji.n > EMOJI_MOST || (emoji_read(&a, emoji, &again) && str_eq(emoji, again)));
        assert(!twice(&a, emoji, &again));
    }
    arena_close(&a);
    return 0;
}
