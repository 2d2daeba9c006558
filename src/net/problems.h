/* Problems of what is spoken over HTTP. */
#pragma once
#include "base/err.h"

#define NET_PROBLEMS(X) \
    X(websocket_handshake, ERR_MALFORMED, "The WebSocket handshake is malformed.") \
    X(websocket_version,   ERR_UPGRADE,   "This server speaks version 13 of WebSocket.")

PROBLEMS_DECLARE(net_problems, NET_PROBLEMS)
