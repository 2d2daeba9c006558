/*
 * Cursors: where in the log a client is. A saying has its event's position and its number among that event's, from 1;
 * what comes after everything of an event has the next position and 0.
 */
#pragma once
#include "base/str.h"

struct arena;

struct log_cursor { i64 position, part; };

str log_cursor_text(struct arena *, struct log_cursor);
bool log_cursor_read(str, struct log_cursor *out);       /* exactly what log_cursor_text writes */

static inline struct log_cursor log_cursor_after(i64 position) { return (struct log_cursor){ position + 1, 0 }; }
static inline bool log_cursor_is_before(struct log_cursor a, struct log_cursor b)
{
    return a.position != b.position ? a.position < b.position : a.part < b.part;
}
