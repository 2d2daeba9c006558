/*
 * ZIP archives, written front to back: each file's size and checksum follow its content,
 * so none of it is kept. Up to 4 GiB in all, and 65,535 files. The bytes go where the
 * caller says. Private to this capability.
 */
#pragma once
#include "base/time.h"
#include "runtime/ctx.h"

struct zip;

typedef err zip_out(ctx *, void *arg, str piece);

struct zip *zip_begin(ctx *, zip_out *, void *arg, when modified);   /* lives as long as the ctx */
err zip_file(ctx *, struct zip *, str name);                 /* ends the one before; names in ASCII */
err zip_write(ctx *, struct zip *, str piece);               /* ERR_TOO_LARGE */
err zip_end(ctx *, struct zip *, i64 *size);
