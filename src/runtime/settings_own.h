/* Private to settings*.c: one value as text and back. */
#pragma once
#include "base/buf.h"
#include "runtime/settings.h"

extern const char *const source_words[];

/* "max-body" and "max_body" are the same. -1: there is none. */
int setting_find(str name);

str setting_variable(struct arena *, int which);     /* KITH_MAX_BODY; with a NUL behind */
str setting_flag(struct arena *, int which);         /* --max-body; likewise */

/* NULL, or what would be taken: "a size from 1k to 1g, such as ...". Text lands in the settings' arena. */
const char *setting_parse(struct settings *, int which, str value);

/* As `kith config` shows it. */
void setting_show(const struct settings *, int which, struct buf *);

void setting_size(struct buf *, i64 bytes);
void setting_time(struct buf *, i64 ms);
