/*
 * WebSocket frames (RFC 6455), read from any byte stream: HTTP/1.1's and an HTTP/2
 * stream's alike. The reader keeps 56 bytes of state and no payload: it unmasks the
 * caller's bytes in place and hands out pieces as they come. What breaks the protocol
 * is one event with the close code that the RFC names for it; after it nothing is
 * read.
 */
#pragma once
#include "base/buf.h"

enum ws_opcode { WS_CONTINUATION = 0, WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

enum ws_close {
    WS_NORMAL = 1000, WS_GOING_AWAY = 1001, WS_PROTOCOL_ERROR = 1002, WS_UNACCEPTABLE = 1003, WS_NO_CODE = 1005,
    WS_ABNORMAL = 1006, WS_BAD_TEXT = 1007, WS_POLICY = 1008, WS_TOO_BIG = 1009, WS_INTERNAL = 1011, WS_TRY_LATER = 1013
};

struct ws_limits {
    u64 message;                     /* octets of a whole message, as sent */
    u32 fragments;                   /* frames of one message */
    bool deflate;                    /* permessage-deflate was agreed: RSV1 may start a message */
};

struct ws_reader {
    u64 left;                        /* payload octets of this frame still to come */
    u64 size;                        /* payload octets of this message so far */
    u32 fragments;
    u32 text;                        /* the UTF-8 check, between pieces */
    u8 mask[4];
    u8 head[14];                     /* the frame's header as far as it has come */
    u8 have, need;
    u8 mask_at;
    u8 opcode;                       /* of this frame */
    u8 message;                      /* of the message under way; 0: none */
    bool compressed, fin, begun, broken;
};

enum ws_event_kind { WS_NOTHING, WS_PIECE, WS_BROKEN };

struct ws_event {
    enum ws_event_kind kind;
    enum ws_opcode opcode;           /* of the message (TEXT, BINARY), or of the control frame */
    bool first, last;                /* first and last piece of the message or control frame */
    bool compressed;                 /* the message's payload is deflated; its text is then not checked here */
    str payload;                     /* unmasked, within the bytes that were given */
    enum ws_close code;              /* of WS_BROKEN */
    const char *reason;
};

/* Takes bytes until there is an event to report; returns how many it took. WS_NOTHING: all were taken. */
size_t ws_read(struct ws_reader *, const struct ws_limits *, char *bytes, size_t n, struct ws_event *);

/* Octets of a message's frame that are still to come: all that comes next is its payload. 0: something else may come. */
static inline u64 ws_data_left(const struct ws_reader *r)
{
    return r->need && r->have == r->need && r->opcode < WS_CLOSE && !r->broken ? r->left : 0;
}

/* A server's frame header (never masked) into `out`; returns its length. */
enum { WS_HEAD_MOST = 10 };
size_t ws_head(char out[WS_HEAD_MOST], enum ws_opcode, bool fin, bool compressed, u64 n);

/* What a close frame says: code (WS_NO_CODE when empty) and reason. False: malformed; `code` is then the code to answer. */
bool ws_close_read(str payload, u16 *code, str *reason);

/* Sec-WebSocket-Accept for a key: 28 characters. False: the key is not 16 octets of base64. */
bool ws_accept(str key, char out[28]);

/*
 * Sec-WebSocket-Extensions: true when an offer of permessage-deflate can be met without context takeover. `window` is
 * the window that it asks of the server, as a power of two; 0: none.
 */
enum { WS_WINDOW_MOST = 15 };
bool ws_deflate_offer(str offers, int *window);
