/* A cursor of the log has one text. */
#include <assert.h>
#include "base/arena.h"
#include "hub/cursor.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    str text = { (const char *)bytes, n };
    struct log_cursor at;
    struct arena a;

    arena_init(&a, NULL, 0);
    if (log_cursor_read(text, &at)) {
        assert(at.position >= 1 && at.part >= 0);
        assert(str_eq(text, log_cursor_text(&a, at)));
        assert(!log_cursor_is_before(at, at) && log_cursor_is_before(at, log_cursor_after(at.position)));
    }
    arena_close(&a);
    return 0;
}
