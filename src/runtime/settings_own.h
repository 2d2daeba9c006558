/* Private to settings*.c: one value as text and back. */
#pragma once
#include "base/buf.h"
#include "runtime/settings.h"

extern const char *const source_words[];

/* "max-body" and "max_body" are the same. -1: there is no such setting. */
int setting_find(const struct settings *, str name);

str setting_variable(struct arena *, const struct setting *);        /* KITH_MAX_BODY; with a NUL after it */
str setting_flag(struct arena *, const struct setting *);            /* --max-body; likewise */

void *setting_at(const struct settings *, int which);        /* its member */

/* NULL, or the accepted form: "a size from 1k to 1g, such as ...". Text is put in the settings' arena. */
union setting_value { str text; i64 number; bool on; };
const char *setting_parse(struct settings *, int which, str value, union setting_value *out);
void setting_put(struct settings *, int which, const union setting_value *);

/* As `kith config` shows it. */
void setting_show(const struct settings *, int which, struct buf *);

void setting_size(struct buf *, i64 bytes);
void setting_time(struct buf *, i64 ms);
