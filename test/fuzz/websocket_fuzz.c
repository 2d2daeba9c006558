/*
 * What a WebSocket client sends: frames, their assembly, inflating, the closing handshake.
 * Whole, in pieces, and with a reader that stops now and then, the messages and answers are
 * the same; every message is within its bound, and text is UTF-8.
 */
#include <assert.h>
#include <unistd.h>
#include "base/arena.h"
#include "base/str.h"
#include "base/utf8_stream.h"
#include "net/ws/own.h"
#include "runtime/metrics.h"
#include "runtime/runtime.h"
#include "runtime/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MESSAGE_MOST = 64 * 1024 };

/* A tunnel that keeps what is written; in some runs every third write finds it full. */
struct fake { struct tunnel t; struct buf out; int writes; bool fills, full, finished; };

static struct fake *fake_of(const struct tunnel *t)
{
    return CONTAINER((struct tunnel *)(uintptr_t)t, struct fake, t);
}

static bool fake_write(struct tunnel *t, str s)
{
    struct fake *f = fake_of(t);

    assert(!f->finished);
    buf_add(&f->out, s);
    f->full |= f->fills && ++f->writes % 3 == 0;
    return !f->full;
}

static size_t fake_pending(const struct tunnel *t)
{
    (void)t;
    return 0;
}

static void fake_resume(struct tunnel *t)
{
    (void)t;
}

static void fake_end(struct tunnel *t)
{
    assert(!fake_of(t)->finished);
    fake_of(t)->finished = true;
}

static const struct tunnel_ops fake_ops = { fake_write, fake_pending, fake_resume, fake_end, fake_end };

static void message(struct ws *w, enum ws_opcode opcode, str text)
{
    assert(text.n <= MESSAGE_MOST && (opcode == WS_TEXT || opcode == WS_BINARY));
    assert(opcode == WS_BINARY || utf8_stream(0, text) == 0);
    ws_send(w, opcode, text);
}

static void on_close(struct ws *w, u16 code)
{
    assert(code >= 1000);
    *(u16 *)ws_arg(w) = code;
}

static const struct ws_rules rules = { message, on_close, .message_most = MESSAGE_MOST };

static struct ws_kind *kind_once(void)
{
    static struct world world;
    static struct clock clock;
    static struct arena arena;
    static struct settings settings;
    static struct ws_kind *kind;

    if (kind)
        return kind;
    arena_init(&arena, NULL, 0);
    settings_defaults(&settings, &arena);
    world.settings = &settings;
    world.clock = &clock;
    world.metrics = metrics_open();
    runtime_open(&world, 1);
    return kind = ws_kind_open(&world, &rules);
}

/* Gives the bytes in steps, as a tunnel would, and returns the code that ended it. */
static u16 converse(struct fake *f, bool deflate, char *bytes, size_t n, size_t step)
{
    struct ws_kind *k = kind_once();
    u16 code = 0;
    struct ws *w = ws_new(k, runtime_loop(k->world->runtime, 0), deflate ? WS_WINDOW_MOST : 0, &code);

    f->t = (struct tunnel){ &ws_tunnel_user, .arg = w, .loop = w->loop, .ops = &fake_ops };
    ws_begin(w, &f->t);
    for (size_t at = 0; at < n && !f->finished;) {
        size_t give = n - at < step ? n - at : step, taken = ws_tunnel_user.input(&f->t, bytes + at, give);
        assert(taken == give || f->full);
        at += taken;
        if (f->full && !f->finished)
            ws_tunnel_user.room(&f->t);
        f->full = false;
    }
    if (!f->finished)
        ws_tunnel_user.input(&f->t, NULL, 0);
    assert(f->finished);
    ws_tunnel_user.gone(&f->t);
    return code;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;

    if (n < 2)
        return 0;
    arena_init(&a, NULL, 0);
    bool deflate = data[0] & 1;
    str bytes = { (const char *)data + 1, n - 1 };
    struct fake whole = { .out = BUF_ON(&a) }, pieces = { .out = BUF_ON(&a) }, stopping = { .out = BUF_ON(&a), .fills = true };
    u16 once = converse(&whole, deflate, (char *)(uintptr_t)arena_copy(&a, bytes).p, bytes.n, bytes.n);
    u16 often = converse(&pieces, deflate, (char *)(uintptr_t)arena_copy(&a, bytes).p, bytes.n, 1 + (data[0] >> 1) % 32);
    u16 slowly = converse(&stopping, deflate, (char *)(uintptr_t)arena_copy(&a, bytes).p, bytes.n, bytes.n);
    assert(once == often && once == slowly);
    assert(str_eq(buf_str(&whole.out), buf_str(&pieces.out)) && str_eq(buf_str(&whole.out), buf_str(&stopping.out)));
    arena_close(&a);
    return 0;
}
