/* What octets are: never a look past their end, and what is found fits the format. */
#include <assert.h>
#include "domain/media/format.h"
#include "domain/media/look.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const u8 none[1];
    static struct look l;
    struct sniffed s;

    l = (struct look){ .size = (i64)n, .bytes = n ? data : none };
    sniff(&l, &s);
    assert(s.format < FORMAT_COUNT && s.frames >= 0 && s.frames <= SNIFF_FRAMES_MOST && s.width >= 0 && s.height >= 0);
    assert(n || s.format == FORMAT_NONE);
    if (s.format == FORMAT_NONE || s.broken)
        return 0;
    assert(s.frames > 0);
    assert(format_facts[s.format].kind != MEDIA_IMAGE || (s.width > 0 && s.height > 0));
    assert(format_facts[s.format].kind == MEDIA_IMAGE || (!s.width && !s.height && s.frames == 1));
    return 0;
}
