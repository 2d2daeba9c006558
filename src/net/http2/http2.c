#include "net/http2/http2.h"
#include "base/memory.h"
#include "base/str.h"
#include "runtime/settings.h"

enum {
    GOODBYE_MS = 300,                /* between the notice of a stop and the last GOAWAY, for requests on their way */
    FRAME_HEAD = 9, STREAM_NUMBER = 4,           /* octets */
    QUEUE_MOST = 1024,               /* frames that wait for a client that sends but does not read */
    WINDOW_SHUT = 16 * 1024, ANSWER_GUESS = 32 * 1024        /* octets */
};

void session_fail(struct http2 *h, u32 code)
{
    if (h->over)
        return;
    h->over = true;
    nghttp2_session_terminate_session(h->session, code);
    conn_soon(h->conn);
}

void session_bother(struct http2 *h, enum bother what)
{
    if (!bother_take(&h->bothers, what, loop_mono_ms(h->conn->lane->loop)))
        session_fail(h, NGHTTP2_ENHANCE_YOUR_CALM);
}

void session_todo(struct stream *s)
{
    if (list_empty(&s->todo))
        list_add_last(&s->h->todo, &s->todo);
    conn_soon(s->h->conn);
}

/* A client whose windows are shut takes no answer: few are made for it until it does. */
static bool windows_shut(const struct http2 *h)
{
    return nghttp2_session_get_remote_window_size(h->session) < WINDOW_SHUT
           || nghttp2_session_get_remote_settings(h->session, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE) < WINDOW_SHUT;
}

bool session_full(const struct http2 *h)
{
    size_t most = backlog_full(h->conn->lane->world) ? SESSION_HELD_FULL : SESSION_HELD, now = h->held + conn_pending(h->conn);

    if (UNLIKELY(h->working >= SESSION_FEW && windows_shut(h)))
        now += (size_t)h->working * ANSWER_GUESS;
    return now >= most;
}

void session_eased(struct http2 *h)
{
    if (UNLIKELY(!list_empty(&h->stalled)))
        conn_soon(h->conn);
}

bool session_heads_full(const struct http2 *h)
{
    return h->heads >= SESSION_HEADS || (h->open >= SESSION_FEW && backlog_full(h->conn->lane->world));
}

static void attend(struct http2 *h, struct stream *s)
{
    if ((s->begun || s->gathering) && session_full(h)) {
        list_add_last(&h->stalled, &s->todo);
        return;
    }
    stream_attend(s);
    conn_early(h->conn);
}

static void attend_all(struct http2 *h)
{
    struct link *l, fresh;

    if (UNLIKELY(!list_empty(&h->stalled) && !session_full(h))) {
        list_init(&fresh);
        list_move(&h->todo, &fresh);
        list_move(&h->stalled, &h->todo);
        list_move(&fresh, &h->todo);
    }
    while ((l = list_pop(&h->todo)))
        attend(h, CONTAINER(l, struct stream, todo));
}

/* ---- output ---- */

void session_write(struct http2 *h)
{
    struct conn *c = h->conn;
    const u8 *bytes;
    ssize_t n = 0;

    if (h->inside || c->gone)
        return;
    h->inside = true;
    while (conn_pending(c) < OUT_HIGH && (n = nghttp2_session_mem_send(h->session, &bytes)) > 0)
        buf_add(conn_out(c), (str){ (const char *)bytes, (size_t)n });
    h->inside = false;
    if (n < 0)
        conn_abort(c);
}

static bool finished(const struct http2 *h)
{
    if (nghttp2_session_want_write(h->session))
        return false;
    return !nghttp2_session_want_read(h->session) || (h->conn->ended && !h->open);
}

static bool http2_room(struct conn *c)
{
    struct http2 *h = c->above;

    attend_all(h);
    session_write(h);
    if (finished(h) && !c->gone)
        conn_finish(c);
    bool more = !list_empty(&h->todo) || (!list_empty(&h->stalled) && !session_full(h));
    return !c->finishing && (nghttp2_session_want_write(h->session) || more);
}

/* ---- input ---- */

static u32 code_of(ssize_t failed)
{
    switch (failed) {
    case NGHTTP2_ERR_FLOODED:
    case NGHTTP2_ERR_TOO_MANY_SETTINGS:
    case NGHTTP2_ERR_TOO_MANY_CONTINUATIONS:
        return NGHTTP2_ENHANCE_YOUR_CALM;
    case NGHTTP2_ERR_BAD_CLIENT_MAGIC:
        return NGHTTP2_PROTOCOL_ERROR;
    default:
        return NGHTTP2_INTERNAL_ERROR;
    }
}

static i32 stream_number(const u8 *p)
{
    return (i32)((u32)(p[0] & 0x7f) << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3]);
}

/*
 * nghttp2 does not report frames that it ignores, but they count too. False: too little of the frame is here to judge
 * it: its header, or the stream that a PRIORITY frame names.
 */
static bool frame_begin(struct http2 *h, str in)
{
    const u8 *p = (const u8 *)in.p;

    if (in.n < FRAME_HEAD)
        return false;
    nghttp2_frame_hd f = {
        .length = (size_t)p[0] << 16 | (size_t)p[1] << 8 | p[2], .type = p[3], .flags = p[4], .stream_id = stream_number(p + 5),
    };
    bool depends = f.type == NGHTTP2_PRIORITY && f.length >= STREAM_NUMBER;
    if (depends && in.n < FRAME_HEAD + STREAM_NUMBER)
        return false;
    h->frame_left = FRAME_HEAD + f.length;
    h->frame_timed = f.type != NGHTTP2_DATA;
    h->phase += !h->in_head;
    session_frame(h, &f, depends ? stream_number(p + FRAME_HEAD) : 0);
    return true;
}

static void feed(struct http2 *h)
{
    struct conn *c = h->conn;

    while (!h->over && c->in.n && (h->frame_left || frame_begin(h, c->in))) {
        size_t n = h->frame_left < c->in.n ? h->frame_left : c->in.n;
        h->inside = true;
        ssize_t taken = nghttp2_session_mem_recv(h->session, (const u8 *)c->in.p, n);
        h->inside = false;
        h->frame_left -= n;
        conn_take(c, n);
        if (taken < 0)
            session_fail(h, code_of(taken));
    }
    if (h->over)
        conn_take(c, c->in.n);
    if (nghttp2_session_get_outbound_queue_size(h->session) > QUEUE_MOST)
        conn_abort(c);
}

/*
 * A client that begins a request sends all of its header blocks within header_timeout; likewise each frame except those
 * of bodies, which have a time of their own. Its greeting counts from the connection's beginning.
 */
static void head_watch(struct http2 *h)
{
    struct lane *l = h->conn->lane;
    bool begun = h->conn->in.n && !h->frame_left && !h->in_head;     /* a frame's first octets */
    u64 phase = 2 * h->phase + begun;

    if (!h->greeted)
        return;
    if (!h->in_head && !begun && !(h->frame_left && h->frame_timed)) {
        timer_stop(l->loop, &h->head_timer);
        h->watched = 0;
    } else if (h->watched != phase || !h->head_timer.place) {
        timer_start(l->loop, &h->head_timer, l->settings->header_timeout);
        h->watched = phase;
    }
}

static void input_ended(struct http2 *h)
{
    LIST_EACH(l, &h->streams) {
        struct stream *s = CONTAINER(l, struct stream, link);
        if (s->opened && !s->in_ended && !s->cut)
            stream_input_ended(s);
        if (s->e.c)
            ctx_desert(s->e.c);
    }
}

static bool http2_input(struct conn *c)
{
    struct http2 *h = c->above;

    if (c->in.n)
        feed(h);
    if (c->ended)
        input_ended(h);
    attend_all(h);
    head_watch(h);
    return true;
}

/* ---- time ---- */

static void head_late(struct timer *t)
{
    session_fail(CONTAINER(t, struct http2, head_timer), NGHTTP2_ENHANCE_YOUR_CALM);
}

static void last_goaway(struct http2 *h)
{
    nghttp2_submit_goaway(h->session, NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(h->session), NGHTTP2_NO_ERROR, NULL, 0);
    conn_soon(h->conn);
}

static void http2_late(struct conn *c)
{
    struct http2 *h = c->above;

    if (h->draining)
        last_goaway(h);
    else if (!h->open)
        session_fail(h, NGHTTP2_NO_ERROR);
}

static void http2_drain(struct conn *c)
{
    struct http2 *h = c->above;

    if (h->draining || h->over)
        return;
    h->draining = true;
    nghttp2_submit_shutdown_notice(h->session);
    conn_expect(c, GOODBYE_MS);
    conn_soon(c);
    LIST_EACH(l, &h->streams) {
        struct stream *s = CONTAINER(l, struct stream, link);
        if (s->tunnelled && !s->running && !s->out_ended)
            s->tunnel.user->drain(&s->tunnel);
    }
}

/* ---- life ---- */

static void settings_send(struct http2 *h)
{
    const struct settings *s = h->conn->lane->settings;
    u32 list = (u32)s->max_headers + HEAD_LINE_MOST + 32 * HEAD_FIELDS_MOST;     /* whatever is accepted here, counted as the RFC does */
    nghttp2_settings_entry all[] = {
        { NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, (u32)s->max_streams },
        { NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, STREAM_WINDOW },
        { NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, list },
        { NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1 },
        { NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1 },
    };

    if (nghttp2_submit_settings(h->session, NGHTTP2_FLAG_NONE, all, COUNT(all)) != 0
        || nghttp2_session_set_local_window_size(h->session, NGHTTP2_FLAG_NONE, 0, SESSION_WINDOW) != 0)
        memory_out(sizeof all);      /* the only reason why these fail */
}

static void http2_open(struct conn *c)
{
    struct http2 *h = memory_new(struct http2);

    h->conn = c;
    h->frame_left = NGHTTP2_CLIENT_MAGIC_LEN;    /* the preface, as if it were a frame */
    h->head_timer.fire = head_late;
    list_init(&h->streams);
    list_init(&h->todo);
    list_init(&h->stalled);
    bothers_init(&h->bothers, loop_mono_ms(c->lane->loop));
    h->session = session_new(h);
    c->above = h;
    settings_send(h);
    timer_start(c->lane->loop, &h->head_timer, conn_expected(c));
    conn_expect(c, c->lane->settings->idle_timeout);
    conn_soon(c);
    if (c->lane->draining)
        http2_drain(c);
}

static void http2_close(struct conn *c)
{
    struct http2 *h = c->above;

    timer_stop(c->lane->loop, &h->head_timer);
    LIST_EACH(l, &h->streams) {
        struct stream *s = CONTAINER(l, struct stream, link);
        list_remove(&s->link);
        list_remove(&s->todo);
        s->h = NULL;
        stream_closed(s, false);
    }
    nghttp2_session_del(h->session);
    memory_free(h);
}

const struct protocol http2_protocol = {
    .open = http2_open, .input = http2_input, .late = http2_late, .close = http2_close, .room = http2_room, .drain = http2_drain,
};
