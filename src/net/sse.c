#include "net/sse.h"
#include "base/memory.h"
#include "base/str.h"
#include "net/backlog.h"
#include "net/shared.h"
#include "net/tunnel.h"
#include "runtime/settings.h"

struct sse {
    struct tunnel *tunnel;
    const struct world *world;
    struct sse_rules rules;
    void *arg;
    struct timer beat;
    bool client_may_end;             /* its side: on HTTP/2 it has nothing to send after its request */
    bool behind;
    bool finished;
};

/* ---- text ---- */

static void field_add(struct buf *b, str name, str value)
{
    if (!value.n)
        return;
    buf_add(b, name);
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] != '\r' && value.p[i] != '\n' && value.p[i] != '\0')
            buf_byte(b, value.p[i]);
    buf_byte(b, '\n');
}

static size_t line_length(str s)
{
    size_t n = 0;

    while (n < s.n && s.p[n] != '\r' && s.p[n] != '\n')
        n++;
    return n;
}

/* CR LF, CR and LF all end a line to the client, so each becomes a line of its own; the client joins them with LF. */
static void data_add(struct buf *b, str data)
{
    for (;;) {
        size_t n = line_length(data);
        buf_lit(b, "data: ");
        buf_add(b, str_to(data, n));
        buf_byte(b, '\n');
        if (n == data.n)
            return;
        bool two = data.p[n] == '\r' && n + 1 < data.n && data.p[n + 1] == '\n';
        data = str_from(data, n + 1 + two);
    }
}

void sse_format(struct buf *b, str mark, str event, str data)
{
    field_add(b, S("id: "), mark);
    field_add(b, S("event: "), event);
    data_add(b, data);
    buf_byte(b, '\n');
}

struct shared *sse_shared(str mark, str event, str data)
{
    struct buf b = {0};

    sse_format(&b, mark, event, data);
    struct shared *text = shared_of(buf_str(&b));
    buf_close(&b);
    return text;
}

void sse_shared_drop(struct shared **text)
{
    shared_drop(text);
}

/* ---- as the tunnel's user ---- */

static void sse_finish(struct sse *s)
{
    if (s->finished)
        return;
    s->finished = true;
    timer_stop(s->tunnel->loop, &s->beat);
    tunnel_finish(s->tunnel);
}

/* A client of events sends nothing more; one whose side ends has gone. */
static size_t input(struct tunnel *t, char *bytes, size_t n)
{
    struct sse *s = t->arg;

    (void)bytes;
    if (!n && !s->client_may_end)
        sse_finish(s);
    return n;
}

static void room(struct tunnel *t)
{
    struct sse *s = t->arg;

    s->behind = false;
    if (s->rules.room && !s->finished)
        s->rules.room(s->arg);
}

static void drain(struct tunnel *t)
{
    struct sse *s = t->arg;

    if (s->finished)
        return;
    if (s->rules.drain)
        s->rules.drain(s->arg);
    else
        sse_finish(s);
}

static void gone(struct tunnel *t)
{
    struct sse *s = t->arg;

    timer_stop(t->loop, &s->beat);
    if (s->rules.gone)
        s->rules.gone(s->arg);
    memory_free(s);
}

static const struct tunnel_user sse_user = { input, room, drain, gone };

/* ---- for the application ---- */

static bool may_send(struct sse *s)
{
    if (!s->finished && tunnel_pending(s->tunnel) >= backlog_share(s->world, (size_t)s->world->settings->ws_buffer))
        sse_finish(s);
    return !s->finished;
}

static bool said(struct sse *s, bool more)
{
    s->behind = !more;
    timer_start(s->tunnel->loop, &s->beat, s->world->settings->sse_heartbeat);
    return true;
}

bool sse_send_text(struct sse *s, str text)
{
    return may_send(s) && said(s, tunnel_write(s->tunnel, text));
}

bool sse_send_shared(struct sse *s, struct shared *text)
{
    return may_send(s) && said(s, tunnel_share(s->tunnel, text));
}

bool sse_send(struct sse *s, str mark, str event, str data)
{
    struct buf text = {0};

    sse_format(&text, mark, event, data);
    bool sent = sse_send_text(s, buf_str(&text));
    buf_close(&text);
    return sent;
}

bool sse_retry(struct sse *s, i64 ms)
{
    struct buf text = {0};

    buf_format(&text, "retry: %lld\n\n", (long long)ms);
    bool sent = sse_send_text(s, buf_str(&text));
    buf_close(&text);
    return sent;
}

void sse_end(struct sse *s)
{
    sse_finish(s);
}

void sse_drop(struct sse *s)
{
    sse_finish(s);
    tunnel_abort(s->tunnel);
}

size_t sse_pending(const struct sse *s)
{
    return tunnel_pending(s->tunnel);
}

bool sse_is_behind(const struct sse *s)
{
    return s->behind;
}

static void beat(struct timer *t)
{
    sse_send_text(CONTAINER(t, struct sse, beat), S(":\n\n"));
}

str sse_last_id(const struct exchange *e)
{
    return str_from(header_get(e, S("last-event-id")), 0);
}

err sse_begin(struct exchange *e, struct sse_rules rules, void *arg, struct sse **out)
{
    size_t said = e->extra.n;
    struct sse *s;

    if (e->method != METHOD_GET && e->method != METHOD_POST)
        return fail_with(e->c, ERR_METHOD, "A stream of events is read by GET or POST.");
    reply_header(e, S("Cache-Control"), S("no-store"));
    reply_header(e, S("X-Accel-Buffering"), S("no"));
    s = memory_new(struct sse);
    *s = (struct sse){ .world = e->c->world, .rules = rules, .arg = arg, .beat.fire = beat, .client_may_end = e->version >= 20 };
    err failed = exchange_stream(e, S("text/event-stream"), &sse_user, s, &s->tunnel);
    if (failed != OK) {
        memory_free(s);
        e->extra.n = said;
        return failed;
    }
    timer_start(e->c->loop, &s->beat, s->world->settings->sse_heartbeat);
    *out = s;
    return OK;
}
