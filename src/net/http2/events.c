/* What nghttp2 reports of a session, as its callbacks: frames, fields, pieces of bodies, ends of streams. */
#include <assert.h>
#include "base/memory.h"
#include "base/str.h"
#include "net/door.h"
#include "net/http2/http2.h"
#include "runtime/settings.h"

enum {
    RESETS_BURST = 100, RESETS_A_SECOND = 10,
    CONTINUATIONS_MOST = 32,         /* so that a header list far too large is still answered 431 */
    SETTINGS_MOST = 32,              /* in one frame */
    WINDOWS_A_DATA = 4,              /* WINDOW_UPDATE frames for each DATA frame sent: both windows, generously */
    PADDED_EMPTY = 256               /* a padded DATA frame up to this many octets may hold nothing */
};

static struct stream *stream_find(nghttp2_session *session, i32 number)
{
    return nghttp2_session_get_stream_user_data(session, number);
}

/* ---- frames that begin ---- */

static bool empty_data(const nghttp2_frame_hd *f)
{
    if (f->flags & NGHTTP2_FLAG_END_STREAM)
        return false;
    return f->length == 0 || (f->flags & NGHTTP2_FLAG_PADDED && f->length <= PADDED_EMPTY);
}

static void count_bother(struct http2 *h, const nghttp2_frame_hd *f)
{
    switch (f->type) {
    case NGHTTP2_DATA:
        if (empty_data(f))
            session_bother(h, BOTHER_EMPTY_DATA);
        break;
    case NGHTTP2_PING:
        session_bother(h, BOTHER_PING);
        break;
    case NGHTTP2_SETTINGS:
        session_bother(h, BOTHER_SETTINGS);
        break;
    case NGHTTP2_PRIORITY:
    case NGHTTP2_PRIORITY_UPDATE:
        session_bother(h, BOTHER_PRIORITY);
        break;
    case NGHTTP2_WINDOW_UPDATE:
        session_bother(h, BOTHER_WINDOW);
        break;
    case NGHTTP2_HEADERS:
    case NGHTTP2_RST_STREAM:
    case NGHTTP2_GOAWAY:
    case NGHTTP2_CONTINUATION:
        break;
    default:
        session_bother(h, BOTHER_UNKNOWN);
    }
}

/* What the client may still send on a stream that nghttp2 no longer holds: it may not know yet that we have reset it. */
static bool may_still_come(const struct http2 *h, i32 number, u32 *code)
{
    u32 known = h->ended_count < ENDED_KNOWN ? h->ended_count : ENDED_KNOWN;
    i32 oldest = INT32_MAX;

    for (u32 i = 0; i < known; i++) {
        i32 ended = (i32)(h->ended[i] / 2);
        if (ended == number) {
            *code = NGHTTP2_STREAM_CLOSED;
            return !(h->ended[i] & 1);
        }
        if (ended < oldest)
            oldest = ended;
    }
    *code = NGHTTP2_PROTOCOL_ERROR;
    return known == ENDED_KNOWN && number < oldest;
}

/* RFC 9113 section 5.1.1: an id that was skipped is closed. nghttp2 takes frames on closed streams for late ones. */
static void check_id(struct http2 *h, const nghttp2_frame_hd *f)
{
    u32 code;

    if (f->type == NGHTTP2_HEADERS && f->stream_id > h->last_id) {
        h->last_id = f->stream_id;
        return;
    }
    if (f->stream_id <= h->last_id && f->stream_id % 2 && !stream_find(h->session, f->stream_id) && !may_still_come(h, f->stream_id, &code))
        session_fail(h, code);
}

/* nghttp2 looks at none of these: their priorities mean nothing here. */
static void check_priority(struct http2 *h, const nghttp2_frame_hd *f, i32 on)
{
    if (!f->stream_id || f->stream_id == on)
        session_fail(h, NGHTTP2_PROTOCOL_ERROR);
}

void session_frame(struct http2 *h, const nghttp2_frame_hd *f, i32 on)
{
    if (f->type == NGHTTP2_PRIORITY)
        check_priority(h, f, on);
    if ((f->type == NGHTTP2_HEADERS || f->type == NGHTTP2_DATA) && !h->in_head)
        check_id(h, f);
    count_bother(h, f);
}

/* ---- header blocks ---- */

static int on_begin_headers(nghttp2_session *session, const nghttp2_frame *f, void *arg)
{
    struct http2 *h = arg;

    h->in_head = true;
    if (f->headers.cat == NGHTTP2_HCAT_REQUEST && !h->over)
        nghttp2_session_set_stream_user_data(session, f->hd.stream_id, stream_open(h, f->hd.stream_id));
    h->heading = stream_find(session, f->hd.stream_id);
    return 0;
}

static int on_header(nghttp2_session *session, const nghttp2_frame *f, const u8 *name, size_t name_n, const u8 *value, size_t value_n,
                     u8 flags, void *arg)
{
    struct http2 *h = arg;
    str field = { (const char *)name, name_n }, text = { (const char *)value, value_n };

    (void)session;
    (void)flags;
    if (!h->heading)
        return 0;
    if (f->headers.cat != NGHTTP2_HCAT_REQUEST)
        return stream_trailer(h->heading, field, text) ? 0 : NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    if (stream_field(h->heading, field, text))
        return 0;
    session_fail(h, NGHTTP2_ENHANCE_YOUR_CALM);
    return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
}

static int on_invalid_header(nghttp2_session *session, const nghttp2_frame *f, const u8 *name, size_t name_n, const u8 *value,
                             size_t value_n,
                             u8 flags, void *arg)
{
    struct http2 *h = arg;

    (void)session, (void)name, (void)name_n, (void)value, (void)value_n, (void)flags;
    if (!h->heading || f->headers.cat != NGHTTP2_HCAT_REQUEST)
        return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;
    stream_refuse(h->heading, ERR_MALFORMED, "There is a character in a header field that must not be there.");
    return 0;
}

/* ---- frames that are whole ---- */

static void head_received(struct http2 *h, const nghttp2_frame *f)
{
    struct stream *s = h->heading;

    h->in_head = false;
    h->heading = NULL;
    if (!s)
        return;
    if (f->hd.flags & NGHTTP2_FLAG_END_STREAM)
        s->in_ended = true;
    if (s->turned_away) {
        stream_reset(s, NGHTTP2_REFUSED_STREAM);
    } else if (f->headers.cat == NGHTTP2_HCAT_REQUEST) {
        s->begun = true;
        s->guest = door_guest(h->conn, &s->e);       /* its body may come before a handler runs */
        s->e.has_body = !s->in_ended;
        session_todo(s);
    } else {
        stream_input_ended(s);
    }
}

static int on_frame_recv(nghttp2_session *session, const nghttp2_frame *f, void *arg)
{
    struct http2 *h = arg;
    struct stream *s;

    switch (f->hd.type) {
    case NGHTTP2_HEADERS:
        head_received(h, f);
        break;
    case NGHTTP2_DATA:
        if ((f->hd.flags & NGHTTP2_FLAG_END_STREAM) && (s = stream_find(session, f->hd.stream_id))) {
            s->in_ended = true;
            stream_input_ended(s);
        }
        break;
    case NGHTTP2_RST_STREAM:
        if ((s = stream_find(session, f->hd.stream_id)))
            s->cut = true;
        break;
    case NGHTTP2_SETTINGS:
        h->greeted = true;
        break;
    default:
        break;
    }
    return 0;
}

static int on_data(nghttp2_session *session, u8 flags, i32 number, const u8 *bytes, size_t n, void *arg)
{
    struct stream *s = stream_find(session, number);

    (void)flags;
    (void)arg;
    if (s)
        stream_input(s, (str){ (const char *)bytes, n });
    else
        nghttp2_session_consume(session, number, n);
    return 0;
}

/* ---- what was sent ---- */

static int on_frame_send(nghttp2_session *session, const nghttp2_frame *f, void *arg)
{
    struct http2 *h = arg;

    if (f->hd.type == NGHTTP2_DATA)
        bother_give(&h->bothers, BOTHER_WINDOW, WINDOWS_A_DATA);
    if (f->hd.type == NGHTTP2_RST_STREAM && f->rst_stream.error_code != NGHTTP2_NO_ERROR)
        session_bother(h, BOTHER_REFUSED);
    if ((f->hd.type != NGHTTP2_DATA && f->hd.type != NGHTTP2_HEADERS) || !(f->hd.flags & NGHTTP2_FLAG_END_STREAM))
        return 0;
    struct stream *s = stream_find(session, f->hd.stream_id);
    if (s && !s->in_ended)
        stream_linger(s);
    return 0;
}

static ssize_t data_read(nghttp2_session *session, i32 number, u8 *to, size_t most, u32 *flags, nghttp2_data_source *from, void *arg)
{
    struct http2 *h = arg;

    (void)session, (void)number, (void)to;
    if (conn_pending(h->conn) >= SESSION_READY)
        return NGHTTP2_ERR_PAUSE;
    return stream_data(from->ptr, most, flags);
}

static int data_send(nghttp2_session *session, nghttp2_frame *f, const u8 *head, size_t n, nghttp2_data_source *from, void *arg)
{
    (void)session;
    (void)arg;
    assert(f->data.padlen == 0);
    stream_send(from->ptr, head, n);
    return 0;
}

nghttp2_data_provider stream_source(struct stream *s)
{
    return (nghttp2_data_provider){ { .ptr = s }, data_read };
}

/* ---- ends ---- */

static int on_stream_close(nghttp2_session *session, i32 number, u32 code, void *arg)
{
    struct stream *s = stream_find(session, number);
    struct http2 *h = arg;

    if (!s)
        return 0;
    if (h->heading == s)
        h->heading = NULL;
    stream_closed(s, code == NGHTTP2_NO_ERROR);
    return 0;
}

/* ---- the session ---- */

static nghttp2_session_callbacks *callbacks_new(void)
{
    nghttp2_session_callbacks *all;

    if (nghttp2_session_callbacks_new(&all) != 0)
        memory_out(sizeof(void *));
    nghttp2_session_callbacks_set_on_begin_headers_callback(all, on_begin_headers);
    nghttp2_session_callbacks_set_on_header_callback(all, on_header);
    nghttp2_session_callbacks_set_on_invalid_header_callback(all, on_invalid_header);
    nghttp2_session_callbacks_set_on_frame_recv_callback(all, on_frame_recv);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(all, on_data);
    nghttp2_session_callbacks_set_on_frame_send_callback(all, on_frame_send);
    nghttp2_session_callbacks_set_send_data_callback(all, data_send);
    nghttp2_session_callbacks_set_on_stream_close_callback(all, on_stream_close);
    return all;
}

static nghttp2_option *options_new(void)
{
    nghttp2_option *all;

    if (nghttp2_option_new(&all) != 0)
        memory_out(sizeof(void *));
    nghttp2_option_set_no_auto_window_update(all, 1);
    nghttp2_option_set_no_closed_streams(all, 1);
    nghttp2_option_set_stream_reset_rate_limit(all, RESETS_BURST, RESETS_A_SECOND);
    nghttp2_option_set_max_continuations(all, CONTINUATIONS_MOST);
    nghttp2_option_set_max_settings(all, SETTINGS_MOST);
    nghttp2_option_set_builtin_recv_extension_type(all, NGHTTP2_PRIORITY_UPDATE);
    return all;
}

nghttp2_session *session_new(struct http2 *h)
{
    nghttp2_session_callbacks *callbacks = callbacks_new();
    nghttp2_option *options = options_new();
    nghttp2_session *session;

    if (nghttp2_session_server_new2(&session, callbacks, h, options) != 0)
        memory_out(sizeof(void *));
    nghttp2_option_del(options);
    nghttp2_session_callbacks_del(callbacks);
    return session;
}
