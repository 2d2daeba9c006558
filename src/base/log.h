/*
 * Structured logging: one JSON object a line, to one file descriptor, written
 * with one system call so that lines of several threads do not mix. A logger is
 * passed down, never global. Fields are typed; a secret has no field type.
 */
#pragma once
#include "base/err.h"

struct clock;
struct mask;

struct log { int fd; enum log_level least; struct clock *clock; const struct mask *mask; };   /* mask: what no line may hold; or NULL */

struct log_field { const char *name; enum { LOG_END, LOG_STR, LOG_I64, LOG_ID } kind; str s; i64 i; };

#define KV_STR(name, v) { (name), LOG_STR, (v), 0 }
#define KV_I64(name, v) { (name), LOG_I64, {0}, (v) }
#define KV_ID(name, which) { (name), LOG_ID, {0}, (which).v }

/* log_line(l, LOG_WARN, "feed cache is stale", KV_ID("account", a), KV_I64("age_ms", n)) */
#define log_line(l, level, message, ...) \
    log_fields((l), (level), (message), (const struct log_field[]){ __VA_ARGS__ __VA_OPT__(,) {0} })
void log_fields(struct log *, enum log_level, const char *message, const struct log_field *);
