/* What is served of a media, while it is being made: products.c makes the files, make.c names, stores and reports them. */
#pragma once
#include "domain/media/media_own.h"

enum { PRODUCTS_MOST = 8, MAIN_PRODUCT = 0 };
enum product_use { PRODUCT_MAIN, PRODUCT_POSTER, PRODUCT_STILL };

struct product { enum product_use use; int fd; i64 size, width, height; str mime, name; };

struct products {
    enum media_kind kind;
    maybe_i64 width, height, duration_ms;
    bool animated;
    maybe_str blurhash, waveform;
    struct product at[PRODUCTS_MOST];
    size_t n;
};

/* Of the bytes that came, an open file. ERR_INVALID and its problem: there will never be any. */
err products_make(ctx *, const struct media_row *, int fd, i64 size, struct products *out);
