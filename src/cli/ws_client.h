/*
 * A client's WebSocket (RFC 6455) on a trunk: text messages, masked as a client's have to be; pings are answered. It offers no extension.
 * What it holds is bounded by the longest message that a server may send it. Nothing here waits.
 */
#pragma once
#include "base/buf.h"
#include "base/random.h"
#include "cli/trunk.h"

enum { WS_CLIENT_MESSAGE_MOST = 1 << 20, WS_CLIENT_HEAD_MOST = 16384 };
enum ws_client_state { WS_CLIENT_CLOSED, WS_CLIENT_SHAKING, WS_CLIENT_OPEN };

struct ws_client {
    struct trunk trunk;
    enum ws_client_state state;
    char accept[28];                 /* what the answer to our key is */
    int status;                      /* of an answer that was no upgrade; 0: there was none */
    int code;                        /* of the server's close frame; 0: there was none */
    struct rng masks;
    struct buf in, out, message;     /* what came and is not read yet, what waits to go, a message so far; on the heap */
};

typedef void ws_client_heard(void *arg, str text);           /* `text` lasts for the call */

/* `host` and `fields` ("Name: value\r\n", ...) go into the request. False: it cannot connect. Once it can go on, ws_client_go_on. */
bool ws_client_open(struct ws_client *, const struct trunk_place *, str host, str path, str fields);

/* Reads and writes until nothing more goes. False: it is over, and is closed; `status` or `code` say why, if the server did. */
bool ws_client_go_on(struct ws_client *, ws_client_heard *, void *arg);

/* Reads what is in `in`; the part of it that needs no connection. False: the server broke the protocol, refused, or closed. */
bool ws_client_read(struct ws_client *, ws_client_heard *, void *arg);

bool ws_client_say(struct ws_client *, str text);            /* once open; what does not go at once waits. False: it is over */
void ws_client_close(struct ws_client *);        /* with a close frame, if it was open */
