/* What headers and fields of uploads say: tus metadata, checksums, focus, and the query of a signed URL. */
#include <assert.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8.h"
#include "domain/media/upload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void forget(ctx *c)
{
    failure_begin(&c->failure, &c->arena);
}

static void metadata(ctx *c, str s)
{
    struct tus_wish w;

    if (tus_metadata_read(c, s, &w) != OK)
        return;
    assert(w.wish.focus.x >= -1 && w.wish.focus.x <= 1 && w.wish.focus.y >= -1 && w.wish.focus.y <= 1);
    assert(utf8_valid(w.wish.filename) && w.wish.filename.n && str_find_byte(w.wish.filename, '/') < 0);
    assert(w.wish.description.is != GIVEN || (utf8_valid(w.wish.description.v) && utf8_length(w.wish.description.v) <= 1500));
    assert(!w.wish.sha256.n || w.wish.sha256.n == 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    str s = { (const char *)data, n };
    struct tus_checksum sum;
    struct media_focus focus;
    struct arena a;
    ctx c = { 0 };

    arena_init(&a, NULL, 0);
    c.arena = a;
    forget(&c);
    metadata(&c, s);
    forget(&c);
    if (tus_checksum_read(&c, s, &sum) == OK)
        assert(sum.kind != TUS_NO_SUM);
    forget(&c);
    if (upload_focus_text(&c, s, &focus) == OK)
        assert(focus.x >= -1 && focus.x <= 1 && focus.y >= -1 && focus.y <= 1);
    arena_close(&c.arena);
    return 0;
}
