/* BlurHash: a picture as the first terms of its cosine transform, in some 30 characters that pages may show until the picture is there. */
#pragma once
#include "base/types.h"

enum { BLURHASH_MOST = 40 };

/* 8-bit sRGB, three to a pixel. 4x3 terms, 3x4 where `tall`. */
void blurhash_make(const u8 *rgb, int width, int height, bool tall, char out[BLURHASH_MOST]);
