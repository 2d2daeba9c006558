/*
 * The access log: one line for each request, JSON or short, put together in the loop's own
 * buffer and written once at the end of its turn.
 */
#include <errno.h>
#include <poll.h>
#include <unistd.h>
#include "api/front/call.h"
#include "base/json.h"
#include "base/str.h"
#include "base/utf8.h"

enum {
    LINES_MOST = 256 << 10,
    PATH_MOST = 1024,
    AT_ONCE = 4096,                  /* octets that a pipe with room takes without waiting */
    LAST_WAIT_MS = 1000              /* at the end, for a reader to catch up */
};

/* Would a write go through at once? A file always takes it; a pipe that nobody reads does not. */
static bool has_room(int fd, int wait_ms)
{
    struct pollfd p = { fd, POLLOUT, 0 };

    return poll(&p, 1, wait_ms) > 0;
}

/* As many whole lines as can be written at once. */
static str lines_cut(const struct front *f, str lines)
{
    str part = str_to(lines, AT_ONCE);

    if (f->log_is_file || lines.n <= AT_ONCE)
        return lines;
    while (part.n && part.p[part.n - 1] != '\n')
        part.n--;
    return part.n ? part : lines;
}

/* A loop never waits for the log's reader. Lines that cannot be written stay for the next turn, up to a bound. */
static void lines_write(struct front_loop *l, int wait_ms)
{
    str left = buf_str(&l->lines);
    int fd = l->front->world->log.fd;

    while (left.n && has_room(fd, wait_ms)) {
        str part = lines_cut(l->front, left);
        ssize_t n = write(fd, part.p, part.n);
        if (n < 0 && errno != EINTR)
            break;
        left = str_from(left, n > 0 ? (size_t)n : 0);
    }
    if (left.n > LINES_MOST)
        left.n = 0;
    if (left.n)
        memmove(l->lines.p, left.p, left.n);
    l->lines.n = left.n;
    if (!left.n && l->lines.size > LINES_MOST)
        buf_close(&l->lines);
}

static void turn_ended(struct turn_hook *h)
{
    lines_write(CONTAINER(h, struct front_loop, turn_end), 0);
}

void access_log_open(struct front_loop *l, struct front *f)
{
    l->front = f;
    l->turn_end = (struct turn_hook){ .run = turn_ended };
    list_init(&l->turn_end.link);
}

void access_log_close(struct front_loop *l)
{
    lines_write(l, LAST_WAIT_MS);
    buf_close(&l->lines);
}

static void text(struct buf *b, str name, str value)
{
    buf_add(b, name);
    json_text(b, value);
}

/* Milliseconds with three decimals. */
static void took(struct buf *b, i64 us)
{
    us = us < 0 ? 0 : us;
    buf_i64(b, us / 1000);
    buf_byte(b, '.');
    buf_byte(b, (char)('0' + us / 100 % 10));
    buf_byte(b, (char)('0' + us / 10 % 10));
    buf_byte(b, (char)('0' + us % 10));
}

static void json_line(struct call *k, i64 took_us)
{
    struct buf *b = &k->loop->lines;
    char address[64];
    id account = k->c->caller.account;

    buf_lit(b, "{\"time\":");
    json_when(b, ctx_now(k->c));
    buf_lit(b, ",\"level\":\"info\",\"message\":\"request\"");
    text(b, S(",\"method\":"), k->x->method_text);
    text(b, S(",\"route\":"), k->endpoint ? k->endpoint->pattern : S(""));
    text(b, S(",\"path\":"), utf8_readable(&k->c->arena, str_to(k->x->path, PATH_MOST)));
    if (k->operation.n)
        text(b, S(",\"operation\":"), k->operation);
    buf_lit(b, ",\"status\":");
    buf_i64(b, k->x->status);
    buf_lit(b, ",\"ms\":");
    took(b, took_us);
    buf_lit(b, ",\"bytes\":");
    buf_i64(b, k->x->sent);
    buf_lit(b, ",\"trace_id\":\"");
    buf_hex(b, k->c->trace.trace_id, sizeof k->c->trace.trace_id);
    text(b, S("\",\"request_id\":"), k->request_id);
    buf_lit(b, ",\"user\":");
    if (account.v)
        json_id(b, account);
    else
        buf_lit(b, "null");
    text(b, S(",\"address\":"), (str){ address, address_print(&k->client, address) });
    buf_lit(b, "}\n");
}

/* Text from strangers may be shown on a terminal: nothing in it may move the cursor. */
static void harmless(struct buf *b, str text)
{
    for (size_t i = 0; i < text.n; i++)
        buf_byte(b, text.p[i] > ' ' && text.p[i] < 0x7f ? text.p[i] : '?');
}

/* 09:30:00.125 GET /api/v1/users/7 200 1.204 ms */
static void short_line(struct call *k, i64 took_us)
{
    struct buf *b = &k->loop->lines;
    char time[RFC3339_LENGTH];

    time_rfc3339(ctx_now(k->c), time);
    buf_add(b, (str){ time + 11, 12 });
    buf_byte(b, ' ');
    harmless(b, k->x->method_text);
    buf_byte(b, ' ');
    harmless(b, str_to(k->x->path, PATH_MOST));
    buf_byte(b, ' ');
    buf_i64(b, k->x->status);
    buf_byte(b, ' ');
    took(b, took_us);
    buf_lit(b, " ms\n");
}

void access_log_line(struct call *k, i64 took_us)
{
    if (k->loop->front->lines == LINES_JSON)
        json_line(k, took_us);
    else
        short_line(k, took_us);
    loop_at_turn_end(k->c->loop, &k->loop->turn_end);
}
