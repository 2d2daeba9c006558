/* Steps from one picture to the next, over libvips. Each takes the picture and gives the next; NULL: it failed. */
#pragma once
#include <vips/vips.h>
#include "copy.h"
#include "ports/maker/wire.h"

/* `shrink`: of a JPEG, 1, 2, 4 or 8. `frames`: -1 for all of an animation, below each other; else 1. */
VipsImage *pixels_load(u32 format, str file, int shrink, int frames, bool strict);

VipsImage *pixels_resize(VipsImage *, i64 width, i64 height);        /* as it is, if it has that size */
VipsImage *pixels_gamma(VipsImage *, u32 gamma);             /* of a PNG (copy.h): sRGB's instead */
VipsImage *pixels_srgb(VipsImage *);             /* 8 bits of sRGB or grey, with what transparency there is */
VipsImage *pixels_kept(VipsImage *);             /* decoded, in memory */
VipsImage *pixels_turn(VipsImage *, int orientation);
VipsImage *pixels_opaque(VipsImage *);           /* without its transparency */
bool pixels_are_transparent(VipsImage *);
bool pixels_decode_all(VipsImage *);             /* to see that they are there; nothing is kept */
bool pixels_were_missing(void);                  /* of what was decoded so far: a JPEG that was cut off and given an end */
bool pixels_save(VipsImage *, u32 format, bool lossless, int fd);
bool profile_says_srgb(VipsImage *);
bool pixels_blurhash(VipsImage *, bool tall, char *out);
