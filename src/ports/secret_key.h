/* The source of the key that seals secrets: the setting, or a file in the data folder, made if missing. */
#pragma once
#include "base/err.h"

struct settings;
struct world;

enum { SECRET_KEY_SIZE = 32 };

/* ERR_INVALID: a malformed key, or a file that others may read; the failure names it. ERR_IO, ERR_FULL. */
bool secret_key_there(const struct settings *);  /* without making one */
err secret_key_get(struct world *, struct failure *, u8 out[SECRET_KEY_SIZE]);
