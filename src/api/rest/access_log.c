/*
 * The access log: one JSON line a request, put together in the loop's own buffer and
 * written once at the end of its turn.
 */
#include <errno.h>
#include <unistd.h>
#include "api/rest/call.h"
#include "base/json.h"
#include "base/str.h"

enum { LINES_MOST = 256 << 10 };

static void lines_write(struct rest_loop *l)
{
    str left = buf_str(&l->lines);

    while (left.n) {
        ssize_t n = write(l->rest->world->log.fd, left.p, left.n);
        if (n < 0 && errno != EINTR)
            break;                   /* nobody to tell: the log is where one would */
        left = str_from(left, n > 0 ? (size_t)n : 0);
    }
    l->lines.n = 0;
    if (l->lines.size > LINES_MOST)
        buf_close(&l->lines);
}

static void turn_ended(struct turn_hook *h)
{
    lines_write(CONTAINER(h, struct rest_loop, turn_end));
}

void access_log_open(struct rest_loop *l, struct rest *r)
{
    l->rest = r;
    l->turn_end = (struct turn_hook){ .run = turn_ended };
    list_init(&l->turn_end.link);
}

void access_log_close(struct rest_loop *l)
{
    lines_write(l);
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

void access_log_line(struct call *k, i64 took_us)
{
    struct buf *b = &k->loop->lines;
    char address[64];
    id account = k->c->caller.account;

    buf_lit(b, "{\"time\":");
    json_when(b, ctx_now(k->c));
    buf_lit(b, ",\"level\":\"info\",\"message\":\"request\"");
    text(b, S(",\"method\":"), k->x->method_text);
    text(b, S(",\"route\":"), k->endpoint ? k->endpoint->pattern : S(""));
    text(b, S(",\"path\":"), k->x->path);
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
    if (b->n > LINES_MOST)
        lines_write(k->loop);
    else
        loop_at_turn_end(k->c->loop, &k->loop->turn_end);
}
