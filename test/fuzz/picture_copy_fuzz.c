/* Structural copies of pictures: whatever comes in, the copy of a copy is the same, no larger, and has the same facts. */
#include <assert.h>
#include <stddef.h>
#include "../../helper/media/copy.h"
#include "base/memory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { GROWS = 64 };                 /* an end that was not there, heads in their usual form */

static bool (*const kinds[])(struct copy *, str) = { copy_jpeg, copy_png, copy_gif, copy_webp };

static str whole(const struct copy *c)
{
    size_t n = copy_size(c), at = 0;
    char *p = memory_alloc(n + 1);

    for (size_t i = 0; i < c->count; i++) {
        const struct piece *piece = &c->pieces[i];
        memcpy(p + at, piece->p ? piece->p : piece->own, piece->n);
        at += piece->n;
    }
    return (str){ p, n };
}

static void copied_again(bool (*copy)(struct copy *, str), const struct copy *first)
{
    str file = whole(first);
    struct copy again;

    assert(copy(&again, file));
    assert(copy_is_same(&again) && again.ended && again.orientation == 1 && !again.profile);
    assert(again.width == first->width && again.height == first->height && again.frames == first->frames);
    assert(again.frame_pixels == first->frame_pixels && again.bits == first->bits && again.lossless == first->lossless);
    copy_free(&again);
    memory_free((void *)file.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    str file = { (const char *)data, size };
    struct copy c;

    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (kinds[i](&c, file)) {
            assert(copy_size(&c) <= size + GROWS);
            assert(c.orientation >= 1 && c.orientation <= 8);
            copied_again(kinds[i], &c);
        }
        copy_free(&c);
    }
    (void)exif_orientation(file);
    return 0;
}
