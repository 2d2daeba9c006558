/* What goes out: frames, compressed where that pays, within what may wait for one client. */
#include <assert.h>
#include <stdatomic.h>
#include "base/memory.h"
#include "base/str.h"
#include "net/backlog.h"
#include "net/ws/own.h"
#include "runtime/settings.h"

static bool too_far_behind(const struct ws *w)
{
    const struct world *world = w->kind->world;

    return tunnel_pending(w->tunnel) >= backlog_share(world, (size_t)world->settings->ws_buffer);
}

/* True if something may be sent; a client that does not read is sent the reason instead, to see it once it does. */
static bool may_send(struct ws *w)
{
    if (w->finished || w->closing)
        return false;
    if (too_far_behind(w))
        ws_fail(w, WS_TRY_LATER, S("slow reader"));
    return !w->finished;
}

static void put(struct ws *w, enum ws_opcode opcode, bool packed, str payload)
{
    char head[WS_HEAD_MOST];

    tunnel_write(w->tunnel, (str){ head, ws_head(head, opcode, true, packed, payload.n) });
    w->behind = !tunnel_write(w->tunnel, payload);
}

void ws_put(struct ws *w, enum ws_opcode opcode, bool packed, str payload)
{
    if (may_send(w))
        put(w, opcode, packed, payload);
}

/* Without a code the frame is empty, like the one that it answers (RFC 6455 section 7.1.5). */
void ws_put_close(struct ws *w, enum ws_close code, str reason)
{
    char payload[2 + WS_REASON_MOST];
    size_t n = 0;

    assert(reason.n <= WS_REASON_MOST);
    if (code != WS_NO_CODE) {
        payload[n++] = (char)(code >> 8);
        payload[n++] = (char)code;
        memcpy(payload + n, reason.p, reason.n);
        n += reason.n;
    }
    w->closing = true;
    put(w, WS_CLOSE, false, (str){ payload, n });
}

/*
 * A client can read a message no longer than its window, whatever window it was packed with: no distance in it is
 * longer than the message. So one deflater serves all, and longer messages are sent uncompressed to clients with small
 * windows.
 */
static bool may_pack(const struct ws *w, size_t n)
{
    return w->deflate && (w->window == WS_WINDOW_MOST || n <= (size_t)1 << w->window);
}

static bool worth_packing(size_t n)
{
    return n >= WS_PACK_LEAST && n <= WS_PACK_MOST;
}

/* The message compressed, in the lane's scratch; false: it stays as it is. */
static bool pack(struct ws_lane *l, str message, str *packed)
{
    if (!worth_packing(message.n))
        return false;
    l->packed.n = 0;
    ws_compress(ws_lane_deflate(l), message, &l->packed);
    *packed = buf_str(&l->packed);
    return packed->n < message.n;
}

bool ws_send(struct ws *w, enum ws_opcode opcode, str message)
{
    str packed;

    if (!may_send(w))
        return false;
    struct ws_lane *l = ws_lane(w->kind, w->loop);
    if (may_pack(w, message.n) && pack(l, message, &packed))
        put(w, opcode, true, packed);
    else
        put(w, opcode, false, message);
    ws_scratch_trim(&l->packed);
    return true;
}

/* ---- for many ---- */

/* Both forms, heads included, one after the other. */
struct ws_frame { _Atomic u32 holders; size_t message, plain, packed; char bytes[]; };

static size_t frame_add(char *to, enum ws_opcode opcode, bool packed, str payload)
{
    size_t head = ws_head(to, opcode, true, packed, payload.n);

    memcpy(to + head, payload.p, payload.n);
    return head + payload.n;
}

struct ws_frame *ws_frame_new(struct ws_kind *k, struct loop *loop, enum ws_opcode opcode, str message)
{
    struct ws_lane *l = ws_lane(k, loop);
    str packed;
    bool both = pack(l, message, &packed);
    struct ws_frame *f = memory_alloc(sizeof *f + WS_HEAD_MOST + message.n + (both ? WS_HEAD_MOST + packed.n : 0));

    atomic_init(&f->holders, 1);
    f->message = message.n;
    f->plain = frame_add(f->bytes, opcode, false, message);
    f->packed = both ? frame_add(f->bytes + f->plain, opcode, true, packed) : 0;
    ws_scratch_trim(&l->packed);
    return f;
}

struct ws_frame *ws_frame_hold(struct ws_frame *f)
{
    atomic_fetch_add_explicit(&f->holders, 1, memory_order_relaxed);
    return f;
}

void ws_frame_drop(struct ws_frame **frame)
{
    struct ws_frame *f = *frame;

    *frame = NULL;
    if (f && atomic_fetch_sub_explicit(&f->holders, 1, memory_order_acq_rel) == 1)
        memory_free(f);
}

bool ws_send_shared(struct ws *w, const struct ws_frame *f)
{
    bool packed = f->packed && may_pack(w, f->message);

    if (!may_send(w))
        return false;
    w->behind = !tunnel_write(w->tunnel, packed ? (str){ f->bytes + f->plain, f->packed } : (str){ f->bytes, f->plain });
    return true;
}
