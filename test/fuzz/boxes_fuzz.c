/* Boxes: what is reported lies in order within the octets, and once it is free space it is found no more. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include "domain/media/format.h"
#include "domain/media/look.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct found { u8 *bytes; i64 size, at; int count; };

static bool blank(void *arg, i64 type_at, i64 from, i64 to)
{
    struct found *f = arg;

    assert(type_at >= f->at && type_at + 4 <= from && from <= to && to <= f->size);
    f->at = to;
    f->count++;
    memcpy(f->bytes + type_at, "free", 4);
    memset(f->bytes + from, 0, (size_t)(to - from));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct look l;
    u8 *copy = malloc(n + 1);
    struct found first = { copy, (i64)n, 0, 0 }, second = first;

    memcpy(copy, data, n);
    l = (struct look){ .size = (i64)n, .bytes = copy };
    bool walked = boxes_private(&l, blank, &first);
    u8 *after = malloc(n + 1);
    memcpy(after, copy, n);
    if (walked) {
        l = (struct look){ .size = (i64)n, .bytes = copy };
        bool again = boxes_private(&l, blank, &second);
        assert(again && second.count == first.count && memcmp(copy, after, n) == 0);
    }
    free(copy);
    free(after);
    return 0;
}
