/* From the bytes that came to the files that are served. */
#include "base/str.h"
#include "domain/media/products.h"

static void main_same(const struct media_row *row, int fd, i64 size, str mime, struct products *out)
{
    *out = (struct products){ .kind = (enum media_kind)row->kind, .width.is = NULLED, .height.is = NULLED, .duration_ms.is = NULLED,
                              .blurhash.is = NULLED, .waveform.is = NULLED, .n = 1 };
    out->at[MAIN_PRODUCT] = (struct product){ .use = PRODUCT_MAIN, .fd = fd, .size = size, .mime = mime };
}

err products_make(ctx *c, const struct media_row *row, int fd, i64 size, struct products *out)
{
    (void)c;
    main_same(row, fd, size, row->kind == MEDIA_FILE ? S("application/octet-stream") : row->format, out);
    return OK;
}
