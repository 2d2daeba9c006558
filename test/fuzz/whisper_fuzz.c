/* A notice of another process: what is heard lies within it, one after another. */
#include <stdlib.h>
#include "ports/bus/whisper.h"

static const char *reached;

static void hear(void *arg, i64 from, str text)
{
    const str *notice = arg;

    if (from != 7 || (text.n && (text.p < reached || text.p + text.n > notice->p + notice->n)))
        abort();
    reached = text.n ? text.p + text.n : reached;
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t n);
int LLVMFuzzerTestOneInput(const u8 *data, size_t n)
{
    str notice = { (const char *)data, n };
    struct whisper_listener listener = { "k", hear, &notice };

    reached = notice.p;
    whispers_hear(&(struct whispers){ .listeners = &listener, .listener_count = 1 }, 7, notice);
    return 0;
}
