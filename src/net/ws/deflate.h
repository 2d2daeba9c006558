/*
 * permessage-deflate (RFC 7692) without context takeover: every message stands alone,
 * so one deflater and one inflater serve all sockets of a loop, and a frame for many
 * receivers is compressed once. A receiver with a smaller window gets only messages
 * up to that length compressed: those it can read.
 */
#pragma once
#include "base/buf.h"

struct ws_deflate;

struct ws_deflate *ws_deflate_open(void);
void ws_deflate_close(struct ws_deflate **);

/* Appends the compressed message, without the empty block at its end. */
void ws_compress(struct ws_deflate *, str message, struct buf *out);

enum ws_inflated { WS_INFLATED, WS_INFLATE_BAD, WS_INFLATE_TOO_BIG };

/* Appends the message; stops as soon as it passes `most` octets. */
enum ws_inflated ws_decompress(struct ws_deflate *, str compressed, size_t most, struct buf *out);
