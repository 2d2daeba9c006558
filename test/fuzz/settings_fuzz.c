#include <stdlib.h>
#include "base/arena.h"
#include "base/buf.h"
#include "runtime/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

/* A settings file: any content is accepted or refused with a message, and accepted values can be shown. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct arena arena;
    struct failure failure;
    struct settings s;

    arena_init(&arena, NULL, 0);
    failure_begin(&failure, &arena);
    settings_defaults(&s, &arena);
    err e = settings_read_text(&s, &failure, (str){ (const char *)bytes, n }, (str){ "kith.conf", 9 });
    if (e != OK && (e != ERR_INVALID || !failure.detail.n))
        abort();
    struct buf b = BUF_ON(&arena);
    settings_print(&s, &b);
    arena_close(&arena);
    return 0;
}
