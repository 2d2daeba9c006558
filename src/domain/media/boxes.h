/* Boxes of ISO media files (ISO/IEC 14496-12): MP4, QuickTime, M4A, HEIF. Private to domain/media. */
#pragma once
#include "domain/media/look.h"

#define BOX(a, b, c, d) ((u32)(a) << 24 | (u32)(b) << 16 | (u32)(c) << 8 | (u32)(d))

struct box { u32 type; i64 at, body, end; };

/* The box at `*at`, before `end`, and moves past it. False: none is left, or it is malformed, and then `*at` is not `end`. */
bool box_next(struct look *, i64 *at, i64 end, struct box *);

/* The first of that type within another's contents; false: there is none. */
bool box_find(struct look *, i64 from, i64 end, u32 type, struct box *);
