/* What goes out: frames, compressed where that pays, within what may wait for one client. */
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "net/backlog.h"
#include "net/shared.h"
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
        ws_fail(w, WS_TRY_LATER, S("slow_reader"));
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
void ws_put_close(struct ws *w, u16 code, str reason)
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

struct ws_frame {
    struct shared *plain, *packed;   /* with their heads; no `packed`: nobody has asked for it yet, or it is no shorter */
    bool tried;                      /* to pack it */
    enum ws_opcode opcode;
    u8 head;                         /* octets of `plain` before the message */
};

static struct shared *framed(enum ws_opcode opcode, bool packed, str payload, u8 *head)
{
    char octets[WS_HEAD_MOST];
    size_t n = ws_head(octets, opcode, true, packed, payload.n);
    struct shared *s = shared_new(n + payload.n);

    put_str(put_str(s->p, (str){ octets, n }), payload);
    *head = (u8)n;
    return s;
}

struct ws_frame *ws_frame_new(enum ws_opcode opcode, str message)
{
    struct ws_frame *f = memory_new(struct ws_frame);

    f->opcode = opcode;
    f->plain = framed(opcode, false, message, &f->head);
    return f;
}

void ws_frame_close(struct ws_frame **frame)
{
    if (!*frame)
        return;
    shared_drop(&(*frame)->plain);
    shared_drop(&(*frame)->packed);
    memory_free(*frame);
    *frame = NULL;
}

/* The frame compressed, made for the first that asks; NULL: it stays as it is. */
static struct shared *frame_packed(struct ws_lane *l, struct ws_frame *f)
{
    str packed;
    u8 head;

    if (!f->tried && pack(l, str_from(shared_str(f->plain), f->head), &packed)) {
        f->packed = framed(f->opcode, true, packed, &head);
        ws_scratch_trim(&l->packed);
    }
    f->tried = true;
    return f->packed;
}

bool ws_send_shared(struct ws *w, struct ws_frame *f)
{
    struct shared *packed = NULL;

    if (!may_send(w))
        return false;
    if (may_pack(w, f->plain->n - f->head))
        packed = frame_packed(ws_lane(w->kind, w->loop), f);
    w->behind = !tunnel_share(w->tunnel, packed ? packed : f->plain);
    return true;
}
