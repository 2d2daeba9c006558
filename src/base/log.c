#include "base/log.h"
#include <assert.h>
#include <errno.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/json.h"
#include "base/mask.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"

/* A byte of text is at most six of JSON, so a line without a further field stays below LINE_MOST. */
enum { LINE_MOST = 64 * 1024, TEXT_CUT = 4096, FIELD_ROOM = 6 * TEXT_CUT + 256, FIRST_BLOCK = 2048 };

static const char *const level_names[] = { "debug", "info", "warn", "error" };

/* Every line is JSON, whatever was logged. */
static void text_add(struct buf *b, const struct log *l, str s)
{
    json_text(b, utf8_readable(b->arena, str_to(mask_text(l->mask, b->arena, s), TEXT_CUT)));
}

static void field_add(struct buf *b, const struct log *l, const struct log_field *f)
{
    buf_byte(b, ',');
    json_text(b, str_of(f->name));
    buf_byte(b, ':');
    switch (f->kind) {
    case LOG_STR: text_add(b, l, f->s); break;
    case LOG_I64: buf_i64(b, f->i); break;
    case LOG_ID: json_id(b, (id){ f->i }); break;
    default: assert(!"a log field of no kind");
    }
}

static void line_make(struct buf *b, const struct log *l, enum log_level level, const char *message,
                      const struct log_field *f)
{
    buf_lit(b, "{\"time\":");
    json_when(b, (when){ clock_ms(l->clock) });
    buf_lit(b, ",\"level\":");
    json_text(b, str_of(level_names[level]));
    buf_lit(b, ",\"message\":");
    text_add(b, l, str_of(message));
    for (; f->name && b->n + FIELD_ROOM < LINE_MOST; f++)
        field_add(b, l, f);
    if (f->name)
        buf_lit(b, ",\"cut\":true");
    buf_lit(b, "}\n");
}

/* One write is the rule; a pipe that takes only a part gets the rest, and one that takes nothing loses the line. */
static void line_write(int fd, str line)
{
    while (line.n) {
        ssize_t n = write(fd, line.p, line.n);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return;
        line = str_from(line, (size_t)n);
    }
}

void log_fields(struct log *l, enum log_level level, const char *message, const struct log_field *fields)
{
    _Alignas(16) char first[FIRST_BLOCK];
    struct arena a = {0};

    if (level < l->least)
        return;
    arena_init(&a, first, sizeof first);
    struct buf b = BUF_ON(&a);
    line_make(&b, l, level, message, fields);
    line_write(l->fd, buf_str(&b));
    arena_close(&a);
}
